"""What the summary says of a draft, on questionnaires of a few items."""

from dataclasses import replace
from datetime import date

import pytest

from forms.answers import AnswerSet, Draft, Extent, InMyWords, Row
from forms.items import AnswerOption, Column, Heading, ItemType, OpensRows, Rows
from forms.sheet_layout import Area, BlockKind, SheetBlock
from intake.language import language_of
from intake.summary.build import build_summary
from tests.small import NO, NONE, YES, a_page, an_item, asking, when

NOT_SURE = AnswerOption(code="not-sure", display="Not sure", heading=Heading.NOT_SURE)
WHAT = an_item("heart.what", ItemType.TEXT, short_text="What", place="", enable_when=when("heart.any", "yes"))
HEART = an_item(
    "heart.any",
    ItemType.CHOICE,
    short_text="Heart",
    place="history",
    area="heart",
    answer_options=(YES, NO, NOT_SURE),
    items=(WHAT,),
    short_form=True,
)
LUNGS = replace(HEART, link_id="lungs.any", short_text="Lungs", area="lungs", items=())
ALLERGY = an_item(
    "allergy.list",
    ItemType.GROUP,
    short_text="Allergies",
    place="allergies",
    repeats=True,
    rows=Rows(
        name=("allergy.name",),
        add="Add",
        another="Add another",
        unnamed="A cause with no name yet",
        columns=(
            Column(title="Cause", link_ids=("allergy.name",)),
            Column(title="When", link_ids=("allergy.when",)),
        ),
        instead="allergy.none",
        ended=when("allergy.over", "yes")[0],
        ended_title="Allergies of the past",
    ),
    items=(
        an_item("allergy.name", place=""),
        an_item("allergy.when", short_text="When", place=""),
        an_item("allergy.over", ItemType.CHOICE, short_text="Over", place=""),
    ),
)
NO_ALLERGY = an_item("allergy.none", ItemType.CHOICE, answer_options=(NONE,))
TICKS = an_item(
    "allergy.ticks",
    ItemType.CHOICE,
    short_text="Ticks",
    place="allergies",
    repeats=True,
    answer_options=(YES, NO, NONE),
    opens_rows=OpensRows(rows="allergy.list", column="allergy.over"),
)
WISH = an_item(
    "ask.list",
    ItemType.GROUP,
    place="ask",
    repeats=True,
    rows=Rows(name=("ask.own",), add="Add", another="Another", unnamed="None", star="ask.star", most_starred=3),
    items=(an_item("ask.own", ItemType.TEXT, place=""), an_item("ask.star", ItemType.BOOLEAN, place="")),
)
BLOCKS = (
    SheetBlock(code="allergies", title="Allergies", kind=BlockKind.ROWS, note="From memory.", table=True),
    SheetBlock(code="ask", title="My questions", kind=BlockKind.STARRED),
    SheetBlock(code="history", title="History", kind=BlockKind.AREAS, quota=5),
    SheetBlock(code="unsettled", title="Unsettled", kind=BlockKind.UNSETTLED, quota=4),
)
FORM = asking(
    a_page("heart", HEART),
    a_page("lungs", LUNGS),
    a_page("allergies", ALLERGY, NO_ALLERGY),
    a_page("ticks", TICKS),
    a_page("ask", WISH),
    blocks=BLOCKS,
    areas=(Area("heart", "Heart and vessels"), Area("lungs", "Breathing")),
)


def a_summary(values=None, groups=None, *, form=FORM, with_left_off=False, **more):
    draft = Draft(answers=AnswerSet(values or {}, groups or {}), **more)
    return build_summary(form, draft, language_of(), made_on=date(2026, 11, 23), with_left_off=with_left_off)


def block_of(summary, code):
    return next(block for block in summary.first_page if block.code == code)


def rows(*names, **more):
    return tuple(Row(f"r{number}", AnswerSet({"allergy.name": (name,)})) for number, name in enumerate(names))


def test_yes_stands_by_area_with_its_details():
    history = block_of(a_summary({"heart.any": ("yes",), "heart.what": ("it skips",)}), "history")

    assert [group.title for group in history.groups] == ["Heart and vessels", "Breathing"]
    assert history.groups[0].entries[0].words == "Yes; What: “it skips”"
    assert history.groups[1].empty == "Not answered."


def test_no_is_one_line_an_area_on_following_pages():
    summary = a_summary({"heart.any": ("no",)})

    assert [(names.title, names.names) for names in summary.marked_no] == [("Heart and vessels", ("Heart",))]
    assert block_of(summary, "history").groups[0].entries == ()
    assert block_of(summary, "history").groups[0].empty == "Nothing printed here."
    assert [(section.title, section.answers) for section in summary.in_full] == [("The only section", ())]


def test_not_sure_is_a_name_on_the_first_page_and_whole_later():
    summary = a_summary({"lungs.any": ("not-sure",)})

    assert [entry.label for entry in block_of(summary, "unsettled").groups[0].entries] == ["Lungs"]
    assert summary.in_full[0].answers[0].words == "Not sure"


def test_skipped_is_not_answered_whether_its_page_was_shown_or_not():
    assert a_summary().not_answered == a_summary(shown=frozenset({"heart"})).not_answered
    assert a_summary().not_answered[0].names[:2] == ("Heart", "Lungs")


def test_what_the_short_form_leaves_out_is_not_asked():
    summary = a_summary(extent=Extent.SHORT)

    assert [names.names for names in summary.not_answered] == [("Heart", "Lungs")]
    assert "Allergies" in summary.not_asked
    assert block_of(summary, "ask").empty == "Not asked."


