"""The judge of saves side by side: what could have run one after the other, and what gave way in silence."""

from tests.fuzz.orders import Save, could_be


def save(words: str, *shown: str) -> Save:
    return Save(words, frozenset(shown))


def test_each_on_top_of_what_it_had_shown_could_be():
    one, other = [save("a", "first"), save("c", "first", "a", "b")], [save("b", "first", "a")]

    assert could_be("first", [one, other], "c")
    assert could_be("first", [[], []], "first")


def test_two_on_top_of_the_same_could_not_be():
    assert not could_be("first", [[save("a", "first")], [save("b", "first")]], "b")


def test_a_save_that_is_not_there_could_not_be():
    assert not could_be("first", [[save("a", "first")]], "first")


def test_a_window_keeps_its_own_order():
    assert not could_be("first", [[save("b", "a"), save("a", "first")]], "b")
