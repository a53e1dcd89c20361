"""docs/questions.md says what is asked, as it is asked today."""

import subprocess
import sys

from forms.ketamine import INTAKE
from forms.ketamine.reference import reference
from forms.ketamine.sources import GENERAL_KNOWLEDGE
from tests.checkout import ROOT

PAGE = ROOT / "docs" / "questions.md"
STALE = "run: python -m forms.ketamine.reference > docs/questions.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == reference(INTAKE), STALE


def test_the_command_prints_the_page():
    made = subprocess.run(
        [sys.executable, "-m", "forms.ketamine.reference"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )

    assert made.stdout == reference(INTAKE)


def test_every_question_stands_there_with_its_reason_and_its_sources():
    text = reference(INTAKE)

    for item in INTAKE.by_link_id.values():
        assert f"`{item.link_id}`" in text
    for item in INTAKE.items:
        if item.prefix:
            assert f"### {item.prefix} {item.text}\n" in text
            assert f"- Why: {item.why}\n" in text


def test_a_question_without_a_source_says_so():
    assert f"- Sources: {GENERAL_KNOWLEDGE} **V3**" in reference(INTAKE)


def test_what_opens_a_follow_up_is_said_in_the_shorter_way():
    text = reference(INTAKE)

    assert "    - Opened by: Yes · Not sure\n" in text
    assert "    - Opened by: any answer but None of these\n" in text
    assert "    - Opened by: any answer\n" in text
    assert "      - Opened by: `medication.frequency` is “As needed” or `medication.prn` is “As needed”\n" in text
