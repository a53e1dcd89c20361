"""Which characters can print, and with which fonts: the pinned family first, then what the system has."""

import atexit
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import font_source_sans_pro
import typst
from fontTools.ttLib import TTCollection, TTFont, TTLibError

FAMILY = "Source Sans Pro"
# The faces that the sheet uses. The package has each twice, and reading the whole folder would leave it to the order
# of the folder which of the two prints.
_FACES = ("Regular", "Semibold", "It")


@cache
def pinned_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_faces_folder())])


@cache
def all_fonts() -> typst.Fonts:
    """The pinned family and the system's fonts, read only once a text wants them."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(_faces_folder())])


@cache
def pinned_characters() -> frozenset[int]:
    """The characters that every face of the pinned family has."""
    faces = [frozenset(_characters_in(str(path))) for path in sorted(_faces_folder().iterdir())]
    return frozenset.intersection(*faces)


def uncovered(characters: frozenset[int]) -> frozenset[int]:
    """Those of the characters that neither the pinned family nor any font of the system has."""
    missing = characters - pinned_characters()
    for path in _system_files() if missing else ():
        missing -= _characters_in(path)
        if not missing:
            break
    return missing


@cache
def _faces_folder() -> Path:
    """A folder with only the faces that are used, for as long as the process runs."""
    folder = tempfile.TemporaryDirectory(prefix="sheet-fonts-")
    atexit.register(folder.cleanup)
    files = Path(font_source_sans_pro.__file__).parent / "files"
    for face in _FACES:
        source = files / f"SourceSansPro-{face}.otf"
        (Path(folder.name) / source.name).write_bytes(source.read_bytes())
    return Path(folder.name)


@cache
def _system_files() -> tuple[str, ...]:
    return tuple(sorted({font.path for font in all_fonts().fonts() if font.path}))


@cache
def _characters_in(path: str) -> frozenset[int]:
    try:
        return frozenset(code for font in _fonts_in(path) for code in font.getBestCmap() or ())
    except (TTLibError, OSError):
        return frozenset()


def _fonts_in(path: str) -> Iterator[TTFont]:
    if path.endswith((".ttc", ".otc")):
        with TTCollection(path, lazy=True) as collection:
            yield from collection.fonts
    else:
        with TTFont(path, lazy=True) as font:
            yield font
