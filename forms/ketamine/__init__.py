"""What a patient is asked before a ketamine or esketamine consultation: content only, one module a section."""

from forms.items import Questionnaire
from forms.ketamine.allergies import MEDICINES_AND_ALLERGIES
from forms.ketamine.body_section import BODY
from forms.ketamine.feelings_section import FEELINGS
from forms.ketamine.pain import PAIN
from forms.ketamine.questions import YOUR_QUESTIONS
from forms.ketamine.ready import GETTING_READY
from forms.ketamine.reason import REASON
from forms.ketamine.sheet_blocks import AREAS, BLOCKS
from forms.ketamine.substances import SUBSTANCE_USE
from forms.ketamine.topics import TOPICS
from forms.ketamine.tried import TREATMENTS
from forms.ketamine.you import YOU
from forms.sheet_layout import Landmarks

INTAKE = Questionnaire(
    url="urn:intake:questionnaire:ketamine-consultation",
    version="1",
    title="Getting ready for a ketamine or esketamine visit",
    sections=(
        YOU,
        REASON,
        FEELINGS,
        PAIN,
        TREATMENTS,
        MEDICINES_AND_ALLERGIES,
        BODY,
        SUBSTANCE_USE,
        GETTING_READY,
        YOUR_QUESTIONS,
    ),
    blocks=BLOCKS,
    areas=AREAS,
    topics=TOPICS,
    landmarks=Landmarks(
        name="you.name",
        birth_date="you.birth_date",
        clinician="visit.clinician",
        visit_day="visit.date",
        medicines="medication.list",
        directions=(
            "medication.strength",
            "medication.form",
            "medication.dose",
            "medication.route",
            "medication.frequency",
            "medication.prn",
            "medication.as_labelled",
            "medication.as_labelled_words",
        ),
    ),
)
