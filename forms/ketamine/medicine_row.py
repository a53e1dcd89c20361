"""The columns of one medicine: five that are asked first, and the rest for those who want to say more."""

from dataclasses import replace

from forms.items import EnableBehavior, EnableWhen, Item, ItemType, Operator
from forms.ketamine.answer_sets import NOT_SURE, loinc, opening, option, spoken
from forms.ketamine.medicine_groups import GROUPS, SHOP_BOUGHT
from forms.ketamine.medicine_names import MEDICINE_NAMES

FIRST_COLUMNS = (
    Item(
        link_id="medication.name",
        text="What is the name on the box?",
        short_text="Name",
        hint="Any name is fine. Copy it as it is written.",
        type=ItemType.STRING,
        suggestions=MEDICINE_NAMES,
    ),
    Item(
        link_id="medication.strength",
        text="What is the strength of each tablet, patch or puff?",
        short_text="Strength",
        phrase="{}",
        hint="For example, 50 mg, 25 micrograms, or not sure.",
        type=ItemType.STRING,
    ),
    Item(
        link_id="medication.dose",
        text="How much each time?",
        short_text="How much each time",
        phrase="{}",
        hint="For example, 2 tablets, 1 patch or 5 mL.",
        type=ItemType.STRING,
    ),
    Item(
        link_id="medication.frequency",
        text="How often?",
        short_text="How often",
        phrase="{}",
        type=ItemType.OPEN_CHOICE,
        answer_options=spoken(
            option("once-a-day", "Once a day"),
            option("twice-a-day", "Twice a day"),
            option("3-times-a-day", "3 times a day"),
            option("4-times-a-day", "4 times a day"),
            option("at-night", "At night"),
            option("every-other-day", "Every other day"),
            option("weekly", "Once a week"),
            option("monthly", "Once a month"),
            option("as-needed", "As needed", hint="only when needed"),
            NOT_SURE,
        ),
    ),
    Item(
        link_id="medication.reason",
        text="What is it for?",
        short_text="For",
        phrase="for {}",
        type=ItemType.STRING,
    ),
)

AS_NEEDED = Item(
    link_id="medication.prn",
    text="Do you take it only when needed?",
    short_text="Regular or as needed",
    phrase="{}",
    type=ItemType.CHOICE,
    answer_options=spoken(option("as-needed", "As needed"), option("regular", "Regularly"), NOT_SURE),
    more_detail=True,
    items=(
        Item(
            link_id="medication.prn_days",
            text="On about how many days in the last 2 weeks?",
            short_text="Days in the last 2 weeks",
            phrase="{} of the last 14 days",
            type=ItemType.INTEGER,
            min_value=0,
            max_value=14,
            enable_when=(
                EnableWhen("medication.frequency", Operator.EQUALS, "as-needed"),
                EnableWhen("medication.prn", Operator.EQUALS, "as-needed"),
            ),
            enable_behavior=EnableBehavior.ANY,
        ),
    ),
)

CHANGED = opening(
    Item(
        link_id="medication.stopped",
        text="Have you stopped or changed it?",
        short_text="Stopped or changed",
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("same", "Still use it, no change"),
            option("changed", "Changed"),
            option("stopped", "Stopped"),
            NOT_SURE,
        ),
        more_detail=True,
        items=(
            Item(
                link_id="medication.stopped_when",
                text="About when?",
                short_text="When",
                phrase="when: {}",
                hint="A rough date is fine, such as spring 2022.",
                type=ItemType.STRING,
            ),
            Item(
                link_id="medication.stopped_why",
                text="Why?",
                short_text="Why",
                phrase="why: {}",
                type=ItemType.OPEN_CHOICE,
                repeats=True,
                answer_options=spoken(
                    option("no-help", "Did not help enough"),
                    option("side-effect", "Side effect"),
                    option("cost", "Cost"),
                    option("better", "Felt better"),
                    NOT_SURE,
                ),
            ),
        ),
    ),
    "changed",
    "stopped",
)

