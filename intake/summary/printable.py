"""Patients' words made visible and inert: control and direction characters print by name, all else as typed."""

import re

# fmt: off
_NAMES = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
)
# fmt: on
_CONTROLS = {code: name for code, name in enumerate(_NAMES) if name not in ("HT", "LF")} | {0x7F: "DEL", 0x85: "NEL"}
# What turns the direction of the text around it; the harmless marks (LRM, RLM, ALM) and the joiners stay.
_DIRECTIONS = {
    **dict(zip(range(0x202A, 0x202F), ("LRE", "RLE", "PDF", "LRO", "RLO"), strict=True)),
    **dict(zip(range(0x2066, 0x206A), ("LRI", "RLI", "FSI", "PDI"), strict=True)),
}
_SEPARATORS = {0x2028: "LS", 0x2029: "PS", 0xFEFF: "BOM"}
_NAMED = _CONTROLS | _DIRECTIONS | _SEPARATORS
# C1 controls, invisible operators, annotation marks, language tags and halves of a surrogate pair.
_HIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2061-\u206f\ufeff\ufff9-\ufffb\U000e0001\ud800-\udfff"
_MARKED = re.compile(f"[{_HIDDEN}]")
_LINE_ENDS = re.compile("\r\n?")


def printable(text: str) -> str:
    """The text with "[NUL]", "[RLO]" and the like for what cannot be seen; line ends as "\\n", tabs as spaces."""
    return _MARKED.sub(_mark, _LINE_ENDS.sub("\n", text).replace("\t", " "))


def mark_of(character: str) -> str:
    """The name that stands in for a character: "[NUL]", or "[U+1F600]" for one without a short name."""
    code = ord(character)
    return f"[{_NAMED[code]}]" if code in _NAMED else f"[U+{code:04X}]"


def _mark(found: re.Match[str]) -> str:
    return mark_of(found.group())
