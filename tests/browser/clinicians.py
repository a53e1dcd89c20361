"""People of a clinic at a real screen, with what they have in their head, on their phone and on paper."""

from base64 import b32decode
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import Page

from intake import utc_now
from intake.keys import second_factor
from tests.browser.visiting import Visitor


@dataclass
class App:
    """An app for codes. Each is good once; the server takes the one of the next half minute too, so nobody waits."""

    seed: bytes
    last: int = 0

    @classmethod
    def scanned(cls, page: Page) -> Self:
        """From the key that the page to set up shows."""
        return cls(b32decode("".join(page.locator(".code").inner_text().split())))

    @property
    def code(self) -> str:
        now = second_factor.step_at(utc_now())
        self.last = max(self.last + 1, now)
        assert self.last <= now + 1, "two codes in a minute: then one on paper"
        return second_factor.code_of(self.seed, self.last)


@dataclass
class Keeps:
    """What somebody keeps after their set-up."""

    username: str
    passphrase: str
    app: App
    recovery_code: str = ""
    paper_codes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Clinician(Visitor):
    page: Page
    keeps: Keeps

    @classmethod
    def set_up(cls, page: Page, address: str, passphrase: str) -> Self:
        """Follows the set-up link in a browser of their own, and writes down what is shown once."""
        page.goto(address)
        app = App.scanned(page)
        username = page.locator("dt", has_text="Name to sign in with").locator("+ dd").inner_text()
        page.get_by_label("Passphrase", exact=True).fill(passphrase)
        page.get_by_label("The same passphrase again", exact=True).fill(passphrase)
        page.get_by_label("The code that the app shows now", exact=True).fill(app.code)
        someone = cls(page, Keeps(username, passphrase, app))
        someone.presses("Set up")
        assert someone.heading == "Write these down now"
        someone.keeps.recovery_code = someone.return_code
        someone.keeps.paper_codes.extend(page.locator(".codes li").all_inner_texts())
        someone.follows("I have them, go on")
        return someone

    def signs_in(self, code: str = "") -> Self:
        self.page.goto("/clinic/sign-in")
        self.types("Name to sign in with", self.keeps.username).types("Passphrase", self.keeps.passphrase)
        self.types("Code from your app", code or self.keeps.app.code).presses("Sign in")
        return self

    def proves_it_again(self, words: str) -> Self:
        """Passphrase and a code on paper, in the form of the button with these words."""
        form = self.page.locator("form").filter(has=self.page.get_by_role("button", name=words, exact=True))
        form.get_by_label("Your passphrase again").fill(self.keeps.passphrase)
        form.get_by_label("Code from your app").fill(self.keeps.paper_codes.pop())
        self.presses(words)
        return self

    def finds(self, name: str, state: str) -> Self:
        """Opens the patient with this name from the list of this state."""
        self.opens("/clinic/responses").follows(f"{state} (1)").follows(name)
        self.page.wait_for_url("**/responses/*-*")
        return self
