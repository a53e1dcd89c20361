"""What a patient can keep off the sheet with one tick: what is asked of everyone and not meant for every reader."""

from forms.ketamine.hurt import HURT, THOUGHTS
from forms.ketamine.substances import SUBSTANCE_USE
from forms.sheet_layout import Topic

TOPICS = (
    Topic(
        code="substances",
        title="Alcohol, cannabis and other substances",
        link_ids=tuple(item.link_id for page in SUBSTANCE_USE.pages for item in page.items),
    ),
    Topic(
        code="thoughts",
        title="Thoughts of ending my life, or of hurting myself",
        link_ids=(THOUGHTS.link_id, HURT.link_id),
    ),
    Topic(
        code="contacts",
        title="My contacts and people",
        link_ids=("people.list", "people.instead", "you.contact", "ready.way_home_who", "ready.contact"),
    ),
)
