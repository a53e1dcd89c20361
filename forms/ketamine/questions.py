"""Section J: the questions that the patient takes to the visit. J3, the page of checking, is no item of its own."""

from forms.items import NOWHERE, EnableWhen, Item, ItemType, OpensRows, Operator, Page, Rows, Section
from forms.ketamine.answer_sets import option
from forms.ketamine.prompts import PROMPTS, THEMES, Theme
from forms.ketamine.sheet_blocks import QUESTIONS
from forms.ketamine.sources import v2

INTERESTS = Item(
    link_id="questions.themes",
    text="What would you like to ask about?",
    hint="Tick what interests you. You then see questions to pick from. You can also write your own.",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=tuple(option(theme.code, theme.title) for theme in THEMES),
    short_form=True,
    place=NOWHERE,
)


def _tick_list(theme: Theme) -> Item:
    return Item(
        link_id=f"questions.{theme.code}",
        text=theme.title,
        hint="Tick the ones to take with you. They go into your list.",
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=theme.prompts,
        enable_when=(EnableWhen(INTERESTS.link_id, Operator.EQUALS, theme.code),),
        opens_rows=OpensRows(rows="questions.list", column="questions.prompt", mirrors=True),
        short_form=True,
        place=NOWHERE,
    )


LIST = Item(
    prefix="J1",
    link_id="questions.list",
    text="Which questions do you want to take with you?",
    short_text="My questions",
    hint="Pick up to 8 to show first, and star up to 3. You can move them up and down.",
    why="People ask more of what they want to know when they bring a list.",
    sources=(v2("QPL15"), v2("QPL08")),
    type=ItemType.GROUP,
    repeats=True,
    rows=Rows(
        name=("questions.own", "questions.prompt"),
        add="Write my own question",
        another="Write another question",
        unnamed="A question with no words yet",
        star="questions.star",
        most_starred=3,
        ordered=True,
    ),
    short_form=True,
    place=QUESTIONS,
    items=(
        Item(
            link_id="questions.own",
            text="What do you want to ask, in your own words?",
            short_text="In my words",
            type=ItemType.TEXT,
        ),
        Item(
            link_id="questions.prompt",
            text="Which question from the lists is it?",
            short_text="From the lists",
            type=ItemType.CHOICE,
            answer_options=PROMPTS,
            more_detail=True,
        ),
        Item(
            link_id="questions.star",
            text="Put this one among my top 3",
            short_text="Top 3",
            type=ItemType.BOOLEAN,
        ),
    ),
)

ANYTHING_ELSE = Item(
    prefix="J2",
    link_id="questions.anything_else",
    text="Is there anything else you want to ask or say?",
    short_text="Anything else I want to ask or say",
    hint="Write as much as you like.",
    why="No list covers everything.",
    sources=(v2("QPL15"),),
    type=ItemType.TEXT,
    short_form=True,
    place=QUESTIONS,
)

YOUR_QUESTIONS = Section(
    slug="questions",
    title="Your questions",
    pages=(
        Page(slug="themes", items=(INTERESTS,)),
        *(Page(slug=theme.slug, items=(_tick_list(theme),)) for theme in THEMES),
        Page(slug="my-list", items=(LIST,)),
        Page(slug="anything-else", items=(ANYTHING_ELSE,)),
    ),
)
