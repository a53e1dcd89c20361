"""The blank form as it is drawn: parts, questions with their follow-ups, and the space that a pen gets for each."""

from dataclasses import dataclass

from intake.summary.model import HelpBox


@dataclass(frozen=True, slots=True)
class Choice:
    words: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """Circles where one is ticked, squares where any are; in a grid of `columns`, or in a run of words where 0."""

    one: bool
    choices: tuple[Choice, ...]
    columns: int = 0
    own_words: str = ""
    kind: str = "ticks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks:
    """Ticks of which some get a star; `star` are the words beside it."""

    choices: tuple[Choice, ...]
    star: str
    kind: str = "picks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The first of them stands after its words, and has at least so much `room`, in millimetres."""

    count: int
    room: int
    kind: str = "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The names of day, month and year, in the country's order."""

    parts: tuple[str, ...]
    kind: str = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    units: tuple[Choice, ...]
    kind: str = "measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One square, or a star, that stands for itself."""

    star: bool
    kind: str = "mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What stands in a line with others, `span` twelfths of it wide; in a table, `span` is its share of the width.

    `hint` has the instruction too.
    """

    label: str
    space: "Space"
    hint: str = ""
    span: int = 12


Line = tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """What a short label of a row asks, told once before the rows."""

    label: str
    text: str
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowList:
    """`count` rows with these lines, then as many with what few want to add; told in `key`.

    A row of one line is a row of a table, one of more lines is a card.
    """

    count: int
    key: tuple[KeyEntry, ...]
    lines: tuple[Line, ...]
    more: tuple[Line, ...] = ()
    more_title: str = ""
    instead: Field | None = None
    kind: str = "rows"


Space = Ticks | Picks | Lines | Day | Measure | Mark | RowList


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Follow-ups that the same answers open; `lead_in` says which."""

    lead_in: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`long` is one that may break over two pages between its lines, `endless` also between its answers."""

    number: int
    text: str
    hint: str
    why: str
    space: Space
    branches: tuple[Branch, ...] = ()
    long: bool = False
    endless: bool = False
    kind: str = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What only steers the screen, told in words: where each of its answers leads."""

    text: str
    hint: str
    entries: tuple[str, ...]
    kind: str = "guide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Questions of a part for everyone, or for those whom `lead_in` means; `onward` is for all others."""

    lead_in: str
    onward: str
    intro: str
    questions: tuple[Question | Guide, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    title: str
    intro: str
    has_help: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWords:
    """The words of the form that are no part of a question."""

    form: str
    version: str
    name: str
    birth_date: str
    footer: str
    page_of: str
    notes_title: str
    notes_hint: str
    clinician_title: str
    clinician_hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperForm:
    """The whole form. `language` and `direction` are those of HTML's `lang` and `dir`."""

    title: str
    language: str
    direction: str
    words: PaperWords
    facts: tuple[Fact, ...]
    help_box: HelpBox
    parts: tuple[Part, ...]
