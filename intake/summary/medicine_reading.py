"""A medicine as it was written down, read for comparison: its name by its ingredients, and its directions."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.summary.direction_codes import AMOUNT, AS_NEEDED, NAME, REASON, RELEASE, TIME, coded
from intake.summary.medicine_names import PARTING, brackets_of, is_code, is_salt, may_name, named_in
from intake.summary.medicine_words import FORMS, IDLE, PLAIN_FORMS, SALT_COUNTS

_TIMES_OF_DAY = {"am": f"{TIME}morning", "pm": f"{TIME}evening"} | {
    word: TIME + word for word in ("morning", "evening", "night")
}
_SET_APART = (RELEASE, REASON, NAME)
_UNIT_OF_AMOUNT = re.compile(r"=[\d.~]+(.+)")
_FEW = re.compile(r"(?:10|\d(?:\.\d+)?)(?:~(?:10|\d))?")
_HANDED_OUT = re.compile(r"=(?:1[4-9]|[2-9]\d|\d{3})(?:tablet|capsule)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`name` are the words of the ingredients, `also` the names in brackets.

    `steps` are amounts, times and words that no table knows, in order. What the other sets hold stands in no order:
    release forms count always; salts, plain forms and reasons where both sides name them.
    """

    name: frozenset[str]
    also: frozenset[frozenset[str]] = frozenset()
    steps: tuple[str, ...] = ()
    releases: frozenset[str] = frozenset()
    salts: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()


def reading_of(name: str, directions: str = "") -> Reading:
    """The name may hold directions too; what stands in `directions` is never read as a name."""
    first = coded(name)
    tokens = (*first, "|", *coded(directions))
    brackets = brackets_of(tokens)
    named = frozenset(named_in(first, brackets))
    salts = frozenset(at for at in range(len(tokens)) if is_salt(tokens, at))
    of_names = named | salts
    rest = [at for at in range(len(tokens)) if at not in of_names]
    steps = list(_steps(tokens, [at for at in rest if not _parts_names(tokens, of_names, at)], brackets))
    forms = _forms(tokens[at] for at in rest)
    names = {bracket: frozenset(tokens[at] for at in places) for bracket, places in _grouped(named, brackets).items()}
    main = names.pop(0, frozenset({" ".join(first)}))
    return Reading(
        name=main,
        also=frozenset({*names.values(), *_named_later(tokens, rest, brackets)}),
        steps=tuple(_without_repeats(_without_handed_out(_with_form(steps, forms)))),
        releases=_releases(tokens),
        salts=frozenset(tokens[at] for at in salts),
        forms=forms,
        reasons=_after(REASON, tokens),
    )


def is_one_medicine(one: Reading, other: Reading) -> bool:
    """The same ingredients by whole words, or one side's name in the other's brackets.

    Two names in brackets are never compared: what a medicine is for stands there as well.
    """
    return one.name == other.name or one.name in other.also or other.name in one.also


def has_same_directions(one: Reading, other: Reading) -> bool:
    """True only if neither side says more than the other, or something else."""
    names = one.name | other.name
    return (
        one.releases == other.releases
        and (not names & SALT_COUNTS or one.salts == other.salts)
        and _agree(one.salts, other.salts)
        and _agree(one.reasons, other.reasons)
        and _forms_agree(one.forms, other.forms)
        and _steps_agree(*(tuple(step for step in each.steps if step not in names) for each in (one, other)))
    )


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or one == other


def _forms_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """On one side alone, "tablet" leaves no doubt; "cream" might."""
    return one == other or (not (one and other) and one | other <= PLAIN_FORMS)


def _steps_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """In the same order; where one time goes with one amount of a kind, the order says nothing."""
    return one == other or (_is_plain(one) and _is_plain(other) and sorted(one) == sorted(other))


def _is_plain(steps: tuple[str, ...]) -> bool:
    units = [_unit_of(step) for step in steps if step.startswith(AMOUNT)]
    times = [at for at, step in enumerate(steps) if step.startswith(TIME)]
    together = not times or times[-1] - times[0] < len(times)
    is_once = len({steps[at] for at in times} - {AS_NEEDED}) <= 1
    return together and is_once and all(map(is_code, steps)) and len(set(units)) == len(units)


def _unit_of(amount: str) -> str:
    found = _UNIT_OF_AMOUNT.fullmatch(amount)
    return found[1] if found else ""


def _steps(tokens: Sequence[str], places: Iterable[int], brackets: Sequence[int]) -> Iterator[str]:
    """What is said of taking it, in order. An amount that a bracket only says once more is left out."""
    said: set[str] = set()
    for at in places:
        word = _TIMES_OF_DAY.get(tokens[at], tokens[at])
        is_more = word not in IDLE and word not in FORMS and not word.startswith(_SET_APART)
        if is_more and not (brackets[at] and word.startswith(AMOUNT) and word in said):
            said.add(word)
            yield word


def _parts_names(tokens: Sequence[str], named: frozenset[int], at: int) -> bool:
    return tokens[at] in PARTING and (at - 1 in named or at + 1 in named)


def _forms(tokens: Iterable[str]) -> frozenset[str]:
    """Every form that is named, alone or with a number."""
    return frozenset(word if word in FORMS else _unit_of(word) for word in tokens) & FORMS


def _with_form(steps: Sequence[str], forms: frozenset[str]) -> Iterator[str]:
    """The steps with "one" as "one tablet", where tablets are all that is spoken of."""
    for step in steps:
        yield f"{AMOUNT}{step}{''.join(forms)}" if len(forms) == 1 and _FEW.fullmatch(step) else step


def _without_handed_out(steps: Iterable[str]) -> tuple[str, ...]:
    """Without the "28 tablets" after "one tablet daily": nobody takes so many at once."""
    *said, last = ("", *steps)
    units = {_unit_of(step) for step in said}
    is_handed_out = _HANDED_OUT.fullmatch(last) and said[-1].startswith(TIME) and _unit_of(last) in units
    return tuple(said[1:]) if is_handed_out else (*said, last)[1:]


def _without_repeats(steps: Iterable[str]) -> Iterator[str]:
    """Without what is said twice in a row: "50 mg = 50 mg daily". "1 1 tablet" might be eleven, and stays."""
    for before, step in pairwise(("", *steps)):
        if step != before or not is_code(step) or _unit_of(step) in FORMS:
            yield step


def _named_later(tokens: Sequence[str], rest: Sequence[int], brackets: Sequence[int]) -> Iterator[frozenset[str]]:
    """Names that stand after the strength. What is in brackets there might be a remark too, and stays a step."""
    yield from (frozenset({name}) for name in _after(NAME, tokens))
    for bracket, places in _grouped((at for at in rest if tokens[at] != "("), brackets).items():
        if bracket and all(may_name(tokens, at) for at in places):
            yield frozenset(tokens[at] for at in places)


def _grouped(places: Iterable[int], brackets: Sequence[int]) -> dict[int, list[int]]:
    """The places by the bracket that they stand in, 0 for those outside."""
    found: dict[int, list[int]] = {}
    for at in places:
        found.setdefault(brackets[at], []).append(at)
    return found


def _after(prefix: str, tokens: Iterable[str]) -> frozenset[str]:
    return frozenset(word.removeprefix(prefix) for word in tokens if word.startswith(prefix))


def _releases(tokens: Iterable[str]) -> frozenset[str]:
    """Beside "XR", "24 hr" says the same once more; alone it is all that is said."""
    found = _after(RELEASE, tokens)
    return found - {"12h", "24h"} or found
