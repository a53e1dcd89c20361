"""Section A: who the patient is, which visit this is for, and what makes the visit work for them."""

from forms.items import FOLLOWING, NOWHERE, Item, ItemType, Page, Rows, Section
from forms.ketamine.answer_sets import (
    NO,
    NONE_OF_THESE,
    NOT_SURE,
    PREFER_NOT,
    YES,
    alone,
    asked_after,
    opening,
    option,
    spoken,
)
from forms.ketamine.sheet_blocks import STRIP
from forms.ketamine.sources import v1, v2, v3

NAME = Item(
    prefix="A1",
    link_id="you.name",
    text="What is your full name?",
    short_text="Name",
    hint="Add the name you like to be called, if it is another one.",
    why="So the page reaches the right person.",
    sources=(v1("GOVUK", "names"), v1("IPS")),
    type=ItemType.STRING,
    short_form=True,
    place=STRIP,
)

BIRTH_DATE = Item(
    prefix="A2",
    link_id="you.birth_date",
    text="What is your date of birth?",
    short_text="Born",
    why="Your age can change the dose, the help you get to stay steady, and which studies apply to you.",
    sources=(v1("EU-PL", "older adults and under-18s"), v1("CCDA")),
    type=ItemType.DATE,
    short_form=True,
    place=STRIP,
)

CLINICIAN = Item(
    prefix="A3",
    link_id="visit.clinician",
    text="Who are you seeing?",
    short_text="Seeing",
    hint="A name, a clinic, or both.",
    why="So the page reaches the right visit.",
    sources=(v1("CCDA", "header"),),
    type=ItemType.STRING,
    short_form=True,
    place=STRIP,
)

BOOKED = Item(
    link_id="visit.booked",
    text="When is the visit?",
    short_text="Visit",
    type=ItemType.CHOICE,
    answer_options=(option("not-booked", "Not booked yet"), NOT_SURE),
    short_form=True,
    place=STRIP,
    items=(
        Item(
            link_id="visit.date",
            text="Which day?",
            short_text="Day",
            phrase="{}",
            type=ItemType.DATE,
        ),
    ),
)

FILLED_IN_BY = opening(
    Item(
        prefix="A4",
        link_id="you.filled_in_by",
        text="Who is filling this in?",
        short_text="Filled in by",
        why="The reader likes to know whose words these are.",
        sources=(v1("NHS-FORMS", "sensitive questions"), v2("CPSI", "patient or family as a source")),
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("me", "Me"),
            option("with-help", "Me, with someone helping"),
            option("for-me", "Someone else, for me"),
            PREFER_NOT,
        ),
        short_form=True,
        place=STRIP,
        items=(
            Item(
                link_id="you.helper_name",
                text="What is their name?",
                short_text="Helper’s name",
                phrase="{}",
                type=ItemType.STRING,
            ),
            Item(
                link_id="you.helper_link",
                text="How do they know you?",
                short_text="Helper’s link to me",
                phrase="{}",
                hint="For example, partner, friend or care worker.",
                type=ItemType.STRING,
            ),
        ),
    ),
    "with-help",
    "for-me",
)

ACCESS = opening(
    Item(
        prefix="A5",
        link_id="you.access",
        text="Do you need anything to make the visit work for you?",
        short_text="For the visit",
        hint="Tick all that apply.",
        why="It is easier to have things ready when the team knows beforehand.",
        sources=(v1("NHS-FORMS", "complex-question example"),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("interpreter", "An interpreter"),
            option("large-print", "Large print"),
            option("hearing", "Help with hearing"),
            option("sight", "Help with seeing"),
            option("mobility", "Help with moving around"),
            option("quiet-space", "A quiet space"),
            option("companion", "Someone with me"),
            NONE_OF_THESE,
        ),
        short_form=True,
        place=STRIP,
        items=(
            Item(
                link_id="you.language",
                text="Which language do you use?",
                short_text="Language",
                phrase="language: {}",
                hint="This can be a sign language.",
                type=ItemType.STRING,
            ),
        ),
    ),
    "interpreter",
)

