"""What is left off the sheet as a whole: the topics that the patient named, and all that is marked private."""

from forms.answers import Draft
from forms.items import Questionnaire


def left_off_whole(questionnaire: Questionnaire, draft: Draft) -> frozenset[str]:
    """The linkIds of which the sheet says nothing at all, not even whether they were answered."""
    topics = (topic.link_ids for topic in questionnaire.topics if topic.code in draft.choices.without)
    private = draft.private if draft.choices.without_private else frozenset()
    return frozenset(link_id for link_ids in topics for link_id in link_ids) | private
