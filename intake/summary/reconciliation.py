"""Finds where a patient's list of medicines and a list from a chart differ; a clinician settles every difference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from intake.language import Language
from intake.summary.lines import printed
from intake.summary.medicine_reading import Reading, has_same_directions, is_one_medicine, reading_of
from intake.summary.model import Line


class Finding(StrEnum):
    SAME = "same"
    DIRECTIONS_DIFFER = "directions-differ"
    PATIENT_ONLY = "patient-only"
    CHART_ONLY = "chart-only"


@dataclass(frozen=True, slots=True)
class Reported:
    """A medicine of the patient: `key` is its line's, `ended` says that it was stopped."""

    key: str
    name: str
    directions: str
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What stands side by side: both in the words in which they came."""

    finding: Finding
    reported: Reported | None = None
    charted: str | None = None


def reported_in(line: Line, link_ids: Sequence[str], language: Language) -> tuple[Reported, ...]:
    """The rows of the list that are not left off; `link_ids` are the columns of directions, in order."""
    kept = printed(line)
    return tuple(
        Reported(row.key, row.label, _directions(row, link_ids, language), row.ended)
        for row in (kept.details if kept else ())
        if row.row_id
    )


def reconcile(reported: Sequence[Reported], charted: Sequence[str]) -> tuple[Pair, ...]:
    """Every medicine of both sides in exactly one pair: in the patient's order, then the chart's own in its order.

    A medicine that the patient stopped never has the same directions as one that the chart lists.
    """
    ours = [reading_of(each.name, each.directions) for each in reported]
    theirs = [reading_of(each) for each in charted]
    partners = _partners(reported, ours, theirs)
    taken = frozenset(partners.values())
    return (
        *(
            _pair(each, charted[partners[at]], has_same_directions(ours[at], theirs[partners[at]]))
            if at in partners
            else Pair(finding=Finding.PATIENT_ONLY, reported=each)
            for at, each in enumerate(reported)
        ),
        *(Pair(finding=Finding.CHART_ONLY, charted=each) for at, each in enumerate(charted) if at not in taken),
    )


def _pair(reported: Reported, charted: str, is_same: bool) -> Pair:
    finding = Finding.SAME if is_same and not reported.ended else Finding.DIRECTIONS_DIFFER
    return Pair(finding=finding, reported=reported, charted=charted)


def _partners(reported: Sequence[Reported], ours: Sequence[Reading], theirs: Sequence[Reading]) -> dict[int, int]:
    """By the place in the patient's list the place in the chart's.

    First those that read alike, then those with the same directions, then what the patient still takes, in order.
    Of equals the first goes with the first, so that it is the same whichever list one begins with.
    """
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for *_, at, there in sorted(_likeness(reported, ours, theirs)):
        if at not in partners and there not in taken:
            partners[at] = there
            taken.add(there)
    return partners


def _likeness(
    reported: Sequence[Reported], ours: Sequence[Reading], theirs: Sequence[Reading]
) -> Iterator[tuple[int, bool, int, int]]:
    for at, our in enumerate(ours):
        for there, their in enumerate(theirs):
            if is_one_medicine(our, their):
                unlike = 0 if our == their else 1 if has_same_directions(our, their) else 2
                yield unlike, reported[at].ended, at, there


def _directions(row: Line, link_ids: Sequence[str], language: Language) -> str:
    said = {line.link_id: line.in_line for line in _with_details(row)}
    return language.gettext(", ").join(said[link_id] for link_id in link_ids if said.get(link_id))


def _with_details(line: Line) -> Iterator[Line]:
    for each in line.details:
        yield each
        yield from _with_details(each)
