"""What a clinic is sent: the sheet in the patient's words, no word more, and readable by every later release.

`python -m tests.intake.summary.test_sent` writes the golden file, for the first time alone: see the test that reads it.
"""

import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.answers import Appointment, Draft, SheetChoices
from forms.ketamine import INTAKE
from forms.sheet_layout import BlockKind
from intake.exports.html import to_html
from intake.exports.text import to_text
from intake.language import language_of
from intake.summary.build import build_summary
from intake.summary.model import Summary, WayBack
from intake.summary.sent import (
    Header,
    SentForm,
    filled_in,
    form_from_bytes,
    form_to_bytes,
    form_to_send,
    header_from_bytes,
    header_of,
    header_to_bytes,
    is_worth_sending,
)
from tests.builders import EXAMPLE, MADE_ON, a_draft
from tests.small import asking
from tests.strategies import drafts, plain_words, typed_texts

GOLDEN = Path(__file__).parent / "golden" / "sent-1.json"
TOLD = "Sent to Northside Clinic on November 23, 2026."
TOPICS = [topic.code for topic in INTAKE.topics]
FIRST = a_draft(EXAMPLE)


def sheet_of(draft: Draft) -> Summary:
    return build_summary(INTAKE, draft, language_of(), made_on=MADE_ON)


def form_of(draft: Draft) -> SentForm:
    """Of a sheet that leads back to the form, as the patient's own may."""
    way_back = WayBack(words="WAY-CANARY", alt="WAY-CANARY", payload=b"WAY-CANARY")
    return form_to_send(INTAKE, draft, replace(sheet_of(draft), way_back=way_back), TOLD)


def unpacked(draft: Draft) -> str:
    """All that is sealed for the clinic, in plain text: the body and the header."""
    header = header_of(INTAKE, draft, sheet_of(draft), language_of())
    return zlib.decompress(form_to_bytes(form_of(draft))).decode() + header_to_bytes(header).decode()


def without_way_back(summary: Summary) -> Summary:
    return replace(summary, way_back=None, sent="")


@st.composite
def decided(draw: st.DrawFn, words: st.SearchStrategy[str]) -> Draft:
    """A draft of which some is left off in any of the ways that there are, with all that is the patient's alone."""
    draft = draw(drafts(INTAKE, words))
    keys = sorted({*draft.answers.values, *draft.answers.groups})
    rows = [f"{link_id}/{row.id}" for link_id, found in draft.answers.groups.items() for row in found]
    choices = SheetChoices(
        without=frozenset(draw(st.sets(st.sampled_from(TOPICS), max_size=2))),
        without_private=draw(st.booleans()),
        way_back=True,
        return_code=True,
    )
    return replace(
        draft,
        left_off=frozenset(draw(st.sets(st.sampled_from([*keys, *rows])))) if keys else frozenset(),
        private=frozenset(draw(st.sets(st.sampled_from(keys)))) if keys else frozenset(),
        choices=choices,
        return_code="RETURN-CODE-CANARY",
        writers={"your-name": "WRITER-CANARY"},
        appointment=Appointment(clinic="c", clinic_name="C", invitation="LINK-CANARY"),
    )


@given(draft=drafts(INTAKE))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_clinic_reads_what_the_patients_sheet_prints(draft):
    received = form_from_bytes(form_to_bytes(form_of(draft)))

    assert to_text(replace(received.summary, sent="")) == to_text(sheet_of(draft))
    assert received.summary.sent == TOLD
    assert without_way_back(received.summary) == without_way_back(sheet_of(draft))
    assert received == form_of(draft)


@given(draft=decided(plain_words))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_that_is_left_off_is_in_what_is_sent(draft):
    lost = set(typed_texts(INTAKE, replace(draft, left_off=frozenset(), private=frozenset(), choices=SheetChoices())))
    lost -= set(typed_texts(INTAKE, draft))
    sent = unpacked(draft)

    assert lost & set(re.findall(r"\bqz[a-h]+\b", sent)) == set()
    assert "CANARY" not in sent


def test_checker_finds_what_would_be_sent_of_everything():
    draft = a_draft({"reason.goal": "qzcanary"}, left_off=["reason.goal"])

    assert "qzcanary" not in unpacked(draft)
    assert "qzcanary" in unpacked(replace(draft, left_off=frozenset()))


