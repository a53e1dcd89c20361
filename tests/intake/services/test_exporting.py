"""Exports: each kind has the patient's words and what staff added apart; one file or a zip; each told to the log."""

import csv
import io
import json
import re
import zipfile
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader

from intake.errors import ResponseUnknown, TooManyTries
from intake.language import language_of
from intake.services import reviewing
from intake.services.auditing import Action, rows_of
from intake.services.exporting import NAMES, Maker, export
from intake.services.reviewing import EntryKind, LineState, Said
from intake.services.throttling import EXPORTS
from intake.store.clinic_models import ResponseRecord, VersionRecord
from intake.store.engine import reading, writing
from tests.clinics import NOW, a_sent_draft, a_world, acting, comes_in

MAKER = Maker(language_of(), "a4")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return a_world(tmp_path_factory.mktemp("exports") / "data")


@pytest.fixture(scope="module")
def member(world):
    return comes_in(world.vault, world.north.reviewer)


@pytest.fixture(scope="module")
def by(world, member):
    return acting(world.vault, member)


@pytest.fixture(scope="module")
def response(world, by, member) -> UUID:
    sent = UUID(a_sent_draft(world.vault, world.north, you__name="Ann Export").sendings[0].response)
    changed = Said(
        kind=EntryKind.LINE, version=1, key="you.name", state=LineState.CHANGED, was="Ann Export", now="Anne Export"
    )
    reviewing.say(by, member, sent, changed)
    reviewing.say(by, member, sent, Said(kind=EntryKind.LINE, version=1, key="reason.goal", state=LineState.TO_ASK))
    reviewing.say(by, member, sent, Said(kind=EntryKind.NOTE, version=1, text="Brings\nher sister."))
    reviewing.say(by, member, sent, Said(kind=EntryKind.REVIEWED, version=1))
    return sent


@pytest.fixture(scope="module")
def others(world) -> tuple[UUID, ...]:
    names = ("Bea Export", "Cy Export")
    return tuple(UUID(a_sent_draft(world.vault, world.north, you__name=name).sendings[0].response) for name in names)


def test_the_pdf_is_the_patients_sheet(by, member, response):
    made = export(by, member, (response,), "pdf", MAKER)

    assert (made.kind, made.name[:7], made.name[-4:]) == ("application/pdf", "intake-", ".pdf")
    assert "Ann Export" in PdfReader(io.BytesIO(made.content)).pages[0].extract_text()


def test_the_text_has_what_staff_added_behind_the_sheet_and_marked_as_theirs(by, member, response):
    text = export(by, member, (response,), "text", MAKER).content.decode()
    sheet, _, added = text.partition("Added by the clinic, not by the patient")

    assert "Ann Export" in sheet
    assert "Anne Export" not in sheet
    assert "Name: the patient wrote “Ann Export”; in the visit: “Anne Export” (Anna Example, November 23" in added
    assert ": to ask (Anna Example" in added
    assert "Brings / her sister." in added
    assert "Reviewed by Anna Example on November 23, 2026 12:00 UTC (version 1)" in added


def test_a_response_without_a_word_of_staff_is_the_sheet_alone(by, member, others):
    assert "Added by the clinic" not in export(by, member, others[:1], "text", MAKER).content.decode()


def test_the_table_has_a_row_for_each_question_and_what_was_said_of_it(by, member, response, others):
    made = export(by, member, (response, *others), "csv", MAKER)
    rows = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))

    assert (made.name, made.kind) == ("intakes.csv", "text/csv; charset=utf-8")
    assert {row["Appointment"] for row in rows} == {"2026-12-01"}
    names = [row for row in rows if row["Question"] == "Name"]
    assert [row["Answer of the patient"] for row in names] == ["Ann Export", "Bea Export", "Cy Export"]
    assert (names[0]["Said in the visit"], names[0]["Changed to"]) == ("changed in the visit", "Anne Export")
    assert names[1]["Said in the visit"] == ""
    assert any(row["Answer of the patient"] == "Not answered." for row in rows)


