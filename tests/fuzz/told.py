"""A patient at several windows and browsers: what each window showed, and what they were told of each save."""

from typing import ClassVar

from werkzeug.test import TestResponse

from forms.answers import Draft
from intake.errors import DraftNotFound
from intake.services import sending
from tests.fuzz.house import CANARY, House
from tests.fuzz.model import Kept, Receipt
from tests.fuzz.windows import Browser, Content, Window, content_of, form_to, forms_of

MOST_WINDOWS = 3


class SilentOverwrite(AssertionError):
    """A save was acknowledged that put something away which its window had never shown."""


class Told:
    """`sessions` are those that are open, by the cookie that opens them; `counts` goes on through all examples."""

    house: ClassVar[House]
    counts: ClassVar[dict[str, int]] = {}
    browsers: list[Browser]
    windows: list[Window]
    drafts: list[Kept]
    sessions: dict[str, Kept]

    def opens(self, browser: Browser, path: str) -> None:
        was_live, kept = bool(browser.cookie), self.open_in(browser)
        answer = self.heard(browser.gets(path))
        key = path.removeprefix("/form/")
        if not kept and was_live:
            assert (answer.status_code, answer.location) == (303, f"/return?to={path}")
            return
        if key == "strength" and not (kept and kept.is_asked("strength")):
            assert answer.status_code == 404
            return
        assert answer.status_code == 200
        form = form_to(answer.text, path)
        shown = (kept.content(key) or {}) if kept else {}
        assert form.content == shown, f"{key} shows {form.content}, not {shown}"
        self.windows = [*self.windows, Window(browser, path, form, [(kept.code if kept else "", form.content)])][
            -MOST_WINDOWS:
        ]

    def posts(self, window: Window, path: str, fields: list[tuple[str, str]], typed: Content) -> bool:
        """Whether it was acknowledged."""
        cookie, kept = window.browser.cookie, self.open_in(window.browser)
        answer = self.heard(window.browser.posts(path, fields))
        is_over = bool(cookie) and kept is None
        # What is pressed may be the page with both versions, which is of the form that was open then.
        held = dict(fields).get("_held")
        if is_over or (kept is None and held) or (kept and held not in (None, kept.opened.draft_id.hex)):
            assert answer.status_code == 401
            self._carries(window, fields, typed, answer)
            return False
        if kept is None:
            self._begins(window, typed, answer)
            return answer.status_code == 303
        return self._judged(window, kept, typed, answer)

    def _judged(self, window: Window, kept: Kept, typed: Content, answer: TestResponse) -> bool:
        stored = kept.content(window.key)
        is_asked = window.is_row or kept.is_asked(window.key)
        is_safe = (
            stored is None or stored == typed or window.has_seen(kept.code, stored) or (not is_asked and not typed)
        )
        self.adds("saves")
        if answer.status_code == 409:
            assert stored != typed, "409 for the same"
            self.adds("conflicts")
            self._sees_both(window, kept.code, stored or {}, typed, answer)
            return False
        assert answer.status_code in (200, 204, 303), answer.status_code
        if not is_safe:
            raise SilentOverwrite(f"{window.key}: {stored} gave way to {typed}")
        window.form.fields = window.form.with_content(typed)
        window.sees(kept.code, typed)
        self.everybody_knows(kept, kept.takes(window.key, typed))
        # A new row in which nothing was typed is not kept, so it puts off no deletion.
        if typed or stored is not None:
            self.has_changed(kept)
        return True

    def _begins(self, window: Window, typed: Content, answer: TestResponse) -> None:
        assert answer.status_code in (200, 303)
        cookie = window.browser.cookie
        if not typed:
            assert not cookie, "a draft of nothing"
            return
        opened = self.house.opened(cookie)
        kept = Kept(opened, self.house.draft(opened).return_code, self.house.clock.now)
        kept.takes(window.key, typed)
        window.form.fields = window.form.with_content(typed)
        window.sees(kept.code, typed)
        self.drafts.append(kept)
        self.sessions[cookie] = kept

    def _carries(self, window: Window, fields: list[tuple[str, str]], typed: Content, answer: TestResponse) -> None:
        if ("_autosave", "1") in fields:
            return
        window.carried = form_to(answer.text, "/return")
        carried = content_of(window.carried.fields)
        assert carried == typed, f"typed {typed}, carried {carried}"

    def _sees_both(self, window: Window, code: str, stored: Content, typed: Content, answer: TestResponse) -> None:
        window.sees(code, stored)
        if not answer.text:
            # A page that saves by itself; the next press shows both.
            return
        window.both = next(form for form in forms_of(answer.text) if "_over" in dict(form.fields))
        for content in (stored, typed):
            for value in (value for values in content.values() for value in values if value.startswith(CANARY)):
                assert value in answer.text, "409 does not show both"

    def comes_back(self, browser: Browser, kept: Kept, window: Window | None = None) -> None:
        carried = window.carried if window else None
        form = carried or form_to(self.heard(browser.gets("/return")).text, "/return")
        fields = [(name, value) for name, value in form.fields if name != "_code"]
        before = browser.cookie
        answer = self.heard(browser.posts("/return", [*fields, ("_code", kept.code)]))
        if kept.over:
            assert answer.status_code == 422
            return
        assert answer.status_code in (200, 303, 409), answer.status_code
        if before != browser.cookie:
            self.sessions[browser.cookie] = kept
        if window and carried:
            window.carried = None
            if dict(carried.fields).get("_held") not in (None, kept.opened.draft_id.hex):
                # A page of another form has shown nothing of this one, so it may only take the place of nothing.
                window.sees(kept.code, {})
            self._judged(window, kept, carried.content, answer)

    def has_sent(self, kept: Kept) -> None:
        draft = self.draft_of(kept)
        found = sending.sending_of(draft)
        assert found is not None
        assert found.clinic == kept.clinic
        earlier = kept.receipts.get(kept.clinic)
        if earlier and earlier.response in self.house.kept_until:
            assert found.response == earlier.response, "a second response"
            assert found.number - earlier.number in (0, 1)
        kept.receipts[kept.clinic] = Receipt(found.response, found.number)
        self.house.kept_until[found.response] = found.kept_until
        assert self.house.responses()[found.response] == found.number
        self.has_changed(kept)

    def draft_of(self, kept: Kept) -> Draft:
        try:
            return self.house.draft(kept.opened)
        except DraftNotFound:
            raise AssertionError("the draft is gone") from None

    def ends(self, kept: Kept, why: str) -> None:
        kept.over = why
        self.sessions = {token: each for token, each in self.sessions.items() if each is not kept}

    def open_in(self, browser: Browser) -> Kept | None:
        """The draft that is open in this browser."""
        return self.sessions.get(browser.cookie)

    def has_changed(self, kept: Kept) -> None:
        kept.changed_at = self.house.clock.now

    def everybody_knows(self, kept: Kept, keys: set[str]) -> None:
        """What a patient did elsewhere, and what follows from it, is no secret to them."""
        for window in self.windows:
            if window.key in keys:
                window.sees(kept.code, kept.content(window.key))

    def heard(self, answer: TestResponse) -> TestResponse:
        self.adds("answers")
        assert answer.status_code < 500, f"{answer.status_code} for {answer.request.path}"
        return answer

    def adds(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