@given(draft=drafts(INTAKE))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_received_summary_is_shown_by_every_renderer_as_the_sheet_is(draft):
    received = form_from_bytes(form_to_bytes(form_of(draft))).summary

    assert to_html(replace(received, sent="")) == to_html(replace(sheet_of(draft), way_back=None))
    assert {block.kind for block in received.blocks} <= set(BlockKind)


def test_marks_and_private_lines_of_the_check_page_are_not_sent():
    private = a_draft(EXAMPLE, private=["substance.alcohol"])
    form = form_of(private)

    assert form == form_of(FIRST), "a mark changes nothing of what is sent"
    assert not any(line.left_off for section in form.summary.sections for line in section.lines)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"you.name": "Example Patient", "you.birth_date": "1979-03-04"}, ("Example Patient", "March 4, 1979")),
        ({"you.birth_date": {"as_typed": "spring 1979"}}, ("", "spring 1979")),
        ({}, ("", "")),
        ({"you.name": "\u202eevil\ud800"}, ("[RLO]evil[U+D800]", "")),
        ({"you.birth_date": {"as_typed": "\u202e1979"}}, ("", "[RLO]1979")),
    ],
)
def test_header_says_whose_it_is_as_the_sheet_does(answers, expected):
    draft = a_draft(answers)
    header = header_of(INTAKE, draft, sheet_of(draft), language_of())

    assert (header.name, header.born) == expected
    assert header.reference == sheet_of(draft).reference
    assert header_from_bytes(header_to_bytes(header)) == header


def test_header_says_nothing_of_what_is_left_off():
    draft = a_draft(EXAMPLE, left_off=["you.name", "you.birth_date"])
    header = header_of(INTAKE, draft, sheet_of(draft), language_of())

    assert header == Header("", "", "", sheet_of(draft).reference)


@pytest.mark.parametrize("packed", [b"", b"not packed", zlib.compress(b"{}"), zlib.compress(b'{"questionnaire": 3}')])
def test_what_was_not_written_here_is_told_as_such(packed):
    with pytest.raises(ValueError, match=".*"):
        form_from_bytes(packed)
    with pytest.raises(ValueError, match=".*"):
        header_from_bytes(packed)


def test_body_that_would_unpack_to_very_much_is_refused():
    with pytest.raises(ValueError, match=".*"):
        form_from_bytes(zlib.compress(b" " * (64 * 1024 * 1024 + 1) + form_json()))


def form_json() -> bytes:
    return zlib.decompress(form_to_bytes(form_of(FIRST)))


def test_invitation_that_names_nobody_fills_in_the_clinic():
    visit = Appointment(clinic="c", clinic_name="Northside Clinic")

    assert filled_in(INTAKE, visit).first("visit.clinician") == "Northside Clinic"
    by_invitation = replace(a_draft({"visit.clinician": "Northside Clinic"}), appointment=visit)
    assert not is_worth_sending(INTAKE, by_invitation)
    assert is_worth_sending(INTAKE, replace(by_invitation, appointment=None))
    assert not filled_in(asking(), replace(visit, day=MADE_ON))


def test_what_was_received_long_ago_still_opens():
    """What clinics hold today has to open in every release to come.

    Red means that it does not: give what was added to the summary a default, and never take a field away or rename it.
    The golden file is never written anew; another shape is stored beside it as `sent-2.json`, with a test of its own.
    """
    stored = GOLDEN.read_bytes()
    received = form_from_bytes(zlib.compress(stored))

    assert received.questionnaire == "urn:intake:questionnaire:ketamine-consultation|1"
    assert received.summary.bearer == ("Name: Example Patient", "Born: March 4, 1979")
    assert received.answers_as_json["you.name"] == ["Example Patient"]
    assert _parts_of(json.loads(stored)) - _parts_of(json.loads(msgspec.json.encode(received))) == set()
    assert "Walk to the school and back" in to_text(received.summary)


def _parts_of(raw: Any, path: str = "") -> set[str]:
    """Every name and value of it, with its place."""
    if isinstance(raw, dict):
        return set().union(*(_parts_of(value, f"{path}/{name}") for name, value in raw.items()))
    if isinstance(raw, list):
        return set().union(*(_parts_of(value, f"{path}/{number}") for number, value in enumerate(raw)))
    return {f"{path}={raw!r}"}


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_bytes(msgspec.json.format(form_json(), indent=1) + b"\n")
