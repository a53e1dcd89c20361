"""Section I: hopes and worries, the way home, and what makes visits easier."""

from forms.items import FOLLOWING, NOWHERE, EnableWhen, Item, ItemType, Operator, Page, Section
from forms.ketamine.answer_sets import (
    IN_PERSON,
    NO,
    NONE_OF_THESE,
    NOT_SURE,
    PREFER_NOT,
    YES,
    YNU,
    alone,
    asked_after,
    loinc,
    opening,
    option,
    spoken,
)
from forms.ketamine.sheet_blocks import CARE, HOME
from forms.ketamine.sources import v1, v2, v3

HOPES = Item(
    prefix="I1",
    link_id="ready.hopes",
    text="What have you heard about ketamine treatment, and what are you hoping for?",
    short_text="What I have heard and hope for",
    why="Setting hopes beside what is known is part of agreeing to a treatment.",
    sources=(v2("MATHAI22", "consent forms are often thin on effects and options"),),
    codes=(loinc("75773-2"),),
    type=ItemType.TEXT,
    place=FOLLOWING,
)

WORRIES = opening(
    Item(
        prefix="I2",
        link_id="ready.worries",
        text="What worries you most?",
        short_text="What worries me most",
        hint="Tick all that apply.",
        why="Naming worries early gives time to talk them through.",
        sources=(v1("EU-PL", "§4"), v2("JOURNEY", "preparation")),
        codes=(loinc("95541-9"),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=(
            option("control", "Losing control"),
            option("detached", "Feeling far away from myself"),
            option("memories", "Bad memories"),
            option("needles", "Needles"),
            option("heart", "Blood pressure or heart"),
            option("side-effects", "Side effects"),
            option("bladder-memory", "Bladder or memory"),
            option("dependent", "Becoming dependent"),
            option("no-help", "It not working"),
            option("afterwards", "What happens when it stops"),
            option("cost", "Cost"),
            option("others", "What others think"),
            alone("nothing", "Nothing"),
        ),
        place=FOLLOWING,
        items=(
            Item(
                link_id="ready.worries_words",
                text="Would you like to say more?",
                short_text="More about this",
                type=ItemType.TEXT,
            ),
        ),
    )
)

WAY_HOME = opening(
    Item(
        prefix="I3",
        link_id="ready.way_home",
        text="Could someone take you home and stay a while, if needed?",
        short_text="Someone to take me home and stay a while",
        sheet_text="Someone to take me home and stay",
        why="Product information says no driving until the next day after esketamine. So clinics plan travel ahead.",
        sources=(v1("EU-PL", "driving"), v2("SPRHCP", "transport")),
        type=ItemType.CHOICE,
        answer_options=spoken(
            option("yes", "Yes"),
            option("maybe", "Maybe"),
            option("no", "No"),
            option("help", "I would like help to arrange it"),
            NOT_SURE,
        ),
        short_form=True,
        place=HOME,
        items=(
            Item(link_id="ready.way_home_who", text="Who is it?", short_text="Who", phrase="{}", type=ItemType.STRING),
        ),
    ),
    "yes",
    "maybe",
    "not-sure",
)

DAY_AFTER = Item(
    prefix="I4",
    link_id="ready.day_after",
    text="On the day after, will you have to do any of these?",
    short_text="The day after, I have to",
    sheet_text="Day after, I have to",
    hint="Tick all that apply.",
    why="Rest and cover are easier to plan ahead.",
    sources=(v1("EU-PL"), v2("REMS-PT")),
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=spoken(
        option("drive", "Drive"),
        option("machines", "Use machines"),
        option("care", "Care for someone"),
        NONE_OF_THESE,
    ),
    place=HOME,
)

SUPPORT_PERSON = Item(
    prefix="I5",
    link_id="ready.contact",
    text="Who would you like called if you needed support?",
    short_text="Who to call for support",
    why="Someone to call is part of most visit plans.",
    sources=(v3(), v1("EU-PL", "suggests telling a relative or friend")),
    type=ItemType.CHOICE,
    answer_options=(option("no-one", "No one for now"), PREFER_NOT),
    place=FOLLOWING,
    items=(
        Item(link_id="ready.contact_name", text="What is their name?", short_text="Name", type=ItemType.STRING),
        Item(
            link_id="ready.contact_link",
            text="How do they know you?",
            short_text="Link to me",
            type=ItemType.STRING,
        ),
        Item(
            link_id="ready.contact_phone",
            text="What is their phone number?",
            short_text="Phone",
            type=ItemType.STRING,
        ),
        Item(
            link_id="ready.contact_tell",
            text="Is it OK to tell them why?",
            short_text="OK to tell them why",
            phrase="OK to tell them why: {}",
            type=ItemType.CHOICE,
            answer_options=(YES, NO, option("ask-me", "Ask me first")),
        ),
    ),
)

VISITS = opening(
    Item(
        prefix="I6",
        link_id="ready.visits",
        text="Could any of these make regular visits hard?",
        short_text="Regular visits could be hard because of",
        sheet_text="Visits hard because of",
        hint="Tick all that apply.",
        why="Treatment usually means many visits, and what insurers pay for is not always the same.",
        sources=(v1("EU-PL", "visit schedule"), v2("PAYER"), v2("SPR25")),
        codes=(loinc("48768-6"),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("cost", "Cost"),
            option("insurance", "Insurance, or its paperwork"),
            option("travel", "Travel"),
            option("work", "Time off work"),
            option("caring", "Childcare or caring"),
            option("health", "Health"),
            NONE_OF_THESE,
        ),
        place=HOME,
        items=(
            Item(
                link_id="ready.insurer",
                text="Who is your insurer, or what type of plan do you have?",
                short_text="Insurer or type of plan",
                phrase="insurer or plan: {}",
                hint="This is optional.",
                type=ItemType.STRING,
            ),
            Item(
                link_id="ready.prior_approval",
                text="Has prior approval by the insurer been started?",
                short_text="Prior approval started",
                phrase="prior approval started: {}",
                type=ItemType.CHOICE,
                answer_options=YNU,
            ),
        ),
    )
)

MORE = Item(
    link_id="ready.more",
    text="Would you like to add any of these? They are optional.",
    short_text="More about getting ready",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=(
        option("at-ease", "What helps me feel at ease in a clinic"),
        option("at-home", "Who lives with me, and where medicine would be kept"),
        option("wishes", "A crisis plan, or written wishes about my care"),
    ),
    place=NOWHERE,
)

AT_EASE = asked_after(
    Item(
        prefix="I7",
        link_id="ready.at_ease",
        text="What helps you feel at ease in a clinic?",
        short_text="What helps me feel at ease",
        sheet_text="At ease with",
        hint="Tick all that apply.",
        why="The place affects how a session feels.",
        sources=(v2("KET-OLD", "stimulation during recovery"), v2("BALANCE", "consent to touch")),
        codes=(loinc("95541-9"),),
        type=ItemType.OPEN_CHOICE,
        repeats=True,
        answer_options=spoken(
            option("quiet", "Quiet"),
            option("dim-light", "Dim light"),
            option("music", "Music"),
            option("no-touch", "No touch"),
            option("clinician", "A certain clinician"),
            option("faith-culture", "Respect for my faith or culture"),
        ),
        optional=True,
        place=CARE,
    ),
    MORE,
    "at-ease",
)

AT_HOME = Item(
    prefix="I8",
    link_id="ready.at_home",
    text="If medicine were ever sent home, who lives with you, and where would it be kept?",
    short_text="If medicine were sent home",
    why="At home no staff watch over you, so company and a place to keep it come up.",
    sources=(v2("FDA23"),),
    type=ItemType.TEXT,
    enable_when=(
        EnableWhen(MORE.link_id, Operator.EQUALS, "at-home"),
        EnableWhen("reason.form", Operator.EQUALS, "lozenge"),
    ),
    optional=True,
    place=FOLLOWING,
)

WISHES = asked_after(
    Item(
        prefix="I9",
        link_id="ready.wishes",
        text="Do you have a crisis plan, a safety plan or written wishes about your care?",
        short_text="Crisis plan, safety plan or written wishes",
        why="Staff can follow what you have already decided.",
        sources=(v1("IPS", "advance directives"),),
        codes=(loinc("42348-3"),),
        type=ItemType.CHOICE,
        answer_options=(YES, option("bring", "Yes, and I’ll bring it"), NO, NOT_SURE, PREFER_NOT, IN_PERSON),
        optional=True,
        place=FOLLOWING,
    ),
    MORE,
    "wishes",
)

GETTING_READY = Section(
    slug="ready",
    title="Getting ready",
    pages=(
        Page(slug="hopes", items=(HOPES,)),
        Page(slug="worries", items=(WORRIES,)),
        Page(slug="way-home", items=(WAY_HOME,)),
        Page(slug="day-after", items=(DAY_AFTER,)),
        Page(slug="support-person", items=(SUPPORT_PERSON,)),
        Page(slug="regular-visits", items=(VISITS,)),
        Page(slug="more-to-get-ready", items=(MORE,)),
        Page(slug="at-ease", items=(AT_EASE,)),
        Page(slug="at-home", items=(AT_HOME,)),
        Page(slug="wishes", items=(WISHES,)),
    ),
)
