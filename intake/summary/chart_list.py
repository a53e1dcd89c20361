"""A list of medicines as it was pasted from a chart: one line for each medicine, in the words of the chart."""

import re
from collections.abc import Iterator

from intake.summary.medicine_names import begins_a_medicine, names_nothing
from intake.summary.medicine_words import ABOUT_LISTS, HEADINGS

MOST_LINES = 300
_MARK = re.compile(r"\s*(?:[•·▪◦●○‣⁃∙■□☐☑✓]|\[[ xX]?\]|[-–—*+>](?!\d)|\(?\d{1,3}[.)](?=\s|[^\W\d_]))")
_MOST_MARKS = 4
_SECOND_LINE = re.compile(
    r"(?:take|takes|sig|directions?|instructions?|dose|route|inject|apply|inhale|use|place|insert|swallow|chew|dissolve|"
    r"spray|instil|instill|give|dispense|dispensed|disp|qty|quantity|refills?|rfl|commonly known as|patient taking)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:sig|directions?|instructions?)\s*:\s*", re.IGNORECASE)


def charted_lines(pasted: str, most: int = MOST_LINES) -> tuple[str, ...]:
    """The medicines of the list, each with the lines that belong to it, without bullets, numbers and headings.

    No more than `most`: ask for one more to know whether there are.
    """
    joined: list[list[str]] = []
    for line, is_further in _lines(pasted):
        if joined and is_further:
            joined[-1].append(line)
        elif len(joined) < most:
            joined.append([line])
        else:
            break
    return tuple(" ".join(lines) for lines in joined)


def _lines(pasted: str) -> Iterator[tuple[str, bool]]:
    """Each line that says something, and whether it goes on with the medicine above it."""
    margin: int | None = None  # of the medicine that a line can go on with; there is none below a heading
    for line in pasted.splitlines():
        words, indent = _unmarked(line), _indent(line)
        if not words or _is_heading(words):
            margin = margin if not words else None
            continue
        is_marked = len(words) < len(line.strip())
        is_further = margin is not None and not is_marked and _is_further(words, indent > margin)
        if not is_further:
            margin = None if _may_be_heading(words) else indent
        yield words, is_further


def _indent(line: str) -> int:
    line = line.expandtabs()
    return len(line) - len(line.lstrip())


def _unmarked(line: str) -> str:
    for _ in range(_MOST_MARKS):
        line = _MARK.sub("", line, count=1) if _MARK.match(line) else line
    return line.strip()


def _is_further(words: str, is_indented: bool) -> bool:
    """True for directions; never for a line that begins with a medicine of its own."""
    if _LABEL.match(words):
        return True
    if _may_be_heading(words) or begins_a_medicine(words):
        return False
    return is_indented or bool(_SECOND_LINE.match(words)) or names_nothing(words)


def _may_be_heading(line: str) -> bool:
    return line.endswith(":") and not begins_a_medicine(line)


def _is_heading(line: str) -> bool:
    """True where every word is one of headings; "Stopped medicines:" tells something, and stays."""
    words = re.findall(r"[^\W_]+", line.casefold())
    return bool(ABOUT_LISTS.intersection(words)) and (HEADINGS | ABOUT_LISTS).issuperset(words)
