"""Hostile text of patients and of staff in every sink: it stands there as text, and does nothing (security.md S7)."""

import csv
import html
import io
import json
import logging
import re
from itertools import cycle, islice
from urllib.parse import quote
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from forms.answers import AnswerSet, Row
from forms.items import ItemType
from forms.ketamine import INTAKE
from intake.exports.note import to_note
from intake.language import language_of
from intake.services import clinics, noticing, reviewing
from intake.services.exporting import NAMES
from intake.services.reviewing import EntryKind, LineState, Said
from intake.summary.review import Reviewed, StaffWord
from tests.drivers import Patient, strictly_parsed
from tests.intake.exports.test_spreadsheet import begins_a_formula
from tests.web.clinic.asking import asked, known_of, people
from tests.web.clinic.desks import post
from tests.web.clinic.payloads import payloads
from tests.web.crawling import addresses
from tests.web.holding import holder

# Many examples of what other tests reach with one.
pytestmark = pytest.mark.no_cover
SHOWN_ALIKE = True

PAYLOADS = payloads()
TYPED_TYPES = (ItemType.STRING, ItemType.TEXT)
TEXTS = [item.link_id for item in INTAKE.items if item.type in TYPED_TYPES and not item.items]
RESPONSES = 6
FACTS = ("name", "address", "readers", "read_within", "watched", "self_harm_readers", "self_harm_within")
# Every kind of thing that is made of what people typed. A new one comes here once its test stands below.
SINKS = {
    "text/html", "text/plain", "text/csv", "application/pdf", "application/json", "application/zip",
    "text/css", "text/javascript", "image/svg+xml",
}  # fmt: skip
NEVER_OURS = "script:not([src^='/static/']), style, iframe, object, embed, base, img"
ACTS = re.compile(rb"/(JS|JavaScript|OpenAction|AA|Launch|SubmitForm|EmbeddedFile)\b")


def hostile_answers(texts) -> AnswerSet:
    """A payload in each text field, and in each of two rows of every list."""
    values, rows = {link_id: (next(texts),) for link_id in TEXTS}, {}
    for item in INTAKE.items:
        if item.rows is not None:
            columns = [column.link_id for column in item.items if column.type in TYPED_TYPES]
            made = [AnswerSet({column: (next(texts),) for column in columns}) for _ in range(2)]
            rows[item.link_id] = tuple(Row(f"r{number}", answers) for number, answers in enumerate(made))
    return AnswerSet(values, rows)


def chunks(size: int):
    return [PAYLOADS[start : start + size] for start in range(0, len(PAYLOADS), size)]


@pytest.fixture(scope="module")
def responses(office) -> list[str]:
    """Answers of patients and words of staff with every payload in them."""
    north, texts = office.world.north, cycle(PAYLOADS)
    drafts = [office.draft(north) for _ in range(RESPONSES)]
    sent = [office.sent_draft(_with(draft, hostile_answers(texts))).sendings[0].response for draft in drafts]
    acting, member = office.member(north.reviewer)
    for text in ("\n".join(chunk) for chunk in chunks(60)):
        reviewing.say(acting, member, UUID(sent[0]), Said(kind=EntryKind.NOTE, version=1, text=text))
        reviewing.say(acting, member, UUID(sent[1]), Said(kind=EntryKind.CHART, version=1, text=text))
    said = zip(TEXTS, PAYLOADS, strict=False)
    for link_id, text in said:
        line = Said(kind=EntryKind.LINE, version=1, key=link_id, state=LineState.CHANGED, was=text, now=text)
        reviewing.say(acting, member, UUID(sent[2]), line)
    return sent


def _with(draft, answers):
    return type(draft)(answers=answers, appointment=draft.appointment)


@pytest.fixture(scope="module")
def links(office, responses) -> list[str]:
    """The clinic's own words are hostile too: its settings, invitations and names."""
    north = office.world.north
    ada, anna = office.staff(north.administrator), office.staff(north.reviewer)
    made = []
    for chunk in chunks(len(FACTS)):
        told = dict(zip(FACTS, islice(cycle(chunk), len(FACTS)), strict=True))
        assert post(ada.client, "/clinic/settings", {**told, "retention_days": "90"}).status_code == 303
    for chunk in chunks(2)[:40]:
        answer = post(anna.client, "/clinic/invitations", {"clinician": chunk[0], "place": chunk[-1], "use": "many"})
        assert answer.status_code == 303
        made.append(answer.location.rpartition("/")[2])
    for number, text in enumerate(PAYLOADS[:40]):
        typed = {"name": text, "username": f"hostile.{number}", "role": "reader"}
        assert post(ada.client, "/clinic/team", typed).status_code in (200, 422)
    return made


