"""What the patient answered: immutable, by linkId; rows of repeated groups by row id."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import msgspec


@dataclass(frozen=True, slots=True)
class AsTyped:
    """What was typed where a date or a number was asked for and its format did not fit; kept and printed as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class InMyWords:
    """The free text of an open choice ("something else, in my words")."""

    text: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was typed, never reformatted, and the code of its unit ("" when none was chosen)."""

    value: str
    unit: str


# A choice is the option's code, a text is the text: the item's type tells them apart, as in FHIR.
AnswerValue = str | bool | int | date | Quantity | InMyWords | AsTyped


class Row(msgspec.Struct, frozen=True):
    """One row of a repeated group; the id is given when the row is opened and never changes."""

    id: str
    answers: "AnswerSet"


class AnswerSet(msgspec.Struct, frozen=True):
    """The answers of one patient, or of one row. An item without an answer is absent: no None, no empty text."""

    values: Mapping[str, tuple[AnswerValue, ...]] = msgspec.field(default_factory=dict)
    groups: Mapping[str, tuple[Row, ...]] = msgspec.field(default_factory=dict)

    def __contains__(self, link_id: str) -> bool:
        return link_id in self.values or link_id in self.groups

    def __bool__(self) -> bool:
        return bool(self.values or self.groups)

    def __iter__(self) -> Iterator[str]:
        yield from self.values
        yield from self.groups

    def all(self, link_id: str) -> tuple[AnswerValue, ...]:
        return self.values.get(link_id, ())

    def first(self, link_id: str) -> AnswerValue | None:
        return next(iter(self.all(link_id)), None)

    def rows(self, link_id: str) -> tuple[Row, ...]:
        return self.groups.get(link_id, ())

    def row(self, link_id: str, row_id: str) -> Row | None:
        return next((row for row in self.rows(link_id) if row.id == row_id), None)

    def only(self, link_ids: Iterable[str]) -> "AnswerSet":
        wanted = dict.fromkeys(link_ids)
        return AnswerSet(
            {link_id: self.values[link_id] for link_id in wanted if link_id in self.values},
            {link_id: self.groups[link_id] for link_id in wanted if link_id in self.groups},
        )

    def replacing(self, link_ids: Iterable[str], captured: "AnswerSet") -> "AnswerSet":
        """These answers with those of `link_ids` replaced by what was captured; a value not captured is gone."""
        replaced = tuple(link_ids)
        values = dict(self.values)
        for link_id in replaced:
            values.pop(link_id, None)
        values.update(captured.only(replaced).values)
        return AnswerSet(values, self.groups)

    def with_values(self, link_id: str, values: tuple[AnswerValue, ...]) -> "AnswerSet":
        return self.replacing([link_id], AnswerSet({link_id: values} if values else {}))

    def with_rows(self, link_id: str, rows: tuple[Row, ...]) -> "AnswerSet":
        others = {key: kept for key, kept in self.groups.items() if key != link_id}
        return AnswerSet(self.values, {**others, link_id: rows} if rows else others)

    def with_row(self, link_id: str, row: Row) -> "AnswerSet":
        """The row in its place if it is there already, else as the last one."""
        rows = self.rows(link_id)
        if self.row(link_id, row.id) is None:
            return self.with_rows(link_id, (*rows, row))
        return self.with_rows(link_id, tuple(row if kept.id == row.id else kept for kept in rows))

    def without_row(self, link_id: str, row_id: str) -> "AnswerSet":
        return self.with_rows(link_id, tuple(row for row in self.rows(link_id) if row.id != row_id))


class Extent(StrEnum):
    """How much the patient chose to be asked."""

    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChoices:
    """What the patient chose about the sheet as a whole.

    `without` holds the codes of the topics that are left off it; with `without_private` all that is marked private is.
    `reference` prints the short reference. `way_back` prints the address and the QR code that lead back to the form;
    only with `return_code` do they hold the code itself.
    """

    without: frozenset[str] = frozenset()
    without_private: bool = False
    # It says nothing that the sheet does not say, and tells two sheets of one day apart.
    reference: bool = True
    way_back: bool = False
    return_code: bool = False


@dataclass(frozen=True, slots=True)
class SheetMade:
    """A sheet that the patient made: the day, and the reference of what it prints."""

    made_on: date
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """The clinic that the form is for, and the visit as its invitation says it; without one only the clinic is known.

    `clinic` is its name in addresses, `invitation` the link's token.
    """

    clinic: str
    clinic_name: str
    invitation: str = ""
    day: date | None = None
    clinician: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The receipt of what a clinic was sent for one visit: its newest version, and what withdraws all of them.

    `invitation` is the link's token, "" for the clinic's public page. `digest` is that of what prints: the same again
    is not sent twice.
    """

    clinic: str
    clinic_name: str
    invitation: str
    response: str
    number: int
    reference: str
    digest: str
    sent_on: date
    kept_until: date
    withdraw: str
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A patient's own form, in progress: the answers, and what the patient decided about them.

    `shown` holds the slugs of the pages that were looked at. `left_off` holds what the patient keeps off the sheet:
    linkIds, or `linkId/rowId` for one row; `private` the linkIds that are marked as private. `writers` holds the last
    writer of each page (and of each row, as `slug/rowId`): its view's id, and which writing of it that was.
    `return_code` is the code as it was given, `code_seen` whether the patient went on from it. `sheets` are those made
    so far, the newest last; a sheet that is made from a file and is none of these is of the day `made_on`.
    `appointment` is the visit that the form is for, where a clinic invited to it; `sendings` are what clinics were
    sent, one a clinic and visit.
    """

    answers: AnswerSet = AnswerSet()
    extent: Extent = Extent.FULL
    shown: frozenset[str] = frozenset()
    left_off: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    choices: SheetChoices = SheetChoices()
    sheets: tuple[SheetMade, ...] = ()
    writers: Mapping[str, str] = field(default_factory=dict)
    return_code: str = ""
    code_seen: bool = False
    made_on: date | None = None
    appointment: Appointment | None = None
    sendings: tuple[Sending, ...] = ()
