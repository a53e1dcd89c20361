"""The reader of glyphs sees what stands outside the margins, and goes on after letters of every plane."""

import pytest
import typst

from intake.exports.fonts import chosen, fonts_with, system_families
from tests.intake.exports.glyphs import glyphs_of, outside_margins


def page_with(tmp_path, body: str) -> bytes:
    # 13 mm are 36.85 points.
    (tmp_path / "page.typ").write_text(f"#set page(width: 200pt, height: 200pt, margin: 36.85pt)\n{body}")
    fonts = fonts_with(chosen("😀", system_families())[0])
    pdf = typst.Compiler(tmp_path / "page.typ", font_paths=fonts, ignore_system_fonts=True).compile(format="pdf")
    assert isinstance(pdf, bytes)
    return pdf


@pytest.mark.parametrize(
    "body", ["#place(dx: 120pt)[AB]", "#place(dx: -9pt)[AB]", "#place(dy: -12pt)[AB]", "#place(bottom, dy: 6pt)[AB]"]
)
def test_ink_nearer_to_an_edge_than_the_margin_is_found(tmp_path, body):
    assert {outside.page for outside in outside_margins(page_with(tmp_path, body))} == {1}


def test_ink_inside_the_margins_is_not(tmp_path):
    assert outside_margins(page_with(tmp_path, "#align(right)[fjW] #align(bottom)[AB]")) == []


def test_every_letter_is_read(tmp_path):
    (page,) = glyphs_of(page_with(tmp_path, "a 😀 b\\ #text(size: 20pt)[😀c]"))

    assert "".join(glyph.character for glyph in page) == "a😀b😀c"
    assert [round(glyph.size) for glyph in page] == [11, 11, 11, 20, 20]
