"""Ticks that open rows: a memory-jog tick adds a row to a list, and taking it away takes back an untouched row."""

from forms.answers import AnswerSet, Row
from forms.items import Item, OpensRows, Questionnaire


def with_opened_rows(tick_lists: tuple[Item, ...], before: AnswerSet, after: AnswerSet) -> AnswerSet:
    """`after` with a row for each new tick of these items since `before`, and without those of ticks taken away.

    A tick that stood before opens nothing, so a row that the patient removed does not come back by itself.
    """
    for item in tick_lists:
        if opens := item.opens_rows:
            after = _follow_ticks(item, opens, before, after)
    return after


def without_row(questionnaire: Questionnaire, answers: AnswerSet, group: Item, row_id: str) -> AnswerSet:
    """The answers without one row, and without the tick that mirrors it."""
    answers = answers.without_row(group.link_id, row_id)
    for item in questionnaire.items:
        opens = item.opens_rows
        if opens and opens.mirrors and opens.rows == group.link_id and row_id in answers.all(item.link_id):
            kept = tuple(code for code in answers.all(item.link_id) if code != row_id)
            answers = answers.with_values(item.link_id, kept)
    return answers


def _follow_ticks(item: Item, opens: OpensRows, before: AnswerSet, after: AnswerSet) -> AnswerSet:
    codes = [option.code for option in item.answer_options if not option.exclusive]
    for code in codes:
        was, is_now = code in before.all(item.link_id), code in after.all(item.link_id)
        if is_now and not was and after.row(opens.rows, code) is None:
            after = after.with_row(opens.rows, Row(code, AnswerSet({opens.column: (code,)})))
        if was and not is_now and _is_untouched(after.row(opens.rows, code), opens.column):
            after = after.without_row(opens.rows, code)
    return after


def _is_untouched(row: Row | None, column: str) -> bool:
    # A star is a mark on the row, nothing that was written in it.
    return row is not None and all(link_id == column or row.answers.all(link_id) == (True,) for link_id in row.answers)
