"""Every word of the clinic's pages and of what they lead a patient to can be translated: none stands bare."""

import re

import pytest

import intake
from forms.ketamine import INTAKE
from intake.country import country_of
from intake.language import Language
from tests.builders import a_draft
from tests.clinics import NOW, a_world, for_visit
from tests.web.bracketed import Bracketed, bare_words
from tests.web.clinic.asking import TYPED, asked, known_of, people
from tests.web.clinic.desks import Office, post
from tests.web.holding import Clock, holder, product_of

SHOWN_ALIKE = True

# What stands in the clinic's own words in these tests, and what is named by no language.
OWN_WORDS = re.compile(
    r"a nurse of our team|3 working days|Nobody watches it at night or at weekends\.|the duty nurse|1 working day"
    r"|Room 2|Dr Example|New Example|northside-clinic|Sertraline 50 mg|\bnew\.\d+|<code>[^<]*</code>"
    r"|\b[0-9A-Z]{3}-[0-9A-Z]{3}\b"
    # Dates and moments are worded by the language's own library.
    r"|(January|March|November|December) \d+, \d{4}( \d\d:\d\d UTC)?"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    language = Language("en", "ltr", country_of("US"), Bracketed())
    patch.setattr(intake, "language_of", lambda tag, country: language)
    world = a_world(tmp_path_factory.mktemp("bracketed") / "data")
    clock = Clock(NOW)
    app = intake.create_app(world.settings, INTAKE, clock=clock)
    patch.undo()
    world.vault = product_of(app).vault
    return Office(app, clock, world)


@pytest.fixture(scope="module")
def response(office) -> str:
    """Answers whose every typed word begins alike, with each word of staff on them."""
    north = office.world.north
    draft = a_draft(
        {
            "you.name": "qzann",
            "feelings.high_energy": "not-sure",
            "medication.list": [{"id": "m1", "medication.name": "qzname", "medication.dose": "qzdose"}],
        }
    )
    patient = holder(office.app, for_visit(office.vault, draft, north.many_link, office.clock.now))
    for name in ("qzann", "qzanne"):
        post(patient.client, "/form/name", {"you.name": name})
        assert post(patient.client, "/send").status_code == 303
    anna = office.staff(north.reviewer).opens_newest()
    path = anna.path
    anna.confirms("you.name").changes("you.name", "qzanne").will_ask("you.name").notes("qznote").marks_reviewed()
    anna.compares_medicines("qzname 5\nqzother")
    return path.rpartition("/")[2]


def bare(answer) -> list[str]:
    return bare_words(OWN_WORDS.sub("", answer.get_data(as_text=True)))


def test_no_page_of_a_clinic_has_a_word_that_cannot_be_translated(office, response):
    north, found = office.world.north, dict[str, set[str]]()
    known = known_of(office, north, response, office.invitation(north))
    for client in [office.app.test_client(), *(office.staff(person).client for _, person in people(north))]:
        for path in [*(each.path for each in asked(office.app, known) if each.method == "GET"), *OPEN_TO_ALL]:
            answer = client.get(path)
            if answer.mimetype == "text/html" and not answer.location:
                for words in bare(answer):
                    found.setdefault(words.strip(), set()).add(path)

    assert found == {}


OPEN_TO_ALL = ("/clinic/sign-in", "/clinic/recover-access", "/clinic/set-up/nobodys", "/clinic/no/such")
WRONG = {
    "state": "qz", "kind": "csv", "passphrase": "qzwrong", "code": "000000", "day": "qz", "retention_days": "qz",
    "part_1": "qz", "part_2": "qz", "text": "", "now": "", "key": "you.name", "name": "", "username": "qz",
}  # fmt: skip


def test_no_page_after_a_press_has_a_word_that_cannot_be_translated(office, response):
    north, found = office.world.north, dict[str, set[str]]()
    known = known_of(office, north, response, office.invitation(north))
    for _, person in people(north):
        for each in asked(office.app, known):
            ends = each.endpoint in ("clinic.sign_out", "clinic.deleted", "clinic.end_session", "clinic.make_key")
            if each.method == "POST" and not ends:
                client = office.staff(person).client
                for typed in ({**TYPED, **WRONG, "id": response}, {**WRONG, "state": "changed", "new_passphrase": "x"}):
                    for words in bare(post(client, each.path, typed)):
                        found.setdefault(words.strip(), set()).add(each.path)
                for words in bare(client.post(each.path, data={"text": "qz"})):
                    found.setdefault(words.strip(), set()).add(each.path)

    assert found == {}


def test_no_page_that_a_clinic_leads_a_patient_to_has_such_a_word(office):
    north = office.world.north
    patient = holder(office.app, office.draft(north, you__name="qzann"))
    post(patient.client, "/send")
    (sent,) = {a["href"] for a in patient.opens("/sent").page.select("main a") if "/withdraw/" in a["href"]}
    paths = (f"/i/{north.many_link}", f"/to/{north.slug}", "/i/nobodys", "/send", "/sent", sent, "/delete", "/next")

    assert {path: words for path in paths if (words := bare(patient.client.get(path)))} == {}