PEOPLE = Item(
    prefix="A6",
    link_id="people.list",
    text="Who looks after your health now?",
    short_text="Who looks after my health",
    hint="Two or three people are plenty.",
    why="Care is often shared between teams.",
    sources=(v2("AANA", "care shared between teams"), v2("PARIKH21")),
    type=ItemType.GROUP,
    repeats=True,
    rows=Rows(
        name=("person.name", "person.role"),
        add="Add a person",
        another="Add another person",
        unnamed="A person with no name yet",
        instead="people.instead",
    ),
    place=FOLLOWING,
    items=(
        Item(
            link_id="person.name",
            text="What is their name?",
            short_text="Name",
            hint="A person, a clinic, or both.",
            type=ItemType.STRING,
        ),
        Item(
            link_id="person.role",
            text="What do they do for you?",
            short_text="Role",
            type=ItemType.OPEN_CHOICE,
            answer_options=spoken(
                option("regular-doctor", "My regular doctor"),
                option("mental-health", "Mental health care"),
                option("pain", "Pain care"),
                option("therapist", "Talking therapy"),
            ),
        ),
        Item(
            link_id="person.share",
            text="Is it OK to share this summary with them?",
            short_text="OK to share this summary",
            phrase="OK to share this summary: {}",
            type=ItemType.CHOICE,
            answer_options=(YES, NO, option("ask-me", "Ask me first")),
        ),
    ),
)

PEOPLE_INSTEAD = Item(
    link_id="people.instead",
    text="Or choose this",
    short_text="Who looks after my health",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=(alone("none", "No one at the moment"),),
    place=FOLLOWING,
)

MORE = Item(
    link_id="you.more",
    text="Would you like to add any of these? They are optional.",
    short_text="More about me",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=(
        option("pronouns", "The words to use for me, such as she, he or they"),
        option("contact", "How the clinic may reach me"),
    ),
    place=NOWHERE,
)

PRONOUNS = asked_after(
    Item(
        link_id="you.pronouns",
        text="Which words are right for you?",
        short_text="Pronouns",
        hint="For example, she, he or they (your pronouns).",
        why="So staff use the right words for you.",
        sources=(v3(),),
        type=ItemType.STRING,
        optional=True,
        place=STRIP,
    ),
    MORE,
    "pronouns",
)

CONTACT = asked_after(
    opening(
        Item(
            prefix="A7",
            link_id="you.contact",
            text="How may the clinic reach you?",
            short_text="How to reach me",
            hint="Tick all that apply.",
            why="So the clinic can call about the visit without telling others.",
            sources=(v3(),),
            type=ItemType.OPEN_CHOICE,
            repeats=True,
            answer_options=(
                option("call", "Phone call"),
                option("text", "Text message"),
                option("voice-message", "Voice message"),
                option("email", "Email"),
                option("only-me", "Speak to no one but me"),
                PREFER_NOT,
            ),
            optional=True,
            place=FOLLOWING,
            items=(
                Item(
                    link_id="you.contact_number",
                    text="Which phone number or address?",
                    short_text="Phone or address",
                    type=ItemType.STRING,
                ),
                Item(
                    link_id="you.contact_time",
                    text="When is a good time?",
                    short_text="Good time",
                    type=ItemType.STRING,
                ),
            ),
        )
    ),
    MORE,
    "contact",
)

YOU = Section(
    slug="you",
    title="You and this appointment",
    pages=(
        Page(slug="name", items=(NAME,)),
        Page(slug="birth-date", items=(BIRTH_DATE,)),
        Page(slug="visit", title="Who are you seeing, and when?", items=(CLINICIAN, BOOKED)),
        Page(slug="filled-in-by", items=(FILLED_IN_BY,)),
        Page(slug="access", items=(ACCESS,)),
        Page(slug="people", title="Who looks after your health now?", items=(PEOPLE, PEOPLE_INSTEAD)),
        Page(slug="more-about-you", items=(MORE,)),
        Page(slug="pronouns", items=(PRONOUNS,)),
        Page(slug="contact", items=(CONTACT,)),
    ),
)
