"""The paper twin: the same questions as a blank form to print and fill in with a pen."""

from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache, partial

from forms.items import Questionnaire
from intake.country import Paper
from intake.errors import SheetNotPrinted
from intake.exports.fonts import FAMILY, system_families
from intake.exports.marks import Coverage, marked
from intake.exports.page_text import with_texts
from intake.exports.paper.build import build_paper_form
from intake.exports.paper.form import PaperForm
from intake.exports.typesetting import PAPERS, in_fonts, reason_of, typeset
from intake.exports.typst_loading import loaded_typst
from intake.language import Language

# It belongs to no day: the same questions give the same bytes.
_NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)
_KEPT = 4


def to_paper(questionnaire: Questionnaire, paper: Paper, language: Language) -> bytes:
    """The PDF of the blank form; raises SheetNotPrinted."""
    return _made(build_paper_form(questionnaire, language), paper)


@lru_cache(maxsize=_KEPT)
def _made(form: PaperForm, paper: Paper) -> bytes:
    """Kept, since it takes a fifth of a second, is the same for everyone, and anyone may ask for it."""
    return in_fonts(form, system_families, partial(_set, form, paper))


def _set(form: PaperForm, paper: Paper, coverage: Coverage) -> bytes:
    printing = with_texts(form, partial(marked, coverage=coverage))
    fonts = [FAMILY, *(family.name for family in coverage.families)]
    data = {**asdict(printing), "paper": PAPERS[paper], "fonts": fonts, "lang": form.language.partition("-")[0]}
    try:
        return typeset("paper", data, coverage.families, _NO_DAY)
    except loaded_typst().TypstError as error:
        raise SheetNotPrinted(reason_of(error)) from None
