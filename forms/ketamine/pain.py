"""Section D: long-term pain, asked in full only when the patient has it."""

from forms.items import FOLLOWING, NOWHERE, Item, ItemType, OpensRows, Page, Section
from forms.ketamine.answer_sets import YNU, YNU_P, alone, asked_after, loinc, opening, option, snomed, spoken
from forms.ketamine.medicine_groups import OPIOIDS
from forms.ketamine.sheet_blocks import HISTORY
from forms.ketamine.sources import v1, v2, v3

LONG_TERM = Item(
    prefix="D1",
    link_id="pain.long_term",
    text="Have you had pain for more than three months?",
    short_text="Pain for more than three months",
    sheet_text="Over three months",
    why="Ketamine is also discussed for some kinds of long-term pain.",
    sources=(v2("COHEN18"),),
    codes=(snomed("82423001", "Chronic pain"),),
    type=ItemType.CHOICE,
    answer_options=YNU,
    short_form=True,
    place=HISTORY,
    area="pain",
)

LOCATION = asked_after(
    Item(
        prefix="D2",
        link_id="hpi.location",
        text="Where is the pain?",
        short_text="Where the pain is",
        sheet_text="Where",
        hint="Tick all that apply.",
        why="Where it is, and how it spreads, helps to name the type of pain.",
        sources=(v3(),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("head", "Head or face"),
            option("neck", "Neck or shoulders"),
            option("arms", "Arms or hands"),
            option("chest", "Chest"),
            option("belly", "Belly or pelvis"),
            option("back", "Back"),
            option("legs", "Hips or legs"),
            option("feet", "Feet"),
            option("all-over", "All over"),
        ),
        short_form=True,
        place=HISTORY,
        area="pain",
    ),
    LONG_TERM,
)

CALLED = asked_after(
    opening(
        Item(
            prefix="D3",
            link_id="pain.called",
            text="What has the pain been called?",
            short_text="The pain has been called",
            sheet_text="Called",
            hint="Tick all that apply.",
            why="Study results are not the same for each type.",
            sources=(v2("COHEN18", "list of conditions"), v2("MAHER17")),
            codes=(snomed("278860009", "Chronic low back pain"),),
            type=ItemType.OPEN_CHOICE,
            repeats=True,
            answer_options=spoken(
                option(
                    "crps",
                    "Complex regional pain syndrome (CRPS)",
                    snomed("128200000", "Complex regional pain syndrome"),
                    said="CRPS",
                ),
                option("fibromyalgia", "Fibromyalgia", snomed("95417003", "Primary fibromyalgia syndrome")),
                option("nerve-pain", "Nerve pain", snomed("247398009", "Neuropathic pain")),
                option("spinal-injury", "Spinal cord injury", snomed("90584004", "Spinal cord injury")),
                option("phantom-limb", "Phantom limb pain", snomed("193114000", "Phantom limb")),
                option("after-shingles", "Pain after shingles", snomed("2177002", "Postherpetic neuralgia")),
                option("back-pain", "Back pain"),
                option("headache", "Migraine or headache"),
                option("cancer", "Pain linked to cancer"),
                alone("no-name", "No name yet"),
            ),
            short_form=True,
            place=HISTORY,
            area="pain",
            items=(
                Item(
                    link_id="pain.called_by",
                    text="Who gave it that name?",
                    short_text="Named by",
                    phrase="named by {}",
                    type=ItemType.STRING,
                ),
                Item(
                    link_id="pain.called_when",
                    text="About when?",
                    short_text="Named when",
                    phrase="when: {}",
                    type=ItemType.STRING,
                ),
            ),
        )
    ),
    LONG_TERM,
)

