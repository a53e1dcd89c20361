"""From a questionnaire to its blank form: each question with its number, its follow-ups and its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from forms.items import Item, ItemType, Page, Questionnaire, Section
from intake.exports.paper.conditions import LeadIns
from intake.exports.paper.form import Branch, Choice, Field, Guide, PaperForm, Part, Passage, Picks, Question, Space
from intake.exports.paper.order import Order
from intake.exports.paper.rows import RowMaker
from intake.exports.paper.spaces import Setting, in_lines, instruction_of, space_of, span_of, why_of, with_instruction
from intake.exports.paper.words import facts, on_paper, paper_words
from intake.language import Language, localized
from intake.summary.fixed_words import help_box

# A question with more of them may break over two pages, so that it leaves no page half empty.
_FOLLOW_UPS, _OPTIONS = 5, 30


def build_paper_form(questionnaire: Questionnaire, language: Language) -> PaperForm:
    questionnaire = on_paper(localized(questionnaire, language), language)
    return PaperForm(
        title=questionnaire.title,
        language=language.tag,
        direction=language.direction,
        words=paper_words(language, questionnaire.version),
        facts=facts(language),
        help_box=help_box(language),
        parts=tuple(FormMaker.of(questionnaire, language).parts()),
    )


@dataclass(frozen=True, slots=True)
class FormMaker:
    order: Order
    language: Language
    lead_ins: LeadIns
    rows: RowMaker

    @classmethod
    def of(cls, questionnaire: Questionnaire, language: Language) -> "FormMaker":
        order = Order.of(questionnaire)
        lead_ins = LeadIns(order, language)
        return cls(order, language, lead_ins, RowMaker(order, language, lead_ins))

    def parts(self) -> Iterator[Part]:
        for number, section in enumerate(self.order.questionnaire.sections, 1):
            title = self.language.gettext("Part {number}: {title}").format(number=number, title=section.title)
            passages = tuple(self._passages(section))
            yield Part(title=title, intro=section.intro, has_help=section.help_box, passages=passages)

    def _passages(self, section: Section) -> Iterator[Passage]:
        """The titles of pages repeat their questions, so paper leaves them out; their intros it keeps."""
        asked = [(page, item) for page in section.pages for item in page.items if self._stands_alone(item)]
        for (intro, lead_in), run in groupby(asked, key=self._opening_of):
            items = [item for _, item in run]
            onward = self._onward(items) if lead_in else ""
            yield Passage(lead_in=lead_in, onward=onward, intro=intro, questions=tuple(self._questions(items)))

    def _stands_alone(self, item: Item) -> bool:
        return item.link_id not in self.order.stand_ins

    def _opening_of(self, asked: tuple[Page, Item]) -> tuple[str, str]:
        page, item = asked
        return page.intro, self.lead_ins.before(item)

    def _onward(self, items: Sequence[Item]) -> str:
        """Where those go on who are not meant: said once there is more than one question to leave out."""
        numbers = [self.order.numbers[item.link_id] for item in items if item.link_id in self.order.numbers]
        following = max(numbers, default=0) + 1
        if len(numbers) < 2 or following not in self.order.numbers.values():
            return ""
        return self.language.gettext("If not, go on with question {number}.").format(number=following)

    def _questions(self, items: Sequence[Item]) -> Iterator[Question | Guide]:
        said = ""
        for item in items:
            if item.link_id in self.order.guides:
                yield self._guide(item)
                continue
            space = self._space(item)
            # Lists of one kind follow each other; what they all say is said with the first.
            hint = "" if isinstance(space, Picks) and item.hint == said else item.hint
            said = item.hint
            yield self._question(item, space, hint)

    def _guide(self, item: Item) -> Guide:
        leads = self.order.guides[item.link_id]
        entry = self.language.gettext("{label}: {words}")
        entries = tuple(
            entry.format(label=option.display, words=", ".join(self._places(leads[option.code])))
            for option in item.answer_options
        )
        return Guide(text=item.text, hint=item.hint, entries=entries)

    def _places(self, link_ids: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(self.lead_ins.number_of(link_id) for link_id in link_ids))

    def _question(self, item: Item, space: Space, hint: str) -> Question:
        branches = () if item.rows else tuple(self._branches(item))
        endless = len(item.answer_options) > _OPTIONS
        follow_ups = sum(len(branch.lines) for branch in branches)
        return Question(
            number=self.order.numbers[item.link_id],
            text=item.text,
            hint=with_instruction(hint, instruction_of(item, space, self.language)),
            why=why_of(item, self.language),
            space=space,
            branches=branches,
            long=item.rows is not None or follow_ups > _FOLLOW_UPS or endless,
            endless=endless,
        )

    def _space(self, item: Item, setting: Setting = Setting.QUESTION) -> Space:
        if item.type is ItemType.GROUP:
            return self.rows.rows_of(item)
        if item.opens_rows and item.opens_rows.mirrors:
            return self._picks(item, item.opens_rows.rows)
        return space_of(item, setting, self.language)

    def _picks(self, item: Item, rows: str) -> Space:
        by_link_id = self.order.questionnaire.by_link_id
        group = by_link_id[rows].rows
        star = by_link_id[group.star].label if group and group.star else ""
        return Picks(choices=tuple(Choice(option.display, option.hint) for option in item.answer_options), star=star)

    def _branches(self, item: Item) -> Iterator[Branch]:
        below = [inner for each in item.items for inner in ([each] if each.rows else each.with_descendants())]
        for lead_in, run in groupby(below, key=lambda inner: self.lead_ins.before(inner, item.link_id)):
            yield Branch(lead_in=lead_in, lines=in_lines(map(self._field, run)))

    def _field(self, item: Item) -> Field:
        space = self._space(item, Setting.FOLLOW_UP)
        hint = with_instruction(item.hint, instruction_of(item, space, self.language))
        hint = f"{hint} {why_of(item, self.language)}".strip()
        return Field(label=item.text, hint=hint, space=space, span=span_of(item.text, hint, space))
