"""Every kind of page that a patient can meet, each with the way there."""

from collections.abc import Callable

from playwright.sync_api import Page

Way = Callable[[Page], object]


def at(path: str) -> Way:
    return lambda page: page.goto(path)


def sent(path: str, press: str, **typed: str) -> Way:
    """Open a page, type into the fields of these names, and press the button."""

    def way(page: Page) -> None:
        page.goto(path)
        for name, text in typed.items():
            page.fill(f'[name="{name.replace("__", ".").replace("___", ":")}"]', text)
        with page.expect_navigation():
            page.get_by_role("button", name=press, exact=True).click()

    return way


def _odd_date(page: Page) -> None:
    page.goto("/form/birth-date")
    for part, text in (("day", "31"), ("month", "2"), ("year", "1979")):
        page.fill(f'[name="you.birth_date:{part}"]', text)
    page.get_by_role("button", name="Save and continue").click()
    page.locator(".look-again").wait_for()


def _stars_used_up(page: Page) -> None:
    page.goto("/form/my-list")
    page.locator(".rows li").last.get_by_role("button", name="Star").click()
    page.locator(".notice").wait_for()


def _changed_elsewhere(page: Page) -> None:
    """Another tab of the same browser writes last."""
    page.goto("/form/goal")
    other = page.context.new_page()
    sent("/form/goal", "Save and continue", reason__goal="typed in the other window")(other)
    other.close()
    page.fill('[name="reason.goal"]', "typed in this window")
    page.get_by_role("button", name="Save and continue").click()
    page.locator(".both").first.wait_for()


def _forged(page: Page) -> None:
    page.goto("/delete")
    page.locator('main [name="_token"]').evaluate("field => { field.value = 'not ours' }")
    page.get_by_role("button", name="Delete everything now").click()
    page.get_by_role("heading", name="This was sent in a way we cannot read").wait_for()


def _typed_while_away(page: Page) -> None:
    """The session ended while the page was open: the code page carries what was typed."""
    page.goto("/form/goal")
    page.context.clear_cookies(name="__Host-intake")
    page.fill('[name="reason.goal"]', "typed after the time was over")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Your return code").wait_for()


WITHOUT_DRAFT: dict[str, Way] = {
    "start": at("/"),
    "sections, nothing kept yet": at("/form?form=short"),
    "first question": at("/form/name"),
    "come back": at("/return"),
    "code that opens nothing": sent("/return", "Open my form", _code="AAAA-BBBB"),
    "401": at("/check"),
    "404": at("/form/no-such-page"),
    "help": at("/help"),
}

WITH_DRAFT: dict[str, Way] = {
    "start again": at("/"),
    "sections": at("/form"),
    "line": at("/form/name"),
    "date": at("/form/birth-date"),
    "date in a follow-up": at("/form/visit"),
    "buttons with follow-ups": at("/form/senses"),
    "ticks with words of one's own": at("/form/topics"),
    "lines": at("/form/main-thing"),
    "numbers": at("/form/how-strong"),
    "quantity": at("/form/height-and-weight"),
    "list of rows": at("/form/medicine-list"),
    "list without rows": at("/form/results"),
    "list with stars": at("/form/my-list"),
    "row": at("/form/medicine-list/m1"),
    "new row": at("/form/allergies/new"),
    "row to remove": at("/form/medicine-list/m1/remove"),
    "ticks that open rows": at("/form/medicine-groups"),
    "code": at("/code"),
    "card": at("/code/card"),
    "check": at("/check"),
    "sheet": at("/sheet"),
    "sheet as text": at("/sheet/text"),
    "page with a private tick": at("/form/alcohol"),
    "next": at("/next"),
    "help with a draft": at("/help"),
    "delete": at("/delete"),
    "400": _forged,
}

# These change the draft or close it, so each takes one of its own.
CHANGING: dict[str, Way] = {
    "please look again": _odd_date,
    "too many stars": _stars_used_up,
    "409": _changed_elsewhere,
    "typed while away": _typed_while_away,
    "deleted": sent("/delete", "Delete everything now"),
}
