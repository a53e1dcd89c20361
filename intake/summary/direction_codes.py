"""From the words of a medicine to codes: amounts, times of day and how often, in one spelling each."""

import re
from collections.abc import Callable
from decimal import Decimal

from intake.summary.medicine_words import FORMS, MASSES, REASONS, RELEASES, UNITS, spelt

# What begins with one of these is a code: `spelt` leaves these signs to nobody else.
AMOUNT, TIME, AS_NEEDED, RELEASE, REASON, NAME = "=", "~", "~prn", "~r:", "~f:", "~n:"

_N = r"\d+(?:\.\d+)?"
_NN = rf"{_N}(?:~{_N})?"
_FORM = f"(?:{'|'.join(sorted(FORMS))})"
_UNIT = f"(?:{'|'.join(sorted(UNITS))})"
_BELOW = f"{_UNIT}|hour|{_FORM}"
_ANY_RELEASE = f"(?:{'|'.join(sorted(RELEASES))})"
_PERIOD = "(day|week|month)"
_PER = "(?:a|each|every|in a|/)"
_REASON = f"(?:{'|'.join(sorted(REASONS, key=len, reverse=True))})(?= )"
_PARTS = {"1 / 2": Decimal("0.5"), "1 / 4": Decimal("0.25"), "3 / 4": Decimal("0.75")}

_New = str | Callable[[re.Match[str]], str]


def coded(text: str) -> tuple[str, ...]:
    """The words of the text, with codes in the place of what is known. What is not known stays as a word."""
    words = spelt(text)
    if not _EYES.search(words):
        words = _ONCE_A_DAY.sub("~1/day", words)
    for pattern, new in _CHANGES:
        words = pattern.sub(new, words)
    return tuple(words.split())


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _with_part(found: re.Match[str]) -> str:
    return f"{_plain(Decimal(found['whole'] or 0) + _PARTS[found['part']])} {found['form']}"


def _pair(found: re.Match[str]) -> str:
    """Two strengths, as "30/500" has them. "1/2 mg" might be a half, and stays."""
    first, second = found[1], found[2]
    is_part = second in ("2", "3", "4") and Decimal(first) < Decimal(second)
    return found[0] if is_part else f"{first}~{second}"


def _amount(found: re.Match[str]) -> str:
    """The amount with its unit, mass in micrograms: an exact step, by whole thousands."""
    number, unit, below = found["number"], found["unit"], found["below"]
    if unit in MASSES:
        number = "~".join(_plain(Decimal(part) * MASSES[unit]) for part in number.split("~"))
        unit = "mcg"
    if below in ("tablet", "capsule") and not found["count"]:
        return f"{AMOUNT}{number}{unit} {below}"
    return f"{AMOUNT}{number}{unit}" + (f"/{found['count'] or ''}{below}" if below else "")


def _reasons(found: re.Match[str]) -> str:
    return " ".join(REASON + reason.replace(" ", "-") for reason in re.split(" or | and ", found[1]))


