"""Section B: what brings the patient here, in their own words first."""

from forms.items import Item, ItemType, Page, Section
from forms.ketamine.answer_sets import IN_PERSON, NOT_SURE, PREFER_NOT, alone, loinc, opening, option, snomed, spoken
from forms.ketamine.sheet_blocks import TRIED, WHY
from forms.ketamine.sources import v1, v2

CHIEF_CONCERN = Item(
    prefix="B1",
    link_id="reason.chief_concern",
    text="In your own words, what is the main thing you want help with?",
    short_text="Main thing I want help with",
    sheet_text="",
    hint="A few sentences are plenty.",
    why="Your own words are the best start to the talk.",
    sources=(v1("CCDA", "chief complaint: the patient’s own description"),),
    codes=(loinc("10154-3"),),
    type=ItemType.TEXT,
    short_form=True,
    place=WHY,
)

TOPICS = opening(
    Item(
        prefix="B2",
        link_id="reason.topics",
        text="Which of these do you want to talk about?",
        short_text="To talk about",
        hint="Tick all that apply.",
        why="What is known about ketamine is not the same for each of these.",
        sources=(v2("COHEN18", "evidence differs by condition"), v2("CANMAT21"), v2("NICE854")),
        codes=(loinc("10164-2"),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option(
                "low-mood",
                "Low mood or depression that has not got better with treatment so far",
                snomed("35489007", "Depressive disorder"),
                said="low mood not better with treatment so far",
            ),
            option("suicidal-thoughts", "Thoughts of suicide", snomed("6471006", "Suicidal thoughts")),
            option("anxiety", "Anxiety"),
            option("panic", "Panic"),
            option("ptsd", "PTSD or past trauma"),
            option(
                "ocd",
                "Thoughts or habits that keep coming back (OCD)",
                snomed("191736004", "Obsessive-compulsive disorder"),
            ),
            option("bipolar", "Bipolar low mood", snomed("13746004", "Bipolar disorder")),
            option(
                "crps",
                "Complex regional pain syndrome (CRPS)",
                snomed("128200000", "Complex regional pain syndrome"),
                said="CRPS",
            ),
            option("fibromyalgia", "Fibromyalgia", snomed("95417003", "Primary fibromyalgia syndrome")),
            option("nerve-pain", "Nerve pain", snomed("247398009", "Neuropathic pain")),
            option("other-pain", "Other long-term pain", snomed("82423001", "Chronic pain")),
            option("headache", "Migraine or headache"),
            NOT_SURE,
        ),
        short_form=True,
        place=WHY,
        items=(
            Item(
                link_id="reason.named_by",
                text="Who gave that name to it?",
                short_text="Named by",
                phrase="named by {}",
                hint="For example, my doctor, or me.",
                type=ItemType.STRING,
            ),
            Item(
                link_id="reason.named_when",
                text="About when?",
                short_text="Named when",
                phrase="when: {}",
                hint="A rough date is fine, such as spring 2022.",
                type=ItemType.STRING,
            ),
        ),
    )
)

DURATION = Item(
    prefix="B3",
    link_id="hpi.duration",
    text="How long has this spell lasted?",
    short_text="This spell has lasted",
    sheet_text="This spell",
    why="How long it has gone on shapes the choices you can talk about.",
    sources=(v2("PAYER", "“current episode”"), v2("ATRQ")),
    codes=(loinc("10164-2"),),
    type=ItemType.CHOICE,
    answer_options=spoken(
        option("under-1-month", "Under 1 month"),
        option("1-to-6-months", "1 to 6 months"),
        option("6-to-24-months", "6 to 24 months"),
        option("over-2-years", "Over 2 years"),
        option("comes-and-goes", "It comes and goes"),
        NOT_SURE,
    ),
    place=WHY,
)

HARDER = opening(
    Item(
        prefix="B4",
        link_id="reason.harder",
        text="What does it make harder day to day?",
        short_text="It makes harder",
        sheet_text="Harder",
        hint="Tick all that apply.",
        why="It gives a “before” picture to look back on later.",
        sources=(v2("PEG", "what pain gets in the way of"), v1("CCDA", "functional status")),
        codes=(loinc("47420-5"),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("sleep", "Sleep"),
            option("eating", "Eating"),
            option("work", "Work or study"),
            option("caring", "Caring for others"),
            option("going-out", "Getting out"),
            option("thinking", "Keeping my mind on things"),
            option("close-people", "Being close to people"),
            option("washing", "Washing or dressing"),
            option("enjoying", "Enjoying things"),
        ),
        place=WHY,
        items=(
            Item(
                link_id="reason.harder_words",
                text="Would you like to say more?",
                short_text="More about this",
                phrase="{}",
                type=ItemType.TEXT,
            ),
        ),
    )
)

