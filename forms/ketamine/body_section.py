"""Section G, second part: liver, bladder, other conditions, pregnancy, and the order of the section."""

from forms.items import Item, ItemType, Page, Section
from forms.ketamine.answer_sets import (
    IN_PERSON,
    NONE_OF_THESE,
    NOT_SURE,
    PREFER_NOT,
    alone,
    loinc,
    opening,
    option,
    snomed,
    spoken,
)
from forms.ketamine.body import BRAIN, BREATHING, HEART, PRESSURE, SIZE, VESSELS
from forms.ketamine.operations import OPERATIONS, OPERATIONS_INSTEAD
from forms.ketamine.sheet_blocks import HISTORY
from forms.ketamine.sources import v1, v2, v3

LIVER_KIDNEY = opening(
    Item(
        prefix="G7",
        link_id="body.liver_kidney",
        text="Do you have any liver or kidney problems?",
        short_text="Liver or kidney conditions",
        sheet_text="Liver or kidney",
        hint="Tick all that apply.",
        why="The liver breaks down ketamine.",
        sources=(v1("EU-PL"), v2("COHEN18"), v2("KET-PI")),
        codes=(snomed("235856003", "Disorder of liver"), snomed("709044004", "Chronic kidney disease")),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(
            option("hepatitis", "Hepatitis"),
            option("cirrhosis", "Scarring of the liver (cirrhosis)", snomed("19943007", "Cirrhosis")),
            option("fatty-liver", "Fatty liver"),
            option("liver-tests", "Raised liver tests"),
            option("kidney", "Kidney disease"),
            option("dialysis", "Dialysis"),
            NONE_OF_THESE,
            NOT_SURE,
        ),
        short_form=True,
        place=HISTORY,
        area="organs",
        items=(
            Item(
                link_id="body.liver_kidney_test",
                text="When was your latest blood test, and what did it say?",
                short_text="Latest blood test",
                phrase="latest blood test: {}",
                type=ItemType.STRING,
            ),
        ),
    )
)

BLADDER = opening(
    Item(
        prefix="G8",
        link_id="body.bladder",
        text="Bladder: do you have any of these?",
        short_text="Bladder conditions",
        sheet_text="Bladder",
        hint="Tick all that apply.",
        why="Heavy or long use can affect the bladder, so a “before” picture helps.",
        sources=(v1("EU-PL"), v2("FDA23"), v2("KSET")),
        codes=(
            snomed("38822007", "Cystitis"),
            snomed("197834003", "Chronic interstitial cystitis"),
            snomed("197927001", "Recurrent UTI"),
        ),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(
            option("pain", "Pain when I pee (urinate)"),
            option("often", "Going very often"),
            option("blood", "Blood in the urine"),
            option(
                "condition",
                "A bladder condition",
            ),
            NONE_OF_THESE,
            NOT_SURE,
        ),
        short_form=True,
        place=HISTORY,
        area="organs",
        items=(
            Item(
                link_id="body.bladder_when",
                text="Is this now, or in the past?",
                short_text="Now or in the past",
                phrase="{}",
                type=ItemType.CHOICE,
                answer_options=spoken(
                    option("now", "Now"), option("past", "In the past"), option("both", "Both"), NOT_SURE
                ),
            ),
            Item(
                link_id="body.bladder_called",
                text="Was it given a name (diagnosis)?",
                short_text="Given the name",
                phrase="given the name: {}",
                type=ItemType.STRING,
            ),
        ),
    )
)

