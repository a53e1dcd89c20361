"""A patient who writes any script sees those words in the PDF, in order; where no font has them, the sheet says so."""

from collections.abc import Sequence
from functools import cache

import pytest

from forms.answers import Draft
from intake.exports.fonts import chosen, fonts_with, pinned_characters, system_families
from intake.exports.page_text import characters_of
from intake.exports.pdf import to_pdf
from intake.exports.scripts import SCRIPTS
from intake.exports.text import to_text
from tests.builders import EXAMPLE, a_draft, a_medicine, an_allergy
from tests.intake.exports.glyphs import Glyph, glyphs_of, outside_margins, text_of_pages
from tests.intake.exports.reading import squeezed, summary_of

WRITTEN = {
    "Latin": "Žiadny spánok, ưu phiền, ağrı",
    "Cyrillic": "Я не сплю уже много месяцев",
    "Greek": "Δεν κοιμάμαι εδώ και μήνες",
    "Arabic": "أستطيع النوم منذ أشهر",
    "Hebrew": "אני לא ישן כבר חודשים",
    "Hindi": "मैं महीनों से सो नहीं पाई हूँ क्षत्रिय",
    "Bengali": "আমি ঘুমাতে পারছি না",
    "Tamil": "எனக்கு தூக்கம் வரவில்லை",
    "Chinese": "我已经几个月睡不着了",
    "Japanese": "何か月も眠れていません",
    "Korean": "몇 달째 잠을 못 자고 있어요",
    "Thai": "ฉันนอนไม่หลับมาหลายเดือนแล้ว",
    "emoji": "😀 👍 💊 ❤️ 1️⃣ 😴",
    "mixed": "Я pain שלום 我 5 mg ไม่ 😀 مرحبا मैं",
}
NO_FONTS = ()


def written_everywhere(words: str) -> Draft:
    """In the name, why, a medicine's cells, an allergy and a question."""
    return a_draft(
        {
            "you.name": words,
            "reason.chief_concern": words,
            "medication.list": [a_medicine("m1", words, words, words, "once-a-day", reason=words)],
            "allergy.list": [an_allergy("a1", {"words": words}, detail=words)],
            "questions.list": [{"id": "own1", "questions.own": words, "questions.star": True}],
        }
    )


@cache
def printed(words: str) -> bytes:
    return to_pdf(summary_of(written_everywhere(words)), "a4")


def letters_on(pages: Sequence[str]) -> str:
    return squeezed("".join(pages))


@pytest.mark.parametrize("script", WRITTEN)
def test_words_of_the_script_are_on_the_pages_wherever_they_were_written(script):
    pages = letters_on(text_of_pages(printed(WRITTEN[script])))

    assert {word: pages.count(word) >= 9 for word in WRITTEN[script].split()} == dict.fromkeys(
        WRITTEN[script].split(), True
    )


@pytest.mark.parametrize("script", WRITTEN)
def test_every_letter_has_its_shape_and_stands_on_the_page(script):
    pdf = printed(WRITTEN[script])

    # What the reader gives for the box that stands for a missing shape.
    assert not [glyph for page in glyphs_of(pdf) for glyph in page if glyph.character == "\x00"]
    assert "[U+" not in "".join(text_of_pages(pdf))
    assert "Marks in square brackets" not in text_of_pages(pdf)[0]
    assert outside_margins(pdf) == []


@pytest.mark.parametrize("script", WRITTEN)
def test_tall_letters_have_room_between_the_lines(script):
    """The name is set large, and the day of birth stands right below it."""
    page = glyphs_of(to_pdf(summary_of(a_draft({**EXAMPLE, "you.name": WRITTEN[script]})), "a4"))[0]
    name = [glyph for glyph in page if glyph.size > 16]
    born = next(
        number for number in range(len(page)) if "".join(each.character for each in page[number:][:4]) == "Born"
    )

    assert min(glyph.bottom for glyph in name) > max(glyph.top for glyph in page[born:][:4])


def places(page: Sequence[Glyph], letters: str) -> list[float]:
    """From where the page has the letters for the first time, how far to the right each stands."""
    return [next(glyph.left for glyph in page if glyph.character == letter) for letter in letters]


def is_rising(values: Sequence[float]) -> bool:
    return all(before < after for before, after in zip(values, values[1:], strict=False))


