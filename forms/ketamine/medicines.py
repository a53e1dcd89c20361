"""Section F, first part: the medicines, the groups that jog the memory, and how they are really taken."""

from forms.items import (
    FOLLOWING,
    Column,
    EnableBehavior,
    EnableWhen,
    Item,
    ItemType,
    OpensRows,
    Operator,
    Rows,
)
from forms.ketamine.answer_sets import NONE_OF_THESE, NOT_SURE, YNU, alone, loinc, opening, option, snomed, spoken
from forms.ketamine.medicine_groups import GROUPS, SHOP_BOUGHT
from forms.ketamine.medicine_row import FIRST_COLUMNS, MORE_COLUMNS
from forms.ketamine.sheet_blocks import MEDICINES
from forms.ketamine.sources import v1, v2

LIST = Item(
    prefix="F1",
    link_id="medication.list",
    text="What medicines do you use now?",
    short_text="Medicines",
    hint="Get the boxes or a pharmacy list if you can. Names alone are fine.",
    why="A full list, as it is today, is the base of every talk about medicines.",
    sources=(v2("CPSI"), v2("JC"), v2("MATCH"), v2("PHENX")),
    codes=(loinc("10160-0", "History of Medication use Narrative"),),
    type=ItemType.GROUP,
    repeats=True,
    rows=Rows(
        name=("medication.name", "medication.group"),
        add="Add a medicine",
        another="Add another medicine",
        unnamed="A medicine with no name yet",
        columns=(
            Column(title="Name", link_ids=("medication.name",)),
            Column(title="Strength", link_ids=("medication.strength",)),
            Column(
                title="How I take it",
                link_ids=(
                    "medication.dose",
                    "medication.frequency",
                    "medication.route",
                    "medication.prn",
                    "medication.prn_days",
                ),
            ),
            Column(title="For", link_ids=("medication.reason",)),
            Column(title="Last taken", link_ids=("medication.last_taken",)),
            Column(
                title="Different from the label",
                link_ids=("medication.as_labelled", "medication.as_labelled_words"),
            ),
        ),
        instead="medication.instead",
        ended=EnableWhen("medication.stopped", Operator.EQUALS, "stopped"),
        ended_title="Medicines I have stopped",
    ),
    short_form=True,
    place=MEDICINES,
    items=(*FIRST_COLUMNS, *MORE_COLUMNS),
)

INSTEAD = Item(
    link_id="medication.instead",
    text="Or choose one of these",
    short_text="Medicines",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=spoken(
        alone("none", "I use none", snomed("787481004", "No known medications")),
        option("my-list", "I’ll bring my list"),
        option("as-labels", "Same as the labels – I’ll bring the boxes"),
    ),
    short_form=True,
    place=MEDICINES,
)

PHARMACY = Item(
    link_id="medication.pharmacy",
    text="Which pharmacy do you use?",
    short_text="Pharmacy",
    why="A pharmacy list helps when a name or a dose is hard to recall.",
    sources=(v2("CPSI", "a second source beside the patient"),),
    type=ItemType.STRING,
    enable_when=(
        EnableWhen("medication.list", Operator.EXISTS, True),
        EnableWhen("medication.instead", Operator.EQUALS, "my-list"),
        EnableWhen("medication.instead", Operator.EQUALS, "as-labels"),
    ),
    enable_behavior=EnableBehavior.ANY,
    short_form=True,
    place=FOLLOWING,
)

GROUPS_USED = Item(
    prefix="F2",
    link_id="medication.groups",
    text="Do you use anything from these groups?",
    short_text="Groups of medicines I use",
    hint="Tick what you use, even now and then. Each tick starts a line in your list.",
    why=(
        "Some medicines change how ketamine feels, how long it lasts, or your blood pressure, breathing or "
        "sleepiness. Your clinician will want the full list."
    ),
    sources=(v2("US-PI", "§7"), v1("EU-PL", "§2"), v2("REMS-MON")),
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=(*GROUPS, NONE_OF_THESE, NOT_SURE),
    opens_rows=OpensRows(rows="medication.list", column="medication.group"),
    short_form=True,
    place=MEDICINES,
)

UNPRESCRIBED = Item(
    prefix="F3",
    link_id="medication.unprescribed",
    text="And anything without a prescription?",
    short_text="Without a prescription",
    hint="Tick what you use, even now and then. Each tick starts a line in your list.",
    why="Shop-bought items can matter as much as prescribed ones.",
    sources=(v2("MATCH", "shop-bought items, drops, creams, herbals"), v1("EU-PL", "nasal sprays")),
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=(*SHOP_BOUGHT, NONE_OF_THESE),
    opens_rows=OpensRows(rows="medication.list", column="medication.group"),
    place=MEDICINES,
)

CHANGES = opening(
    Item(
        prefix="F4",
        link_id="medication.changes",
        text="Has anything been started, stopped or changed in the last 3 months?",
        short_text="Started, stopped or changed in the last 3 months",
        sheet_text="Changes in 3 months",
        why="A recent change can explain how you feel now.",
        sources=(v2("EMEDSA", "recent changes"),),
        type=ItemType.CHOICE,
        answer_options=YNU,
        place=MEDICINES,
        items=(
            Item(
                link_id="medication.changes_what",
                text="What was it?",
                short_text="What",
                phrase="{}",
                type=ItemType.TEXT,
            ),
            Item(
                link_id="medication.changes_when",
                text="About when?",
                short_text="When",
                phrase="when: {}",
                type=ItemType.STRING,
            ),
            Item(link_id="medication.changes_why", text="Why?", short_text="Why", phrase="why: {}", type=ItemType.TEXT),
        ),
    )
)

DIFFERENT = opening(
    Item(
        prefix="F5",
        link_id="medication.different",
        text="Do you take any of them in another way than the label says?",
        short_text="Taken in another way than the label says",
        sheet_text="Other than the label",
        why="What you really take matters more than the label.",
        sources=(v2("PHENX", "what was taken in the last 2 weeks"), v1("USCORE", "adherence")),
        codes=(loinc("71799-1"),),
        type=ItemType.CHOICE,
        answer_options=YNU,
        place=MEDICINES,
        items=(
            Item(
                link_id="medication.different_how",
                text="Which ones, and how?",
                short_text="Which and how",
                phrase="{}",
                type=ItemType.TEXT,
            ),
            Item(
                link_id="medication.different_because",
                text="What gets in the way?",
                short_text="What gets in the way",
                phrase="what gets in the way: {}",
                type=ItemType.OPEN_CHOICE,
                repeats=True,
                answer_options=spoken(
                    option("forgetting", "I forget"),
                    option("side-effects", "Side effects"),
                    option("cost", "Cost"),
                    option("choice", "I choose to"),
                ),
            ),
        ),
    )
)
