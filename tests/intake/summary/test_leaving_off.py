"""What is left off is nowhere: neither its words, nor its follow-ups and rows, nor that it was answered."""

import unicodedata
from dataclasses import asdict, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.answers import AnswerSet, Draft, SheetChoices
from forms.items import NOWHERE, Item
from forms.ketamine import INTAKE
from intake.exports.html import to_html
from intake.exports.pdf import to_pdf
from intake.exports.text import to_text
from intake.language import language_of
from intake.summary.build import build_summary
from intake.summary.leaving_off import left_off_whole
from tests.builders import EXAMPLE, MADE_ON, MEDICINES, a_draft
from tests.intake.exports.reading import html_of, pages_of, pdf_of, squeezed, summary_of, text_of
from tests.strategies import drafts, plain_words, twins, typed_texts

TOPICS = {topic.code: topic for topic in INTAKE.topics}
FULL = {
    **EXAMPLE,
    "feelings.thoughts": "yes",
    "feelings.hurt_self": "yes",
    "feelings.hurt_self_when": ["longer-ago"],
    "substance.more": ["tobacco"],
    "substance.tobacco": "every-day",
    "substance.tobacco_amount": "qztobacco",
    "you.more": ["contact"],
    "you.contact": ["call"],
    "you.contact_number": "qznumber",
}
PRINTED = [item for item in INTAKE.items if item.link_id in EXAMPLE and item.place != NOWHERE and not item.opens_rows]
# By topic, words of the answers and labels that stand on the sheet if it is not left off.
SAID = {
    "substances": ("A few times a month", "Alcohol", "Oil", "qztobacco", "Tobacco or vaping"),
    "thoughts": ("Thoughts of ending my life", "Hurt myself on purpose", "longer ago"),
    "contacts": ("Dr Kim", "Ana Example", "555 0100", "my sister", "qznumber", "Who to call for support"),
}


def without(draft: Draft, *topics: str, **more: bool) -> Draft:
    return replace(draft, choices=SheetChoices(without=frozenset(topics), **more))


def answers_without(draft: Draft, link_ids: frozenset[str]) -> Draft:
    """The draft as if these questions had never been answered, nor their follow-ups and rows."""
    gone = {each.link_id for link_id in link_ids for each in INTAKE.by_link_id[link_id].with_descendants()}
    values = {link_id: kept for link_id, kept in draft.answers.values.items() if link_id not in gone}
    groups = {link_id: rows for link_id, rows in draft.answers.groups.items() if link_id not in gone}
    return replace(draft, answers=AnswerSet(values, groups))


@pytest.mark.parametrize("code", TOPICS)
def test_topic_that_is_left_off_is_on_no_sheet(code):
    draft = a_draft(FULL)
    kept, left = (text_of(summary_of(each)) for each in (draft, without(draft, code)))
    said = [squeezed(words) for words in SAID[code]]

    assert [words for words in said if words.casefold() not in kept.casefold()] == []
    assert [words for words in said if words.casefold() in left.casefold()] == []
    summary = summary_of(without(draft, code))
    assert [words for words in said if words.casefold() in pdf_of(summary).casefold()] == []
    assert [words for words in said if words.casefold() in html_of(summary).casefold()] == []


@pytest.mark.parametrize("code", TOPICS)
@given(draft=drafts(INTAKE, plain_words))
@settings(max_examples=20, deadline=None)
def test_sheet_without_a_topic_does_not_tell_whether_it_was_answered(code, draft):
    off = without(draft, code)
    never = answers_without(off, frozenset(TOPICS[code].link_ids))

    assert to_text(summary_of(off)) == to_text(summary_of(never))
    assert to_html(summary_of(off)) == to_html(summary_of(never))


def test_pdf_without_a_topic_does_not_tell_either():
    off = without(a_draft(FULL), *TOPICS)
    never = answers_without(off, left_off_whole(INTAKE, off))

    assert to_pdf(summary_of(off), "a4") == to_pdf(summary_of(never), "a4")