_NUMBERS: tuple[tuple[str, _New], ...] = (
    # As in: every 6 (six) hours.
    (rf"({_N}) \( \1 \)", r"\1"),
    (
        rf"(?:(?P<whole>{_N}) (?:and )?(?:an? )?)?(?P<part>1 / 2|[13] / 4) (?:of )?(?:an? )?(?P<form>{_FORM})",
        _with_part,
    ),
    (rf"({_N}) (mg|mcg|g) [-/] ({_N}) \2", r"\1~\3 \2"),
    (rf"({_N}) (?:-|to) ({_N})", r"\1~\2"),
    (rf"({_N}) / ({_N})", _pair),
    (rf"(12|24) hour(?= (?:{_ANY_RELEASE} )?{_FORM} )", rf"{RELEASE}\1h"),
    (
        rf"(?P<number>{_NN}) (?P<unit>{_UNIT}|{_FORM})(?: / (?:(?P<count>{_N}) )?(?P<below>{_BELOW})(?= ))?",
        _amount,
    ),
    (r"/ (tablet|capsule)", r"\1"),
    # As in: 2 tablets (100 mg in all).
    (rf"(={_NN}[a-z]+) tot(?:al)?", r"\1"),
    (r"vitamin a", "vitamina"),
    (r"5 (?:- )?htp", "fivehtp"),
    (r"(vitamin [a-z]|omega) (?:- )?(\d\d?)(?! (?:times|~))", r"\1\2"),
)
_HANDED_OUT: tuple[tuple[str, _New], ...] = (
    (rf"(?:dispense )+(?:# |- )*(?:{_N}|={_N}[a-z]+)", ""),
    (r"# =\d\d+(?:tablet|capsule)", ""),
    (rf"refill (?:- )?{_N}", ""),
    (rf"{_N} refill", ""),
)
_TIMES: tuple[tuple[str, _New], ...] = (
    (rf"every (?:other|alternate|second) {_PERIOD}", r"~every-2-\1"),
    (r"(?:on )?alternate day", "~every-2-day"),
    (rf"every ({_NN}) (hour|{_PERIOD}|minute)", r"~every-\1-\2"),
    (rf"(?:every )?({_NN}) (?:- )?hourly", r"~every-\1-hour"),
    (rf"({_NN}) times {_PER} {_PERIOD}", r"~\1/\2"),
    (rf"({_NN}) times ~1/{_PERIOD}", r"~\1/\2"),
    (rf"{_PER} {_PERIOD}", r"~1/\1"),
    (r"(?:at|every|each|in the|a|before|/) (?:night|bedtime|bed|bed time)", "~night"),
    (r"bedtime", "~night"),
    (r"(?:in the|in|every|each|a|at|/) (?:morning|am)", "~morning"),
    (r"(?:in the|in|every|each|a|at|/) (?:evening|pm)", "~evening"),
    (r"(?:at|in the|every) (?:noon|midday|lunchtime|lunch)", "~noon"),
    (r"(?:1 times )?(?:~1/day )?(~morning|~noon|~evening|~night)(?: ~1/day)?", r"\1"),
    (r"(?:only )?(?:as|when|if|where) (?:needed|required|necessary)", AS_NEEDED),
    (rf"{AS_NEEDED} (?:for )?({_REASON}(?: (?:or|and) {_REASON})*)", lambda found: f"{AS_NEEDED} {_reasons(found)}"),
    (rf"for ({_REASON}(?: (?:or|and) {_REASON})*)", _reasons),
)
_PHRASES: tuple[tuple[str, _New], ...] = (
    (r"(?:extended) (?:- )?release", f"{RELEASE}er"),
    (r"(?:modified) (?:- )?release", f"{RELEASE}mr"),
    (r"(?:sustained) (?:- )?release", f"{RELEASE}sr"),
    (r"(?:controlled) (?:- )?release", f"{RELEASE}cr"),
    (r"(?:delayed) (?:- )?release", f"{RELEASE}dr"),
    (r"(?:immediate) (?:- )?release", f"{RELEASE}ir"),
    (r"(?:prolonged) (?:- )?release", f"{RELEASE}prolonged"),
    (r"(?:long|slow) (?:- )?(acting|release)", rf"{RELEASE}long-\1"),
    (r"gastro (?:- )?resistant", f"{RELEASE}gr"),
    (r"enteric (?:- )?coated", f"{RELEASE}ec"),
    (r"(?:orally|oral) disintegrating", f"{RELEASE}odt"),
    (rf"({_ANY_RELEASE})", rf"{RELEASE}\1"),
    (r"commonly known as ([^\W\d_]+)", rf"{NAME}\1"),
    (r"by mouth|to be taken|swallow it|swallow|as labelled|via oral route", ""),
    (r"with (?:a |an )?(food|meals?|water|milk|breakfast|lunch|dinner|supper)", r"~with-\1"),
    (rf"((?:={_NN})?patch) (?:on|onto|to|on to) (?:the |your )?skin", r"\1"),
)
# Beside an eye, "OD" is the right one.
_EYES = re.compile(" (?:eyes?|drop|ophthalmic) ")
_ONCE_A_DAY = re.compile("(?<= )od(?= )")


def _change(pattern: str, new: _New) -> tuple[re.Pattern[str], _New]:
    return re.compile(rf"(?<= )(?:{pattern})" + ("(?= )" if new else " ")), new


_CHANGES = tuple(_change(pattern, new) for pattern, new in (*_NUMBERS, *_HANDED_OUT, *_TIMES, *_PHRASES))
