"""The catalogue that translators start from holds every text there is."""

import subprocess
from pathlib import Path

from babel.messages.pofile import read_po

from intake.folders import TRANSLATIONS
from tests.checkout import ROOT

KEPT = TRANSLATIONS / "messages.pot"


def test_the_catalogue_is_up_to_date(tmp_path: Path):
    made = tmp_path / "messages.pot"
    subprocess.run(["make", "--silent", "messages", f"MESSAGES={made}"], cwd=ROOT, check=True)

    assert made.read_text(encoding="utf-8") == KEPT.read_text(encoding="utf-8"), "run `make messages`"


def test_code_templates_content_hints_and_help_lines_are_all_in_it():
    with KEPT.open("rb") as file:
        texts = {message.id for message in read_po(file)}

    assert {
        "Prefer not to say",
        "What is your full name?",
        "Skip to the main part",
        "Call 116 123.",
        "Choose one of the answers on this page.",
    } <= texts
