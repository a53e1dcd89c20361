"""Where pages end: no title alone, no answer in two, and a list is headed again where it goes on."""

import pytest

from intake.exports.pdf import to_pdf
from tests.builders import BUSY, a_draft
from tests.intake.exports.glyphs import glyphs_of
from tests.intake.exports.reading import bookmarks_of, pages_of, squeezed, summary_of
from tests.intake.exports.test_golden import PATIENTS

LAYOUTS = [(paper, large) for paper in ("a4", "letter") for large in (False, True)]
# Each a little longer, so that some page ends at every place of the sheet.
LENGTHS = {f"goal of {many} lines": a_draft({**BUSY, "reason.goal": "Walk.\n" * many}) for many in range(0, 60, 12)}


def _bodies(summary, paper, large):
    """The lines of each page between its head and its foot."""
    foot = squeezed(summary.words.footer)[:20]
    for page in pages_of(to_pdf(summary, paper, large=large)):
        lines = [squeezed(line) for line in page.splitlines() if squeezed(line)]
        yield lines[: next(number for number, line in enumerate(lines) if line.startswith(foot))]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", LENGTHS)
def test_no_page_ends_with_a_title(name, large):
    summary = summary_of(LENGTHS[name])
    titles = {squeezed(title) for _, title in bookmarks_of(to_pdf(summary, "letter", large=large))}
    titles -= {squeezed(summary.words.notes_title)}

    assert [body[-1] for body in _bodies(summary, "letter", large) if body and body[-1] in titles] == []


@pytest.mark.parametrize(("paper", "large"), LAYOUTS)
def test_no_medicine_is_split_over_two_pages(paper, large):
    summary = summary_of(PATIENTS["200-medicines"])
    pages = [squeezed(page) for page in pages_of(to_pdf(summary, paper, large=large))]
    rows = [row for section in summary.in_full for answer in section.answers for row in answer.rows]

    assert len(rows) == 200
    assert [row.label for row in rows if not any(squeezed(row.label + row.words) in page for page in pages)] == []


@pytest.mark.parametrize(("paper", "large"), LAYOUTS)
def test_list_of_medicines_is_headed_on_every_page_that_it_goes_on_to(paper, large):
    summary = summary_of(PATIENTS["200-medicines"])
    # A medicine of these has a note, and page 1 tells of none.
    going_on = [body for body in _bodies(summary, paper, large) if sum("Note:" in line for line in body) > 5]

    assert len(going_on) > 3
    # The head of the page comes first, in large print in several lines.
    assert [body[:6] for body in going_on[1:] if "Medicines" not in body[:6]] == []


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_no_label_of_the_head_is_torn_between_two_lines(paper):
    page = glyphs_of(to_pdf(summary_of(a_draft({})), paper))[0]
    at = "".join(glyph.character for glyph in page).index("Heightandweight")
    label = page[at : at + len("Heightandweight")]

    assert max(glyph.bottom for glyph in label) - min(glyph.bottom for glyph in label) < label[0].size