def shapes(page: BeautifulSoup) -> set[tuple[str, tuple[str, ...]]]:
    """Each kind of element with the names of its attributes."""
    return {(element.name, tuple(sorted(element.attrs))) for element in page.find_all(True)}


def acts_in(page: BeautifulSoup) -> list[str]:
    """Elements that no template of ours makes, and addresses that lead elsewhere."""
    found = [
        str(each) for each in page.select("script:not([src^='/static/']), style, iframe, object, embed, base, img")
    ]
    for element in page.find_all(True):
        found += [name for name in element.attrs if name.startswith("on") or name in ("style", "srcdoc", "xlink:href")]
        for name in ("href", "src", "action", "formaction"):
            target = str(element.get(name, "/"))
            found += [target] if not target.startswith(("/", "#")) or target.startswith("//") else []
    return found


def pages(office, responses, links):
    north = office.world.north
    of_all = [each.path for each in asked(office.app, known_of(office, north, responses[0], links[0]))]
    of_answers = [f"/clinic/responses/{each}{what}" for each in responses for what in ("", "/sheet", "/medicines")]
    for _, person in people(north):
        staff = office.staff(person)
        of_links = [f"/clinic/invitations/{each}" for each in links[::4]]
        for path in {*of_all, *(of_answers + of_links if person is north.reviewer else ())}:
            answer = staff.client.get(path)
            if answer.status_code == 200:
                yield path, answer


def test_there_are_enough_of_them_and_each_is_in_a_field():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 200
    texts = iter(PAYLOADS * 9)
    for _ in range(RESPONSES):
        hostile_answers(texts)
    assert len(PAYLOADS) * 9 - len(list(texts)) >= len(PAYLOADS)


def test_on_no_page_of_the_clinic_it_is_more_than_text(office, responses, links):
    seen = 0
    for path, answer in pages(office, responses, links):
        page = strictly_parsed(answer.text)
        assert acts_in(page) == [], path
        assert "49qz" not in page.get_text(), path
        seen += "qz1" in answer.text
    assert seen >= 20


def test_a_response_has_no_element_that_a_plain_one_has_not(office, north, responses):
    plain = dict.fromkeys(TEXTS, ("plain words",))
    texts = cycle(["plain words"])
    draft = _with(office.draft(north), hostile_answers(texts))
    assert plain
    baseline = office.sent_draft(draft).sendings[0].response
    anna = office.staff(north.reviewer)
    for what in ("", "/sheet"):
        ours = shapes(anna.opens(f"/clinic/responses/{baseline}{what}").page)
        for response in responses[3:]:
            page = anna.opens(f"/clinic/responses/{response}{what}").page
            assert shapes(page) <= ours
            assert len(page.select("article.line")) == len(page.select("article.line h3"))


def test_every_payload_is_shown_as_it_was_typed(office, north, responses):
    """A page that left them out would have nothing to escape."""
    anna = office.staff(north.reviewer)
    shown = "".join(html.unescape(anna.opens_response(response).text) for response in responses)
    numbers = {re.search(r"qz\d{4}", text)[0] for text in PAYLOADS}

    assert {number for number in numbers if number not in shown} == set()
    assert "<script>qz1000</script>" in shown


def test_on_no_page_of_a_patient_the_clinics_words_are_more_than_text(office, north, links):
    patient = holder(office.app, office.draft(north, you__name="Ann"))
    for facts in chunks(len(FACTS))[::6]:
        told = dict(zip(FACTS, islice(cycle(facts), len(FACTS)), strict=True))
        clinics.change(office.vault, north.slug, told, "ada", office.clock.now)
        for path in ("/send", f"/i/{north.many_link}", "/form", *TOLD_OF_CLINIC):
            assert acts_in(Patient(patient.client).opens(path).page) == [], path


TOLD_OF_CLINIC = [f"/form/{INTAKE.page_of[item.link_id].slug}" for item in INTAKE.items if item.hint_if_sent]


def test_in_the_table_no_cell_begins_a_formula_or_breaks_out(office, north, responses):
    table = office.staff(north.reviewer).exports("csv", *responses).data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table, newline="")))

    assert {len(row) for row in rows} == {10}
    assert [cell for row in rows for cell in row if begins_a_formula(cell)] == []
    # A cell that became two would show as one that nobody wrote.
    assert {row[4] for row in rows[1:]} <= {section.title for section in INTAKE.sections}