def test_an_answer_given_before_the_short_form_was_chosen_still_prints():
    summary = a_summary({}, {"allergy.list": rows("Latex")}, extent=Extent.SHORT)

    assert [row.label for row in block_of(summary, "allergies").rows] == ["Latex"]
    assert "Allergies" not in summary.not_asked


def test_hidden_follow_up_stays_out():
    summary = a_summary({"heart.any": ("no",), "heart.what": ("it skips",)})

    assert "it skips" not in repr(summary)


def test_leaving_a_question_off_takes_its_follow_ups_along():
    answers = {"heart.any": ("yes",), "heart.what": ("it skips",)}
    summary = a_summary(answers, left_off=frozenset({"heart.any"}))

    assert summary.left_off
    assert "it skips" not in repr(summary)
    assert "Heart" not in summary.not_answered[0].names


def test_check_page_keeps_what_is_left_off_and_marks_it():
    summary = a_summary({"heart.any": ("yes",)}, left_off=frozenset({"heart.any"}), with_left_off=True)

    line = summary.sections[0].lines[0]
    assert (line.label, line.words, line.left_off) == ("Heart", "Yes", True)
    assert block_of(summary, "history").groups[0].entries == ()


def test_leaving_off_what_was_not_answered_says_nothing():
    summary = a_summary(left_off=frozenset({"heart.any"}))

    assert not summary.left_off
    assert "Heart" in summary.not_answered[0].names


def test_one_row_can_be_left_off():
    summary = a_summary({}, {"allergy.list": rows("Latex", "Nuts")}, left_off=frozenset({"allergy.list/r0"}))

    assert summary.left_off
    assert [row.label for row in block_of(summary, "allergies").rows] == ["Nuts"]


def test_list_without_rows_says_what_stands_in_their_place():
    stands_in = block_of(a_summary({"allergy.none": ("none",)}), "allergies").entries[0]
    empty = block_of(a_summary(), "allergies").entries[0]

    assert (stands_in.label, stands_in.words) == ("Allergies", "None of these")
    assert (empty.label, empty.words) == ("Allergies", "Not answered.")


def test_row_without_a_name_prints_as_unfinished_with_what_it_has():
    row = Row("r", AnswerSet({"allergy.when": ("2003",)}))
    block = block_of(a_summary({}, {"allergy.list": (row,)}), "allergies")

    assert block.rows[0].label == "A cause with no name yet"
    assert block.rows[0].cells == ("A cause with no name yet", "2003")


def test_rows_of_the_past_stand_in_a_second_list_later():
    past = Row("p", AnswerSet({"allergy.name": ("Milk",), "allergy.over": ("yes",)}))
    summary = a_summary({}, {"allergy.list": (*rows("Latex"), past)})

    assert [row.label for row in block_of(summary, "allergies").rows] == ["Latex"]
    named = [(answer.label, [row.label for row in answer.rows]) for answer in summary.in_full[0].answers]
    assert named == [("Allergies", ["Latex"]), ("Allergies of the past", ["Milk"])]


def test_tick_that_opened_a_row_prints_only_there():
    opened = Row("no", AnswerSet({"allergy.over": ("no",)}))
    summary = a_summary({"allergy.ticks": ("yes", "no")}, {"allergy.list": (opened,)})
    told = next(entry for entry in block_of(summary, "allergies").entries if entry.label == "Ticks")

    assert told.words == "Yes"
    assert not summary.left_off


@pytest.mark.parametrize("always", [True, False])
def test_question_beside_a_list_has_its_line_once_it_is_answered_or_always(always):
    blocks = tuple(replace(each, always=("allergy.ticks",) if always else ()) for each in FORM.blocks)
    form = replace(FORM, blocks=blocks)
    told = {
        answer: [
            entry.words
            for entry in block_of(
                a_summary({"allergy.ticks": answer} if answer else {}, form=form), "allergies"
            ).entries
            if entry.label == "Ticks"
        ]
        for answer in ((), ("yes",), ("no",))
    }

    assert told == {(): ["Not answered."] * always, ("yes",): ["Yes"], ("no",): ["No"] * always}


def test_starred_questions_come_first_and_else_the_first_three():
    plain = [Row(f"q{n}", AnswerSet({"ask.own": (f"Q{n}",)})) for n in range(5)]
    star = Row("q3", plain[3].answers.with_values("ask.star", (True,)))
    starred = [*plain[:3], star, plain[4]]

    assert [row.label for row in block_of(a_summary({}, {"ask.list": tuple(starred)}), "ask").rows] == [
        "Q3",
        "Q0",
        "Q1",
    ]
    block = block_of(a_summary({}, {"ask.list": tuple(plain)}), "ask")
    assert [row.label for row in block.rows] == ["Q0", "Q1", "Q2"]
    assert (block.shown, block.whole, block.places) == (3, 5, 3)


def test_words_of_an_item_that_only_steers_are_kept():
    steers = an_item("steer.ticks", ItemType.OPEN_CHOICE, place="nowhere", repeats=True)
    form = asking(a_page("steer", steers))
    draft = Draft(answers=AnswerSet({"steer.ticks": ("yes", InMyWords("my own"))}))
    summary = build_summary(form, draft, language_of(), made_on=date(2026, 11, 23))

    assert summary.in_full[0].answers[0].words == "my own"


def test_note_of_a_block_is_there_for_everyone():
    assert block_of(a_summary(), "allergies").note == "From memory."
