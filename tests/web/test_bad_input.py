"""What does not belong is refused with a reason, and nothing of it is stored."""

from io import BytesIO

import pytest

from forms.answers import AnswerSet, Draft, Row
from intake.web.access import ACCESS, Access
from intake.web.forms_guard import UNGUARDED
from intake.web.patient.pages import STALE
from tests.web.crawling import addresses
from tests.web.holding import drafts_kept, holder, saved, token_of

ROW = "/form/medicine-list/m1"
A_ROW = Row("m1", AnswerSet({"medication.name": ("Lithium",)}))


@pytest.fixture
def patient(app):
    answers = AnswerSet({"you.name": ("Ann",), "feelings.senses": ("no",)}, {"medication.list": (A_ROW,)})
    return holder(app, Draft(answers=answers))


@pytest.fixture
def token(patient):
    return token_of(patient.client)


@pytest.fixture
def answers(app, patient):
    """The answers as they are in the vault at the moment."""
    return lambda: saved(app, patient).answers


def posts(patient, path, token, **typed):
    return patient.client.post(path, data={"_token": token, **typed})


def test_a_body_over_256_kib_is_refused(patient, token, answers):
    before = answers()
    answer = posts(patient, "/form/name", token, **{"you.name": "x" * (256 * 1024)})

    assert answer.status_code == 413
    assert b"more than one page can hold" in answer.data
    assert answers() == before


def test_a_body_that_hides_its_length_is_refused(patient, token, answers):
    before = answers()
    body = BytesIO(f"_token={token}&you.name={'x' * 300_000}".encode())
    kind = "application/x-www-form-urlencoded"
    # As chunks, or the client says the length of what it can measure.
    hides = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = patient.client.post("/form/name", input_stream=body, content_type=kind, environ_overrides=hides)

    assert answer.status_code == 413
    assert answers() == before


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_more_than_2000_fields_are_refused(patient, token, answers, kind):
    before = answers()
    data = {"_token": token, "you.name": ["x"] * 2001}

    assert patient.client.post("/form/name", data=data, content_type=kind).status_code == 413
    assert answers() == before


def test_a_file_is_refused(patient, token, answers):
    before = answers()
    answer = posts(patient, "/form/name", token, **{"you.name": "Eve", "you.photo": (BytesIO(b"x"), "photo.png")})

    assert answer.status_code == 400
    assert answers() == before


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=nowhere", ""])
def test_a_body_of_another_kind_is_refused(patient, answers, kind):
    before = answers()

    assert patient.client.post("/form/name", data=b'{"you.name": "Eve"}', content_type=kind).status_code == 400
    assert answers() == before


def test_a_foreign_field_is_left_out_and_the_rest_is_kept(patient, token, answers):
    before = answers()
    foreign = {"is_admin": "1", "you.birth_date:day": "4", "feelings.senses": "yes", "you.name:words": "x", "": "y"}
    answer = posts(patient, "/form/name", token, **{"you.name": "Eve", **foreign})

    assert answer.status_code == 400
    assert b"does not belong to this page" in answer.data
    assert answers() == before.with_values("you.name", ("Eve",))


def test_a_foreign_field_in_a_row_is_left_out(patient, token, answers):
    answer = posts(patient, ROW, token, **{"medication.name": "Lithium", "you.name": "Eve", "id": "m2"})

    assert answer.status_code == 400
    assert answers().rows("medication.list") == (A_ROW,)
    assert answers().first("you.name") == "Ann"


def test_an_option_that_does_not_exist_changes_nothing(patient, token, answers):
    before = answers()
    for sent in ("maybe", "YES", "yes ", "\x00", ["maybe", "perhaps"]):
        answer = posts(patient, "/form/senses", token, **{"feelings.senses": sent})
        assert answer.status_code == 400
        assert b"Choose one of the answers on this page." in answer.data
        assert answers() == before


def test_an_option_that_does_not_exist_takes_no_other_tick_along(patient, token, answers):
    posts(patient, "/form/topics", token, **{"reason.topics": ["low-mood", "no-such"]})

    assert answers().all("reason.topics") == ("low-mood",)


def test_several_values_for_one_choice_store_one_at_most(patient, token, answers):
    answer = posts(patient, "/form/senses", token, **{"feelings.senses": ["no", "yes"]})

    assert answer.status_code == 400
    assert answers().all("feelings.senses") in (("yes",), ("no",))


