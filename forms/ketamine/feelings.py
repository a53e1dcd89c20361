"""Section C, first part: how the patient has been feeling, and what they were told before."""

from forms.items import Item, ItemType
from forms.ketamine.answer_sets import (
    NO,
    NONE_OF_THESE,
    NOT_SURE,
    PREFER_NOT,
    YES,
    YNU_P,
    loinc,
    opening,
    option,
    snomed,
    spoken,
)
from forms.ketamine.sheet_blocks import CARE, HISTORY
from forms.ketamine.sources import v1, v2, v3

TOLD_OF = opening(
    Item(
        prefix="C1",
        link_id="feelings.told_of",
        text="Has a clinician ever told you that you have any of these?",
        short_text="Told that I have",
        sheet_text="Told I have",
        hint="Tick all that apply.",
        why="What you were told before steers which treatments you talk about first.",
        sources=(v1("EU-PL", "§2 psychosis, bipolar"), v3("APA17", "diagnostic assessment"), v2("REST-CLINIC")),
        codes=(loinc("11348-0"),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("depression", "Depression", snomed("35489007", "Depressive disorder")),
            option("bipolar", "Bipolar disorder", snomed("13746004", "Bipolar disorder")),
            option("anxiety", "Anxiety disorder", snomed("197480006", "Anxiety disorder")),
            option("panic", "Panic disorder", snomed("371631005", "Panic disorder")),
            option("ptsd", "PTSD", snomed("47505003", "Posttraumatic stress disorder")),
            option("ocd", "OCD", snomed("191736004", "Obsessive-compulsive disorder")),
            option("psychosis", "Psychosis or schizophrenia", snomed("69322001", "Psychotic disorder")),
            option("dissociative", "Dissociative disorder", snomed("44376007", "Dissociative disorder")),
            option("eating", "Eating disorder"),
            option("adhd", "ADHD"),
            option("autism", "Autism"),
            option("personality", "Personality disorder"),
            option("memory", "Memory loss or dementia"),
            NONE_OF_THESE,
            PREFER_NOT,
        ),
        short_form=True,
        place=HISTORY,
        area="mind",
        items=(
            Item(
                link_id="feelings.told_when",
                text="About when were you told?",
                short_text="Told when",
                phrase="told: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="feelings.told_who",
                text="Who told you?",
                short_text="Told by",
                phrase="told by: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="feelings.told_hospital",
                text="Did you have any hospital or crisis-team care? In which year?",
                short_text="Hospital or crisis-team care",
                phrase="hospital or crisis-team care: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="feelings.told_active",
                text="Is it still part of your life now?",
                short_text="Still there now",
                phrase="still there now: {}",
                type=ItemType.CHOICE,
                answer_options=spoken(YES, option("some", "Some of it"), NO, NOT_SURE, PREFER_NOT),
            ),
        ),
    )
)

HIGH_ENERGY = opening(
    Item(
        prefix="C2",
        link_id="feelings.high_energy",
        text="Have you ever had days of very high energy that were not like you?",
        short_text="Days of very high energy that were not like me",
        sheet_text="Days of very high energy not like me",
        hint="This can mean little sleep, racing thoughts, or choices that were not like you.",
        why="Product leaflets ask about such days in the past (mania) before treatment.",
        sources=(v1("EU-PL", "§2 bipolar, mania"),),
        codes=(snomed("231494001", "Mania"),),
        type=ItemType.CHOICE,
        answer_options=YNU_P,
        place=HISTORY,
        area="mind",
        items=(
            Item(
                link_id="feelings.high_energy_length",
                text="How long did it last?",
                short_text="Lasted",
                phrase="lasted: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="feelings.high_energy_when",
                text="About when?",
                short_text="When",
                phrase="when: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="feelings.high_energy_treated",
                text="Did you have any treatment for it?",
                short_text="Treatment",
                phrase="treatment: {}",
                type=ItemType.STRING,
            ),
        ),
    )
)

