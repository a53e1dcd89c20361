"""Return codes: forgiving to hands, and no slip of one character or of two that changed places goes unseen."""

import ast
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import CodeMistyped, Slip
from intake.keys.crockford import ALPHABET
from intake.keys.return_codes import LENGTH, ReturnCode, check_character, draw, parse

CODES = st.builds(
    ReturnCode,
    locator=st.text(ALPHABET, min_size=6, max_size=6),
    secret=st.text(ALPHABET, min_size=15, max_size=15),
)


def characters(code: ReturnCode) -> str:
    return code.text.replace("-", "")


def slip_of(typed: str) -> Slip:
    with pytest.raises(CodeMistyped) as raised:
        parse(typed)
    return raised.value.slip


def test_a_code_reads_as_groups_to_write_down():
    code = ReturnCode("ABCDEF", "0123456789GHJKM")

    assert code.text == "ABCDEF-0123-4567-89GH-JKM" + check_character("ABCDEF0123456789GHJKM")
    assert parse(code.text) == code


@given(CODES)
def test_a_code_comes_back_from_its_text(code):
    assert parse(code.text) == code


@given(CODES, st.sampled_from([" ", "-", ".", "–", "\u00a0", "  ", "\u2011", "\t"]))
def test_case_and_separators_are_forgiven(code, separator):
    assert parse(separator.join(characters(code).lower())) == code


@given(CODES)
def test_look_alikes_are_forgiven(code):
    typed = characters(code)

    assert parse(typed.replace("0", "O").replace("1", "I")) == code
    assert parse(typed.replace("0", "o").replace("1", "l")) == code


@given(CODES)
def test_full_width_letters_are_forgiven(code):
    assert parse("".join(chr(ord(character) + 0xFEE0) for character in characters(code))) == code


def test_the_weighted_sum_is_linear():
    """What the next two stand on: one place at a time tells of every code."""
    for place in range(LENGTH):
        for one in range(len(ALPHABET)):
            for other in range(one):
                both = _weighed(_with(place, ALPHABET[one])) ^ _weighed(_with(place, ALPHABET[other]))
                assert both == _weighed(_with(place, ALPHABET[one ^ other]))


@given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_the_sum_of_a_code_is_that_of_its_places(row):
    alone = (_weighed(_with(place, character)) for place, character in enumerate(row))

    assert _weighed(row) == reduce(xor, alone)


def test_every_wrong_character_is_found():
    # The sum is linear: a wrong character goes unseen in one code if and only if it does in the code of zeros.
    zeros = "0" * LENGTH
    for place in range(LENGTH):
        for wrong in ALPHABET[1:]:
            assert slip_of(zeros[:place] + wrong + zeros[place + 1 :]) is Slip.CHECK


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_wrong_character_is_found_in_any_code(code, place, wrong):
    typed = characters(code)
    changed = typed[:place] + wrong + typed[place + 1 :]

    assert changed == typed or slip_of(changed) is Slip.CHECK


def test_every_two_characters_that_changed_places_are_found():
    for first in range(LENGTH):
        for second in range(first + 1, LENGTH):
            for other in ALPHABET[1:]:
                # Linear again: what the exchange changes is told by how the two differ, whatever stands elsewhere.
                assert _weighed(_with(first, other)) != _weighed(_with(second, other))


def _with(place: int, character: str) -> str:
    row = ["0"] * LENGTH
    row[place] = character
    return "".join(row)


def _weighed(row: str) -> int:
    return ALPHABET.index(check_character(row[:-1])) ^ ALPHABET.index(row[-1])


@given(CODES, st.integers(0, LENGTH - 2))
def test_neighbours_that_changed_places_are_found(code, place):
    typed = characters(code)
    changed = typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]

    assert changed == typed or slip_of(changed) is Slip.CHECK


@given(CODES)
def test_the_kind_of_slip_is_told(code):
    typed = characters(code)

    assert slip_of("U" + typed[1:]) is Slip.CHARACTER
    assert slip_of(typed[1:]) is Slip.LENGTH
    assert slip_of(typed + "0") is Slip.LENGTH
    assert slip_of("") is Slip.LENGTH
    assert slip_of(typed * 1000) is Slip.LENGTH


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("", Slip.LENGTH),
        ("0" * (LENGTH - 1), Slip.LENGTH),
        ("U" * LENGTH, Slip.CHARACTER),
        ("1" + "0" * (LENGTH - 1), Slip.CHECK),
        # Beyond 200 characters nothing is looked at: told as a slip of length, whatever stands there.
        ("U" * 200, Slip.CHARACTER),
        ("U" * 201, Slip.LENGTH),
    ],
)
def test_each_slip_is_told_by_its_kind(typed, slip):
    assert slip_of(typed) is slip


@given(st.text(max_size=300).filter(lambda typed: len(typed) < LENGTH or len(typed) > 3 * LENGTH))
def test_whatever_is_typed_is_refused_without_repeating_it(typed):
    assert slip_of(typed) in Slip
    with pytest.raises(CodeMistyped, match="^(length|character|check)$"):
        parse(typed)


def test_codes_are_drawn_from_the_whole_alphabet_and_do_not_repeat():
    drawn = [draw() for _ in range(300)]

    assert len({code.locator for code in drawn}) == len({code.secret for code in drawn}) == 300
    assert {character for code in drawn for character in code.locator + code.secret} == set(ALPHABET)


def test_a_new_locator_leaves_the_secret():
    code = draw()
    other = code.with_new_locator()

    assert (other.secret, other.locator != code.locator) == (code.secret, True)
    assert parse(other.text) == other


def test_the_secret_is_not_in_the_repr():
    code = draw()

    assert code.secret not in repr(code)


def test_only_the_keys_import_cryptography_and_nobody_imports_random():
    package = Path(__file__).parents[3] / "intake"
    importers = {path.relative_to(package).parts[0] for path in package.rglob("*.py") if _imports(path, "cryptography")}

    assert importers == {"keys"}
    assert [path for path in package.rglob("*.py") if _imports(path, "random")] == []


def _imports(path: Path, package: str) -> bool:
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return any(name.split(".")[0] == package for name in names)