def test_a_unit_that_does_not_exist_leaves_the_number(patient, token, answers):
    answer = posts(patient, "/form/height-and-weight", token, **{"body.weight": "70,5", "body.weight:unit": "stones"})

    assert answer.status_code == 400
    assert [(value.value, value.unit) for value in answers().all("body.weight")] == [("70,5", "")]


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/form", {"form": "longest"}),
        ("/form", {}),
        ("/keep", {"days": "31"}),
        ("/keep", {"days": "30.0"}),
        ("/form/my-list/arrange", {"_arrange": "up no-such-row"}),
        ("/form/medicine-list/arrange", {"_arrange": "burn m1"}),
        ("/form/medicine-list/arrange", {}),
    ],
)
def test_a_button_that_no_page_has_is_refused(app, patient, token, path, typed):
    before = saved(app, patient)

    assert posts(patient, path, token, **typed).status_code == 400
    assert saved(app, patient) == before


def test_only_lines_that_exist_can_be_left_off(app, patient, token):
    keys = ["you.name", "no.such", "medication.list/m1", "medication.list/m2", "<script>", "x" * 1000]
    posts(patient, "/check", token, line=keys, off=keys)

    assert saved(app, patient).left_off == {"you.name", "medication.list/m1"}


@pytest.mark.parametrize("path", ["/form/no-such-page", "/form/no-such-page/row", f"/form/medicine-list/{'x' * 41}"])
def test_pages_that_do_not_exist_take_nothing(patient, token, answers, path):
    before = answers()

    assert posts(patient, path, token, **{"you.name": "Eve"}).status_code == 404
    assert answers() == before


def gets_only(app):
    rules = [rule for rule in app.url_map.iter_rules() if not rule.arguments]
    posted = {rule.rule for rule in rules if "POST" in rule.methods}
    return sorted({rule.rule for rule in rules} - posted)


def test_pages_that_are_only_read_take_no_post(app, patient, token, answers):
    before = answers()
    assert "/sheet" in gets_only(app)
    for path in gets_only(app):
        answer = posts(patient, path, token)
        assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True), path
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        assert patient.client.open("/form/name", method=method, data={"_token": token}).status_code == 405
    assert answers() == before


def guarded(app):
    """Every address that takes a POST and does not put the typed page up again."""
    again = {"patient.save_page", "patient.save_row"}  # these are below
    return ((endpoint, path) for endpoint, path in addresses(app, "POST") if endpoint not in UNGUARDED | again)


@pytest.mark.parametrize("stolen", [{}, {"_token": ""}, {"_token": "not ours"}, {"_token": "of another"}])
def test_no_other_post_does_anything_without_a_good_token(app, patient, stranger, stolen):
    stolen = {name: token_of(stranger.client) if value == "of another" else value for name, value in stolen.items()}
    before = saved(app, patient)
    of_staff = {endpoint for endpoint, access in ACCESS.items() if access is Access.STAFF}
    paths = [path for endpoint, path in guarded(app) if endpoint not in of_staff]
    assert len(paths) >= 9
    for path in paths:
        typed = {"days": "90", "form": "short", "off": "you.name", "line": "you.name", "_arrange": "up m1", **stolen}
        assert patient.client.post(path, data=typed).status_code == 400, path
    assert saved(app, patient) == before
    assert drafts_kept(app) == 1


@pytest.mark.parametrize("name", ["", "missing", "of another", "changed"])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/form/main-thing", "reason.chief_concern"),
        (ROW, "medication.note"),
        ("/form/medicine-list/n1", "medication.note"),
    ],
)
def test_a_stale_form_comes_back_as_typed_and_the_second_press_saves(app, patient, path, field, name):
    other = token_of(app.test_client())
    stale = {"": [("_token", "")], "of another": [("_token", other)], "changed": [("_token", f"x{other}")]}
    typed = [pair for pair in patient.opens(path).typed({field: "typed\n😀 <b>"}) if pair[0] != "_token"]
    before = saved(app, patient)

    patient.sends([*typed, *stale.get(name, [])])

    assert patient.status == 400
    assert patient.notice == STALE
    assert patient.sees_filled_in(field) == "typed\n😀 <b>"
    assert saved(app, patient) == before
    patient.answers()
    assert patient.status == 200
    assert patient.opens(path).sees_filled_in(field) == "typed\n😀 <b>"


def test_a_stale_first_page_makes_no_draft_before_the_second_press(app, stranger):
    kept = drafts_kept(app)
    stranger.starts().sends([("you.name", "Ann"), ("_token", "stale")])
    assert (stranger.status, stranger.sees_filled_in("you.name"), drafts_kept(app)) == (400, "Ann", kept)

    stranger.answers()
    assert stranger.heading == "Your return code"