def test_json_has_the_answers_and_who_added_what(by, member, response):
    made = json.loads(export(by, member, (response,), "json", MAKER).content)

    assert made["answers"]["you.name"] == ["Ann Export"]
    assert [each["kind"] for each in made["added_by_the_clinic"]] == ["line", "line", "note", "reviewed"]
    assert {each["by"] for each in made["added_by_the_clinic"]} == {"Anna Example"}
    assert made["appointment_day"] == "2026-12-01"
    assert list(made) == (
        ["questionnaire", "reference", "received_at", "appointment_day", "version", "answers", "added_by_the_clinic"]
    )
    assert (made["version"], made["received_at"]) == (1, NOW.isoformat())
    line, asked, note, reviewed = made["added_by_the_clinic"]
    always = {"at", "by", "kind", "version"}
    assert [set(each) - always for each in (asked, note, reviewed)] == [{"key", "state"}, {"text"}, set()]
    assert (line["was"], line["now"], line["state"], line["key"]) == (
        "Ann Export",
        "Anne Export",
        "changed",
        "you.name",
    )


def test_several_are_a_zip_of_files(by, member, response, others):
    made = export(by, member, (response, *others), "json", MAKER)

    assert (made.name, made.kind) == ("intakes.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        found = [json.loads(archive.read(name))["answers"]["you.name"] for name in archive.namelist()]
        names, packed = archive.namelist(), {entry.compress_type for entry in archive.infolist()}
    assert found == [["Ann Export"], ["Bea Export"], ["Cy Export"]]
    assert [re.sub(r"[0-9A-Z]{3}-[0-9A-Z]{3}", "REF", name) for name in names] == [
        "01-intake-REF.json", "02-intake-REF.json", "03-intake-REF.json"
    ]  # fmt: skip
    assert packed == {zipfile.ZIP_DEFLATED}


def test_every_export_stands_in_the_audit_log_once_for_each_response(world, by, member, response, others):
    def told():
        with reading(world.vault.engine) as session:
            rows = rows_of(session, world.vault.keys, world.north.id, (Action.EXPORTED,))
        return [(row.object_id, row.detail["as"], row.actor) for row in rows]

    before = len(told())
    export(by, member, (response, *others), "csv", MAKER)

    assert told()[: len(told()) - before] == [(str(each), "csv", "anna") for each in (*others[::-1], response)]


@pytest.mark.parametrize("kind", NAMES)
def test_what_is_another_clinics_or_nobodys_is_exported_by_nobody(world, by, member, kind):
    foreign = UUID(a_sent_draft(world.vault, world.south).sendings[0].response)
    for unknown in (foreign, uuid4()):
        with pytest.raises(ResponseUnknown):
            export(by, member, (unknown,), kind, MAKER)


def test_what_does_not_open_is_not_exported(world, by, member, others):
    with writing(world.vault.engine) as session:
        session.get_one(VersionRecord, (others[1], 1)).body = b"\x01" + bytes(99)

    with pytest.raises(ResponseUnknown):
        export(by, member, (others[1],), "pdf", MAKER)


def test_thirty_exports_an_hour_are_enough(tmp_path):
    world = a_world(tmp_path / "data")
    member = comes_in(world.vault, world.north.reviewer)
    response = UUID(a_sent_draft(world.vault, world.north).sendings[0].response)
    for _ in range(EXPORTS.tries):
        export(acting(world.vault, member), member, (response,), "json", MAKER)

    with pytest.raises(TooManyTries):
        export(acting(world.vault, member), member, (response,), "json", MAKER)


def test_a_day_that_is_not_known_is_left_empty(world, by, member):
    house = world.north
    from_many = a_sent_draft(world.vault, house)
    with writing(world.vault.engine) as session:
        found = session.get_one(ResponseRecord, UUID(from_many.sendings[0].response))
        found.appointment_day = None
    made = export(by, member, (UUID(from_many.sendings[0].response),), "csv", MAKER)
    rows = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))

    assert {row["Appointment"] for row in rows} == {""}
    assert NOW.date().isoformat() in {row["Received"] for row in rows}
