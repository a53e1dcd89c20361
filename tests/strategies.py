"""Random patients: drafts that answer a questionnaire by its item types, and words of every hostile kind."""

from collections.abc import Callable, Iterator
from datetime import date

from hypothesis import strategies as st

from forms.answers import AnswerSet, AnswerValue, AsTyped, Draft, Extent, InMyWords, Quantity, Row
from forms.enablement import enabled_answers
from forms.items import Item, ItemType, Questionnaire
from intake.summary.leaving_off import left_off_whole

Words = st.SearchStrategy[str]

# One of each kind that once broke some program: markup, templates, formulas, paths, directions, controls, long runs.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></title><b>",
    "{{ 7*7 }} {% raw %} ${7*7} #{7} %(name)s %s {0} {}",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1) +1 -1 \t=1",
    "'; DROP TABLE draft; --",
    "../../etc/passwd\x00.png",
    "\u202eevil\u202c \u2066in\u2069 \u200fשלום\u200e مرحبا",
    "😀👩‍👩‍👧‍👦🏳️‍🌈 🇺🇳",
    "a\u0301\u0301\u0301 \u0301alone z\u0338",
    "NUL\x00 BEL\x07 ESC\x1b[31m DEL\x7f C1\x9b",
    "LS\u2028PS\u2029NEL\x85VT\x0bFF\x0c",
    "\ufeffBOM\ufffe\uffff\ufdd0",
    "𝒜𝓁𝓁 ｆｕｌｌ ﬁ ½ ß İ ı",
    "one\ntwo\n\nthree",
    "\n\nbegins with ends of lines",
    "*bold* _it_ #heading $x$ @ref \\ ~ `code` // comment",
    "&amp; &#0; &lt;b&gt; &",
    "None null true [] 0 NaN -0",
    "x" * 400,
    "[NUL] \\u0000 \\x00",
)

hostile_words: Words = st.one_of(
    st.sampled_from(HOSTILE),
    # A browser sends no halves of surrogate pairs, and a line's end as one kind only.
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=30),
).filter(lambda words: bool(words.strip()))


@st.composite
def drafts(draw: st.DrawFn, questionnaire: Questionnaire, words: Words = hostile_words, most: int = 25) -> Draft:
    """A draft that answers some questions of the questionnaire, with follow-ups and rows."""
    picked = draw(st.lists(st.sampled_from(questionnaire.items), unique_by=lambda item: item.link_id, max_size=most))
    answers = AnswerSet()
    for item in picked:
        answers = _answered(draw, item, answers, words)
    left_off = draw(st.sets(st.sampled_from([item.link_id for item in picked]), max_size=2)) if picked else set()
    return Draft(answers=answers, extent=draw(st.sampled_from(Extent)), left_off=frozenset(left_off))


def values_of(item: Item, words: Words = hostile_words) -> st.SearchStrategy[tuple[AnswerValue, ...]]:
    """The answers that a page can capture for the item, one or several; never none."""
    return VALUES[item.type](item, words)


def typed_texts(questionnaire: Questionnaire, draft: Draft) -> Iterator[str]:
    """Every text that the patient typed, in answers that count and are not kept off the sheet."""
    answers = enabled_answers(questionnaire, draft.answers)
    left_off = draft.left_off | left_off_whole(questionnaire, draft)
    for item in questionnaire.items:
        yield from _texts_of(item, answers, left_off)


def _answered(draw: st.DrawFn, item: Item, answers: AnswerSet, words: Words) -> AnswerSet:
    if item.rows is not None:
        rows = tuple(Row(f"r{number}", _row(draw, item, words)) for number in range(draw(st.integers(0, 3))))
        return answers.with_rows(item.link_id, rows)
    answers = answers.with_values(item.link_id, draw(values_of(item, words)))
    for inner in item.items:
        if draw(st.booleans()):
            answers = _answered(draw, inner, answers, words)
    return answers


def _row(draw: st.DrawFn, item: Item, words: Words) -> AnswerSet:
    columns = st.lists(st.sampled_from(item.items), unique_by=lambda each: each.link_id, max_size=6)
    answers = AnswerSet()
    for column in draw(columns):
        answers = _answered(draw, column, answers, words)
    return answers


def _texts_of(item: Item, answers: AnswerSet, left_off: frozenset[str]) -> Iterator[str]:
    if item.link_id in left_off:
        return
    for row in answers.rows(item.link_id):
        for column in item.items if f"{item.link_id}/{row.id}" not in left_off else ():
            yield from _texts_of(column, row.answers, left_off)
    yield from (text for value in answers.all(item.link_id) if (text := _typed(item, value)))
    for inner in item.items if item.rows is None else ():
        yield from _texts_of(inner, answers, left_off)


