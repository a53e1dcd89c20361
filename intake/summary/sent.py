"""What a clinic is sent: the summary as the patient's sheet has it, the answers that print, and whose they are.

The summary travels in words, so that the clinic reads what the patient read, whatever a later release asks or says.
"""

import json
import zlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from forms.answers import AnswerSet, AnswerValue, Appointment, Draft
from forms.codec import answers_to_json
from forms.items import Questionnaire
from intake.language import Language
from intake.summary.leaving_off import printed_answers
from intake.summary.model import Summary
from intake.summary.printable import printable

# More than a draft can hold; what unpacks to more was not written here.
_MOST_UNPACKED = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """For the clinic's list and search: "" for what was not answered or is left off; `birth_date` is in ISO form."""

    name: str
    born: str
    birth_date: str
    reference: str


@dataclass(frozen=True, slots=True)
class SentForm:
    """`answers` is JSON in the shape of an answers' file, "answers" alone."""

    questionnaire: str
    summary: Summary
    answers: str

    @property
    def answers_as_json(self) -> dict[str, Any]:
        answers: dict[str, Any] = json.loads(self.answers)
        return answers


def form_to_send(questionnaire: Questionnaire, draft: Draft, summary: Summary, told: str) -> SentForm:
    """`summary` is the sheet's; the way back to the form stays the patient's own. `told` says to whom it went."""
    answers = json.dumps(answers_to_json(printed_answers(questionnaire, draft)))
    return SentForm(questionnaire.canonical, replace(summary, way_back=None, sent=told), answers)


def header_of(questionnaire: Questionnaire, draft: Draft, summary: Summary, language: Language) -> Header:
    answers, marks = printed_answers(questionnaire, draft), questionnaire.landmarks
    name, born = answers.first(marks.name), answers.first(marks.birth_date)
    return Header(
        name=printable(str(name or "")),
        born=language.date(born) if isinstance(born, date) else printable(str(getattr(born, "text", ""))),
        birth_date=born.isoformat() if isinstance(born, date) else "",
        reference=summary.reference,
    )


def is_worth_sending(questionnaire: Questionnaire, draft: Draft) -> bool:
    """Whether the patient answered anything beyond what an invitation filled in."""
    answers = printed_answers(questionnaire, draft)
    given = filled_in(questionnaire, draft.appointment) if draft.appointment else AnswerSet()
    return any(answers.all(link_id) != given.all(link_id) or link_id in answers.groups for link_id in answers)


def filled_in(questionnaire: Questionnaire, appointment: Appointment) -> AnswerSet:
    """What an invitation answers for the patient: whom they see, and on which day if that is known."""
    marks = questionnaire.landmarks
    values: dict[str, tuple[AnswerValue, ...]] = {marks.clinician: (appointment.clinician or appointment.clinic_name,)}
    if appointment.day:
        values[marks.visit_day] = (appointment.day,)
    return AnswerSet({link_id: given for link_id, given in values.items() if link_id})


def form_to_bytes(form: SentForm) -> bytes:
    return zlib.compress(msgspec.json.encode(form))


def form_from_bytes(packed: bytes) -> SentForm:
    """Raises ValueError for what was not written here."""
    try:
        unpacked = zlib.decompressobj().decompress(packed, _MOST_UNPACKED)
    except zlib.error:
        raise ValueError("not packed here") from None
    return msgspec.json.decode(unpacked, type=SentForm)


def header_to_bytes(header: Header) -> bytes:
    return msgspec.json.encode(header)


def header_from_bytes(written: bytes) -> Header:
    return _HEADERS.decode(written)


# Made once: a search decodes thousands.
_HEADERS = msgspec.json.Decoder(Header)