AS_LABELLED = opening(
    Item(
        link_id="medication.as_labelled",
        text="Do you take it the way the label says?",
        short_text="The way the label says",
        phrase="{}",
        codes=(loinc("71799-1"),),
        type=ItemType.CHOICE,
        answer_options=(
            option("yes", "Yes", said="as labelled"),
            option("mostly", "Mostly", said="mostly as labelled"),
            option("often-not", "Often not", said="often not as labelled"),
            replace(NOT_SURE, said="not sure if as labelled"),
        ),
        more_detail=True,
        items=(
            Item(
                link_id="medication.as_labelled_words",
                text="What do you do?",
                short_text="What I do",
                phrase="{}",
                type=ItemType.TEXT,
            ),
        ),
    ),
    "mostly",
    "often-not",
    "not-sure",
)

MORE_COLUMNS = (
    Item(
        link_id="medication.form",
        text="What kind is it?",
        short_text="Kind",
        phrase="{}",
        type=ItemType.OPEN_CHOICE,
        answer_options=spoken(
            option("tablet", "Tablet"),
            option("capsule", "Capsule"),
            option("liquid", "Liquid"),
            option("patch", "Patch"),
            option("inhaler", "Inhaler"),
            option("nasal-spray", "Nasal spray"),
            option("eye-drop", "Eye drop"),
            option("cream", "Cream"),
            option("injection", "Injection"),
            option("lozenge", "Lozenge"),
        ),
        more_detail=True,
    ),
    Item(
        link_id="medication.route",
        text="How do you use it?",
        short_text="How I use it",
        phrase="{}",
        type=ItemType.OPEN_CHOICE,
        answer_options=spoken(
            option("swallow", "Swallow it"),
            option("under-tongue", "Under the tongue"),
            option("skin", "On the skin"),
            option("breathe-in", "Breathe it in"),
            option("nose", "In the nose"),
            option("eye", "In the eye"),
            option("inject", "Inject it"),
        ),
        more_detail=True,
    ),
    AS_NEEDED,
    Item(
        link_id="medication.started",
        text="When did you start?",
        short_text="Started",
        phrase="started {}",
        hint="A rough date is fine, such as spring 2022.",
        type=ItemType.STRING,
        more_detail=True,
    ),
    CHANGED,
    Item(
        link_id="medication.prescriber",
        text="Who prescribed it?",
        short_text="Prescribed by",
        phrase="prescribed by: {}",
        hint="A name, or “bought without a prescription”.",
        type=ItemType.STRING,
        more_detail=True,
    ),
    Item(
        link_id="medication.last_taken",
        text="When did you last take it?",
        short_text="Last taken",
        phrase="last taken: {}",
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("today", "Today"),
            option("yesterday", "Yesterday"),
            option("this-week", "This week"),
            option("longer", "Longer ago"),
            NOT_SURE,
        ),
        more_detail=True,
    ),
    AS_LABELLED,
    Item(
        link_id="medication.kind",
        text="What sort is it?",
        short_text="Sort",
        phrase="{}",
        type=ItemType.OPEN_CHOICE,
        answer_options=spoken(
            option("prescribed", "Prescribed"),
            option("shop-bought", "Shop-bought"),
            option("vitamin-herbal", "Vitamin or herbal"),
            option("cannabis-cbd", "Cannabis or CBD"),
        ),
        more_detail=True,
    ),
    Item(
        link_id="medication.source",
        text="Where did you read this from?",
        short_text="Read from",
        phrase="{}",
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("box", "From the box"),
            option("pharmacy-list", "From a pharmacy list"),
            option("memory", "From memory"),
        ),
        more_detail=True,
    ),
    Item(
        link_id="medication.group",
        text="Which group is it from?",
        short_text="Group",
        hint="A tick on the pages of groups fills this in.",
        type=ItemType.CHOICE,
        answer_options=(*GROUPS, *SHOP_BOUGHT),
        more_detail=True,
    ),
    Item(
        link_id="medication.note",
        text="Anything to add?",
        short_text="Note",
        type=ItemType.TEXT,
        more_detail=True,
    ),
)
