"""Section C, second part: what is optional there, and the order in which it is asked."""

from forms.items import FOLLOWING, NOWHERE, Item, ItemType, Page, Rows, Section
from forms.ketamine.answer_sets import NOT_SURE, PREFER_NOT, alone, asked_after, loinc, option
from forms.ketamine.feelings import (
    FAMILY,
    HIGH_ENERGY,
    SENSES,
    TAKE_CARE,
    TOLD_OF,
    UNREAL,
)
from forms.ketamine.hurt import HURT, THOUGHTS
from forms.ketamine.sources import v1, v3

MORE = Item(
    link_id="feelings.more",
    text="Would you like to add any of these? They are optional.",
    short_text="More about how I feel",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=(
        option("results", "A result I already have, from a form about mood, worry, trauma or pain"),
        option("sleep-appetite", "How I sleep and eat right now"),
    ),
    place=NOWHERE,
)

RESULTS = asked_after(
    Item(
        prefix="C9",
        link_id="result.list",
        text="Have you filled in a form about mood, worry, trauma or pain lately?",
        short_text="Results I already have",
        hint="For example, PHQ-9, GAD-7, PCL-5 or PEG.",
        why="A recent result saves doing it again.",
        sources=(v1("NHS-FORMS", "such sheets come later than a first form"),),
        codes=(loinc("44261-6"), loinc("70274-6")),
        type=ItemType.GROUP,
        repeats=True,
        rows=Rows(
            name=("result.name",),
            add="Add a result",
            another="Add another result",
            unnamed="A result with no name yet",
            instead="result.instead",
        ),
        optional=True,
        place=FOLLOWING,
        items=(
            Item(link_id="result.name", text="Which form was it?", short_text="Form", type=ItemType.STRING),
            Item(link_id="result.value", text="What was the result?", short_text="Result", type=ItemType.STRING),
            Item(link_id="result.date", text="About when?", short_text="When", type=ItemType.STRING),
        ),
    ),
    MORE,
    "results",
)

RESULTS_INSTEAD = asked_after(
    Item(
        link_id="result.instead",
        text="Or choose this",
        short_text="Results I already have",
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=(alone("none", "None lately"),),
        optional=True,
        place=FOLLOWING,
    ),
    MORE,
    "results",
)

SLEEP = asked_after(
    Item(
        prefix="C10",
        link_id="feelings.sleep",
        text="How is your sleep right now?",
        short_text="Sleep",
        why="Sleep and eating often change with mood, pain and medicines.",
        sources=(v3(),),
        type=ItemType.CHOICE,
        answer_options=(
            option("usual", "About as usual"),
            option("less", "Less than usual"),
            option("more", "More than usual"),
            option("broken", "Broken, or at odd times"),
            NOT_SURE,
            PREFER_NOT,
        ),
        optional=True,
        place=FOLLOWING,
    ),
    MORE,
    "sleep-appetite",
)

APPETITE = asked_after(
    Item(
        link_id="feelings.appetite",
        text="How is your appetite right now?",
        short_text="Appetite",
        type=ItemType.CHOICE,
        answer_options=(
            option("usual", "About as usual"),
            option("less", "Less than usual"),
            option("more", "More than usual"),
            NOT_SURE,
            PREFER_NOT,
        ),
        optional=True,
        place=FOLLOWING,
    ),
    MORE,
    "sleep-appetite",
)

FEELINGS = Section(
    slug="feelings",
    title="How you have been feeling",
    intro=(
        "Some of these are personal. Skip any. Nobody reads this form as you fill it in. "
        "If you need help now, see the box below."
    ),
    help_box=True,
    private_ticks=True,
    pages=(
        Page(slug="told-of", items=(TOLD_OF,)),
        Page(slug="energy", items=(HIGH_ENERGY,)),
        Page(slug="senses", items=(SENSES,)),
        Page(slug="here-and-now", items=(UNREAL,)),
        Page(slug="take-care", items=(TAKE_CARE,)),
        Page(slug="past-month", items=(THOUGHTS,)),
        Page(slug="ever-before", items=(HURT,)),
        Page(slug="family", items=(FAMILY,)),
        Page(slug="more-feelings", items=(MORE,)),
        Page(slug="results", title="Results you already have", items=(RESULTS, RESULTS_INSTEAD)),
        Page(slug="sleep-and-appetite", title="How are sleep and appetite right now?", items=(SLEEP, APPETITE)),
    ),
)
