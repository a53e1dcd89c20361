"""Section H: alcohol, cannabis and other substances, asked of everyone in the same words."""

from forms.items import FOLLOWING, NOWHERE, Item, ItemType, Page, Section
from forms.ketamine.answer_sets import (
    IN_PERSON,
    NONE_OF_THESE,
    PREFER_NOT,
    YNU,
    YNU_P,
    asked_after,
    loinc,
    opening,
    option,
    snomed,
    spoken,
)
from forms.ketamine.sheet_blocks import SUBSTANCES
from forms.ketamine.sources import v1, v2, v3

ALCOHOL = opening(
    Item(
        prefix="H1",
        link_id="substance.alcohol",
        text="How often do you drink alcohol?",
        short_text="Alcohol",
        why="Alcohol adds to drowsiness and affects the liver.",
        sources=(v2("US-PI", "§7 alcohol"), v1("EU-PL")),
        codes=(loinc("74013-4"),),
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("not-at-all", "Not at all"),
            option("yearly", "A few times a year"),
            option("monthly", "A few times a month"),
            option("weekly", "A few times a week"),
            option("daily", "Daily or nearly daily"),
            PREFER_NOT,
            IN_PERSON,
        ),
        place=SUBSTANCES,
        items=(
            Item(
                link_id="substance.alcohol_amount",
                text="How much is usual?",
                short_text="Usual amount",
                phrase="usual amount: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="substance.alcohol_last",
                text="When was your last drink?",
                short_text="Last drink",
                phrase="last drink: {}",
                type=ItemType.STRING,
            ),
        ),
    )
)

CANNABIS = opening(
    Item(
        prefix="H2",
        link_id="substance.cannabis",
        text="Do you use cannabis or CBD?",
        short_text="Cannabis or CBD",
        why="It can change how awake you are, your pulse, and how a session feels.",
        sources=(v3(note="labels do not name it"),),
        codes=(snomed("398705004", "Cannabis"),),
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("no", "No"),
            option("sometimes", "Sometimes"),
            option("most-days", "Most days"),
            PREFER_NOT,
            IN_PERSON,
        ),
        place=SUBSTANCES,
        items=(
            Item(
                link_id="substance.cannabis_form",
                text="In which form?",
                short_text="Form",
                phrase="{}",
                type=ItemType.OPEN_CHOICE,
                repeats=True,
                answer_options=spoken(
                    option("smoke", "Smoke"),
                    option("vape", "Vape"),
                    option("edible", "Food or drink"),
                    option("oil", "Oil"),
                ),
            ),
            Item(
                link_id="substance.cannabis_prescribed",
                text="Is it prescribed to you?",
                short_text="Prescribed",
                phrase="prescribed: {}",
                type=ItemType.CHOICE,
                answer_options=YNU,
            ),
            Item(
                link_id="substance.cannabis_last",
                text="When did you last use it?",
                short_text="Last use",
                phrase="last use: {}",
                type=ItemType.STRING,
            ),
        ),
    )
)

NOT_PRESCRIBED = opening(
    Item(
        prefix="H3",
        link_id="substance.not_prescribed",
        text="In the past year, have you used anything not prescribed to you, or more than prescribed?",
        short_text="Not prescribed, or more than prescribed, in the past year",
        sheet_text="Not as prescribed, past year",
        hint="Tick all that apply.",
        why="Mixing can matter, and the team would plan support.",
        sources=(v1("EU-PL"), v2("US-PI", "5"), v2("SPRHCP", "a careful look at past use")),
        codes=(loinc("29762-2"),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("ketamine", "Ketamine"),
            option("opioids", "Opioids"),
            option("stimulants", "Stimulants or cocaine"),
            option("psychedelics", "MDMA or psychedelics"),
            option("sedatives", "Sedatives"),
            option("solvents", "Solvents or laughing gas (nitrous oxide)"),
            NONE_OF_THESE,
            PREFER_NOT,
            IN_PERSON,
        ),
        short_form=True,
        place=SUBSTANCES,
        items=(
            Item(
                link_id="substance.not_prescribed_often",
                text="How often?",
                short_text="How often",
                phrase="how often: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="substance.not_prescribed_last",
                text="When was the last time?",
                short_text="Last use",
                phrase="last use: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="substance.not_prescribed_how",
                text="How do you take it?",
                short_text="How taken",
                phrase="how taken: {}",
                hint="For example, swallow, sniff, smoke or inject.",
                type=ItemType.STRING,
            ),
        ),
    )
)

WORRY = opening(
    Item(
        prefix="H4",
        link_id="substance.worry",
        text="Has alcohol or any substance ever been a worry, or are you in recovery?",
        short_text="Alcohol or a substance a worry, or in recovery",
        sheet_text="A worry, or in recovery",
        why="Ketamine can be misused. People in recovery may want extra care in the plan.",
        sources=(v2("US-PI", "5"), v2("COHEN18")),
        codes=(snomed("371422002", "History of substance use"),),
        type=ItemType.CHOICE,
        answer_options=YNU_P,
        place=SUBSTANCES,
        items=(
            Item(
                link_id="substance.worry_helps",
                text="What helps you stay well?",
                short_text="What helps me stay well",
                phrase="what helps me stay well: {}",
                type=ItemType.TEXT,
            ),
            Item(
                link_id="substance.worry_support",
                text="Who supports you?",
                short_text="Who supports me",
                phrase="who supports me: {}",
                type=ItemType.STRING,
            ),
        ),
    )
)

MORE = Item(
    link_id="substance.more",
    text="Would you like to add this? It is optional.",
    short_text="More about substances",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=(option("tobacco", "Tobacco or vaping"),),
    place=NOWHERE,
)

TOBACCO = asked_after(
    opening(
        Item(
            prefix="H5",
            link_id="substance.tobacco",
            text="Do you smoke tobacco or vape?",
            short_text="Tobacco or vaping",
            why="This is part of any health history.",
            sources=(v1("IPS"),),
            codes=(loinc("72166-2"),),
            type=ItemType.CHOICE,
            answer_options=(
                option("no", "No"),
                option("used-to", "I used to"),
                option("sometimes", "Sometimes"),
                option("every-day", "Every day"),
                PREFER_NOT,
                IN_PERSON,
            ),
            optional=True,
            place=FOLLOWING,
            items=(
                Item(
                    link_id="substance.tobacco_amount",
                    text="How much?",
                    short_text="Amount",
                    type=ItemType.STRING,
                ),
            ),
        )
    ),
    MORE,
    "tobacco",
)

SUBSTANCE_USE = Section(
    slug="substances",
    title="Alcohol, cannabis and other substances",
    intro=(
        "This is asked of everyone. It is about planning care with you, not judging. "
        "You can leave this section off the printed page."
    ),
    private_ticks=True,
    pages=(
        Page(slug="alcohol", items=(ALCOHOL,)),
        Page(slug="cannabis", items=(CANNABIS,)),
        Page(slug="past-year", items=(NOT_PRESCRIBED,)),
        Page(slug="staying-well", items=(WORRY,)),
        Page(slug="more-use", items=(MORE,)),
        Page(slug="tobacco", items=(TOBACCO,)),
    ),
)
