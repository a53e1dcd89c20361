"""What a questionnaire is made of, in the words of FHIR R4 and SDC, spelt the Python way.

Everything here can be said in a FHIR Questionnaire, except what is ours: `why`, `sources`, `hint`, `phrase`, the short
form, rows that a tick opens, where an answer stands on the sheet (`place`, `area`, `SheetBlock`), and what a patient
may keep off it (`private_ticks`, `Topic`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal

from forms.sheet_layout import Area, Landmarks, SheetBlock, Topic


class ItemType(StrEnum):
    """The item types that are used here, each with FHIR's code."""

    GROUP = "group"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DATE = "date"
    STRING = "string"
    TEXT = "text"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    QUANTITY = "quantity"


class Operator(StrEnum):
    """How an `EnableWhen` compares; FHIR: true when at least one of the answers satisfies it."""

    EXISTS = "exists"
    EQUALS = "="
    NOT_EQUALS = "!="
    GREATER = ">"
    LESS = "<"
    GREATER_OR_EQUAL = ">="
    LESS_OR_EQUAL = "<="


class EnableBehavior(StrEnum):
    ALL, ANY = "all", "any"


class Heading(StrEnum):
    """The group in which an answer's line stands, declared with the option and never worked out from its meaning."""

    YES = "yes"
    NO = "no"
    ANSWERED = "answered"
    NOT_SURE = "not-sure"
    IN_PERSON = "in-person"
    PREFERS_NOT_TO_SAY = "prefers-not-to-say"
    NOT_ANSWERED = "not-answered"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code for machine-readable exports; never printed."""

    system: str
    code: str
    display: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source of the bibliography by its tag, and how far it was read: V1, V2 or V3."""

    tag: str
    mark: Literal["V1", "V2", "V3"]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOption:
    """`said` is how the answer reads in a run of others ("once a day"); without it `display` does."""

    code: str
    display: str
    said: str = ""
    heading: Heading = Heading.ANSWERED
    exclusive: bool = False
    hint: str = ""
    coding: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True)
