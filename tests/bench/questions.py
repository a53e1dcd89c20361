"""What a page costs as the questionnaire grows: every question of it answered, none of them about ketamine."""

from collections.abc import Iterator
from contextlib import ExitStack

from forms.answers import AnswerSet, Draft
from forms.items import FOLLOWING, AnswerOption, EnableWhen, Item, ItemType, Operator, Page, Questionnaire, Section
from tests.bench.installed import installation
from tests.bench.measuring import Figure, in_pairs

SIZES = (100, 1000, 5000)
ON_A_PAGE = 5
PAGES_IN_A_SECTION = 10


def figures(repetitions: int) -> Iterator[Figure]:
    with ExitStack() as opened:
        small, *larger = (opened.enter_context(installation(questionnaire_of(size))) for size in SIZES)
        callers = {
            size: made.holder(all_answered(made.product.questionnaire)).caller
            for size, made in zip(SIZES, (small, *larger), strict=True)
        }
        for size in SIZES[1:]:
            pair = in_pairs(
                lambda size=size: callers[size].getting("/form/page-5"),  # type: ignore[misc]
                lambda: callers[SIZES[0]].getting("/form/page-5"),
                repetitions,
            )
            slope = (pair.here - pair.floor) / (size - SIZES[0]) * 1000
            note = f"{pair.floor:.2f} ms with {SIZES[0]:,} questions, {pair.here:.2f} ms with {size:,}, all answered"
            yield Figure(f"GET a page: more CPU for 1,000 more questions, at {size:,}", "ms", slope, 1, None, note)


def questionnaire_of(size: int) -> Questionnaire:
    """So many questions, five a page; every fifth opens on the answer before it."""
    pages = tuple(
        Page(slug=f"page-{number}", title=f"Page {number}", items=tuple(_items(number)))
        for number in range(size // ON_A_PAGE)
    )
    sections = tuple(
        Section(slug=f"section-{start}", title=f"Section {start}", pages=pages[start : start + PAGES_IN_A_SECTION])
        for start in range(0, len(pages), PAGES_IN_A_SECTION)
    )
    return Questionnaire(url="https://example.org/growth", version=str(size), title="Growth", sections=sections)


def all_answered(questionnaire: Questionnaire) -> Draft:
    values = {item.link_id: ("yes" if item.answer_options else "some words",) for item in questionnaire.items}
    return Draft(answers=AnswerSet(values), shown=frozenset(page.slug for page in questionnaire.pages))


def _items(page: int) -> Iterator[Item]:
    for number in range(ON_A_PAGE):
        link_id = f"page_{page}.q{number}"
        before = EnableWhen(f"page_{page}.q{number - 1}", Operator.EQUALS, "yes")
        last = number == ON_A_PAGE - 1
        yield Item(
            link_id=link_id,
            text=f"Question {number} of page {page}",
            type=ItemType.TEXT if last else ItemType.CHOICE,
            answer_options=()
            if last
            else (AnswerOption(code="yes", display="Yes"), AnswerOption(code="no", display="No")),
            enable_when=(before,) if last else (),
            place=FOLLOWING,
        )
