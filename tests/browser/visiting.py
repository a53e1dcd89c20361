"""A patient at a real screen: finds things by the words on them, as people do."""

from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Locator, Page


@dataclass(frozen=True)
class Visitor:
    page: Page

    # what a visitor does
    def opens(self, path: str) -> Self:
        self.page.goto(path)
        return self

    def presses(self, words: str) -> Self:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).click()
        return self

    def follows(self, words: str) -> Self:
        self.page.get_by_role("link", name=words, exact=True).first.click()
        return self

    def types(self, label: str, text: str) -> Self:
        self.page.get_by_label(label, exact=True).fill(text)
        return self

    def chooses(self, *labels: str) -> Self:
        for label in labels:
            self.option(label).check()
        return self

    def goes_on(self) -> Self:
        return self.presses("Save and continue")

    # what a visitor sees
    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def words(self) -> str:
        return self.page.locator("main").inner_text()

    @property
    def return_code(self) -> str:
        return self.page.locator(".code").inner_text()

    def option(self, label: str) -> Locator:
        """A tick or a button by the words on it; its hint may follow them."""
        return self.page.locator("label.option").filter(has_text=label).locator("input").first

    def sees(self, label: str) -> bool:
        return self.page.get_by_label(label, exact=True).is_visible()
