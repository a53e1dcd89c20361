"""Section C: thoughts of ending one’s life, and hurting oneself; every clinic asks everyone."""

from forms.items import Item, ItemType
from forms.ketamine.answer_sets import YNU_P, opening, option, snomed, spoken
from forms.ketamine.sheet_blocks import HISTORY
from forms.ketamine.sources import v1, v2, v3

HANDLING = "Your answer prints on your summary. It is not sent to anyone."
"""What happens with an answer of C6 and C7 where nothing is sent; the same words for every answer."""

HANDLING_IF_SENT = "If you send this form, {who} at {clinic} reads it within {within}. Nobody watches it before then."
"""The same where a clinic may be sent it. The clinic says who and within what time, or it is sent nothing."""

THOUGHTS = Item(
    prefix="C6",
    link_id="feelings.thoughts",
    text="In the past month, have you had thoughts of ending your life or hurting yourself?",
    short_text="Thoughts of ending my life or hurting myself in the past month",
    hint=HANDLING,
    hint_if_sent=HANDLING_IF_SENT,
    why="Clinicians ask everyone, so they can plan support with you.",
    sources=(
        v2("US-PI", "boxed text on suicidal thoughts"),
        v1("EU-PL", "depression getting worse"),
        v2("DAZZI14", "asking does not bring on such thoughts"),
    ),
    codes=(snomed("6471006", "Suicidal thoughts"),),
    type=ItemType.CHOICE,
    answer_options=YNU_P,
    short_form=True,
    place=HISTORY,
    area="mind",
)

HURT = opening(
    Item(
        prefix="C7",
        link_id="feelings.hurt_self",
        text="Have you ever hurt yourself on purpose or tried to end your life?",
        short_text="Hurt myself on purpose or tried to end my life",
        hint=HANDLING,
        hint_if_sent=HANDLING_IF_SENT,
        why="It helps the team learn what has been hard and what helped.",
        sources=(v2("VA-ED"), v3("APA17")),
        codes=(snomed("82313006", "Suicide attempt"),),
        type=ItemType.CHOICE,
        answer_options=YNU_P,
        place=HISTORY,
        area="mind",
        items=(
            Item(
                link_id="feelings.hurt_self_when",
                text="Roughly when?",
                short_text="Roughly when",
                phrase="{}",
                type=ItemType.CHOICE,
                repeats=True,
                answer_options=spoken(
                    option("last-month", "In the last month"),
                    option("last-year", "In the last year"),
                    option("longer-ago", "Longer ago"),
                ),
            ),
        ),
    )
)
