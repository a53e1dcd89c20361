"""The summary: words and linkIds in reading order, no markup and no addresses; every rendering is made from it alone.

`sections` is for the check page: every question that was asked. `first_page` and what follows it are the sheet.
"""

from dataclasses import dataclass

from forms.items import Heading
from forms.sheet_layout import BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer, or one row, in full.

    `words` are all its values, "" where only details say something. `said` are the same words in a run of others,
    `in_line` those with their label or phrase ("about 4 of the last 14 days"). `own_words` marks free text of the
    patient, which prints in quotation marks.
    `row_id` is set on the row of a list, whose columns are its details; `cells` are its words by page 1's columns, and
    `ended` marks a row of the past.
    """

    link_id: str
    label: str
    heading: Heading
    words: str = ""
    said: str = ""
    in_line: str = ""
    row_id: str = ""
    own_words: bool = False
    left_off: bool = False
    ended: bool = False
    starred: bool = False
    cells: tuple[str, ...] = ()
    details: tuple["Line", ...] = ()

    @property
    def key(self) -> str:
        """What a draft's `left_off` calls this line: the linkId, or `linkId/rowId`."""
        return f"{self.link_id}/{self.row_id}" if self.row_id else self.link_id


@dataclass(frozen=True, slots=True)
class SectionSummary:
    slug: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer or row as page 1 has it: flat, and perhaps only its beginning (`continues`).

    `label` is "" where the title above says it. `cells` are a row's words by the block's columns; `words` say the
    same in one run, without the label.
    """

    link_id: str
    label: str
    words: str = ""
    cells: tuple[str, ...] = ()
    own_words: bool = False
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a small title that is always there: a body area, or "Not sure".

    `empty` is said where there are none. `continues` says that more of them stand later, under the linkId `at`.
    """

    title: str
    entries: tuple[Entry, ...]
    empty: str = ""
    continues: bool = False
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of page 1.

    `rows` are set as a table if there are `columns` and room for one, `entries` one below the other; a block of areas
    has `groups`. `places` is how many numbered places with lines to write on are printed, used or not. `quota` counts
    rows, or entries in a block without rows. Where something stays for later, `shown` says how many of `whole` stand
    here. `at` is the linkId under which the whole stands.
    """

    code: str
    title: str
    kind: BlockKind
    quota: int | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[Entry, ...] = ()
    entries: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()
    places: int = 0
    empty: str = ""
    note: str = ""
    at: str = ""
    shown: int = 0
    whole: int = 0

    @property
    def is_partial(self) -> bool:
        return self.shown < self.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer in full, as the following pages have it: its words with its follow-ups, then its rows."""

    link_id: str
    label: str
    words: str = ""
    own_words: bool = False
    rows: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a section, in full."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Names of questions under one title, printed as one line."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HelpBox:
    """The crisis lines: the same for everyone, whatever was answered."""

    title: str
    lead: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """How the sheet leads back to its form. `payload` is what the QR code holds: bytes, which no renderer rewords."""

    words: str
    alt: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedWords:
    """Every word of the sheet that is not an answer; braces are filled in by the renderer."""

    footer: str
    page_of: str
    made_on: str
    version: str
    first_page_title: str
    begun_title: str
    questions_title: str
    in_full_title: str
    marked_no_title: str
    not_answered_title: str
    not_asked_title: str
    notes_title: str
    nothing: str
    not_answered: str
    not_asked: str
    continues_on_page: str
    continues_below: str
    part_on_page: str
    part_below: str
    on_first_page: str
    marks: str
    marks_and_more: str
    left_off: str
    quoted: str
    labelled: str
    with_more: str
    between: str
    join: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`blocks` hold page 1 unabridged; `first_page` is the same within the quotas.

    `bearer` is whose sheet it is: a name and a date of birth, for the head of every page. `made_on` is a day in ISO
    form. `sent` says whether anything is sent and until when it is kept, where whoever makes the sheet knows it.
    `reference` is that of what prints; `reference_words` say it, "" if the patient does not want it on the sheet.
    `replaces` names the sheet made before, if there is one.
    """

    title: str
    language: str
    direction: str
    bearer: tuple[str, ...]
    words: FixedWords
    first_page: tuple[Block, ...]
    blocks: tuple[Block, ...]
    sections: tuple[SectionSummary, ...]
    questions: tuple[Entry, ...]
    in_full: tuple[Answers, ...]
    marked_no: tuple[Names, ...]
    not_answered: tuple[Names, ...]
    not_asked: tuple[str, ...]
    left_off: bool
    help_box: HelpBox
    sent: str = ""
    made_on: str = ""
    reference: str = ""
    reference_words: str = ""
    replaces: str = ""
    way_back: WayBack | None = None
