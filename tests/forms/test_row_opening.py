"""Ticks that open rows, and take back what nobody touched."""

from forms.answers import AnswerSet, Row
from forms.row_opening import with_opened_rows, without_row
from tests.small import NAME, PILLS, TICKS, WITH_ROWS


def ticked(*codes: str, rows: tuple[Row, ...] = ()) -> AnswerSet:
    return AnswerSet({"pill.ticks": codes} if codes else {}, {"pill.list": rows} if rows else {})


def ids(answers: AnswerSet) -> list[str]:
    return [row.id for row in answers.rows("pill.list")]


def opened(before: AnswerSet, after: AnswerSet) -> AnswerSet:
    return with_opened_rows((TICKS, NAME), before, after)


def test_new_tick_opens_one_row_however_often_it_is_sent():
    once = opened(ticked(), ticked("yes"))

    assert ids(once) == ["yes"]
    assert once.rows("pill.list")[0].answers.all("pill.group") == ("yes",)
    assert ids(opened(ticked(), once)) == ["yes"]


def test_exclusive_tick_opens_nothing():
    assert ids(opened(ticked(), ticked("none"))) == []


def test_row_that_was_removed_does_not_come_back_by_itself():
    assert ids(opened(ticked("yes"), ticked("yes"))) == []


def test_tick_taken_away_takes_an_untouched_row_and_leaves_a_written_one():
    untouched = Row("yes", AnswerSet({"pill.group": ("yes",), "pill.star": (True,)}))
    written = Row("no", AnswerSet({"pill.group": ("no",), "pill.name": ("Lithium",)}))
    before = ticked("yes", "no", rows=(untouched, written))

    assert ids(opened(before, before.with_values("pill.ticks", ()))) == ["no"]


def test_removing_a_row_takes_its_mirrored_tick_away():
    row = Row("yes", AnswerSet({"pill.group": ("yes",)}))
    kept = without_row(WITH_ROWS, ticked("yes", "no", rows=(row,)), PILLS, "yes")

    assert kept.all("pill.ticks") == ("no",)
    assert ids(without_row(WITH_ROWS, kept, PILLS, "not there")) == []


def test_tick_taken_away_whose_row_is_gone_already_changes_nothing():
    assert opened(ticked("yes"), ticked()) == ticked()