SENSES = opening(
    Item(
        prefix="C3",
        link_id="feelings.senses",
        text="Have you ever seen, heard or strongly believed things that others did not?",
        short_text="Saw, heard or believed things that others did not",
        sheet_text="Saw, heard or believed what others did not",
        why="Ketamine changes how things seem for a while. So the team asks what you have known before.",
        sources=(v1("EU-PL", "§2 psychosis"), v2("US-PI", "5.2"), v2("COHEN18")),
        codes=(snomed("69322001", "Psychotic disorder"),),
        type=ItemType.CHOICE,
        answer_options=YNU_P,
        short_form=True,
        place=HISTORY,
        area="mind",
        items=(
            Item(
                link_id="feelings.senses_when",
                text="Is this now, or in the past?",
                short_text="Now or in the past",
                phrase="{}",
                type=ItemType.CHOICE,
                answer_options=spoken(
                    option("now", "Now"), option("past", "In the past"), option("both", "Both"), NOT_SURE
                ),
            ),
            Item(
                link_id="feelings.senses_linked",
                text="Was it linked to any of these?",
                short_text="Linked to",
                phrase="linked to: {}",
                type=ItemType.CHOICE,
                repeats=True,
                answer_options=spoken(
                    option("substance", "A substance or medicine"),
                    option("illness", "An illness"),
                    option("little-sleep", "Lack of sleep"),
                    NONE_OF_THESE,
                    NOT_SURE,
                ),
            ),
        ),
    )
)

UNREAL = opening(
    Item(
        prefix="C4",
        link_id="feelings.unreal",
        text="Do you ever feel unreal, outside your body, or lose track of time?",
        short_text="Feel unreal, outside my body, or lose track of time",
        why="Feeling far away from yourself is a common effect of treatment. The team likes to know your usual.",
        sources=(v2("US-PI", "5.2 dissociation"), v1("EU-PL", "§4")),
        codes=(snomed("44376007", "Dissociative disorder"),),
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("often", "Often"),
            option("sometimes", "Sometimes"),
            option("rarely", "Rarely"),
            option("never", "Never"),
            NOT_SURE,
            PREFER_NOT,
        ),
        place=HISTORY,
        area="mind",
        items=(
            Item(
                link_id="feelings.unreal_words",
                text="How does it feel for you?",
                short_text="How it feels",
                phrase="{}",
                type=ItemType.TEXT,
            ),
        ),
    )
)

TAKE_CARE = opening(
    Item(
        prefix="C5",
        link_id="feelings.take_care",
        text="Is there anything in your past the team could take care around?",
        short_text="Something in my past to take care around",
        sheet_text="",
        hint="You can leave out the details.",
        why="Memories can come up during treatment, and staff can plan for comfort.",
        sources=(v2("RCPSYCH25", "material may come up"), v2("MATHAI-KP")),
        codes=(snomed("47505003", "Posttraumatic stress disorder"),),
        type=ItemType.CHOICE,
        answer_options=YNU_P,
        place=CARE,
        items=(
            Item(
                link_id="feelings.take_care_words",
                text="What would you like the team to do, or not do?",
                short_text="What I would like",
                phrase="{}",
                hint="For example, “please don’t …” or “please ask before …”.",
                type=ItemType.TEXT,
            ),
        ),
    )
)

FAMILY = opening(
    Item(
        prefix="C8",
        link_id="feelings.family",
        text="Has a parent, brother, sister or child had any of these?",
        short_text="In my close family",
        sheet_text="",
        hint="Tick all that apply.",
        why="Some conditions run in families.",
        sources=(v1("CCDA", "family history"), v2("CLINIC-EX", "example clinics ask about the family")),
        codes=(loinc("10157-6"),),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(
            option("depression", "Depression"),
            option("bipolar", "Bipolar disorder"),
            option("psychosis", "Psychosis"),
            option("suicide", "Suicide"),
            option("alcohol-drugs", "Alcohol or drug problems"),
            option("brain-vessel", "A weak blood vessel (aneurysm) or bleeding in the brain"),
            option("anaesthetic", "Problems with an anaesthetic"),
            NONE_OF_THESE,
            NOT_SURE,
            PREFER_NOT,
        ),
        place=HISTORY,
        area="family",
        items=(
            Item(
                link_id="feelings.family_who",
                text="Who was it?",
                short_text="Who",
                phrase="who: {}",
                type=ItemType.STRING,
            ),
        ),
    )
)
