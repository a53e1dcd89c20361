"""Where the files that are not Python lie: in the installed package, or beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
TRANSLATIONS = _PACKAGE / "translations"
STYLE_OF_SHEET = _PACKAGE / "web" / "static" / "sheet.css"


def templates_folder() -> Path:
    """The wheel carries the templates inside the package; a checkout has them at its top."""
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"
