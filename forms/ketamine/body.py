"""Section G, first part: height and weight, blood pressure, heart, vessels, brain and breathing."""

from forms.items import Item, ItemType
from forms.ketamine.answer_sets import NONE_OF_THESE, NOT_SURE, PREFER_NOT, YNU, loinc, opening, option, snomed, spoken
from forms.ketamine.sheet_blocks import HISTORY, STRIP
from forms.ketamine.sources import v1, v2, v3

SIZE = Item(
    prefix="G1",
    link_id="body.size",
    text="How tall are you, and what do you weigh?",
    short_text="Height and weight",
    sheet_text="Size",
    why="Some doses are worked out by weight.",
    sources=(v2("COHEN18", "doses by weight"),),
    type=ItemType.CHOICE,
    answer_options=(NOT_SURE, PREFER_NOT),
    place=STRIP,
    items=(
        Item(
            link_id="body.height",
            text="How tall are you?",
            short_text="Height",
            phrase="height {}",
            hint="For example, 170 cm, or 5 7 for 5 feet and 7 inches.",
            codes=(loinc("8302-2"),),
            type=ItemType.QUANTITY,
            units=(option("cm", "cm"), option("ft_in", "feet and inches")),
        ),
        Item(
            link_id="body.weight",
            text="What do you weigh?",
            short_text="Weight",
            phrase="weight {}",
            hint="For example, 70 kg, 154 pounds, or 11 0 for 11 stone.",
            codes=(loinc("29463-7"),),
            type=ItemType.QUANTITY,
            units=(option("kg", "kg"), option("st_lb", "stone and pounds"), option("lb", "pounds")),
        ),
    ),
)

PRESSURE = opening(
    Item(
        prefix="G2",
        link_id="body.blood_pressure",
        text="Have you been told you have high or low blood pressure?",
        short_text="High or low blood pressure",
        sheet_text="Blood pressure",
        why="Treatment can raise blood pressure for an hour or more, so your usual reading helps.",
        sources=(v1("EU-PL", "blood pressure"), v2("US-PI", "5: highest at about 40 minutes, lasts about 4 hours")),
        codes=(snomed("38341003", "Hypertensive disorder"), loinc("85354-9")),
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("high", "High", snomed("38341003", "Hypertensive disorder")),
            option("low", "Low", snomed("45007003", "Low blood pressure")),
            option("both", "Both, at times"),
            option("no", "No"),
            NOT_SURE,
        ),
        short_form=True,
        place=HISTORY,
        area="heart",
        items=(
            Item(
                link_id="body.blood_pressure_reading",
                text="What was your latest reading?",
                short_text="Latest reading",
                phrase="last reading {}",
                hint="For example, 130 over 80.",
                type=ItemType.STRING,
            ),
            Item(
                link_id="body.blood_pressure_date",
                text="About when was that?",
                short_text="Date of the reading",
                phrase="when: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="body.blood_pressure_monitor",
                text="Do you have a monitor at home?",
                short_text="Monitor at home",
                phrase="monitor at home: {}",
                type=ItemType.CHOICE,
                answer_options=YNU,
            ),
            Item(
                link_id="body.blood_pressure_treated",
                text="Do you have treatment for it?",
                short_text="Treated",
                phrase="treated: {}",
                type=ItemType.CHOICE,
                answer_options=YNU,
            ),
        ),
    )
)

HEART = opening(
    Item(
        prefix="G3",
        link_id="body.heart",
        text="Have you had any heart condition, or signs of one?",
        short_text="Heart conditions",
        sheet_text="Heart",
        hint="Tick all that apply.",
        why="The heart works harder for a while during treatment.",
        sources=(v1("EU-PL", "§2, recent heart attack too"), v2("US-MG"), v2("COHEN18")),
        codes=(snomed("194828000", "Angina"),),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(
            option("attack", "Heart attack", snomed("22298006", "Myocardial infarction")),
            option("angina", "Chest pain (angina)"),
            option("failure", "A weak heart (heart failure)", snomed("84114007", "Heart failure")),
            option("valve", "A problem with a heart valve", snomed("368009", "Heart valve disorder")),
            option("beat", "An uneven, very fast or very slow beat", snomed("698247007", "Cardiac arrhythmia")),
            option("fainting", "Fainting"),
            option("surgery", "A stent or heart surgery"),
            option("pacemaker", "A pacemaker"),
            NONE_OF_THESE,
            NOT_SURE,
        ),
        short_form=True,
        place=HISTORY,
        area="heart",
        items=(
            Item(
                link_id="body.heart_when",
                text="About when?",
                short_text="When",
                phrase="when: {}",
                hint="Leaflets ask if it was not long ago.",
                type=ItemType.STRING,
            ),
            Item(
                link_id="body.heart_who",
                text="Who treats it?",
                short_text="Treated by",
                phrase="treated by: {}",
                type=ItemType.STRING,
            ),
        ),
    )
)

