"""Section E: the treatments the patient has tried, a row each."""

from forms.items import FOLLOWING, Column, EnableWhen, Item, ItemType, OpensRows, Operator, Page, Rows, Section
from forms.ketamine.answer_sets import (
    NO,
    NONE_OF_THESE,
    NOT_SURE,
    PREFER_NOT,
    YES,
    alone,
    loinc,
    opening,
    option,
    snomed,
    spoken,
)
from forms.ketamine.medicine_names import MEDICINE_NAMES
from forms.ketamine.sheet_blocks import TRIED
from forms.ketamine.sources import v2, v3

TALKING = "kind-3"

# The codes say nothing, since a code may stand in an address.
KINDS = (
    option("kind-1", "Antidepressants"),
    option("kind-2", "Other mental health medicines"),
    option(TALKING, "Talking therapy", snomed("75516001", "Psychotherapy")),
    option("kind-4", "Magnetic stimulation (TMS)"),
    option("kind-5", "Electroconvulsive therapy (ECT)"),
    option("kind-6", "Day or hospital programme"),
    option("kind-7", "Pain medicines"),
    option("kind-8", "Injections or nerve blocks"),
    option("kind-9", "Implanted stimulator or device"),
    option("kind-10", "Physiotherapy or exercise"),
    option("kind-11", "Ketamine or esketamine"),
)

KINDS_TRIED = Item(
    prefix="E1",
    link_id="treatment.kinds",
    text="Which kinds of treatment have you tried?",
    short_text="Kinds of treatment tried",
    hint="Tick all that apply. Each tick starts a line that you can fill in next.",
    why="It shows what is left to talk about, and what there is no reason to repeat.",
    sources=(v2("NICE854", "two antidepressants or more"), v3("APA17"), v2("COHEN18")),
    codes=(loinc("11348-0"), loinc("47519-4")),
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=spoken(*KINDS, NONE_OF_THESE, NOT_SURE),
    opens_rows=OpensRows(rows="treatment.list", column="treatment.kind"),
    place=TRIED,
)

COLUMNS = (
    Item(
        link_id="treatment.kind",
        text="What kind is it?",
        short_text="Kind",
        phrase="{}",
        type=ItemType.OPEN_CHOICE,
        answer_options=spoken(*KINDS),
    ),
    Item(
        link_id="treatment.name",
        text="What is its name, if you know it?",
        short_text="Name",
        type=ItemType.STRING,
        suggestions=MEDICINE_NAMES,
    ),
    Item(
        link_id="treatment.highest_dose",
        text="What is the highest dose you remember?",
        short_text="Highest dose",
        phrase="highest dose {}",
        hint="For example, 150 mg, or not sure.",
        type=ItemType.STRING,
    ),
    Item(
        link_id="treatment.length",
        text="About how long at that dose?",
        short_text="How long at that dose",
        phrase="{}",
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("under-2-weeks", "Under 2 weeks"),
            option("2-to-5-weeks", "2 to 5 weeks"),
            option("6-to-8-weeks", "6 to 8 weeks"),
            option("over-8-weeks", "Over 8 weeks"),
            NOT_SURE,
        ),
    ),
    Item(
        link_id="treatment.sessions",
        text="Which type was it, and how many sessions?",
        short_text="Type and number of sessions",
        phrase="{}",
        type=ItemType.STRING,
        enable_when=(EnableWhen("treatment.kind", Operator.EQUALS, TALKING),),
    ),
    Item(
        link_id="treatment.when",
        text="Roughly when?",
        short_text="When",
        phrase="when: {}",
        hint="A rough date is fine, such as spring 2022.",
        type=ItemType.STRING,
    ),
    Item(
        link_id="treatment.this_spell",
        text="Was it in this spell?",
        short_text="In this spell",
        phrase="in this spell: {}",
        type=ItemType.CHOICE,
        answer_options=(YES, NO, NOT_SURE),
    ),
    Item(
        link_id="treatment.effect",
        text="Did it help?",
        short_text="Did it help",
        phrase="helped: {}",
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("not-at-all", "Not at all"),
            option("a-little", "A little"),
            option("about-half", "About half"),
            option("a-lot", "A lot"),
            option("fully", "Fully"),
            option("worse", "It made things worse"),
            NOT_SURE,
        ),
    ),
    Item(
        link_id="treatment.ended",
        text="Why did it stop?",
        short_text="Why it stopped",
        phrase="{}",
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            alone("still-using", "Still using it"),
            option("no-help", "Did not help enough"),
            option("side-effects", "Side effects", said="stopped for side effects"),
            option("cost", "Cost, or hard to get", said="stopped: cost, or hard to get"),
            option("pregnancy", "Pregnancy", said="stopped: pregnancy"),
            option("better", "Felt better", said="stopped: felt better"),
            NOT_SURE,
        ),
    ),
    Item(
        link_id="treatment.hard",
        text="What was hard about it?",
        short_text="What was hard",
        phrase="what was hard: {}",
        type=ItemType.TEXT,
    ),
)