STRENGTH = asked_after(
    Item(
        prefix="D4",
        link_id="pain.strength",
        text="How strong is it on most days, from 0 to 10?",
        short_text="Pain on most days, 0 to 10",
        phrase="{} out of 10 on most days",
        hint="0 is no pain. 10 is the worst you can think of.",
        why="A simple number helps you compare over time.",
        sources=(v1("NHS-FORMS", "no range sliders"),),
        codes=(loinc("72514-3"),),
        type=ItemType.INTEGER,
        min_value=0,
        max_value=10,
        short_form=True,
        place=HISTORY,
        area="pain",
        items=(
            Item(
                link_id="pain.strength_worst",
                text="And on the worst day?",
                short_text="On the worst day",
                phrase="{} out of 10 on the worst day",
                type=ItemType.INTEGER,
                min_value=0,
                max_value=10,
            ),
        ),
    ),
    LONG_TERM,
)

CHARACTER = asked_after(
    Item(
        prefix="D5",
        link_id="hpi.character",
        text="What does it feel like?",
        short_text="The pain feels",
        sheet_text="Feels",
        hint="Tick all that apply.",
        why="Words for pain can point to where it comes from.",
        sources=(v3(),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("burning", "Burning"),
            option("electric", "Electric, like shocks"),
            option("aching", "Aching"),
            option("stabbing", "Stabbing"),
            option("touch-hurts", "A light touch hurts"),
            option("swelling", "Swelling, or a change of colour"),
            option("stiffness", "Stiffness"),
            option("numb", "Numb, or pins and needles"),
        ),
        short_form=True,
        place=HISTORY,
        area="pain",
    ),
    LONG_TERM,
)

AGGRAVATING = asked_after(
    Item(
        link_id="hpi.aggravating",
        text="What sets it off?",
        short_text="What sets the pain off",
        sheet_text="Set off by",
        type=ItemType.TEXT,
        short_form=True,
        place=HISTORY,
        area="pain",
    ),
    LONG_TERM,
)

RELIEVING = asked_after(
    Item(
        prefix="D6",
        link_id="hpi.relieving",
        text="What helps the pain, even a little?",
        short_text="What helps the pain",
        why="It lets you build on what already works.",
        sources=(v3(),),
        type=ItemType.TEXT,
        short_form=True,
        place=FOLLOWING,
    ),
    LONG_TERM,
)

OPIOID_MEDICINE = asked_after(
    Item(
        prefix="D7",
        link_id="pain.opioids",
        text="Do you take strong (opioid) pain medicine, or have you before?",
        short_text="Opioid pain medicine, now or before",
        hint="For example, codeine, tramadol, oxycodone or morphine.",
        why="It affects sleepiness, breathing and plans for pain relief.",
        sources=(v2("REMS-MON"), v2("SCHWENK18", "patients used to opioids")),
        codes=(loinc("10160-0", "History of Medication use Narrative"),),
        type=ItemType.CHOICE,
        answer_options=YNU_P,
        short_form=True,
        place=FOLLOWING,
    ),
    LONG_TERM,
)

OPIOID_LINE = asked_after(
    Item(
        link_id="pain.opioids_add",
        text="Shall we start a line for it in your list of medicines?",
        short_text="A line in my list of medicines",
        hint="You can fill it in later, on the page of medicines.",
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=(option(OPIOIDS, "Yes, start a line"),),
        opens_rows=OpensRows(rows="medication.list", column="medication.group"),
        short_form=True,
        place=NOWHERE,
    ),
    OPIOID_MEDICINE,
)

PAIN = Section(
    slug="pain",
    title="Pain",
    pages=(
        Page(slug="three-months", items=(LONG_TERM,)),
        Page(slug="where", items=(LOCATION,)),
        Page(slug="called", items=(CALLED,)),
        Page(slug="how-strong", items=(STRENGTH,)),
        Page(slug="feels-like", title="What does it feel like, and what sets it off?", items=(CHARACTER, AGGRAVATING)),
        Page(slug="what-helps", items=(RELIEVING,)),
        Page(slug="pain-medicine", items=(OPIOID_MEDICINE,)),
        Page(slug="pain-medicine-line", items=(OPIOID_LINE,)),
    ),
)
