"""A patient with several windows and browsers, and all that can happen to their form, against what they were told."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.fuzz.house import CANARY
from tests.fuzz.model import NEW_ROWS, PAGES, TICKED, differing
from tests.fuzz.told import Told
from tests.fuzz.windows import Browser, Content, Window

SESSION = 40
KEPT_DAYS = 30
# What ends a form, or takes long, comes after so many saves.
SOME_TYPED, MANY_TYPED = 2, 4
# Windows that show the same are what this is about, so most of what is drawn leads there.
BROWSERS = st.sampled_from([0, 0, 0, 1])
MOSTLY_ONE = st.sampled_from(["note", "note", "note", "note", *PAGES])
_BEGUN: Content = {"pain.note": (f"{CANARY} begun",)}


class Patients(Told, RuleBasedStateMachine):
    """`house` is set by whoever runs it; every example is a patient of its own in the same installation."""

    @initialize()
    def comes(self) -> None:
        self.house.comes_to_next_day()
        self.windows = []
        self.browsers = [Browser(self.house.app), Browser(self.house.app)]
        self.drafts = []
        self.sessions = {}
        self.typed = 0
        self.was_rotated = False
        self.adds("examples")
        # Most of what can happen wants a form that is begun.
        self.opens(self.browsers[0], "/form/note")
        form = self.windows[0].form
        self.posts(self.windows[0], "/form/note", form.with_content(_BEGUN), _BEGUN)
        self.opens(self.browsers[0], "/form/note")

    # what a patient does
    @rule(browser=BROWSERS, page=MOSTLY_ONE)
    def opens_page(self, browser: int, page: str) -> None:
        self.opens(self.browsers[browser], f"/form/{page}")

    @rule(browser=BROWSERS, row=st.sampled_from([*NEW_ROWS, *TICKED]))
    def opens_row(self, browser: int, row: str) -> None:
        kept = self.open_in(self.browsers[browser])
        if row in NEW_ROWS or (kept and row in kept.rows):
            self.opens(self.browsers[browser], f"/form/pills/{row}")

    @precondition(lambda self: self.windows)
    @rule(data=st.data(), autosave=st.booleans())
    def saves(self, data: st.DataObject, *, autosave: bool) -> None:
        """In any window, however long ago it was opened."""
        window = self._window(data)
        typed = self._content(data, window)
        more = [("_autosave", "1")] if autosave and window.is_held else []
        self.posts(window, window.path, [*window.form.with_content(typed), *more], typed)

    # More often than what ends a form.
    saves_soon = saves_later = saves_last = saves

    @precondition(lambda self: self.windows)
    @rule(data=st.data())
    def presses_again(self, data: st.DataObject) -> None:
        """Save, as the form stands; for instance because no answer came."""
        window = self._window(data)
        self.posts(window, window.path, window.form.fields, window.form.content)

    @precondition(lambda self: any(window.both for window in self.windows))
    @rule(data=st.data(), mine=st.booleans())
    def chooses(self, data: st.DataObject, *, mine: bool) -> None:
        """One of the two versions that the page shows."""
        window = data.draw(st.sampled_from([window for window in self.windows if window.both]))
        both, window.both = window.both, None
        assert both is not None
        if mine:
            self.posts(window, both.action, both.fields, both.content)
        else:
            self.opens(window.browser, window.path)

    @precondition(lambda self: any(kept.rows for kept in self.sessions.values()))
    @rule(browser=BROWSERS, row=st.sampled_from([*NEW_ROWS, *TICKED]))
    def removes_row(self, browser: int, row: str) -> None:
        kept, who = self.open_in(self.browsers[browser]), self.browsers[browser]
        if kept and row in kept.rows:
            assert self.heard(who.presses(f"/form/pills/{row}/remove")).status_code == 303
            self.everybody_knows(kept, kept.loses_row(row))
            self.has_changed(kept)

    @precondition(lambda self: any(window.key == "pills" for window in self.windows))
    @rule(data=st.data(), row=st.sampled_from([*NEW_ROWS, *TICKED]), what=st.sampled_from(["star", "up", "down"]))
    def arranges(self, data: st.DataObject, row: str, what: str) -> None:
        """From the list, as it was when it was opened."""
        window = data.draw(st.sampled_from([window for window in self.windows if window.key == "pills"]))
        kept, live = self.open_in(window.browser), window.browser.cookie in self.sessions
        if not (kept and live and window.is_held and row in kept.rows):
            return
        typed = [*window.form.fields, ("_arrange", f"{what} {row}")]
        if self.posts(window, f"{window.path}/arrange", typed, window.form.content) and what == "star":
            kept.turns_star(row)

    @rule(browser=BROWSERS, draft=st.integers(0, 1))
    def comes_back_with_code(self, browser: int, draft: int) -> None:
        """In this browser or another one; a session that was there is replaced."""
        if draft < len(self.drafts):
            self.comes_back(self.browsers[browser], self.drafts[draft])

    @precondition(lambda self: any(window.carried for window in self.windows))
    @rule(data=st.data(), draft=st.integers(0, 1))
    def comes_back_with_what_was_typed(self, data: st.DataObject, draft: int) -> None:
        window = data.draw(st.sampled_from([window for window in self.windows if window.carried]))
        if draft < len(self.drafts):
            self.comes_back(window.browser, self.drafts[draft], window)

    @precondition(lambda self: self.sessions)
    @rule(browser=BROWSERS)
    def leaves(self, browser: int) -> None:
        """The session of this browser ends."""
        who = self.browsers[browser]
        cookie = who.cookie
        assert self.heard(who.presses("/exit")).status_code == 200
        self.sessions.pop(cookie, None)

    @precondition(lambda self: self.sessions)
    @rule(browser=BROWSERS, north=st.booleans())
    def chooses_clinic(self, browser: int, *, north: bool) -> None:
        kept, slug = self.open_in(self.browsers[browser]), self.house.slugs[north]
        if kept:
            assert self.heard(self.browsers[browser].presses(f"/to/{slug}")).status_code == 303
            kept.clinic = slug
            self.has_changed(kept)

    @precondition(lambda self: any(kept.clinic for kept in self.sessions.values()))
    @rule(browser=BROWSERS)
    def sends(self, browser: int) -> None:
        kept = self.open_in(self.browsers[browser])
        if not kept:
            return
        status = self.heard(self.browsers[browser].presses("/send")).status_code
        assert status in ((303, 422) if kept.clinic else (409,)), f"send: {status}"
        if status == 303:
            self.has_sent(kept)

    @precondition(lambda self: any(kept.receipts for kept in self.sessions.values()))
    @rule(browser=BROWSERS)
    def withdraws(self, browser: int) -> None:
        kept = self.open_in(self.browsers[browser])
        if kept and kept.receipts:
            slug, receipt = kept.receipts.popitem()
            path = f"/withdraw/{receipt.response}"
            assert self.heard(self.browsers[browser].presses(path)).status_code == 303, slug
            self.house.kept_until.pop(receipt.response, None)
            self.has_changed(kept)

    # what happens to their form
    @precondition(lambda self: self.sessions and self.typed > MANY_TYPED)
    @rule(browser=BROWSERS)
    def erases(self, browser: int) -> None:
        kept, cookie = self.open_in(self.browsers[browser]), self.browsers[browser].cookie
        if kept:
            assert self.heard(self.browsers[browser].presses("/delete")).status_code == 200
            self.ends(kept, "erased")
            assert cookie not in self.sessions

    @precondition(lambda self: self.sessions and self.typed > SOME_TYPED)
    @rule()
    def time_is_over(self) -> None:
        """Nobody did anything for so long that every session ended."""
        self.house.clock.passes(minutes=SESSION)
        self.sessions.clear()

    @precondition(lambda self: self.typed > SOME_TYPED)
    @rule(days=st.sampled_from([1, KEPT_DAYS - 1, KEPT_DAYS + 1]))
    def days_pass(self, days: int) -> None:
        self.house.clock.passes(days=days)
        self.sessions.clear()
        self.house.expires()
        for kept in self.drafts:
            if not kept.over and (self.house.clock.now - kept.changed_at).days >= KEPT_DAYS:
                self.ends(kept, "expired")

    @precondition(lambda self: self.typed > MANY_TYPED and not self.was_rotated)
    @rule()
    def master_key_is_rotated(self) -> None:
        self.was_rotated = True
        app = self.house.rotates_master_key()
        for browser in self.browsers:
            browser.goes_on_at(app)

    # what has to hold
    @invariant()
    def all_that_was_acknowledged_is_there(self) -> None:
        for kept in self.drafts:
            if kept.over:
                assert self.house.remains_of(kept.opened) == 0, f"{kept.over}, and still there"
            else:
                assert differing(kept, self.draft_of(kept)) == []

    @invariant()
    def clinics_have_one_response_for_each_draft(self) -> None:
        assert set(self.house.responses()) == set(self.house.kept_until)

    @invariant()
    def nothing_is_written_in_plain_text(self) -> None:
        assert not self.house.holds_plain_text()

    def _window(self, data: st.DataObject) -> Window:
        return data.draw(st.sampled_from(self.windows))

    def _content(self, data: st.DataObject, window: Window) -> Content:
        self.typed += 1
        words = st.sampled_from([(f"{CANARY} {self.typed}",), (f"{CANARY} {self.typed}",), ()])
        page: dict[str, dict[str, st.SearchStrategy[Any]]] = {
            "any": {"pain.any": st.sampled_from([(), ("yes",), ("no",)])},
            "strength": {"pain.strength": st.sampled_from([(), ("3",), ("7",)])},
            "note": {"pain.note": words},
            "pills": {"pill.none": st.sampled_from([(), ("none",)])},
            "ticks": {"pill.ticks": st.sampled_from([(), ("yes",), ("no",), ("no", "yes"), ("none", "yes")])},
        }
        row = {
            "pill.name": words,
            "pill.group": st.sampled_from([(), ("yes",), ("no",)]),
            "pill.star": st.sampled_from([(), ("true",)]),
        }
        found = data.draw(st.fixed_dictionaries(row if window.is_row else page[window.key]))
        return {name: values for name, values in found.items() if values}
