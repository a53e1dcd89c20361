"""Which fonts a sheet is set in: the pinned family, and of what the system has the few that its text wants besides."""

import atexit
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import font_source_sans_pro

from intake.exports.character_maps import Characters, characters_in
from intake.exports.clusters import is_seen
from intake.exports.scripts import SCRIPTS, Script
from intake.exports.typst_loading import loaded_typst

if TYPE_CHECKING:
    import typst

FAMILY = "Source Sans Pro"
# The faces that the sheet uses. The package has each twice, and reading the whole folder would leave it to the order
# of the folder which of the two prints.
_UPRIGHT, _SLANTED = ("Regular", "Semibold"), "It"
_TEXT, _STRONG = 400, 600
# A file is kept whole in memory. The large ones hold ten thousand shapes, and their bold would be as large again.
_LARGEST_STRONG = 4_000_000
_SLANTED_STYLES = ("italic", "oblique")
# They claim every character, and draw it as nothing or as a box.
_SHAPELESS = ("blank", "last resort", "lastresort", "notdef")
_SANS, _OTHER, _LAST = range(3)


@dataclass(frozen=True, slots=True)
class Family:
    """A font family of the system: the file of its upright text face, and of a strong one if that is no large file."""

    name: str
    file: str
    index: int
    strong_file: str = ""

    @property
    def characters(self) -> Characters:
        return _characters_in(self.file, self.index)

    def has(self, cluster: str) -> bool:
        return all(ord(character) in self.characters for character in cluster if is_seen(character))


Families = tuple[Family, ...]


def fonts_with(families: Families) -> "typst.Fonts":
    """The pinned family and these; the typesetter sees no others, so that it takes what was chosen for it."""
    with tempfile.TemporaryDirectory(prefix="sheet-fonts-") as folder:
        for number, file in enumerate(_files_of(families)):
            (Path(folder) / f"{number}-{Path(file).name}").symlink_to(Path(file).resolve())
        return _fonts_in(_faces_folder(), Path(folder))


@cache
def pinned_fonts() -> "typst.Fonts":
    return _fonts_in(_faces_folder())


@cache
def pinned_characters() -> frozenset[int]:
    """The characters that every upright face of the pinned family has."""
    return frozenset.intersection(*(frozenset(characters_in(str(_faces_folder() / _file(face)))) for face in _UPRIGHT))


@cache
def slanted_characters() -> frozenset[int]:
    """Those that its slanted face has: neither Greek nor Cyrillic."""
    return frozenset(characters_in(str(_faces_folder() / _file(_SLANTED))))


@cache
def system_families() -> Families:
    """The system's families, those most like the sheet's own first; looked for once, when a text first wants them."""
    found: dict[str, list[typst.FontInfo]] = {}
    for font in loaded_typst().Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts():
        if (
            font.path
            and font.style not in _SLANTED_STYLES
            and not any(name in font.family.lower() for name in _SHAPELESS)
        ):
            found.setdefault(font.family, []).append(font)
    return tuple(_family(name, found[name]) for name in sorted(found, key=_place_in_order))


def chosen(wanted: Iterable[str], families: Families) -> tuple[Families, frozenset[str]]:
    """The families to print the clusters with, as few as do, and the clusters that none of them has."""
    left, picked = set(wanted), []
    for family in _in_order(families, "".join(left)) if left else ():
        found = {cluster for cluster in left if family.has(cluster)}
        if found:
            picked.append(family)
            left -= found
        if not left:
            break
    return tuple(picked), frozenset(left)


def scripts_without_font(families: Families) -> tuple[Script, ...]:
    return tuple(script for script in SCRIPTS if chosen(script.sample, families)[1])


def _in_order(families: Families, text: str) -> Iterator[Family]:
    """First those that suit a script of the text; a family may come twice, and then has nothing left to print."""
    by_name = {family.name: family for family in families}
    for script in SCRIPTS:
        if script.own.search(text):
            yield from (by_name[name] for name in script.families if name in by_name)
    yield from families


def _place_in_order(name: str) -> tuple[int, bool, str]:
    words = name.split()
    if {"Mono", "Color", "Display", "Emoji"} & set(words):
        return (_LAST, False, name)
    return (_SANS if "Sans" in words else _OTHER, words[0] != "Noto", name)


def _family(name: str, fonts: "Sequence[typst.FontInfo]") -> Family:
    text = min(fonts, key=lambda font: (abs(font.stretch - 1), abs(font.weight - _TEXT)))
    alike = [font for font in fonts if font.stretch == text.stretch and font.weight > text.weight]
    strong = min(alike, key=lambda font: abs(font.weight - _STRONG), default=None)
    strong_file = strong.path if strong and strong.path else ""
    if strong_file and Path(strong_file).stat().st_size > _LARGEST_STRONG:
        strong_file = ""
    return Family(name, text.path or "", text.index, strong_file)


def _files_of(families: Families) -> list[str]:
    files = (file for family in families for file in (family.file, family.strong_file) if file)
    return list(dict.fromkeys(files))


def _fonts_in(*folders: Path) -> "typst.Fonts":
    paths = [str(folder) for folder in folders]
    fonts: typst.Fonts = loaded_typst().Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=paths
    )
    return fonts


@cache
def _faces_folder() -> Path:
    """A folder with only the faces that are used, for as long as the process runs."""
    folder = tempfile.TemporaryDirectory(prefix="sheet-fonts-")
    atexit.register(folder.cleanup)
    files = Path(font_source_sans_pro.__file__).parent / "files"
    for face in (*_UPRIGHT, _SLANTED):
        (Path(folder.name) / _file(face)).write_bytes((files / _file(face)).read_bytes())
    return Path(folder.name)


def _file(face: str) -> str:
    return f"SourceSansPro-{face}.otf"


@cache
def _characters_in(path: str, index: int) -> Characters:
    return characters_in(path, index)