OTHER = opening(
    Item(
        prefix="G9",
        link_id="body.other",
        text="Do you have any of these?",
        short_text="Other conditions",
        sheet_text="",
        hint="Tick all that apply.",
        why="Each can change how a session is planned.",
        sources=(
            v1("EU-PL", "thyroid"),
            v2("COHEN18", "eye pressure"),
            v2("GLP1", "stomach"),
            v3(note="porphyria, adrenal tumour"),
        ),
        codes=(
            snomed("44054006", "Type 2 diabetes"),
            snomed("23986001", "Glaucoma"),
            snomed("112222000", "Raised intraocular pressure"),
        ),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("overactive-thyroid", "Overactive thyroid", snomed("34486009", "Hyperthyroidism")),
            option("underactive-thyroid", "Underactive thyroid", snomed("40930008", "Hypothyroidism")),
            option("diabetes", "Diabetes"),
            option(
                "eye-pressure",
                "Glaucoma or high eye pressure",
            ),
            option("stomach", "Bad heartburn (reflux) or a slow stomach"),
            option("porphyria", "Porphyria", snomed("418470004", "Porphyria"), hint="a rare blood condition"),
            option(
                "adrenal",
                "A growth on the adrenal gland (phaeochromocytoma)",
                snomed("302835009", "Pheochromocytoma"),
            ),
            option("bleeding", "A bleeding disorder"),
            NONE_OF_THESE,
        ),
        place=HISTORY,
        area="other",
        items=(
            Item(
                link_id="body.other_words",
                text="Would you like to say more?",
                short_text="More about this",
                phrase="{}",
                type=ItemType.TEXT,
            ),
        ),
    )
)

STAIRS = Item(
    prefix="G10",
    link_id="body.stairs",
    text="Can you walk up a flight of stairs without stopping?",
    short_text="A flight of stairs without stopping",
    sheet_text="A flight of stairs",
    why="It is a quick picture of heart, lungs and steadiness.",
    sources=(v3("APA17", "exercise tolerance"), v1("EU-PL", "falls in people over 65")),
    codes=(loinc("47420-5"),),
    type=ItemType.CHOICE,
    answer_options=spoken(
        option("yes", "Yes"),
        option("with-rest", "With a rest"),
        option("no", "No"),
        option("not-tried", "Not tried"),
        NOT_SURE,
    ),
    place=HISTORY,
    area="other",
    items=(
        Item(
            link_id="body.falls",
            text="Have you had any falls in the last year?",
            short_text="Falls in the last year",
            phrase="falls in the last year: {}",
            type=ItemType.STRING,
        ),
    ),
)

PREGNANCY = opening(
    Item(
        prefix="G11",
        link_id="body.pregnancy",
        text="Are you pregnant, might you be, planning to be, or breastfeeding?",
        short_text="Pregnant or breastfeeding",
        sheet_text="",
        hint="Tick all that apply. Everyone sees this question.",
        why="Product leaflets have advice on pregnancy, birth control and breastfeeding. You can talk it through.",
        sources=(v1("EU-PL"), v2("US-PI", "8"), v2("COHEN18")),
        codes=(loinc("82810-3"), loinc("10162-6", "History of pregnancies Narrative")),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(
            option("pregnant", "Pregnant", snomed("77386006", "Pregnant")),
            option("might-be", "I might be pregnant"),
            option("planning", "Planning to be pregnant"),
            option("breastfeeding", "Breastfeeding"),
            alone("none-of-these", "None of these", snomed("60001007", "Not pregnant")),
            alone("does-not-apply", "Does not apply to me"),
            PREFER_NOT,
            IN_PERSON,
        ),
        short_form=True,
        place=HISTORY,
        area="pregnancy",
        items=(
            Item(
                link_id="body.contraception",
                text="What birth control (contraception) do you use, if any?",
                short_text="Birth control",
                phrase="birth control: {}",
                type=ItemType.STRING,
            ),
        ),
    ),
    "pregnant",
    "might-be",
    "planning",
    "breastfeeding",
    "none-of-these",
)

BODY = Section(
    slug="body",
    title="Your physical health",
    intro="Tick what applies. These are the things product leaflets and clinics commonly ask about.",
    pages=(
        Page(slug="height-and-weight", items=(SIZE,)),
        Page(slug="blood-pressure", items=(PRESSURE,)),
        Page(slug="heart", items=(HEART,)),
        Page(slug="vessels", items=(VESSELS,)),
        Page(slug="brain", items=(BRAIN,)),
        Page(slug="breathing", items=(BREATHING,)),
        Page(slug="liver-and-kidney", items=(LIVER_KIDNEY,)),
        Page(slug="bladder", items=(BLADDER,)),
        Page(slug="other-conditions", items=(OTHER,)),
        Page(slug="stairs", items=(STAIRS,)),
        Page(slug="family-plans", items=(PREGNANCY,)),
        Page(
            slug="operations",
            title="Have you had surgery or stayed in hospital, or is anything implanted?",
            items=(OPERATIONS, OPERATIONS_INSTEAD),
        ),
    ),
)
