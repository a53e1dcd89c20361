"""The `intake` command, as an operator types it."""

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from forms.answers_file import read_answers_file
from forms.ketamine import INTAKE
from intake.cli import COMMANDS, main
from intake.example import EXAMPLE


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    file = tmp_path / "answers.json"
    file.write_text(EXAMPLE, encoding="utf-8")
    return file


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_DATA", str(tmp_path / "data"))


def test_example_is_a_file_of_answers_that_can_be_used(capsys):
    assert main(["answers", "--example"]) == 0
    assert read_answers_file(INTAKE, capsys.readouterr().out).answers.first("you.name")


@pytest.mark.parametrize("to", ["pdf", "html", "text"])
def test_sheet_is_made_beside_the_answers_or_where_it_is_wanted(answers, to, capsys):
    wanted = answers.with_name("mine.out")

    assert main(["sheet", str(answers), "--to", to]) == 0
    assert main(["sheet", str(answers), "--to", to, "-o", str(wanted)]) == 0
    made = answers.with_suffix(f".{to}").read_bytes()
    assert wanted.read_bytes() == made
    text = PdfReader(BytesIO(made)).pages[0].extract_text() if to == "pdf" else made.decode()
    assert json.loads(EXAMPLE)["answers"]["you.name"] in text


@pytest.mark.parametrize(("paper", "height"), [("a4", 842), ("letter", 792)])
def test_paper_is_what_was_asked_for(answers, paper, height):
    assert main(["sheet", str(answers), "--paper", paper]) == 0
    assert round(float(PdfReader(answers.with_suffix(".pdf")).pages[0].mediabox.height)) == height


def test_sheet_goes_to_standard_output_and_comes_from_standard_input(tmp_path):
    command = [sys.executable, "-c", "import sys; from intake.cli import main; sys.exit(main())"]
    ran = subprocess.run(
        [*command, "sheet", "-", "--to", "pdf", "-o", "-"], input=EXAMPLE.encode(), capture_output=True, check=True
    )

    assert ran.stdout.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("options", "name", "size"),
    [
        ([], "paper-form-letter.pdf", (612, 792)),
        (["--country", "GB"], "paper-form-a4.pdf", (595, 842)),
        (["--country", "GB", "--paper", "letter"], "paper-form-letter.pdf", (612, 792)),
        (["--paper", "a4", "-o", "mine.pdf"], "mine.pdf", (595, 842)),
    ],
)
def test_blank_form_is_made_here_or_where_it_is_wanted(tmp_path, monkeypatch, options, name, size):
    monkeypatch.chdir(tmp_path)

    assert main(["paper", *options]) == 0
    assert [file.name for file in tmp_path.iterdir()] == [name]
    box = PdfReader(tmp_path / name).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == size


def test_blank_form_is_of_the_country_of_the_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("INTAKE_COUNTRY", "GB")

    assert main(["paper", "-o", str(tmp_path / "form.pdf")]) == 0
    assert "call 999 now" in PdfReader(tmp_path / "form.pdf").pages[0].extract_text()


def test_blank_form_goes_to_standard_output():
    command = [sys.executable, "-c", "import sys; from intake.cli import main; sys.exit(main())"]
    ran = subprocess.run([*command, "paper", "-o", "-"], capture_output=True, check=True)

    assert ran.stdout.startswith(b"%PDF")


def test_blank_form_of_no_country_or_to_no_folder_is_refused(tmp_path, capsys):
    assert main(["paper", "--country", "Z9", "-o", str(tmp_path / "form.pdf")]) == 1
    assert "Z9" in capsys.readouterr().err
    assert main(["paper", "-o", str(tmp_path / "no" / "form.pdf")]) == 1
    assert "-o" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["paper", "--paper", "a3"])
    assert stopped.value.code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"answers": {"you.nam": "Ann"}}', ["answers.json", "you.nam", "you.name"]),
        ('{"answers": {"substance.alcohol": "often"}}', ["substance.alcohol", "weekly"]),
        ("nothing", ["answers.json", "JSON"]),
    ],
)
def test_problem_names_the_file_the_linkid_and_the_mend(answers, text, names, capsys):
    answers.write_text(text)

    assert main(["sheet", str(answers)]) == 1
    said = capsys.readouterr().err
    assert [name for name in names if name not in said] == []
    assert [each.name for each in answers.parent.iterdir()] == ["answers.json"]


def test_files_that_cannot_be_read_or_written_are_named(answers, tmp_path, capsys):
    assert main(["sheet", str(tmp_path / "none.json")]) == 1
    assert "none.json" in capsys.readouterr().err
    assert main(["sheet", str(answers), "-o", str(tmp_path / "no" / "sheet.pdf")]) == 1
    assert "-o" in capsys.readouterr().err
    assert main(["sheet", str(answers), "--country", "Z9"]) == 1
    assert "Z9" in capsys.readouterr().err


def test_questionnaire_has_no_problems(capsys):
    assert main(["lint"]) == 0
    assert "0 problems" in capsys.readouterr().out


def test_expiry_and_doctor_work_on_a_fresh_installation(capsys):
    assert main(["doctor"]) == 0
    assert main(["expire"]) == 0
    assert "0 drafts" in capsys.readouterr().out
    assert main(["doctor"]) == 0
    assert "look at this" in capsys.readouterr().out


def test_doctor_and_others_say_which_setting_to_mend(monkeypatch, capsys):
    monkeypatch.setenv("INTAKE_PORT", "many")

    assert main(["doctor"]) == 1
    assert "INTAKE_PORT" in capsys.readouterr().out
    assert main(["expire"]) == 1
    assert "INTAKE_PORT" in capsys.readouterr().err


def test_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["fly"])
    assert stopped.value.code == 2
    of_keys = {"rotate-key", "replace-key"}
    of_clinics = {"clinic add", "clinic set", "clinic list", "staff add", "staff reset", "audit verify", "audit head"}
    of_store = {"migrate", "backup", "restore", "move"}
    others = {"run", "expire", "doctor", "lint", "sheet", "paper", "answers", *of_keys}
    assert set(COMMANDS) - of_clinics - of_store == others


def test_the_release_is_told(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert re.fullmatch(r"intake \d+\.\d+\.\d+\n", capsys.readouterr().out)
