"""Blank forms to read back: of the whole questionnaire, of small ones, of every item type, and of much to print."""

from functools import cache

from forms.items import AnswerOption, Item, ItemType, Rows
from forms.ketamine import INTAKE
from intake.country import Paper
from intake.exports.paper.making import to_paper
from tests.intake.exports.paper.reading import GB, US, text_of_paper
from tests.small import THREE, WITH_ROWS, a_page, an_item, asking, when

PAPERS = (("a4", GB), ("letter", US))
SIZES = {"a4": (595, 842), "letter": (612, 792)}


def of_type(link_id: str, kind: ItemType, **more) -> Item:
    units = (AnswerOption(code="kg", display="kilos of it"), AnswerOption(code="lb", display="pounds of it"))
    only = {"units": units} if kind is ItemType.QUANTITY else {}
    return an_item(link_id, kind, hint=f"Hint of {link_id}.", why=f"Reason of {link_id}.", **only, **more)


NOT_GROUPS = [kind for kind in ItemType if kind is not ItemType.GROUP]
COLUMNS = tuple(of_type(f"row.{kind.name.lower()}", kind, place="", more_detail=kind > "i") for kind in NOT_GROUPS)
FOLLOW_UPS = tuple(
    of_type(f"after.{kind.name.lower()}", kind, place="", enable_when=when("a.b", "yes")) for kind in NOT_GROUPS
)
LISTED = an_item(
    "all.rows",
    ItemType.GROUP,
    items=COLUMNS,
    rows=Rows(name=("row.string",), add="Add", another="More", unnamed="None"),
)
EVERY_TYPE = asking(
    *(a_page(kind.name.lower().replace("_", "-"), of_type(f"all.{kind.name.lower()}", kind)) for kind in NOT_GROUPS),
    a_page("opening", an_item("a.b", ItemType.CHOICE, items=FOLLOW_UPS)),
    a_page("rows", LISTED),
)
MANY = tuple(AnswerOption(code=f"c{number}", display=f"Answer of number {number}") for number in range(300))
LONG = asking(
    a_page("many", an_item("long.many", ItemType.CHOICE, answer_options=MANY)),
    a_page("hostile", an_item("long.text", text='#panic("no") = Head $x^2$ *b* {page} @ref <l> // /* ')),
)
QUESTIONNAIRES = {"intake": INTAKE, "three": THREE, "rows": WITH_ROWS, "every type": EVERY_TYPE, "long": LONG}


@cache
def made(name: str, paper: Paper) -> bytes:
    return to_paper(QUESTIONNAIRES[name], paper, dict(PAPERS)[paper])


@cache
def told(name: str, paper: Paper) -> str:
    return text_of_paper(made(name, paper))