GOAL = Item(
    prefix="B5",
    link_id="reason.goal",
    text="If one thing could be different in three months, what would it be?",
    short_text="In three months",
    why="With a clear goal, you can judge together if anything helps.",
    sources=(v1("CCDA", "goals"), v2("MATHAI-KP")),
    codes=(loinc("61146-7"),),
    type=ItemType.TEXT,
    place=WHY,
)

FORMS = (
    option("drip", "Drip into a vein (IV)", said="drip into a vein"),
    option("injection", "Injection into a muscle (IM)", said="injection into a muscle"),
    option("nasal", "Nasal spray in a clinic (esketamine, Spravato)", said="nasal spray (esketamine)"),
    option("lozenge", "Lozenge, troche or tablet, sometimes at home", said="lozenge or tablet"),
)

FORM_ASKED = opening(
    Item(
        prefix="B6",
        link_id="reason.form",
        text="Have you heard of a certain form, or been offered one?",
        short_text="Form I have heard of",
        sheet_text="Form asked about",
        hint="Tick all that apply.",
        why="The forms differ in how you are watched, in their licence and in cost.",
        sources=(v2("MEDSCAPE", "routes"), v2("FDA23")),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(*FORMS, alone("not-known-yet", "I don’t know yet")),
        place=WHY,
        items=(
            Item(
                link_id="reason.form_told",
                text="What were you told about it?",
                short_text="What I was told",
                phrase="told: {}",
                type=ItemType.TEXT,
            ),
        ),
    ),
    *(form.code for form in FORMS),
)

HAD_BEFORE = opening(
    Item(
        prefix="B7",
        link_id="reason.had_before",
        text="Have you ever had ketamine or esketamine, for any reason?",
        short_text="Ketamine or esketamine before",
        sheet_text="Ketamine or esketamine",
        hint="Tick all that apply.",
        why="What it was like before helps the team plan for comfort and side effects.",
        sources=(v2("KSET", "baseline"), v2("US-PI", "hypersensitivity")),
        codes=(loinc("10160-0", "History of Medication use Narrative"),),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(
            option("treatment", "Yes, as a treatment"),
            option("hospital", "Yes, in hospital, for surgery or an injury"),
            option("study", "Yes, in a study"),
            option("own", "Yes, on my own, not prescribed"),
            alone("no", "No"),
            NOT_SURE,
            PREFER_NOT,
            IN_PERSON,
        ),
        short_form=True,
        place=TRIED,
        items=(
            Item(
                link_id="reason.had_form",
                text="Which form was it?",
                short_text="Form",
                phrase="{}",
                type=ItemType.OPEN_CHOICE,
                repeats=True,
                answer_options=spoken(*FORMS, NOT_SURE),
            ),
            Item(
                link_id="reason.had_when",
                text="About when?",
                short_text="When",
                phrase="when: {}",
                hint="A rough date is fine, such as spring 2022.",
                type=ItemType.STRING,
            ),
            Item(
                link_id="reason.had_times",
                text="About how many times?",
                short_text="How many times",
                phrase="how many times: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="reason.had_like",
                text="What was it like?",
                short_text="What it was like",
                phrase="what it was like: {}",
                type=ItemType.TEXT,
            ),
            Item(
                link_id="reason.had_helped",
                text="What helped?",
                short_text="What helped",
                phrase="what helped: {}",
                type=ItemType.TEXT,
            ),
            Item(
                link_id="reason.had_problem",
                text="Was there any problem?",
                short_text="Any problem",
                phrase="any problem: {}",
                type=ItemType.TEXT,
            ),
            Item(
                link_id="reason.had_ended",
                text="If it stopped, why?",
                short_text="Why it stopped",
                phrase="why it stopped: {}",
                type=ItemType.TEXT,
            ),
        ),
    )
)

REASON = Section(
    slug="reason",
    title="What brings you here",
    pages=(
        Page(slug="main-thing", items=(CHIEF_CONCERN,)),
        Page(slug="topics", items=(TOPICS,)),
        Page(slug="how-long", items=(DURATION,)),
        Page(slug="day-to-day", items=(HARDER,)),
        Page(slug="goal", items=(GOAL,)),
        Page(slug="form", items=(FORM_ASKED,)),
        Page(slug="had-before", items=(HAD_BEFORE,)),
    ),
)
