"""What a patient does to a draft, as pure changes: each takes the newest draft and gives the next one.

The vault applies a change to the newest draft inside one write transaction, so no change is computed from old answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from forms.answers import AnswerSet, Appointment, Draft, Extent, Row, SheetChoices, SheetMade
from forms.items import Item, Page, Questionnaire, Section
from forms.page_flow import PageFlow
from forms.row_opening import with_opened_rows, without_row
from intake.errors import AnswersDiffer
from intake.summary.sent import filled_in

# Of sheets made earlier than these nothing is kept, so that making them over and over fills no draft.
MOST_SHEETS = 50
# What stands between a view's id, which writing of the page it was, and the number of that press.
_NUMBERED = "~"


@dataclass(frozen=True, slots=True)
class View:
    """One rendering of a page: its own id, and who had written last when it was rendered.

    `over` is the writer whose answers the patient saw and chose to replace. A view that saves by itself while
    something is typed writes several times; who saw an earlier writing has not seen a later one: each has its number.
    `press` is the browser's own count of what it sent from this view: one that was held up on its way knows nothing of
    what was pressed after it. 0 where nobody counts, as without JavaScript.
    """

    id: str
    seen: str
    over: str = ""
    press: int = 0

    def knows(self, writer: str) -> bool:
        last = _Writer.of(writer)
        of_mine = last.view == self.id and (self.press == 0 or self.press >= last.press)
        return writer in ("", self.seen, self.over) or of_mine


@dataclass(frozen=True, slots=True)
class _Writer:
    """An entry of `Draft.writers`."""

    view: str
    time: int
    press: int

    @classmethod
    def of(cls, text: str) -> "_Writer":
        view, *numbers = text.split(_NUMBERED)
        time, press = [*map(int, numbers), 0, 0][:2]
        return cls(view, time or 1, press)

    @property
    def text(self) -> str:
        if self.press:
            return f"{self.view}{_NUMBERED}{self.time}{_NUMBERED}{self.press}"
        return f"{self.view}{_NUMBERED}{self.time}" if self.time > 1 else self.view


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateTick:
    """The tick that marks a page as private: as it was sent, and as the view had put it on the screen."""

    is_set: bool
    was_set: bool


def view_of(writer: str) -> str:
    """The id of the view that is meant by an entry of `Draft.writers`."""
    return writer.partition(_NUMBERED)[0]


def with_page(draft: Draft, page: Page, link_ids: Iterable[str], captured: AnswerSet, view: View) -> Draft:
    """The draft with this page's answers; only `link_ids` are touched.

    Raises AnswersDiffer when another view wrote last and the answers differ: then nothing is overwritten.
    """
    before = draft.answers
    touched = tuple(link_ids)
    _refuse_overwriting(draft.writers.get(page.slug, ""), view, before.only(touched), captured)
    after = with_opened_rows(page.items, before, before.replacing(touched, captured))
    return _written(draft, page.slug, view, after, shown=page.slug)


def with_row(draft: Draft, page: Page, group: Item, row: Row, view: View) -> Draft:
    """The draft with one row added or changed; raises AnswersDiffer as `with_page` does."""
    key = f"{page.slug}/{row.id}"
    stored = draft.answers.row(group.link_id, row.id)
    if stored is not None:
        _refuse_overwriting(draft.writers.get(key, ""), view, stored.answers, row.answers)
    return _written(draft, key, view, draft.answers.with_row(group.link_id, row), shown=page.slug)


def without_one_row(questionnaire: Questionnaire, draft: Draft, group: Item, row_id: str) -> Draft:
    return replace(draft, answers=without_row(questionnaire, draft.answers, group, row_id))


def with_row_moved(draft: Draft, group: Item, row_id: str, places: int) -> Draft:
    """The row so many places further down; up for a negative number. At the ends it stays where it is."""
    rows = list(draft.answers.rows(group.link_id))
    at = next((index for index, row in enumerate(rows) if row.id == row_id), None)
    if at is None:
        return draft
    row = rows.pop(at)
    rows.insert(max(0, at + places), row)
    return replace(draft, answers=draft.answers.with_rows(group.link_id, tuple(rows)))


def with_star_turned(draft: Draft, group: Item, row_id: str) -> Draft:
    """The row with its star set or taken away; unchanged when as many are starred as may be."""
    settings = group.rows
    row = draft.answers.row(group.link_id, row_id)
    if settings is None or row is None:
        return draft
    starred = row.answers.first(settings.star) is True
    if not starred and stars_left(draft, group) <= 0:
        return draft
    answers = row.answers.with_values(settings.star, () if starred else (True,))
    return replace(draft, answers=draft.answers.with_row(group.link_id, Row(row.id, answers)))


def with_star_written(draft: Draft, page: Page, group: Item, row_id: str, view: View) -> Draft:
    """As `with_star_turned`, and written by this view: another one that shows the row as it was takes no star back."""
    turned, key = with_star_turned(draft, group, row_id), f"{page.slug}/{row_id}"
    if turned is draft:
        return draft
    return replace(turned, writers={**draft.writers, key: _writer(draft, key, view, turned.answers)})


def stars_left(draft: Draft, group: Item) -> int:
    """How many more rows of the list may be starred."""
    if group.rows is None:
        return 0
    rows = draft.answers.rows(group.link_id)
    return group.rows.most_starred - sum(row.answers.first(group.rows.star) is True for row in rows)


def with_pages_shown(flow: PageFlow, section: Section) -> Draft:
    """The draft with a section left on purpose: all its pages count as looked at."""
    slugs = frozenset(page.slug for page in flow.pages_in(section))
    return replace(flow.draft, shown=flow.draft.shown | slugs)


def with_extent(draft: Draft, extent: Extent) -> Draft:
    """Short or full; the answers stay, also those that the other form asks for."""
    return replace(draft, extent=extent)


def with_left_off(draft: Draft, keys: frozenset[str]) -> Draft:
    return replace(draft, left_off=keys)


def with_appointment(questionnaire: Questionnaire, draft: Draft, appointment: Appointment) -> Draft:
    """The draft for this visit; what the invitation says is filled in where nothing was answered."""
    given = filled_in(questionnaire, appointment)
    missing = given.only(link_id for link_id in given if link_id not in draft.answers)
    answers = draft.answers.replacing(missing, missing)
    return replace(draft, appointment=appointment, answers=answers)


def with_choices(draft: Draft, choices: SheetChoices) -> Draft:
    return replace(draft, choices=choices)


def with_private(draft: Draft, page: Page, tick: PrivateTick, view: View) -> Draft:
    """The draft with everything that the page asks marked as private, or none of it.

    A tick that stands as it was put on the screen says nothing, unless this view wrote last: so a page that was open
    all along in another tab takes no mark away.
    """
    if tick.is_set is tick.was_set and view_of(draft.writers.get(page.slug, "")) != view.id:
        return draft
    link_ids = frozenset(item.link_id for item in page.items)
    return replace(draft, private=draft.private | link_ids if tick.is_set else draft.private - link_ids)


def with_sheet_made(draft: Draft, reference: str, day: date) -> Draft:
    """The draft with one more sheet made on `day`; the draft as it is when its last sheet has this reference."""
    if draft.sheets and draft.sheets[-1].reference == reference:
        return draft
    return replace(draft, sheets=(*draft.sheets, SheetMade(day, reference))[-MOST_SHEETS:])


def _refuse_overwriting(writer: str, view: View, stored: AnswerSet, typed: AnswerSet) -> None:
    """Only another view's answers are in the way, and only where they differ: a retry never meets itself."""
    if view.knows(writer):
        return
    link_ids = dict.fromkeys([*stored.values, *typed.values])
    differing = {name: stored.all(name) for name in link_ids if stored.all(name) != typed.all(name)}
    if differing:
        raise AnswersDiffer(differing, writer)


def _written(draft: Draft, key: str, view: View, answers: AnswerSet, *, shown: str) -> Draft:
    writers = {**draft.writers, key: _writer(draft, key, view, answers)}
    return replace(draft, answers=answers, shown=draft.shown | {shown}, writers=writers)


def _writer(draft: Draft, key: str, view: View, answers: AnswerSet) -> str:
    # None that we draw has the mark; what a browser makes up must not be read as a number.
    last, view_id = draft.writers.get(key, ""), view.id.replace(_NUMBERED, "")
    if not view_id:
        return ""
    before = _Writer.of(last)
    if before.view == view_id and answers == draft.answers:
        # The same again, because no answer came: whoever saw the first has seen this.
        return last
    # Counted on through all views: one that writes, gives way and writes again is not taken for what it was before.
    return _Writer(view_id, before.time + 1 if last else 1, view.press).text