@given(draft=drafts(INTAKE, plain_words), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_left_off_is_in_no_text_and_on_no_page(draft, data):
    off = data.draw(_left_off(draft))
    lost = set(typed_texts(INTAKE, replace(draft, left_off=frozenset()))) - set(typed_texts(INTAKE, off))
    summary = summary_of(off)

    # Words that one of the answers that are kept has too may stand there.
    printed = [text_of(summary), html_of(summary)]
    assert [text for text in lost if any(text in sheet for sheet in printed)] == []


@given(draft=drafts(INTAKE, plain_words), data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_left_off_is_in_no_pdf(draft, data):
    off = data.draw(_left_off(draft))
    lost = set(typed_texts(INTAKE, replace(draft, left_off=frozenset()))) - set(typed_texts(INTAKE, off))
    pdf = unicodedata.normalize("NFC", squeezed("".join(pages_of(to_pdf(summary_of(off), "a4")))))

    assert [text for text in lost if text in pdf] == []


@given(pair=twins(INTAKE))
@settings(max_examples=30, deadline=None)
def test_answer_that_is_left_off_changes_nothing_by_what_it_was(pair):
    answered = frozenset([*pair[0].answers.values, *pair[0].answers.groups])
    one, other = (summary_of(replace(draft, left_off=answered)) for draft in pair)

    assert to_text(one) == to_text(other)
    assert to_html(one) == to_html(other)


@pytest.mark.parametrize("item", PRINTED, ids=lambda item: item.link_id)
def test_fixed_words_are_the_same_whatever_was_left_off(item: Item):
    one = summary_of(a_draft(EXAMPLE, left_off=[item.link_id]))
    other = summary_of(a_draft(EXAMPLE, left_off=["you.name"]))

    assert one.left_off
    assert asdict(one.words) == asdict(other.words)
    assert [block.title for block in one.first_page] == [block.title for block in other.first_page]
    assert to_text(one).count(one.words.left_off) == to_text(other).count(other.words.left_off) == 1


def test_what_is_marked_private_prints_until_the_patient_leaves_it_off():
    marked = a_draft(EXAMPLE, private=["substance.alcohol", "medication.list"])

    assert "Venlafaxine" in to_text(summary_of(marked))
    left = to_text(summary_of(without(marked, without_private=True)))
    assert "Venlafaxine" not in left
    assert "A few times a month" not in left
    assert "The patient chose to leave some answers off this page." in left


def test_rows_that_are_added_to_what_is_left_off_stay_off():
    left = a_draft({**EXAMPLE, "medication.list": list(MEDICINES)}, left_off=["medication.list"])
    private = a_draft(
        {**EXAMPLE, "medication.list": list(MEDICINES)},
        private=["medication.list"],
        choices={"without_private": True},
    )
    more = {**EXAMPLE, "people.list": [{"id": "new", "person.name": "Dr Newcomer"}]}

    assert "Ibuprofen" not in to_text(summary_of(left))
    assert "Ibuprofen" not in to_text(summary_of(private))
    assert "Newcomer" not in to_text(summary_of(without(a_draft(more), "contacts")))


def test_leaving_off_what_is_private_says_nothing_where_nothing_is():
    assert not summary_of(without(a_draft(EXAMPLE), without_private=True)).left_off


def test_check_page_still_has_what_is_left_off_and_marks_it():
    lines = {line.link_id: line for section in _checked("substances") for line in section.lines}

    assert lines["substance.alcohol"].words == "A few times a month"
    assert lines["substance.alcohol"].left_off
    assert not lines["you.name"].left_off


def _checked(*topics: str):
    draft = without(a_draft(EXAMPLE), *topics)
    return build_summary(INTAKE, draft, language_of(), made_on=MADE_ON, with_left_off=True).sections


@st.composite
def _left_off(draw: st.DrawFn, draft: Draft) -> Draft:
    """The draft with some of it left off, in any of the ways that there are."""
    keys = sorted({*draft.answers.values, *draft.answers.groups})
    rows = [f"{link_id}/{row.id}" for link_id, found in draft.answers.groups.items() for row in found]
    return replace(
        draft,
        left_off=frozenset(draw(st.sets(st.sampled_from([*keys, *rows])))) if keys else frozenset(),
        private=frozenset(draw(st.sets(st.sampled_from(keys)))) if keys else frozenset(),
        choices=SheetChoices(
            without=frozenset(draw(st.sets(st.sampled_from(sorted(TOPICS))))), without_private=draw(st.booleans())
        ),
    )