def _typed(item: Item, value: AnswerValue) -> str:
    if isinstance(value, AsTyped | InMyWords):
        return value.text
    if isinstance(value, Quantity):
        return value.value
    return value if isinstance(value, str) and item.type in (ItemType.STRING, ItemType.TEXT) else ""


def _codes(item: Item) -> st.SearchStrategy[tuple[AnswerValue, ...]]:
    codes = [option.code for option in item.answer_options]
    if not item.repeats:
        return st.sampled_from(codes).map(lambda code: (code,))
    chosen = st.sets(st.sampled_from(codes), min_size=1, max_size=4)
    return chosen.map(lambda found: tuple(code for code in codes if code in found))


def _open_codes(item: Item, words: Words) -> st.SearchStrategy[tuple[AnswerValue, ...]]:
    own = words.map(lambda text: (InMyWords(text),))
    return st.one_of(_codes(item), own, st.tuples(_codes(item), own).map(lambda pair: pair[0] + pair[1]))


def _one(values: st.SearchStrategy[AnswerValue]) -> st.SearchStrategy[tuple[AnswerValue, ...]]:
    return values.map(lambda value: (value,))


def _integers(item: Item, words: Words) -> st.SearchStrategy[tuple[AnswerValue, ...]]:
    return _one(st.one_of(st.integers(item.min_value or 0, item.max_value or 10**6), words.map(AsTyped)))


def _dates(_: Item, words: Words) -> st.SearchStrategy[tuple[AnswerValue, ...]]:
    return _one(st.one_of(st.dates(date(1900, 1, 1), date(2100, 1, 1)), words.map(AsTyped)))


def _quantities(item: Item, words: Words) -> st.SearchStrategy[tuple[AnswerValue, ...]]:
    units = st.sampled_from(["", *(unit.code for unit in item.units)])
    return _one(st.builds(Quantity, st.one_of(words, st.just("70,5")), units))


def _texts(_: Item, words: Words) -> st.SearchStrategy[tuple[AnswerValue, ...]]:
    return _one(words)


VALUES: dict[ItemType, Callable[[Item, Words], st.SearchStrategy[tuple[AnswerValue, ...]]]] = {
    ItemType.BOOLEAN: lambda item, words: st.just((True,)),
    ItemType.INTEGER: _integers,
    ItemType.DATE: _dates,
    ItemType.STRING: _texts,
    ItemType.TEXT: _texts,
    ItemType.CHOICE: lambda item, words: _codes(item),
    ItemType.OPEN_CHOICE: _open_codes,
    ItemType.QUANTITY: _quantities,
}


plain_words: Words = st.text("abcdefgh", min_size=6, max_size=9).map(lambda word: f"qz{word}")


@st.composite
def twins(draw: st.DrawFn, questionnaire: Questionnaire, most: int = 12) -> tuple[Draft, Draft]:
    """Two drafts that answer the same questions, with as many rows, and differ only in what was answered.

    Answers that open other questions are the same in both: those may come and go by design.
    """
    steers = {when.question for item in questionnaire.items for when in item.enable_when}
    free = [item for item in questionnaire.items if item.link_id not in steers]
    picked = draw(st.lists(st.sampled_from(free), unique_by=lambda item: item.link_id, min_size=1, max_size=most))
    one = other = AnswerSet()
    for item in picked:
        one, other = _twin_answers(draw, item, one, other)
    extent = draw(st.sampled_from(Extent))
    return Draft(answers=one, extent=extent), Draft(answers=other, extent=extent)


def _twin_answers(draw: st.DrawFn, item: Item, one: AnswerSet, other: AnswerSet) -> tuple[AnswerSet, AnswerSet]:
    if item.rows is None:
        values = values_of(item, plain_words)
        return one.with_values(item.link_id, draw(values)), other.with_values(item.link_id, draw(values))
    columns = draw(st.lists(st.sampled_from(item.items), unique_by=lambda each: each.link_id, max_size=4))
    for number in range(draw(st.integers(1, 3))):
        rows = AnswerSet(), AnswerSet()
        for column in columns:
            rows = _twin_answers(draw, column, *rows)
        one, other = (
            answers.with_row(item.link_id, Row(f"r{number}", row))
            for answers, row in zip((one, other), rows, strict=True)
        )
    return one, other
