"""Pages of docs/ with figures that a command makes anew: what it made stands between two marks."""

from pathlib import Path

BEGINS, ENDS = "<!-- measured -->", "<!-- until here -->"


def made_in(page: Path) -> str:
    """What an earlier run put there."""
    return page.read_text(encoding="utf-8").partition(BEGINS)[2].partition(ENDS)[0].strip()


def put_into(page: Path, text: str) -> None:
    before, begins, rest = page.read_text(encoding="utf-8").partition(BEGINS)
    assert begins, f"{page.name} has no {BEGINS}"
    page.write_text(f"{before}{BEGINS}\n{text}\n{ENDS}{rest.partition(ENDS)[2]}", encoding="utf-8")
