"""Any text whatever: kept as typed and shown again, or refused with a reason; and no post meets a fault."""

from collections.abc import Mapping
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.answers import AnswerSet, Draft
from forms.capture.page_form import page_form, row_form
from forms.items import ItemType, Page
from forms.ketamine import INTAKE
from intake.summary.printable import printable
from intake.web.patient.showing import CONTROL_NAMES
from tests.strategies import HOSTILE, hostile_words
from tests.web.canaries import forms
from tests.web.holding import holder, token_of

# Many examples of what other tests reach with one.
pytestmark = pytest.mark.no_cover
SHOWN_ALIKE = True

PATHS_OF_ALL = ("/form", "/check", "/sheet", "/sheet.txt", "/sheet.pdf", "/code", "/next")
Post = tuple[str, Mapping[str, list[str]]]

FIELDS = {
    "one line": ("/form/name", "you.name"),
    "lines": ("/form/main-thing", "reason.chief_concern"),
    "words of one's own": ("/form/topics", "reason.topics:words"),
    "a follow-up": ("/form/energy", "feelings.high_energy_length"),
    "a date's year": ("/form/birth-date", "you.birth_date:year"),
    "a column": ("/form/medicine-list/m1", "medication.name"),
    "a column of lines": ("/form/medicine-list/m1", "medication.note"),
}


@st.composite
def posts(draw: st.DrawFn) -> Post:
    """An address of the form and what is sent there: what belongs, what nearly does, and what does not."""
    page = draw(st.sampled_from(INTAKE.pages))
    path, names = draw(_places(page))
    own = draw(st.lists(st.sampled_from(names), max_size=5)) if names else []
    foreign = draw(st.lists(st.one_of(st.sampled_from(sorted(INTAKE.by_link_id)), hostile_words), max_size=1))
    controls = draw(st.lists(st.sampled_from(sorted(CONTROL_NAMES - {"_token"})), max_size=2))
    return path, {name: draw(_sent_for(name)) for name in (*own, *foreign, *controls)}


@st.composite
def _places(draw: st.DrawFn, page: Page) -> tuple[str, list[str]]:
    group = next((item for item in page.items if item.rows), None)
    if group is None or draw(st.booleans()):
        way = "/arrange" if group and draw(st.booleans()) else ""
        return f"/form/{page.slug}{way}", _names(page_form(page, AnswerSet()))
    row_id = draw(st.sampled_from(["r1", "\u202e😀 &<", "%2F..%00", "arrange"]))
    return f"/form/{page.slug}/{quote(row_id)}", _names(row_form(group, AnswerSet()))


def _names(form) -> list[str]:
    return [name for field in form for name in field.names]


def _sent_for(name: str) -> st.SearchStrategy[list[str]]:
    item = INTAKE.by_link_id.get(name.partition(":")[0])
    codes = [option.code for option in (*item.answer_options, *item.units)] if item else []
    anything = st.one_of(
        st.sampled_from([*codes, "true", "3", "31", "2026", "up r1", "star q-1", "/form/name", "skip-section"]),
        hostile_words,
        st.text(max_size=20),
    )
    return st.lists(anything, min_size=1, max_size=3)


def test_no_post_is_answered_by_a_fault_and_every_page_still_opens(app):
    patient = holder(app, Draft())
    token = token_of(patient.client)
    seen = set()

    @settings(max_examples=250, deadline=None)
    @given(posts())
    def survives(post):
        path, typed = post
        answer = patient.client.post(path, data={**typed, "_token": token})
        seen.add(answer.status_code)
        assert answer.status_code < 500, answer.status_code
        assert patient.client.get(path).status_code in (200, 303, 404)

    survives()
    assert {303, 400} <= seen, "some of what is sent belongs, some does not"
    for path in PATHS_OF_ALL:
        assert patient.opens(path).status == 200, path


