"""The files of the project, for the tests that read them all."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

# Folders are named one by one, so that a developer's own files beside them are left alone.
_FOLDERS = (".ci", "docs", "forms", "intake", "templates", "tests")
_TOP = (
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements.txt",
)
_PICTURES = {".png", ".jpg", ".ico", ".woff2", ".ttf", ".otf", ".mo", ".pdf"}


def project_files() -> Iterator[Path]:
    yield from (ROOT / name for name in _TOP if (ROOT / name).exists())
    for folder in _FOLDERS:
        yield from sorted(path for path in (ROOT / folder).rglob("*") if path.is_file() and "cache" not in str(path))


def text_files() -> Iterator[Path]:
    return (path for path in project_files() if path.suffix not in _PICTURES)


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def name_of(path: Path) -> str:
    """The path as it is written in the project: from its top, with forward slashes."""
    return path.relative_to(ROOT).as_posix()