@pytest.mark.parametrize(
    ("typed", "first", "number", "unit", "last"),
    [
        ("אבגד 160/4.5 mg הוזח", "אבגד", "16/4.5", "mg", "הוזח"),
        ("אבגד: 1,000 IU (הוזח)?", "אבגד", "1,0", "IU", "הוזח"),
        ("دذرز 160/4.5 mg طظع", "دذرز", "16/4.5", "mg", "طظع"),
        ("دذرز 10-12 mg طظع.", "دذرز", "1-2", "mg", "طظع"),
        ("אבגד Vi 50 mg הוזח", "אבגד", "Vi50", "mg", "הוזח"),
    ],
)
def test_words_from_right_to_left_stand_so_and_their_amounts_do_not(typed, first, number, unit, last):
    summary = summary_of(a_draft({"reason.chief_concern": typed}))
    page = whys_of(to_pdf(summary, "a4"))
    before, amount, after = places(page, first), places(page, number + unit), places(page, last)

    assert is_rising(before[::-1])
    assert is_rising(amount)
    assert is_rising(after[::-1])
    assert max(after) < min(amount) < max(amount) < min(before)


def test_an_amount_after_a_word_from_right_to_left_stays_whole_in_an_english_line():
    page = whys_of(to_pdf(summary_of(a_draft({"reason.chief_concern": "Take קרפ 160/4.5 mg now"})), "a4"))

    assert is_rising(places(page, "Takeפרק16/4.5mgow"))


def whys_of(pdf: bytes) -> list[Glyph]:
    """The glyphs that page 1 has between its first quotation marks; a reader may turn these as it turns the words."""
    page = glyphs_of(pdf)[0]
    one, other = [glyph for glyph in page if glyph.character in "“”"][:2]
    left, right = sorted((one.left, other.left))
    return [glyph for glyph in page if left < glyph.left < right and abs(glyph.top - one.top) < 0.8 * one.size]


@pytest.mark.parametrize("script", sorted(set(WRITTEN) - {"Latin", "Cyrillic", "Greek"}))
def test_without_a_font_the_sheet_says_where_words_could_not_print_and_the_text_has_them(script):
    words = WRITTEN[script]
    summary = summary_of(written_everywhere(words))
    pdf = to_pdf(summary, "a4", families=lambda: NO_FONTS)
    first, *others = text_of_pages(pdf)

    assert "[U+" in first
    remark = "They are in: All my questions, with space for notes; Name; Main thing I want help with; and in 2 more."
    assert squeezed(remark) in squeezed(first)
    assert words not in "".join((first, *others))
    assert {ord(glyph.character) for page in glyphs_of(pdf) for glyph in page} <= pinned_characters()
    assert all(word in to_text(summary) for word in words.split())


def test_the_remark_is_the_same_whichever_words_could_not_print():
    def remark(words: str) -> str:
        summary = summary_of(a_draft({"you.name": words}))
        page = text_of_pages(to_pdf(summary, "a4", families=lambda: NO_FONTS))[0]
        return page[page.index("Marks in square") : page.index("has them.")]

    assert remark("王小明") == remark("محمد") == remark("\U000f0000")
    assert "They are in: Name." in remark("王小明")


def test_latin_greek_and_cyrillic_look_for_no_other_font():
    def no_one_asks():
        raise AssertionError

    for script in ("Latin", "Cyrillic", "Greek"):
        summary = summary_of(written_everywhere(WRITTEN[script].replace("ư", "u")))
        assert to_pdf(summary, "a4", families=no_one_asks)


def test_a_mark_stands_for_a_run_of_letters_and_leaves_what_prints():
    pages = text_of_pages(to_pdf(summary_of(a_draft({"you.name": "Kim 金正男 (Jr)"})), "a4", families=lambda: NO_FONTS))

    assert "Kim [U+91D1 +2] (Jr)" in pages[0]


def test_letters_that_no_font_has_together_print_apart_with_a_mark():
    """A Chinese character under an accent of Hebrew: each has a font, and no font has both."""
    pages = text_of_pages(to_pdf(summary_of(a_draft({"you.name": "王\u05b8 Kim"})), "a4"))

    assert "王[U+05B8] Kim" in pages[0]


def test_a_stack_of_accents_stays_on_its_line():
    pages = text_of_pages(to_pdf(summary_of(a_draft({"you.name": "a" + "\u0301" * 50 + "b"})), "a4"))

    assert "[U+0301 +43]b" in pages[0]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_each_script_is_printed_in_a_family_that_suits_it(script):
    families, left = chosen(script.sample, system_families())

    assert not left
    assert families[0].name in script.families
    assert script.own.search(script.sample)


def test_han_takes_the_forms_of_the_language_that_stands_beside_it():
    def family(words: str) -> str:
        return chosen(words, system_families())[0][0].name

    assert family("直") == "Noto Sans CJK SC"
    assert family("直す") == "Noto Sans CJK JP"
    assert family("直한") == "Noto Sans CJK KR"


def test_the_typesetter_sees_no_font_that_was_not_chosen():
    families, _ = chosen("שלום", system_families())
    seen = {font.family for font in fonts_with(families).fonts()}

    assert seen == {"Source Sans Pro", "Noto Sans Hebrew"}


def test_marks_of_a_text_that_cannot_be_seen_want_no_font():
    assert characters_of("a\u200d\u200b\u2066\ufe0f\u00ad\n") == {ord("a")}
