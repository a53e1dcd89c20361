"""Answers are never changed in place: each change gives another set, and leaves what it does not name."""

from dataclasses import FrozenInstanceError

import pytest

from forms.answers import AnswerSet, Appointment, AsTyped, Draft, Extent, InMyWords, Quantity, Row, SheetChoices

ONE, OTHER = Row("1", AnswerSet({"p.name": ("x",)})), Row("2", AnswerSet({"p.name": ("y",)}))
SOME = AnswerSet({"a.b": ("b",), "a.c": ("c", "d")}, {"p.list": (ONE, OTHER)})


def test_an_answer_is_there_whether_it_is_a_value_or_rows():
    assert ("a.b" in SOME, "p.list" in SOME, "a.x" in SOME) == (True, True, False)
    assert list(SOME) == ["a.b", "a.c", "p.list"]
    assert (bool(SOME), bool(AnswerSet()), bool(AnswerSet({"a.b": ("b",)})), bool(AnswerSet({}, {"p": (ONE,)}))) == (
        True, False, True, True
    )  # fmt: skip


def test_values_and_rows_are_found_and_what_is_not_there_is_nothing():
    assert (SOME.all("a.c"), SOME.first("a.c"), SOME.all("a.x"), SOME.first("a.x")) == (("c", "d"), "c", (), None)
    assert (SOME.rows("p.list"), SOME.rows("q.list")) == ((ONE, OTHER), ())
    assert (SOME.row("p.list", "2"), SOME.row("p.list", "3"), SOME.row("q.list", "1")) == (OTHER, None, None)


def test_only_some_are_kept_values_and_rows_alike():
    assert SOME.only(["a.b"]) == AnswerSet({"a.b": ("b",)})
    assert SOME.only(["p.list", "a.x"]) == AnswerSet({}, {"p.list": (ONE, OTHER)})


def test_what_was_captured_takes_the_place_of_what_it_is_about_and_of_nothing_else():
    captured = AnswerSet({"a.b": ("new",), "a.z": ("not asked",)})

    assert SOME.replacing(["a.b"], captured) == AnswerSet({"a.b": ("new",), "a.c": ("c", "d")}, SOME.groups)
    assert SOME.replacing(["a.b", "a.c"], captured) == AnswerSet({"a.b": ("new",)}, SOME.groups)
    assert SOME.with_values("a.c", ()) == AnswerSet({"a.b": ("b",)}, SOME.groups)
    assert SOME.with_values("a.d", ("e",)).values == {**SOME.values, "a.d": ("e",)}


def test_rows_keep_their_places_and_a_list_without_rows_is_none():
    changed, third = Row("1", AnswerSet({"p.name": ("z",)})), Row("3", AnswerSet())

    assert SOME.with_row("p.list", changed).rows("p.list") == (changed, OTHER)
    assert SOME.with_row("p.list", third).rows("p.list") == (ONE, OTHER, third)
    assert SOME.without_row("p.list", "1").rows("p.list") == (OTHER,)
    assert SOME.with_rows("p.list", ()) == AnswerSet(SOME.values)
    assert SOME.with_rows("q.list", (ONE,)).groups == {"p.list": (ONE, OTHER), "q.list": (ONE,)}


def test_a_draft_begins_with_the_full_form_nothing_answered_and_a_reference_on_its_sheet():
    draft = Draft()

    assert (draft.extent, [each.value for each in Extent]) == (Extent.FULL, ["short", "full"])
    assert not any((draft.answers, draft.shown, draft.left_off, draft.private, draft.sheets, draft.writers))
    assert (draft.return_code, draft.code_seen, draft.made_on, draft.appointment, draft.sendings) == (
        "", False, None, None, ()
    )  # fmt: skip
    assert draft.choices == SheetChoices(
        without=frozenset(), without_private=False, reference=True, way_back=False, return_code=False
    )


@pytest.mark.parametrize(
    ("held", "name"),
    [
        (SOME, "values"),
        (ONE, "id"),
        (Draft(), "answers"),
        (SheetChoices(), "reference"),
        (AsTyped("x"), "text"),
        (InMyWords("x"), "text"),
        (Quantity("1", "kg"), "value"),
    ],
    ids=lambda held: type(held).__name__,
)
def test_nothing_of_an_answer_is_ever_changed_in_place(held, name):
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(held, name, "else")


def test_an_appointment_without_a_visit_has_the_clinic_alone():
    assert Appointment(clinic="north", clinic_name="North") == Appointment(
        clinic="north", clinic_name="North", invitation="", day=None, clinician="", place=""
    )