VESSELS = opening(
    Item(
        prefix="G4",
        link_id="body.vessels",
        text="Have you ever had a weak or tangled blood vessel, or bleeding in the brain?",
        short_text="Weak or tangled blood vessel, or bleeding in the brain",
        sheet_text="Blood vessels",
        hint="Tick all that apply.",
        why="These stand at the top of the product information, so every team asks.",
        sources=(v2("US-PI", "§4"), v1("EU-PL", "§2")),
        codes=(
            snomed("128609009", "Intracranial aneurysm"),
            snomed("67362008", "Aortic aneurysm"),
            snomed("234142008", "Cerebral AVM"),
        ),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(
            option(
                "aneurysm",
                "A weak, bulging blood vessel in any place (aneurysm)",
                snomed("432119003", "Aneurysm"),
            ),
            option("avm", "A tangle of blood vessels (AVM)"),
            option("bleed", "Bleeding in the brain", snomed("1386000", "Intracranial hemorrhage")),
            option("family", "An aneurysm in the family"),
            NONE_OF_THESE,
            NOT_SURE,
        ),
        short_form=True,
        place=HISTORY,
        area="heart",
        items=(
            Item(
                link_id="body.vessels_where",
                text="Where is it, or was it?",
                short_text="Where",
                phrase="where: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="body.vessels_when",
                text="About when?",
                short_text="When",
                phrase="when: {}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="body.vessels_treated",
                text="Was it treated?",
                short_text="Treated",
                phrase="treated: {}",
                type=ItemType.CHOICE,
                answer_options=YNU,
            ),
        ),
    )
)

BRAIN = opening(
    Item(
        prefix="G5",
        link_id="body.brain",
        text="Is there anything to do with your brain or nerves?",
        short_text="Brain or nerve conditions",
        sheet_text="",
        hint="Tick all that apply.",
        why="Ketamine acts on the brain. For a short while it can raise the pressure inside the head.",
        sources=(v1("EU-PL"), v2("US-MG"), v2("COHEN18"), v3(note="seizures")),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(
            option("stroke", "Stroke or mini-stroke", snomed("230690007", "Cerebrovascular accident")),
            option("injury", "A serious head injury", snomed("127295002", "Traumatic brain injury")),
            option("pressure", "Raised pressure in the head", snomed("271719001", "Raised intracranial pressure")),
            option("seizures", "Seizures or epilepsy", snomed("128613002", "Seizure disorder")),
            option("memory", "A problem with memory or thinking"),
            option("headache", "Bad headaches that come often"),
            NONE_OF_THESE,
            NOT_SURE,
        ),
        short_form=True,
        place=HISTORY,
        area="brain",
        items=(
            Item(
                link_id="body.brain_when",
                text="About when?",
                short_text="When",
                phrase="when: {}",
                type=ItemType.STRING,
            ),
        ),
    )
)

CPAP = "cpap"

BREATHING = opening(
    Item(
        prefix="G6",
        link_id="body.breathing",
        text="Breathing and sleep: do you have any of these?",
        short_text="Breathing or sleep conditions",
        sheet_text="",
        hint="Tick all that apply.",
        why="You may get sleepy and breathe more slowly, so staff plan how to watch over you.",
        sources=(v1("EU-PL", "lungs, sleep apnoea"), v2("SPR-REMS", "slower breathing")),
        type=ItemType.CHOICE,
        repeats=True,
        answer_options=spoken(
            option("asthma", "Asthma", snomed("195967001", "Asthma")),
            option("copd", "COPD", snomed("13645005", "COPD"), hint="long-term lung disease"),
            option("other-lung", "Another lung condition"),
            option(
                "apnoea",
                "Pauses in breathing while asleep (sleep apnoea)",
                snomed("73430006", "Sleep apnea"),
                said="sleep apnoea",
            ),
            option("waiting", "Waiting for a sleep test"),
            option(CPAP, "I use a breathing machine at night (CPAP)", said="CPAP at night"),
            option("oxygen", "Oxygen at home"),
            NONE_OF_THESE,
            NOT_SURE,
        ),
        short_form=True,
        place=HISTORY,
        area="breathing",
        items=(
            Item(
                link_id="body.breathing_cpap",
                text="Do you use the CPAP machine every night?",
                short_text="CPAP every night",
                phrase="CPAP every night: {}",
                type=ItemType.CHOICE,
                answer_options=YNU,
            ),
        ),
    ),
    CPAP,
)
