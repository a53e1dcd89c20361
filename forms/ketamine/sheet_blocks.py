"""The blocks of the sheet's first page and the body areas of the history, in the order in which they print."""

from forms.sheet_layout import Area, BlockKind, SheetBlock

STRIP = "strip"
WHY = "why"
ALLERGIES = "allergies"
QUESTIONS = "top-questions"
MEDICINES = "medicines-now"
HISTORY = "history"
CARE = "care"
UNSETTLED = "unsettled"
TRIED = "tried-before"
SUBSTANCES = "substances-used"
HOME = "home"

BLOCKS = (
    SheetBlock(code=STRIP, title="About me and this visit", kind=BlockKind.STRIP),
    SheetBlock(code=WHY, title="Why I’m coming", kind=BlockKind.LINES),
    SheetBlock(
        code=ALLERGIES,
        title="Allergies and bad reactions",
        kind=BlockKind.ROWS,
        always=("anaesthetic.problem",),
    ),
    SheetBlock(code=QUESTIONS, title="My top 3 questions", kind=BlockKind.STARRED),
    SheetBlock(code=MEDICINES, title="Medicines now", kind=BlockKind.ROWS, quota=12, table=True),
    SheetBlock(code=HISTORY, title="My history", kind=BlockKind.AREAS, quota=22),
    SheetBlock(code=CARE, title="Please take care", kind=BlockKind.LINES, quota=3),
    SheetBlock(code=UNSETTLED, title="Not sure · In person · Prefer not to say", kind=BlockKind.UNSETTLED, quota=4),
    SheetBlock(
        code=TRIED,
        title="Tried before",
        kind=BlockKind.ROWS,
        quota=6,
        always=("reason.had_before",),
        note="From memory. Records may show more.",
    ),
    SheetBlock(code=SUBSTANCES, title="Substances", kind=BlockKind.LINES, quota=4),
    SheetBlock(code=HOME, title="Getting there and home", kind=BlockKind.LINES, quota=3),
)

AREAS = (
    Area("mind", "Mind"),
    Area("pain", "Pain"),
    Area("heart", "Heart and vessels"),
    Area("brain", "Brain"),
    Area("breathing", "Breathing and sleep"),
    Area("organs", "Liver, kidney, bladder"),
    Area("other", "Other"),
    Area("pregnancy", "Pregnancy"),
    Area("anaesthetics", "Anaesthetics"),
    Area("family", "Family"),
)