def test_in_the_pdf_it_is_text_and_nothing_acts(office, north, responses):
    for response in responses[:2]:
        pdf = office.staff(north.reviewer).exports("pdf", response).data
        reader = PdfReader(io.BytesIO(pdf))
        objects = b"".join(repr(reader.get_object(number)).encode() for number in range(1, len(reader.xref[0])))
        assert ACTS.findall(re.sub(rb"\(.*?\)", b"", objects)) == []
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(reader.root_object)
        assert [note for page in reader.pages for note in page.get("/Annots", [])] == []


def test_in_the_text_nothing_steers_a_terminal_or_hides(office, north, responses):
    steers = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
    for response in responses:
        text = office.staff(north.reviewer).exports("text", response).data.decode()
        assert sorted({hex(ord(found)) for found in steers.findall(text)}) == []


def test_in_json_the_words_come_back_as_they_were(office, north, responses):
    made = json.loads(office.staff(north.reviewer).exports("json", responses[0]).data)

    assert made["answers"][TEXTS[0]] == [PAYLOADS[0]]
    assert [each["text"] for each in made["added_by_the_clinic"]] == ["\n".join(chunk) for chunk in chunks(60)]


def test_in_the_mail_it_is_not_there_at_all(office, responses, links):
    (one, *_) = [due for due in noticing.due(office.vault) if due.clinic_id == office.world.north.id]
    mail = noticing.notice(one, office.world.settings, language_of()).as_bytes()

    assert b"qz" not in mail
    assert re.search(rb"^Subject: \d+ new intakes$", mail, re.MULTILINE)


def test_in_the_log_each_event_is_one_line_without_it(office, north, responses, caplog):
    caplog.set_level(logging.DEBUG)
    anna = office.staff(north.reviewer)
    for text in PAYLOADS[::7]:
        post(anna.client, "/clinic/search", {"sought": text})
        post(anna.client, f"/clinic/responses/{responses[0]}/state", {"state": text})
        post(office.app.test_client(), "/clinic/sign-in", {"username": text, "passphrase": text})
        office.app.test_client().get(f"/i/{quote(text, safe='')}")
        anna.client.get("/clinic/responses", query_string={"state": text, "by": text, "page": text})
    told = [record.getMessage() for record in caplog.records if record.name == "intake"]

    assert told
    assert [line for line in told if "qz" in line or not line.isprintable()] == []


@pytest.mark.parametrize("kind", NAMES)
def test_no_header_of_a_file_can_be_broken(office, north, responses, kind):
    answer = office.staff(north.reviewer).exports(kind, responses[0])

    assert re.fullmatch(r'attachment; filename="[\w.-]+"', answer.headers["Content-Disposition"])


def kinds_of(office, known) -> set[str]:
    """The content types of every address of the clinic, and of every export."""
    anna = office.staff(office.world.north.reviewer)
    found = {anna.client.get(path, buffered=True).mimetype for _, path in addresses(office.app, "GET", known)}
    return found | {anna.exports(kind, str(known["response_id"])).mimetype for kind in NAMES}


def test_every_kind_of_thing_that_is_made_has_its_test_here(office, north, responses):
    assert kinds_of(office, known_of(office, north, responses[0])) <= SINKS


def test_a_new_kind_is_found(own_office):
    def as_markdown():
        return "# x", {"Content-Type": "text/markdown"}

    own_office.app.add_url_rule("/clinic/note.md", "static_note", as_markdown)
    north = own_office.world.north
    assert "text/markdown" in kinds_of(own_office, known_of(own_office, north, own_office.sent(north))) - SINKS


@pytest.mark.parametrize("broken", PAYLOADS[:3])
def test_an_escape_that_is_left_out_is_found(broken):
    page = BeautifulSoup(f"<main><p>{broken}</p></main>", "html.parser")

    assert acts_in(page) != []


def test_in_the_text_a_name_of_staff_is_one_line_too(office, north):
    by = "Eve\x1b[31m\u202e\nReviewed by nobody"
    word = StaffWord(key="x", label=f"Medicine: {by}", state="to ask", was="a", now="b\nc", text="d\n- e", by=by)
    acting, member = office.member(north.reviewer)
    (summary,) = [version.form.summary for version in reviewing.peek(acting, member, UUID(office.sent(north))).versions]
    note = to_note(summary, Reviewed(lines=(word,), notes=(word,), readings=(by,)), language_of())
    added = note.partition("Added by the clinic, not by the patient")[2].splitlines()[2:]

    assert [line[:2] for line in added] == ["- "] * 3
    assert not re.search("[\x1b\u202e]", note)
