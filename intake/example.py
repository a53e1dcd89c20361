"""An example of an answers' file, complete and made up, for people who write one and for those who try the sheet."""

from pathlib import Path

EXAMPLE = Path(__file__).with_name("example.json").read_text(encoding="utf-8")
