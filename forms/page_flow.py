"""Which pages are asked, what comes after, what was looked at and answered; computed, never stored."""

from dataclasses import dataclass

from forms.answers import AnswerSet, Draft, Extent
from forms.enablement import enabled_answers, enabled_when_asked, is_enabled
from forms.items import NOWHERE, Item, Page, Questionnaire, Section


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a section is: pages asked and looked at, questions asked and answered."""

    pages: int
    shown: int
    questions: int
    answered: int


@dataclass(frozen=True, slots=True)
class PageFlow:
    """A draft seen through the questionnaire; `answers` are those of enabled items only."""

    questionnaire: Questionnaire
    draft: Draft
    answers: AnswerSet

    @classmethod
    def of(cls, questionnaire: Questionnaire, draft: Draft) -> "PageFlow":
        return cls(questionnaire, draft, enabled_answers(questionnaire, draft.answers))

    @classmethod
    def at_a_page(cls, questionnaire: Questionnaire, draft: Draft) -> "PageFlow":
        """The same, for whoever looks at one page and its neighbours: of the rest nothing is worked out."""
        return cls(questionnaire, draft, enabled_when_asked(questionnaire, draft.answers))

    def is_asked(self, item: Item) -> bool:
        """Whether a question that stands directly on a page is asked in the chosen form."""
        wanted = self.draft.extent is Extent.FULL or item.short_form
        return wanted and is_enabled(item, self.answers)

    def items_on(self, page: Page) -> tuple[Item, ...]:
        return tuple(item for item in page.items if self.is_asked(item))

    def pages(self) -> tuple[Page, ...]:
        return tuple(page for page in self.questionnaire.pages if self.items_on(page))

    def pages_in(self, section: Section) -> tuple[Page, ...]:
        return tuple(page for page in section.pages if self.items_on(page))

    def after(self, page: Page) -> Page | None:
        """The next page that is asked, or None when only the check page is left."""
        following = self.questionnaire.pages[self.questionnaire.position_of[page.slug] + 1 :]
        return next((found for found in following if self.items_on(found)), None)

    def before(self, page: Page) -> Page | None:
        earlier = self.questionnaire.pages[: self.questionnaire.position_of[page.slug]]
        return next((found for found in reversed(earlier) if self.items_on(found)), None)

    def is_shown(self, page: Page) -> bool:
        return page.slug in self.draft.shown

    def is_answered(self, item: Item) -> bool:
        """Whether the question or a follow-up has an answer; a list also by what stands in place of its rows."""
        instead = item.rows.instead if item.rows else ""
        return instead in self.answers or any(found.link_id in self.answers for found in item.with_descendants())

    def counts_of(self, section: Section) -> Counts:
        pages = self.pages_in(section)
        questions = [item for page in pages for item in self.items_on(page) if is_question(item, page)]
        return Counts(
            pages=len(pages),
            shown=sum(self.is_shown(page) for page in pages),
            questions=len(questions),
            answered=sum(self.is_answered(item) for item in questions),
        )

    def not_asked(self) -> tuple[Item, ...]:
        """Questions left out by the short form, or optional ones that were not opened; never follow-ups."""
        return tuple(
            item
            for page in self.questionnaire.pages
            for item in page.items
            if is_question(item, page) and self._is_left_out(item)
        )

    def _is_left_out(self, item: Item) -> bool:
        if self.draft.extent is Extent.SHORT and not item.short_form:
            return True
        return item.optional and not is_enabled(item, self.answers)


def is_question(item: Item, page: Page) -> bool:
    """Whether the item counts as a question of its own: not one that steers, nor the answer in place of a list."""
    stand_ins = {other.rows.instead for other in page.items if other.rows}
    return item.place != NOWHERE and item.link_id not in stand_ins
