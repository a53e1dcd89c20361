"""A font's characters, read from its table alone: the same that a whole reader of fonts finds in it."""

import struct

import pytest
from fontTools.ttLib import TTFont

from intake.exports.character_maps import characters_in
from intake.exports.fonts import system_families

FAMILIES = system_families()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_characters_are_those_that_a_reader_of_fonts_finds(family):
    with TTFont(family.file, lazy=True, fontNumber=family.index) as font:
        known = font.getBestCmap()

    found = characters_in(family.file, family.index)
    assert set(found) == set(known or ())
    assert all(code in found for code in known or ())
    assert not any(code + 1 in found for code in known or () if code + 1 not in known)


@pytest.mark.parametrize("content", [b"", b"OTTO", b"ttcf" + b"\xff" * 40, b"\x00\x01\x00\x00" + b"\xff" * 400])
def test_a_file_that_is_no_font_has_no_characters(tmp_path, content):
    (tmp_path / "no.ttf").write_bytes(content)

    assert list(characters_in(str(tmp_path / "no.ttf"))) == []
    assert list(characters_in(str(tmp_path / "missing.ttf"))) == []


def _font(tmp_path, kind: tuple[int, int], subtable: bytes) -> str:
    table = struct.pack(">HHHHL", 0, 1, *kind, 12) + subtable
    (tmp_path / "made.ttf").write_bytes(
        struct.pack(">LHHHH4sLLL", 0x10000, 1, 0, 0, 0, b"cmap", 0, 28, len(table)) + table
    )
    return str(tmp_path / "made.ttf")


def test_the_box_for_a_missing_shape_is_no_character(tmp_path):
    groups = struct.pack(">HHLLLLLLLLL", 12, 0, 40, 0, 2, 65, 70, 0, 80, 81, 9)
    # Three segments: by a shift that makes 67 the box, by a list whose second place is the box, and the last of all.
    segments = struct.pack(">HHHHHHH", 4, 0, 0, 6, 0, 0, 0) + struct.pack(
        ">3HH3H3H3H3H", 70, 82, 0xFFFF, 0, 65, 80, 0xFFFF, 0x10000 - 67, 0, 1, 0, 4, 0, 5, 0, 6
    )

    assert list(characters_in(_font(tmp_path, (3, 10), groups))) == [66, 67, 68, 69, 70, 80, 81]
    assert list(characters_in(_font(tmp_path, (3, 1), segments))) == [65, 66, 68, 69, 70, 80, 82]
    assert list(characters_in(_font(tmp_path, (1, 0), groups))) == []
    assert list(characters_in(_font(tmp_path, (3, 1), struct.pack(">H", 13)))) == []