def test_no_address_is_answered_by_a_fault(app):
    patient = holder(app, Draft())

    @settings(max_examples=100, deadline=None)
    @given(st.lists(hostile_words, min_size=1, max_size=3), hostile_words)
    def survives(parts, to):
        for path in ("/".join(["", *map(quote, parts)]), "/form/" + "/".join(map(quote, parts)), "/code", "/form"):
            assert patient.client.get(path, query_string={"to": to, "form": to}).status_code < 500
            assert patient.client.post(path, data={"to": to}).status_code < 500

    survives()


def judged_by_format():
    """The address and the fields of every question whose answer has a format."""
    kinds = {ItemType.INTEGER, ItemType.DATE, ItemType.QUANTITY}
    for path, form in forms():
        names = [name for each in form if each.item.type in kinds for name in each.names]
        if names:
            yield path, names


def test_what_fits_no_format_is_no_fault(app):
    patient = holder(app, Draft())
    token = token_of(patient.client)
    places = list(judged_by_format())
    assert len(places) >= 4
    for path, names in places:
        for words in (*HOSTILE, "12a", "٣", "²", "1_000", "+5", "-0", "9" * 5000, "31", "0000"):
            answer = patient.client.post(path, data={"_token": token, **dict.fromkeys(names, words)})
            assert answer.status_code in (200, 303, 400), (path, words)


@pytest.mark.parametrize("number", range(len(FIELDS)), ids=list(FIELDS))
def test_hostile_text_is_kept_and_shown_again(app, number):
    path, field = list(FIELDS.values())[number]
    patient = holder(app, Draft())
    open_up = {"feelings.high_energy": "yes"} if path == "/form/energy" else {}
    # Every second text, so that neighbours share all of them between them.
    for words in HOSTILE[number % 2 :: 2]:
        patient.opens(path).sends(patient.typed({field: words, **open_up}))
        assert patient.status == 200
        assert patient.opens(path).sees_filled_in(field) == _as_kept(field, words)
        assert _squeezed(_as_kept(field, words)) in _squeezed(patient.sheet)


def test_100_kb_of_text_are_kept_and_printed(app):
    patient = holder(app, Draft())
    for words in ("word " * 20_000, "x" * 100_000, "line\n" * 15_000):
        patient.goes_to("main-thing").answers(reason__chief_concern=words)
        assert patient.status == 200
        assert patient.goes_to("main-thing").sees_filled_in("reason.chief_concern") == words
        assert _squeezed(words) in _squeezed(patient.sheet)
        assert patient.client.get("/sheet.pdf").data.startswith(b"%PDF")


def test_more_than_a_page_can_hold_is_refused_with_a_reason(app):
    patient = holder(app, Draft())
    patient.goes_to("main-thing").answers(reason__chief_concern="😀" * 25_000)

    assert (patient.status, patient.heading) == (413, "This is more than one page can hold")
    assert patient.sees("shorten the longest text")


def test_more_than_a_draft_can_hold_is_refused_and_stays_on_the_page(app):
    patient = holder(app, Draft())
    data = {"_token": token_of(patient.client), "medication.note": "x" * 200_000}
    while patient.client.post(f"/form/medicine-list/{len(data['medication.note'])}", data=data).status_code == 303:
        data["medication.note"] += "x"
    patient.opens("/form/medicine-list/last").answers(medication__note="x" * 200_000)

    assert (patient.status, patient.last.headers.get("Retry-After")) == (413, None)
    assert "Shorten the longest text" in patient.notice
    assert patient.sees_filled_in("medication.note") == "x" * 200_000
    patient.answers(medication__note="short")
    assert patient.status == 200


def _as_kept(field: str, words: str) -> str:
    """A date's part is trimmed; in a line's field a browser has no ends of lines, but what arrives is kept."""
    return words.strip() if field.endswith(":year") else words


def _squeezed(text: str) -> str:
    return "".join(printable(text).split())