LIST = Item(
    prefix="E2",
    link_id="treatment.list",
    text="What have you tried? Names are enough.",
    short_text="Treatments tried",
    hint="Add the ones you remember. Records may show more, and that is fine.",
    why="Doses and weeks matter to clinicians and to some insurers.",
    sources=(v2("ATRQ", "dose, duration, improvement"), v2("PAYER", "classes and weeks")),
    codes=(loinc("10160-0", "History of Medication use Narrative"),),
    type=ItemType.GROUP,
    repeats=True,
    rows=Rows(
        name=("treatment.name", "treatment.kind"),
        add="Add a treatment",
        another="Add another treatment",
        unnamed="A treatment with no name yet",
        columns=(
            Column(title="Kind", link_ids=("treatment.kind",)),
            Column(title="Name", link_ids=("treatment.name",)),
            Column(title="Highest dose", link_ids=("treatment.highest_dose",)),
            Column(title="How long", link_ids=("treatment.length",)),
            Column(title="Did it help", link_ids=("treatment.effect",)),
            Column(title="Why it stopped", link_ids=("treatment.ended",)),
        ),
        instead="treatment.instead",
    ),
    short_form=True,
    place=TRIED,
    items=COLUMNS,
)

INSTEAD = Item(
    link_id="treatment.instead",
    text="Or choose one of these",
    short_text="Treatments tried",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=spoken(
        alone("none", "None so far"),
        option("ask-others", "I can’t remember – ask my pharmacy or doctor"),
    ),
    short_form=True,
    place=TRIED,
)

THERAPIST = opening(
    Item(
        prefix="E3",
        link_id="treatment.therapist",
        text="Are you seeing a therapist or counsellor now?",
        short_text="Therapist or counsellor now",
        why="Some clinics join treatment with talking therapy.",
        sources=(v2("MATHAI-KP"), v2("JOURNEY")),
        codes=(snomed("75516001", "Psychotherapy"),),
        type=ItemType.CHOICE,
        answer_options=(
            option("yes", "Yes"),
            option("open", "No, but I am open to it"),
            option("no", "No"),
            NOT_SURE,
            PREFER_NOT,
        ),
        place=FOLLOWING,
        items=(
            Item(
                link_id="treatment.therapist_name",
                text="What is their name, and how often do you meet?",
                short_text="Name and how often",
                type=ItemType.STRING,
            ),
            Item(
                link_id="treatment.therapist_involved",
                text="Would you like them to be part of this?",
                short_text="I would like them to be part of this",
                phrase="part of this: {}",
                type=ItemType.CHOICE,
                answer_options=(YES, NO, NOT_SURE),
            ),
        ),
    ),
    "yes",
    "not-sure",
)

TREATMENTS = Section(
    slug="tried",
    title="What you have tried",
    pages=(
        Page(slug="kinds", items=(KINDS_TRIED,)),
        Page(slug="treatments", title="Add the treatments you remember", items=(LIST, INSTEAD)),
        Page(slug="therapist", items=(THERAPIST,)),
    ),
)
