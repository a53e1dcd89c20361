"""What a patient was told is saved: the least that has to be there, kept beside the product and compared with it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forms.answers import AnswerSet, AsTyped, Draft
from forms.items import Questionnaire
from intake.services.vault import OpenDraft
from tests.fuzz.windows import Content
from tests.small import NOTE, PAIN, PILLS, STRENGTH, TICKS, WITH_ROWS, a_page, asking

PAGES = ("any", "strength", "note", "pills", "ticks")
NEW_ROWS = ("r1", "r2")
TICKED = ("no", "yes")
FORM: Questionnaire = asking(
    a_page("any", PAIN), a_page("strength", STRENGTH), a_page("note", NOTE), *WITH_ROWS.sections[0].pages
)
LIST = PILLS.link_id


@dataclass
class Receipt:
    """What a clinic was sent: the id of the response, and how often."""

    response: str
    number: int


@dataclass
class Kept:
    """One draft as its patient knows it. `over` says why it is no more, if it is not."""

    opened: OpenDraft
    code: str
    changed_at: datetime
    pages: dict[str, Content] = field(default_factory=dict)
    rows: dict[str, Content] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    clinic: str = ""
    over: str = ""

    def content(self, key: str) -> Content | None:
        """None for a row that is not there."""
        page, _, row_id = key.partition("/")
        return self.rows.get(row_id) if row_id else self.pages.get(page, {})

    def is_asked(self, page: str) -> bool:
        return page != "strength" or self.pages.get("any") == {PAIN.link_id: ("yes",)}

    def takes(self, key: str, typed: Content) -> set[str]:
        """An acknowledged save; gives the keys that changed with it."""
        page, _, row_id = key.partition("/")
        if row_id:
            if typed or row_id in self.rows:
                self.rows[row_id] = typed
            return set()
        before = self.pages.get(page, {})
        if typed or self.is_asked(page):
            self.pages[page] = typed
        return self._follows(before, typed) if page == "ticks" else set()

    def loses_row(self, row_id: str) -> set[str]:
        self.rows.pop(row_id, None)
        ticks = tuple(code for code in self.pages.get("ticks", {}).get(TICKS.link_id, ()) if code != row_id)
        if "ticks" in self.pages:
            self.pages["ticks"] = {TICKS.link_id: ticks} if ticks else {}
        return {"ticks", f"pills/{row_id}"}

    def turns_star(self, row_id: str) -> None:
        row = self.rows[row_id]
        starred = sum("pill.star" in each for each in self.rows.values())
        if "pill.star" in row:
            self.rows[row_id] = {name: values for name, values in row.items() if name != "pill.star"}
        elif starred < 1:
            self.rows[row_id] = {**row, "pill.star": ("true",)}

    def _follows(self, before: Content, after: Content) -> set[str]:
        """A tick opens a row; one taken away takes a row that has nothing of its own."""
        was, now = before.get(TICKS.link_id, ()), after.get(TICKS.link_id, ())
        for code in TICKED:
            if code in now and code not in was:
                self.rows.setdefault(code, {"pill.group": (code,)})
            if code in was and code not in now and set(self.rows.get(code, {"pill.name": ()})) <= _NOT_ITS_OWN:
                del self.rows[code]
        return {f"pills/{code}" for code in TICKED}


_NOT_ITS_OWN = {"pill.group", "pill.star"}


def read(draft: Draft) -> tuple[dict[str, Content], dict[str, Content]]:
    """The pages and rows of a draft that was opened, in the words of the model."""
    pages = {page.slug: _content(draft.answers.only(item.link_id for item in page.items)) for page in FORM.pages}
    return pages, {row.id: _content(row.answers) for row in draft.answers.rows(LIST)}


def differing(kept: Kept, draft: Draft) -> list[str]:
    """What is not as the patient was told; each is a lost or an unasked-for change."""
    pages, rows = read(draft)
    wrong = [f"{page}: {pages[page]} is not {kept.pages.get(page, {})}" for page in PAGES
             if pages[page] != kept.pages.get(page, {})]  # fmt: skip
    return wrong + ([] if rows == kept.rows else [f"rows: {rows} are not {kept.rows}"])


def _content(answers: AnswerSet) -> Content:
    return {name: tuple(sorted(map(_typed, values))) for name, values in answers.values.items()}


def _typed(value: Any) -> str:
    if value is True:
        return "true"
    return value.text if isinstance(value, AsTyped) else str(value)
