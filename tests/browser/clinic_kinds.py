"""Every kind of page of a clinic, each with who is at it and the way there; and the patient's pages about a clinic.

A key begins with the name of the template, so that a test can see that none is left out.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import Page

from forms.answers import Draft
from intake import utc_now
from intake.services import staff_sessions
from intake.services.reviewing import EntryKind, LineState
from tests.browser.clinicians import App
from tests.browser.houses import House, keys_of_lines, paper_code, says
from tests.browser.patients import a_full_draft
from tests.builders import a_draft

Way = Callable[[Page, House], object]

NOBODY = ""


def at(path: str) -> Way:
    """`{sent}` and the like stand for what `House.ids` has."""
    return lambda page, house: page.goto(path.format(**house.ids))


def typed(path: str, press: str, **fields: str) -> Way:
    """Open a page, type into the fields of these names, and press the button."""

    def way(page: Page, house: House) -> None:
        at(path)(page, house)
        for name, text in fields.items():
            page.locator(f'main [name="{name}"]:not([type=hidden])').fill(text)
        with page.expect_navigation():
            page.get_by_role("button", name=press, exact=True).click()

    return way


def _marked_meanwhile(page: Page, house: House) -> None:
    """Somebody else says something of the line that is being changed here."""
    at("/clinic/responses/{sent}")(page, house)
    key = keys_of_lines(house, house.responses["sent"])[0]
    says(house, house.responses["sent"], kind=EntryKind.LINE, key=key, state=LineState.CONFIRMED, text=str(uuid4()))
    line = page.locator("article.line").first
    line.locator("summary").last.click()
    line.locator("textarea").fill("typed in this window")
    line.get_by_role("button", name="Save the change").click()
    page.locator(".look-again").wait_for()


def _away(page: Page, house: House) -> None:
    """The session ended while a note was written: the page to sign in carries it."""
    at("/clinic/responses/{sent}")(page, house)
    member = house.members["reviewer"]
    staff_sessions.end_sessions_of(house.vault, member, member.staff_id, utc_now())
    page.get_by_label("A new note").fill("typed after the time was over")
    page.get_by_role("button", name="Add the note").click()
    page.get_by_text("What you typed is kept in this page.").wait_for()


def _back_again(page: Page, house: House) -> None:
    _away(page, house)
    person = house.people["reviewer"]
    for label, text in (
        ("Name to sign in with", person.username),
        ("Passphrase", person.passphrase),
        ("Code from your app", paper_code(person)),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="You are signed in again").wait_for()


def _sheet_made(page: Page, house: House) -> None:
    page.goto("/clinic/keys")
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
    form = page.locator("form", has=page.get_by_role("button", name="Make a new sheet"))
    form.get_by_label("Your passphrase again").fill(house.people["reviewer"].passphrase)
    form.get_by_label("Code from your app").fill(paper_code(house.people["reviewer"]))
    form.get_by_role("button").click()
    page.locator(".recovery-part").first.wait_for()


def _sheet_mistyped(page: Page, house: House) -> None:
    _sheet_made(page, house)
    page.get_by_role("button", name="These are on my paper").click()
    page.locator(".look-again").wait_for()


def _welcomed(page: Page, house: House) -> None:
    page.goto(f"/clinic/set-up/{house.welcomes(_somebody())}")


def _codes_shown(page: Page, house: House) -> None:
    _welcomed(page, house)
    app = App.scanned(page)
    for name in ("passphrase", "passphrase_again"):
        page.fill(f'[name="{name}"]', "eleven tall birds on a fence")
    page.fill('[name="code"]', app.code)
    page.get_by_role("button", name="Set up").click()
    page.locator(".codes").wait_for()


def _link_made(page: Page, house: House) -> None:
    typed("/clinic/team", "Add, and make a set-up link", name="Rob Example", username=_somebody())(page, house)


def _forged(page: Page, house: House) -> None:
    at("/clinic/responses/{sent}/delete")(page, house)
    page.locator('main [name="_token"]').evaluate("field => { field.value = 'not ours' }")
    with page.expect_navigation():
        page.get_by_role("button", name="Delete them now").click()


def _somebody() -> str:
    return f"somebody-{uuid4().hex[:16]}"


STAFF: Mapping[str, tuple[str, Way]] = {
    "sign_in": (NOBODY, at("/clinic/sign-in")),
    "sign_in, nothing opened": (NOBODY, typed("/clinic/sign-in", "Sign in", username="nobody", code="000000")),
    "sign_in, 401": (NOBODY, at("/clinic/responses")),
    "sign_in, 401 with what was typed": ("reviewer", _away),
    "resume": ("reviewer", _back_again),
    "recover_access": (NOBODY, at("/clinic/recover-access")),
    "set_up": (NOBODY, _welcomed),
    "secrets": (NOBODY, _codes_shown),
    "error, 400": ("reviewer", _forged),
    "error, 403 for a role": ("administrator", at("/clinic/responses")),
    "error, 403 without the key": ("waiting", at("/clinic/responses/{sent}")),
    "error, 404": ("reviewer", at(f"/clinic/responses/{uuid4()}")),
    "error, 410": (NOBODY, at("/clinic/set-up/over")),
    "responses": ("reviewer", at("/clinic/responses")),
    "responses, reviewed": ("reader", at("/clinic/responses?state=reviewed&by=assigned")),
    "responses, nothing": ("reviewer", at("/clinic/responses?state=closed")),
    "search": ("reviewer", at("/clinic/search")),
    "search, found": ("reader", typed("/clinic/search", "Search", sought="Pneumono")),
    "response": ("reviewer", at("/clinic/responses/{sent}")),
    "response, for a reader": ("reader", at("/clinic/responses/{withdrawn}")),
    "response, 409": ("reviewer", _marked_meanwhile),
    "response, unopenable": ("reviewer", at("/clinic/responses/{unopenable}")),
    "sheet": ("reader", at("/clinic/responses/{sent}/sheet")),
    "medicines": ("reviewer", at("/clinic/responses/{sent}/medicines")),
    "medicines, without a list": ("reader", at("/clinic/responses/{withdrawn}/medicines")),
    "export": ("reviewer", at("/clinic/export?id={sent}&id={withdrawn}")),
    "export, nothing ticked": ("reviewer", at("/clinic/export")),
    "delete": ("reviewer", at("/clinic/responses/{sent}/delete")),
    "invitations": ("reviewer", at("/clinic/invitations")),
    "invitation": ("administrator", at("/clinic/invitations/{invitation}")),
    "keys": ("reviewer", at("/clinic/keys")),
    "keys, not held": ("waiting", at("/clinic/keys")),
    "recovery_sheet": ("reviewer", _sheet_made),
    "recovery_sheet, 422": ("reviewer", _sheet_mistyped),
    "recover": ("waiting", at("/clinic/keys/recover")),
    "team": ("reviewer", at("/clinic/team")),
    "team, for an administrator": ("administrator", at("/clinic/team")),
    "link": ("administrator", _link_made),
    "settings": ("administrator", at("/clinic/settings")),
    "settings, 422": ("administrator", typed("/clinic/settings", "Save", retention_days="for ever")),
    "account": ("reviewer", at("/clinic/account")),
    "audit": ("reviewer", at("/clinic/audit")),
    "deletions": ("administrator", at("/clinic/deletions")),
}

# A clinic that nobody made a key for yet.
WITHOUT_KEY: Mapping[str, tuple[str, Way]] = {
    "keys, none made": ("reviewer", at("/clinic/keys")),
    "invitations, not open": ("administrator", at("/clinic/invitations")),
}

PatientsWay = tuple[Callable[[House], Draft] | None, Way]


def _visitor(**visit: object) -> Callable[[House], Draft]:
    """A full form for a visit there; `visit`: what differs from the one that the link is for."""
    return lambda house: house.for_visit(a_full_draft(), **visit)


def _kept(name: str) -> Callable[[House], Draft]:
    return lambda house: house.drafts[name]


def _to_the_neighbour(house: House) -> Draft:
    assert house.neighbour
    return house.for_visit(a_full_draft(), clinic=house.neighbour.slug)


YESTERDAY = utc_now().date() - timedelta(days=1)

PATIENTS: Mapping[str, PatientsWay] = {
    "invited": (None, at("/i/{link}")),
    "invited, with an open form": (lambda _: a_full_draft(), at("/i/{link}")),
    "invited, by the public page": (None, at("/to/{slug}")),
    "error, 410": (None, at("/i/over")),
    "start, for a visit": (_visitor(), at("/")),
    "page, with whoever reads it": (_visitor(), at("/form/past-month")),
    "send": (_visitor(), at("/send")),
    "send, again": (_kept("sent"), at("/send")),
    "send, closed": (_to_the_neighbour, at("/send")),
    "send, past": (_visitor(day=YESTERDAY), at("/send")),
    "send, nothing answered": (lambda house: house.for_visit(a_draft({}, code_seen=True)), at("/send")),
    "sent": (_kept("sent"), at("/sent")),
    "sent, taken back": (_kept("taken back"), at("/sent")),
    "withdraw": (_kept("sent"), at("/withdraw/{sent}")),
    "delete, with something sent": (_kept("sent"), at("/delete")),
    "next, sent": (_kept("sent"), at("/next")),
}
