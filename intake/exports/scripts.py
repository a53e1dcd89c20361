"""The scripts that patients write beyond Latin, Greek and Cyrillic: which fonts suit them, and in what package."""

import re
from dataclasses import dataclass

_NOTO, _CJK, _SYMBOLS = "fonts-noto-core", "fonts-noto-cjk", "fonts-symbola"


@dataclass(frozen=True, slots=True)
class Script:
    """`own` are the characters that show the script is written, `package` is what Debian calls its fonts.

    `families` are those that go with the sheet's own, the first best.
    """

    name: str
    own: re.Pattern[str]
    sample: str
    families: tuple[str, ...]
    package: str = _NOTO


def _noto(name: str, own: str, sample: str) -> Script:
    return Script(name, re.compile(f"[{own}]"), sample, (f"Noto Sans {name}",))


# A Han character does not tell its language. Kana and Hangul elsewhere on the sheet do; else it takes the forms that
# most people read.
_HAN = (
    "\u2e80-\u303f\u31c0-\u31ef\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U000323af"
)
SCRIPTS = (
    _noto("Arabic", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff", "السلام"),
    _noto("Hebrew", "\u0590-\u05ff\ufb1d-\ufb4f", "שלום"),
    _noto("Devanagari", "\u0900-\u097f\ua8e0-\ua8ff", "नमस्ते"),
    _noto("Bengali", "\u0980-\u09ff", "নমস্কার"),
    _noto("Gurmukhi", "\u0a00-\u0a7f", "ਸਤਿ"),
    _noto("Gujarati", "\u0a80-\u0aff", "નમસ્તે"),
    _noto("Oriya", "\u0b00-\u0b7f", "ନମସ୍କାର"),
    _noto("Tamil", "\u0b80-\u0bff", "வணக்கம்"),
    _noto("Telugu", "\u0c00-\u0c7f", "నమస్తే"),
    _noto("Kannada", "\u0c80-\u0cff", "ನಮಸ್ತೆ"),
    _noto("Malayalam", "\u0d00-\u0d7f", "നമസ്കാരം"),
    _noto("Sinhala", "\u0d80-\u0dff", "ආයුබෝවන්"),
    _noto("Thai", "\u0e00-\u0e7f", "สวัสดี"),
    _noto("Lao", "\u0e80-\u0eff", "ສະບາຍດີ"),
    _noto("Myanmar", "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f", "မင်္ဂလာပါ"),
    _noto("Khmer", "\u1780-\u17ff\u19e0-\u19ff", "សួស្តី"),
    _noto("Georgian", "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f", "გამარჯობა"),
    _noto("Armenian", "\u0530-\u058f\ufb13-\ufb17", "բարեւ"),
    _noto("Ethiopic", "\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f", "ሰላም"),
    Script(
        "Japanese", re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]"), "こんにちは", ("Noto Sans CJK JP",), _CJK
    ),
    Script("Korean", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]"), "안녕", ("Noto Sans CJK KR",), _CJK),
    Script("Chinese", re.compile(f"[{_HAN}]"), "你好", ("Noto Sans CJK SC", "Noto Sans CJK TC"), _CJK),
    # Drawn in lines: a coloured face is a grey patch on a fax.
    Script(
        "emoji",
        re.compile("[\u2600-\u27bf\u2b00-\u2bff\u20e3\U0001f000-\U0001faff]"),
        "😀👍💊",
        ("Noto Emoji", "Symbola", "Noto Sans Symbols 2", "DejaVu Sans", "Noto Color Emoji"),
        _SYMBOLS,
    ),
)
