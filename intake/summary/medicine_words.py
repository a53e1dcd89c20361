"""The words in which medicines are written down, one spelling for each; what no table holds stays as it was written."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any

_TABLES: Mapping[str, Any] = tomllib.loads(
    files("intake.summary").joinpath("medicine_words.toml").read_text(encoding="utf-8")
)


def _kinds(table: str) -> frozenset[str]:
    return frozenset(_TABLES[table])


def _listed(name: str) -> frozenset[str]:
    return frozenset(_TABLES["lists"][name])


FORMS, UNITS, RELEASES, SALTS = map(_kinds, ("forms", "units", "releases", "salts"))
METALS, PLAIN_FORMS, SALT_COUNTS = map(_listed, ("metals", "plain_forms", "salt_counts"))
IDLE, NO_NAMES, REASONS = map(_listed, ("idle", "no_names", "reasons"))
HEADINGS, ABOUT_LISTS = map(_listed, ("headings", "about_lists"))
MASSES = {"mcg": Decimal(1), "mg": Decimal(1000), "g": Decimal(1_000_000)}

_ONE_SPELLING = {
    spelling: word
    for name, table in _TABLES.items()
    if name != "lists"
    for word, spellings in table.items()
    for spelling in spellings
}
_FRACTIONS = str.maketrans({"½": " 1/2 ", "¼": " 1/4 ", "¾": " 3/4 ", "⅓": " 1/3 ", "⅔": " 2/3 "})
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("–—−‐‑", "-"),
        **dict.fromkeys("[{", "("),
        **dict.fromkeys("]}", ")"),
        **dict.fromkeys("~=:", " "),
        "⁄": "/",
    }
)
_RAISED = re.compile("([⁰¹²³⁴-⁹₀-₉])")
_QUOTES = re.compile("['’‘`\"“”®™\u200b-\u200f\u2060\ufeff\xad]")
_HOURLY = re.compile(
    r"(?<!\w)q ?(?=\d{1,3}(?: ?- ?\d{1,3})? ?(?:h|hr|hrs|hours?|d|days?|wks?|weeks?|months?|min)(?!\w))"
)
_ABBREVIATION = re.compile(r"(?<!\w)(?:[a-z]\.){1,4}[a-z](?!\w)\.?")
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3}){1,4}(?![\d,])")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_FULL_STOP = re.compile(r"(?<=[^\s\d(])\.(?=\d)|\.(?!\d)|;")
_RANGE = re.compile(r"(?<=\d) ?- ?(?=\d)")
_LOOSE_DASH = re.compile(r"-{2,}|(?<!\S)-|-(?!\S)")
_NUMBER = re.compile(r"[0-9]*\.?[0-9]+")
_TOKEN = re.compile(r"[0-9]{0,12}\.[0-9]{1,12}|[0-9]{1,12}|[()/%+#|,-]|[^\s()/%+#|,\-0-9][^\s()/%+#|,\-]*")


def spelt(text: str) -> str:
    """The words of the text in small letters, each in its one spelling, numbers and signs parted from them by spaces.

    Begins and ends with a space. A tilde or an equals sign of the text's own is gone: what begins with one is a code.
    """
    plain = _RAISED.sub(r" ^\1 ", text.translate(_FRACTIONS))
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    plain = _QUOTES.sub("", plain).replace("(s)", "s").translate(_SIGNS)
    plain = " ".join(plain.split())
    plain = _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), plain)
    plain = _HOURLY.sub("every ", plain)
    plain = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), plain)
    plain = _FULL_STOP.sub(" , ", _DECIMAL_COMMA.sub("·", plain))
    plain = _LOOSE_DASH.sub(" ", _RANGE.sub("-", plain))
    words = (_ONE_SPELLING.get(word, word) for word in map(_number, _TOKEN.findall(plain)))
    return f" {' '.join(words)} "


_SIGNS = str.maketrans(
    {
        **dict.fromkeys("–—−‐‑", "-"),
        **dict.fromkeys("[{", "("),
        **dict.fromkeys("]}", ")"),
        **dict.fromkeys("~=:", " "),
        "⁄": "/",
    }
)


def _number(word: str) -> str:
    """A number without idle zeros; any other word as it is. Never through a float: 0.1 stays 0.1."""
    if not _NUMBER.fullmatch(word):
        return word
    whole, _, part = word.partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")
