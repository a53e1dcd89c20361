"""What a page costs as the questionnaire grows: every question of it answered, none of them about ketamine."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

from forms.answers import AnswerSet, Draft
from forms.items import FOLLOWING, AnswerOption, EnableWhen, Item, ItemType, Operator, Page, Questionnaire, Section
from tests.bench.installed import Browser, installation
from tests.bench.measuring import Action, Figure, Prepared, in_pairs

SIZES = (10, 100, 1_000, 5_000)
SHORT = (10, 20, 30, 50)
ON_A_PAGE = 5
PAGES_IN_A_SECTION = 10


def figures(repetitions: int) -> Iterator[Figure]:
    """Each size beside the smallest; in short, the same with fewer questions."""
    sizes = SIZES if repetitions > 1 else SHORT
    with ExitStack() as opened:
        smallest, *larger = (
            opened.enter_context(installation(questionnaire_of(size))).holder(all_answered(questionnaire_of(size)))
            for size in sizes
        )
        for method, act in (("GET", _getting), ("POST", _saving)):
            for size, browser in zip(sizes[1:], larger, strict=True):
                pair = in_pairs(act(browser, size), act(smallest, sizes[0]), repetitions)
                slope = (pair.here - pair.floor) / (size - sizes[0]) * 1000
                note = (
                    f"{pair.floor:.2f} ms with {sizes[0]:,} questions, {pair.here:.2f} ms with {size:,}, all answered"
                )
                # Between few questions a hundredth of a millisecond would be many of a thousand's.
                most = 1 if size >= 1_000 else None
                what = f"{method} a page: more CPU for 1,000 more questions, at {size:,}"
                yield Figure(what, "ms", slope, most, None, note)


def _getting(browser: Browser, size: int) -> Prepared:
    """The last page, before which every other one is looked at."""
    path = f"/form/page-{size // ON_A_PAGE - 1}"
    return lambda: browser.caller.getting(path)


def _saving(browser: Browser, size: int) -> Prepared:
    """Other words each time."""
    page, numbers = size // ON_A_PAGE - 1, count(1)
    path = f"/form/page-{page}"
    hidden = browser.reads_form(path)
    chosen = {f"page_{page}.q{number}": "yes" for number in range(ON_A_PAGE - 1)}

    def prepared() -> Action:
        typed = {f"page_{page}.q{ON_A_PAGE - 1}": f"words {next(numbers)}"}
        return browser.caller.posting(path, {**hidden, **chosen, **typed})

    return prepared


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
