"""The 64 questions that a patient can take to the provider, by theme; the numbers are those of the clinical content."""

from dataclasses import dataclass

from forms.items import AnswerOption


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions under one heading; `code` ends the linkId of its tick-list, `slug` names its page."""

    code: str
    slug: str
    title: str
    prompts: tuple[AnswerOption, ...]


def _numbered(first: int, *questions: str) -> tuple[AnswerOption, ...]:
    return tuple(AnswerOption(code=f"q-{number}", display=text) for number, text in enumerate(questions, start=first))


THEMES = (
    Theme(
        "condition",
        "my-condition",
        "My condition and what is known",
        _numbered(
            1,
            "What is known about ketamine or esketamine for the condition I have?",
            "For depression, anxiety, PTSD or my kind of pain, is the evidence strong, early or mixed?",
            "What do we know about CRPS, fibromyalgia or nerve pain in particular?",
            "If thoughts of suicide are part of this, what would change for me, and what would not?",
            "How would we tell if my low mood has another cause that we have missed?",
            "What would happen if I did nothing for now?",
        ),
    ),
    Theme(
        "options",
        "other-options",
        "What else we could try",
        _numbered(
            7,
            "What other treatments could we look at, and how do they compare?",
            "Could we change the treatment I have now first?",
            "Would I keep my antidepressant or other medicines alongside it?",
            "Is there a study I could ask about?",
        ),
    ),
    Theme(
        "forms",
        "the-forms",
        "The different forms",
        _numbered(
            11,
            "Which forms do you offer: drip, injection, nasal spray or lozenge?",
            "How do the forms differ in effect, time, cost and how I am watched?",
            "Is the form you have in mind licensed for my condition, or used “off-label”? What does that mean for me?",
            "If a compounding pharmacy makes the lozenge or tablet, who checks it, and how is it used?",
            "How is the dose chosen, and can it change?",
        ),
    ),
    Theme(
        "session",
        "a-session",
        "What a session is like",
        _numbered(
            16,
            "What happens from when I arrive until I go home, and how long does it take?",
            "What might I feel, see or hear? How long does the far-away feeling last?",
            "What do you do if I get frightened or want to stop?",
            "Will someone be in the room the whole time?",
            "Can I have music, low light, a blanket, or a person I trust?",
            "Will anyone touch me, and will you ask first?",
        ),
    ),
    Theme(
        "body",
        "heart-and-breathing",
        "Heart, blood pressure and breathing",
        _numbered(
            22,
            "How will you watch my blood pressure, breathing and oxygen?",
            "What in my history do you want to look at more closely before we decide?",
            "Do I need any tests first, such as a heart tracing, blood or urine tests?",
            "What equipment and trained staff are there for an emergency?",
        ),
    ),
    Theme(
        "medicines",
        "medicines-and-treatment",
        "My medicines",
        _numbered(
            26,
            "Could any of my medicines, supplements, cannabis or alcohol change how this works?",
            "What would I take, skip or time in another way on the day? Who decides that?",
            "Who tells the others who prescribe for me?",
        ),
    ),
    Theme(
        "effects",
        "side-effects",
        "Side effects and the long term",
        _numbered(
            29,
            "What effects are common in the first day, and which ones do you want to hear about at once?",
            "What is known about repeated use over months or years, and what is still unknown?",
            "How do you check bladder, memory and liver over time?",
            "Can I become dependent? How would we notice, and what then?",
            "What if I feel worse after a session, or have new thoughts of harming myself?",
            "How do you follow up, and how soon?",
        ),
    ),
    Theme(
        "course",
        "how-often",
        "How often, how long, and stopping",
        _numbered(
            35,
            "How many sessions do people usually start with?",
            "When would we decide if it is helping, and how will we measure it?",
            "If it helps, how is that kept up? If it does not, what next?",
            "How do people stop, and what happens after?",
        ),
    ),
    Theme(
        "mind",
        "mind-and-therapy",
        "Mind, readiness and therapy",
        _numbered(
            39,
            "How do I prepare my mind for this?",
            "What if memories of trauma come up?",
            "Is talking therapy part of this? Can my own therapist take part?",
            "What support is there between sessions?",
            "Can I change my mind on the day?",
        ),
    ),
    Theme(
        "supervised",
        "here-and-elsewhere",
        "Supervised treatment, and use outside it",
        _numbered(
            44,
            "How does treatment here differ from using ketamine with no one watching?",
            "How is the medicine kept from being misused, here or at home?",
            "I have used ketamine or other substances before. How would that change the plan?",
            "I am in recovery. What could we set up together to protect that?",
            "If I used it at home, who would be with me, and who would I call?",
        ),
    ),
    Theme(
        "team",
        "the-team",
        "The team",
        _numbered(
            49,
            "Who assesses me, who gives the treatment, and how were they trained?",
            "How many people have you treated for my condition?",
            "Are you certified for REMS, the US scheme for esketamine, if that applies?",
            "How do you work with my doctor, psychiatrist or pain team?",
        ),
    ),
    Theme(
        "cost",
        "cost-and-insurance",
        "Cost and insurance",
        _numbered(
            53,
            "What is the full cost, for each session and for a usual course? What is extra?",
            "Will my insurance pay for any of it? What paperwork or past records do they want?",
            "What happens if the insurer says no, or stops paying part-way?",
            "Are there payment plans or options that cost less?",
        ),
    ),
    Theme(
        "practical",
        "practical",
        "Before and after a visit",
        _numbered(
            57,
            "What about eating, drinking and medicines before I come?",
            "When can I drive, work, care for children or sign important papers again?",
            "What if nobody can take me home?",
            "What is useful to bring next time?",
        ),
    ),
    Theme(
        "rights",
        "rights-and-records",
        "My rights and records",
        _numbered(
            61,
            "What am I agreeing to, and can I have it in writing in plain words?",
            "Who sees what I wrote here, and how long is it kept?",
            "What if I am pregnant, might be, or am breastfeeding?",
            "What would make you suggest another path, and how would you explain it to me?",
        ),
    ),
)

PROMPTS = tuple(prompt for theme in THEMES for prompt in theme.prompts)
