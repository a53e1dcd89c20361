"""Which pages are asked, computed from the answers."""

from forms.answers import AnswerSet, Draft, Extent, Row
from forms.items import NOWHERE, ItemType
from forms.page_flow import PageFlow
from tests.small import THREE, WITH_ROWS, a_page, an_item, asking, when


def flow_of(questionnaire=THREE, groups=None, extent=Extent.FULL, shown=(), **values) -> PageFlow:
    named = {name.replace("__", "."): (value,) for name, value in values.items()}
    return PageFlow.of(
        questionnaire, Draft(answers=AnswerSet(named, groups or {}), extent=extent, shown=frozenset(shown))
    )


def slugs(pages) -> list[str]:
    return [page.slug for page in pages]


def test_page_of_a_disabled_question_is_left_out():
    assert slugs(flow_of().pages()) == ["any", "note"]
    assert slugs(flow_of(pain__any="yes").pages()) == ["any", "strength", "note"]


def test_next_and_previous_skip_what_is_not_asked():
    flow = flow_of()
    first, note = THREE.pages_by_slug["any"], THREE.pages_by_slug["note"]

    assert flow.after(first) is note
    assert flow.before(note) is first
    assert flow.after(note) is None
    assert flow.before(first) is None


def test_short_form_asks_its_questions_and_names_the_others():
    flow = flow_of(extent=Extent.SHORT)

    assert slugs(flow.pages()) == ["any"]
    assert [item.link_id for item in flow.not_asked()] == ["pain.strength", "pain.note"]


def test_optional_question_is_not_asked_until_it_is_opened():
    offer = an_item("a.more", ItemType.CHOICE, place=NOWHERE)
    extra = an_item("a.extra", optional=True, enable_when=when("a.more", "yes"))
    form = asking(a_page("offer", offer), a_page("extra", extra))

    assert [item.link_id for item in flow_of(form).not_asked()] == ["a.extra"]
    assert flow_of(form, a__more="yes").not_asked() == ()


def test_counts_tell_pages_looked_at_and_questions_answered():
    counts = flow_of(pain__any="no", shown=["any"]).counts_of(THREE.sections[0])

    assert (counts.pages, counts.shown, counts.questions, counts.answered) == (2, 1, 2, 1)
    assert flow_of(shown=["any"]).is_shown(THREE.pages_by_slug["any"])


def test_list_is_answered_by_a_row_or_by_what_stands_in_its_place():
    section = WITH_ROWS.sections[0]
    rows = {"pill.list": (Row("a", AnswerSet({"pill.name": ("x",)})),)}

    assert flow_of(WITH_ROWS).counts_of(section).answered == 0
    assert flow_of(WITH_ROWS, groups=rows).counts_of(section).answered == 1
    assert flow_of(WITH_ROWS, pill__none="none").counts_of(section).answered == 1
    assert slugs(flow_of(WITH_ROWS).pages_in(section)) == ["pills", "ticks"]
