"""Section F, second part: allergies, bad reactions and anaesthetics, and the order in which F is asked."""

from forms.items import Column, Item, ItemType, Page, Rows, Section
from forms.ketamine.answer_sets import NOT_SURE, YNU, alone, loinc, opening, option, snomed, spoken
from forms.ketamine.medicines import (
    CHANGES,
    DIFFERENT,
    GROUPS_USED,
    INSTEAD,
    LIST,
    PHARMACY,
    UNPRESCRIBED,
)
from forms.ketamine.sheet_blocks import ALLERGIES
from forms.ketamine.sources import v1, v2

COLUMNS = (
    Item(
        link_id="allergy.substance",
        text="What caused it?",
        short_text="Cause",
        type=ItemType.OPEN_CHOICE,
        answer_options=(
            option("penicillin", "Penicillin", snomed("764146007", "Penicillin")),
            option("opioid", "Opioid painkiller"),
            option("nsaid", "Anti-inflammatory painkiller (NSAID)", hint="ibuprofen, for example"),
            option("anaesthetic", "Anaesthetic"),
            option("ketamine", "Ketamine or esketamine", snomed("373464007", "Ketamine (substance)")),
            option("latex", "Latex", snomed("300916003", "Latex allergy")),
            option("food", "A food", snomed("414285001", "Food allergy")),
            option("other-medicine", "Another medicine", snomed("416098002", "Drug allergy")),
        ),
    ),
    Item(
        link_id="allergy.detail",
        text="Which one was it?",
        short_text="Which one",
        phrase="{}",
        hint="The name of the medicine or food, for example.",
        type=ItemType.STRING,
    ),
    Item(
        link_id="allergy.reaction",
        text="What happened?",
        short_text="What happened",
        phrase="{}",
        hint="Tick all that apply.",
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("rash", "Rash or hives"),
            option("swelling", "Swelling"),
            option("breathing", "Trouble breathing"),
            option("faint", "Fainting"),
            option("whole-body", "Severe whole-body reaction (anaphylaxis)"),
            option("sickness", "Feeling sick or vomiting"),
            option("confusion", "Confusion, or being very restless"),
            NOT_SURE,
        ),
    ),
    Item(
        link_id="allergy.when",
        text="About when?",
        short_text="When",
        phrase="{}",
        hint="A rough date is fine, such as spring 2022.",
        type=ItemType.STRING,
    ),
    Item(
        link_id="allergy.treatment",
        text="Did you have treatment for it?",
        short_text="Treatment",
        phrase="{}",
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("no-treatment", "No treatment"),
            option("clinician", "Saw a clinician"),
            option("emergency", "Emergency care"),
            option("hospital", "Hospital stay"),
            NOT_SURE,
        ),
    ),
    Item(
        link_id="allergy.told",
        text="Were you told it was an allergy?",
        short_text="Told it was an allergy",
        type=ItemType.CHOICE,
        answer_options=(
            option("told", "Yes, by a clinician"),
            option("i-think-so", "I think so"),
            option("side-effect", "A side effect, not an allergy"),
            NOT_SURE,
        ),
    ),
)

ALLERGY_LIST = Item(
    prefix="F6",
    link_id="allergy.list",
    text="Have you had an allergy or bad reaction to a medicine, food, latex or anything else?",
    short_text="Allergies and bad reactions",
    why="Every team asks about this first.",
    sources=(v2("US-PI", "§4 hypersensitivity"), v1("EU-PL", "§2"), v1("IPS")),
    codes=(loinc("48765-2"),),
    type=ItemType.GROUP,
    repeats=True,
    rows=Rows(
        name=("allergy.substance", "allergy.detail"),
        add="Add an allergy or bad reaction",
        another="Add another one",
        unnamed="A reaction with no cause yet",
        columns=(
            Column(title="Cause", link_ids=("allergy.substance", "allergy.detail")),
            Column(title="What happened", link_ids=("allergy.reaction",)),
            Column(title="When", link_ids=("allergy.when",)),
            Column(title="Treatment", link_ids=("allergy.treatment",)),
        ),
        instead="allergy.instead",
    ),
    short_form=True,
    place=ALLERGIES,
    items=COLUMNS,
)

ALLERGY_INSTEAD = Item(
    link_id="allergy.instead",
    text="Or choose this",
    short_text="Allergies and bad reactions",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=spoken(
        alone("none", "None that I know of", snomed("716186003", "No known allergy")),
    ),
    short_form=True,
    place=ALLERGIES,
)

ANAESTHETIC = opening(
    Item(
        prefix="F7",
        link_id="anaesthetic.problem",
        text="Have you or a close relative had a problem with an anaesthetic or sedation?",
        short_text="Problem with an anaesthetic, mine or a close relative’s",
        sheet_text="Problem with an anaesthetic, mine or a relative’s",
        hint="These are the medicines that put you to sleep or make you drowsy for an operation or a test.",
        why="Ketamine is one of the medicines for anaesthetics. What happened before helps with plans.",
        sources=(v2("REST-CLINIC", "anaesthesia exposure and reaction"),),
        codes=(loinc("11348-0"),),
        type=ItemType.CHOICE,
        answer_options=YNU,
        short_form=True,
        place=ALLERGIES,
        area="anaesthetics",
        items=(
            Item(
                link_id="anaesthetic.what",
                text="What happened?",
                short_text="What happened",
                phrase="{}",
                hint="Tick all that apply.",
                type=ItemType.OPEN_CHOICE,
                repeats=True,
                answer_options=spoken(
                    option("sick", "Very sick"),
                    option("hard-to-wake", "Hard to wake"),
                    option("breathing", "A problem with breathing"),
                    option("upset", "Upset or confused"),
                    NOT_SURE,
                ),
            ),
        ),
    )
)

MEDICINES_AND_ALLERGIES = Section(
    slug="medicines",
    title="Medicines and allergies",
    pages=(
        Page(slug="medicine-list", title="What medicines do you use now?", items=(LIST, INSTEAD)),
        Page(slug="pharmacy", items=(PHARMACY,)),
        Page(slug="medicine-groups", items=(GROUPS_USED,)),
        Page(slug="without-prescription", items=(UNPRESCRIBED,)),
        Page(slug="changes", items=(CHANGES,)),
        Page(slug="label", items=(DIFFERENT,)),
        Page(
            slug="allergies",
            title="Have you had an allergy or bad reaction to a medicine, food, latex or anything else?",
            items=(ALLERGY_LIST, ALLERGY_INSTEAD),
        ),
        Page(slug="anaesthetic", items=(ANAESTHETIC,)),
    ),
)