class EnableWhen:
    """One condition on another item's answer, or on its presence (`Operator.EXISTS` with True or False)."""

    question: str
    operator: Operator
    answer: str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a repeating group on page 1 of the sheet: the given answers of `link_ids`, joined by commas."""

    title: str
    link_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """How a repeating group is kept as a list that the patient adds to, changes and takes from.

    `name` lists the columns that name a row, the first answered one counting. `add` and `another` are the words of
    the button, `unnamed` those of a row without a name yet. `columns` are what page 1 of the sheet shows of a row.
    `instead` is the item whose answer may stand in place of rows ("I use none"). `ended` says when a row belongs to
    the past and prints in a second list. `star` is the column of a star, `most_starred` how many rows may bear one;
    `ordered` rows can be moved up and down.
    """

    name: tuple[str, ...]
    add: str
    another: str
    unnamed: str
    columns: tuple[Column, ...] = ()
    instead: str = ""
    ended: EnableWhen | None = None
    ended_title: str = ""
    star: str = ""
    most_starred: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpensRows:
    """On a tick-list: a new tick opens a row of the group `rows`, with the option's code in `column`.

    The row's id is the option's code, so a repeated tick opens nothing twice. Taking a tick away takes the row away
    if nothing else was written in it. An exclusive option ("none", "not sure") opens no row. With `mirrors`, removing
    the row also takes the tick away.
    """

    rows: str
    column: str
    mirrors: bool = False


FOLLOWING = "following"
NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question, or a group of columns.

    `short_text` names it in a summary, `sheet_text` on page 1, where the block's title says the rest ("": all of it).
    `prefix` is the question's id in the clinical content ("A1"). `place` is the code of the sheet's block in which the
    answer stands on page 1, or `FOLLOWING` (later pages only), or `NOWHERE` (an item that only steers the form);
    follow-ups and columns stand with their parent and leave it "". `area` is the body area within a block.
    `short_form` marks what the short form asks; follow-ups are asked with their parent. `optional` marks a question
    asked only after the patient opened it: until then it is "not asked". `phrase` prints an answer among others, its
    words in the place of "{}" ("about {} of the last 14 days"). `units` are offered beside a quantity, `suggestions`
    while a name is typed. `more_detail` marks columns that stay folded until asked for. `hint_if_sent` takes the hint's
    place where a clinic may be sent the answers; it names "{who}" at "{clinic}" reads them "{within}" what time.
    """

    link_id: str
    text: str
    type: ItemType
    prefix: str = ""
    short_text: str = ""
    sheet_text: str | None = None
    phrase: str = ""
    hint: str = ""
    hint_if_sent: str = ""
    why: str = ""
    sources: tuple[Citation, ...] = ()
    codes: tuple[Coding, ...] = ()
    repeats: bool = False
    answer_options: tuple[AnswerOption, ...] = ()
    units: tuple[AnswerOption, ...] = ()
    min_value: int | None = None
    max_value: int | None = None
    suggestions: tuple[str, ...] = ()
    enable_when: tuple[EnableWhen, ...] = ()
    enable_behavior: EnableBehavior = EnableBehavior.ALL
    items: tuple["Item", ...] = ()
    rows: Rows | None = None
    opens_rows: OpensRows | None = None
    short_form: bool = False
    optional: bool = False
    more_detail: bool = False
    place: str = ""
    area: str = ""

    def __hash__(self) -> int:  # a cheap key of caches; equal items have equal linkIds
        return hash(self.link_id)

    @property
    def sheet_label(self) -> str:
        return self.label if self.sheet_text is None else self.sheet_text

    @property
    def label(self) -> str:
        """The words for a line of the summary, where the question would be too long."""
        return self.short_text or self.text

    def option(self, code: str) -> AnswerOption | None:
        """The declared option with this code; None for a code that this item does not have."""
        return next((option for option in self.answer_options if option.code == code), None)

    def with_descendants(self) -> Iterator["Item"]:
        """This item and every one below it, depth first, columns of a repeating group included."""
        yield self
        for item in self.items:
            yield from item.with_descendants()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One screen. `title` may be left out where the page holds a single question, whose text is then the heading."""

    slug: str
    items: tuple[Item, ...]
    title: str = ""
    intro: str = ""

    @property
    def heading(self) -> str:
        return self.title or self.items[0].text


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Pages under one title in the list of sections.

    `help_box` keeps the crisis lines on every page of it, `private_ticks` a tick that marks the page as private.
    """

    slug: str
    title: str
    pages: tuple[Page, ...]
    intro: str = ""
    help_box: bool = False
    private_ticks: bool = False


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """Everything that is asked, in order; the blocks of the sheet's first page, in order; what can be left off it."""

    url: str
    version: str
    title: str
    sections: tuple[Section, ...]
    blocks: tuple[SheetBlock, ...] = ()
    areas: tuple[Area, ...] = ()
    topics: tuple[Topic, ...] = ()
    landmarks: Landmarks = Landmarks()

    def __hash__(self) -> int:  # a cheap key of caches, as for items
        return hash((self.url, self.version))

    @property
    def canonical(self) -> str:
        """FHIR's `url|version`."""
        return f"{self.url}|{self.version}"

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return tuple(page for section in self.sections for page in section.pages)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The questions that stand directly on a page, in reading order."""
        return tuple(item for page in self.pages for item in page.items)

    @cached_property
    def by_link_id(self) -> Mapping[str, Item]:
        """Every item, follow-ups and columns included."""
        return {found.link_id: found for item in self.items for found in item.with_descendants()}

    @cached_property
    def pages_by_slug(self) -> Mapping[str, Page]:
        return {page.slug: page for page in self.pages}

    @cached_property
    def position_of(self) -> Mapping[str, int]:
        return {page.slug: position for position, page in enumerate(self.pages)}

    @cached_property
    def page_of(self) -> Mapping[str, Page]:
        """The page of each item, by linkId."""
        return {found.link_id: page for page in self.pages for item in page.items for found in item.with_descendants()}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section of each page, by the page's slug."""
        return {page.slug: section for section in self.sections for page in section.pages}
