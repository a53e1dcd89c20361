"""A summary line by line, for reading it together with the patient: what was said, what is open, and what changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from forms.items import Heading
from intake.language import Language
from intake.summary.lines import run_in_full
from intake.summary.model import Line, Summary

# What is talked about at the visit, whatever it is about.
OPEN = frozenset({Heading.NOT_ANSWERED, Heading.NOT_SURE, Heading.IN_PERSON})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One answer, or one row of a list, with its follow-ups in one run. `key` is that of `Line.key`."""

    key: str
    label: str
    words: str
    heading: Heading
    own_words: bool

    @property
    def is_open(self) -> bool:
        return self.heading in OPEN


@dataclass(frozen=True, slots=True)
class ReviewSection:
    slug: str
    title: str
    lines: tuple[ReviewLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a newer version says in place of an older one; "" for a line that the other has not."""

    key: str
    label: str
    was: str
    now: str


def review_sections(summary: Summary, language: Language) -> tuple[ReviewSection, ...]:
    """Every line of the check page, in its order, each row of a list as a line of its own."""
    return tuple(
        ReviewSection(section.slug, section.title, tuple(_flat(section.lines, language)))
        for section in summary.sections
    )


def changes_between(older: Summary, newer: Summary, language: Language) -> tuple[Change, ...]:
    """Line by line, in the newer one's order; what is gone stands at the end."""
    was, now = _by_key(older, language), _by_key(newer, language)
    keys = [*now, *(key for key in was if key not in now)]
    changes = (
        Change(
            key=key,
            label=(now.get(key) or was[key]).label,
            was=was[key].words if key in was else "",
            now=now[key].words if key in now else "",
        )
        for key in keys
    )
    return tuple(change for change in changes if change.was != change.now)


def _by_key(summary: Summary, language: Language) -> dict[str, ReviewLine]:
    return {line.key: line for section in review_sections(summary, language) for line in section.lines}


def _flat(lines: tuple[Line, ...], language: Language) -> Iterator[ReviewLine]:
    for line in lines:
        rows = [each for each in line.details if each.row_id]
        if line.words or not rows:
            yield _line(line, language)
        yield from (_line(row, language, line) for row in rows)


def _line(line: Line, language: Language, listed: Line | None = None) -> ReviewLine:
    words = run_in_full(line, language) if line.details else line.words
    return ReviewLine(
        key=line.key,
        label=language.gettext("{label}: {words}").format(label=listed.label, words=line.label)
        if listed
        else line.label,
        words=words,
        heading=line.heading,
        own_words=line.own_words and not line.details and line.heading is not Heading.NOT_ANSWERED,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffWord:
    """What staff said of a line, or in a note, in words. `was` is the patient's, `now` what the visit changed it to."""

    key: str = ""
    label: str = ""
    state: str = ""
    was: str = ""
    now: str = ""
    text: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What staff added, in words, apart from the patient's own: by line, as notes, and who reviewed it when."""

    lines: tuple[StaffWord, ...] = ()
    notes: tuple[StaffWord, ...] = ()
    readings: tuple[str, ...] = ()
