"""What JavaScript adds: saving by itself, ticks that put each other out, and a word before the time is over."""

from playwright.sync_api import Page, Route, expect

from forms.answers import Draft
from intake import utc_now
from intake.services import vault
from tests.builders import a_draft


def test_what_is_typed_is_saved_on_change(open_page, token_of):
    page = open_page(token_of(Draft(code_seen=True)))
    page.goto("/form/goal")
    with page.expect_response("**/form/goal") as saved:
        page.fill('[name="reason.goal"]', "walk to the school")
        page.locator("h1").click()
    assert saved.value.status == 204
    expect(page.locator("[data-saved]")).to_be_visible()

    page.reload()
    assert page.input_value('[name="reason.goal"]') == "walk to the school"


def test_what_is_typed_is_saved_when_the_page_is_hidden(open_page, token_of):
    page = open_page(token_of(Draft(code_seen=True)))
    page.goto("/form/goal")
    page.locator('[name="reason.goal"]').press_sequentially("half a sent")
    with page.expect_request(lambda request: request.method == "POST"):
        page.evaluate(
            """() => {
                Object.defineProperty(document, "visibilityState", { value: "hidden" });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
    comes_to_hold(page, "/form/goal", "reason.goal", "half a sent")


def test_what_is_typed_is_saved_when_the_page_is_left(open_page, token_of):
    page = open_page(token_of(Draft(code_seen=True)))
    page.goto("/form/goal")
    page.locator('[name="reason.goal"]').press_sequentially("left in the midd")
    page.goto("/form")
    comes_to_hold(page, "/form/goal", "reason.goal", "left in the midd")


def test_autosave_and_the_button_never_meet_as_two_windows(open_page, token_of):
    page = open_page(token_of(Draft(code_seen=True)))
    page.goto("/form/goal")
    for words in ("walk", "walk far", "walk to the school"):
        page.fill('[name="reason.goal"]', words)
        page.locator('[name="reason.goal"]').blur()
    # Where it leads is waited for: a page that is still on its way would come in place of the next one.
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").click()

    expect(page.locator("h1")).not_to_have_text("This page was changed in another window")
    comes_to_hold(page, "/form/goal", "reason.goal", "walk to the school")


def test_save_that_is_slow_never_overwrites_what_the_button_saved(open_page, token_of):
    page = open_page(token_of(Draft(code_seen=True)))
    on_the_way: list[Route] = []
    page.goto("/form/goal")
    page.route("**/form/goal", lambda route: hold_back(route, on_the_way))
    with page.expect_request(lambda request: request.method == "POST"):
        page.fill('[name="reason.goal"]', "walk")
        page.locator('[name="reason.goal"]').blur()
    page.fill('[name="reason.goal"]', "walk to the school")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").click()
        for route in on_the_way:
            route.fulfill(response=route.fetch())

    comes_to_hold(page, "/form/goal", "reason.goal", "walk to the school")


def test_nothing_is_kept_before_the_first_press(open_page):
    page, sent = open_page(), []
    page.on("request", lambda request: sent.append(request.method))
    page.goto("/form/name")
    page.fill('[name="you.name"]', "Ann")
    page.locator('[name="you.name"]').blur()
    page.goto("/form")

    assert set(sent) == {"GET"}
    expect(page.locator("footer")).to_contain_text("Nothing is kept until you save a page.")


def test_odd_date_that_saved_itself_is_still_said_once(open_page, token_of):
    page = open_page(token_of(Draft(code_seen=True)))
    page.goto("/form/birth-date")
    for part, text in (("month", "2"), ("day", "31"), ("year", "1979")):
        with page.expect_response("**/form/birth-date"):
            page.fill(f'[name="you.birth_date:{part}"]', text)
            page.locator(f'[name="you.birth_date:{part}"]').blur()

    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".look-again")).to_be_visible()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("h1")).to_have_text("Who are you seeing, and when?")


def test_none_of_these_and_the_other_ticks_put_each_other_out(open_page, token_of):
    page = open_page(token_of(a_draft({"body.heart": ["fainting"]}, code_seen=True)))
    page.goto("/form/heart")
    fainting, none = page.locator('[value="fainting"]'), page.locator("[data-exclusive]").first

    none.check()
    expect(fainting).not_to_be_checked()
    fainting.check()
    expect(none).not_to_be_checked()
    none.check()
    # The answer to a save of an earlier tick may come first; the page says so once nothing is left to save.
    expect(page.locator("[data-saved]")).to_be_visible()
    page.reload()
    expect(none).to_be_checked()
    expect(fainting).not_to_be_checked()


def test_word_comes_before_the_time_is_over_and_staying_extends_it(open_page, token_of):
    page = open_page(token_of(Draft(code_seen=True)))
    page.clock.install()
    page.goto("/form/goal")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    page.clock.fast_forward("27:00")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("02:00")
    expect(dialog).to_be_visible()

    with page.expect_response("**/extend") as extended:
        page.get_by_role("button", name="Stay on this page").click()
    assert extended.value.status == 204
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("27:00")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("02:00")
    expect(dialog).to_be_visible()


def test_page_closes_when_the_time_is_over_and_the_code_leads_back_to_it(open_page, served):
    started = served.keeps(a_draft({"reason.goal": "for my eyes only"}, code_seen=True))
    page = open_page(started.token)
    page.clock.install()
    page.goto("/form/goal#reason.goal")
    vault.end_session(served.vault, started.token, utc_now())
    page.clock.fast_forward("31:00")

    expect(page.locator("h1")).to_have_text("Come back with your return code")
    expect(page.locator(".notice")).to_contain_text("You were away for a while")
    page.get_by_label("Your return code").fill(started.code.text)
    page.get_by_role("button", name="Open my form").click()
    expect(page.locator('[name="reason.goal"]')).to_have_value("for my eyes only")


def test_saving_by_itself_begins_the_time_anew(open_page, token_of):
    page = open_page(token_of(Draft(code_seen=True)))
    page.clock.install()
    page.goto("/form/goal")
    page.clock.fast_forward("20:00")
    with page.expect_response("**/form/goal"):
        page.fill('[name="reason.goal"]', "walk")
        page.locator('[name="reason.goal"]').blur()
    expect(page.locator("[data-saved]")).to_be_visible()
    page.clock.fast_forward("20:00")

    expect(page.get_by_role("dialog")).to_be_hidden()


def test_new_form_can_be_begun_where_a_session_ended(open_page, served):
    started = served.keeps(Draft(code_seen=True))
    page = open_page(started.token)
    vault.end_session(served.vault, started.token, utc_now())

    page.goto("/form/name")
    expect(page.locator(".notice")).to_contain_text("You were away for a while")
    page.get_by_role("link", name="Begin a new form").click()
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="You and this appointment").click()
    page.fill('[name="you.name"]', "Bo")
    page.get_by_role("button", name="Save and continue").click()

    expect(page.locator("h1")).to_have_text("Your return code")


def hold_back(route: Route, on_the_way: list[Route]) -> None:
    """What the page saves by itself waits; what the button sends goes through."""
    if "_autosave" in (route.request.post_data or ""):
        on_the_way.append(route)
    else:
        route.continue_()


def comes_to_hold(page: Page, path: str, name: str, text: str) -> None:
    """A beacon arrives in its own time."""
    for _ in range(50):
        page.goto(path)
        if page.input_value(f'[name="{name}"]') == text:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{path} never holds {text!r}")
