"""Section G, the list of operations, hospital stays and implants."""

from forms.items import Column, Item, ItemType, Rows
from forms.ketamine.answer_sets import NOT_SURE, alone, loinc, option, snomed, spoken
from forms.ketamine.sheet_blocks import HISTORY
from forms.ketamine.sources import v1

OPERATIONS = Item(
    prefix="G12",
    link_id="procedure.list",
    text="Have you had surgery or stayed in hospital, or is anything implanted?",
    short_text="Operations, hospital stays and implants",
    sheet_text="Operations and implants",
    why="It completes the picture, and it helps staff to watch over you.",
    sources=(v1("IPS", "procedures, devices"),),
    codes=(loinc("47519-4"), loinc("46264-8")),
    type=ItemType.GROUP,
    repeats=True,
    rows=Rows(
        name=("procedure.what", "procedure.device"),
        add="Add an operation, stay or implant",
        another="Add another one",
        unnamed="An operation or stay with no name yet",
        columns=(
            Column(title="What", link_ids=("procedure.what",)),
            Column(title="Year", link_ids=("procedure.year",)),
            Column(title="Device", link_ids=("procedure.device",)),
        ),
        instead="procedure.instead",
    ),
    place=HISTORY,
    area="other",
    items=(
        Item(link_id="procedure.what", text="What was it?", short_text="What", type=ItemType.STRING),
        Item(
            link_id="procedure.year",
            text="In which year?",
            short_text="Year",
            phrase="{}",
            hint="A rough year is fine.",
            type=ItemType.STRING,
        ),
        Item(
            link_id="procedure.device",
            text="Was a device put in that is still there?",
            short_text="Device",
            phrase="device: {}",
            type=ItemType.OPEN_CHOICE,
            repeats=True,
            answer_options=spoken(
                option("pacemaker", "Pacemaker"),
                option("stimulator", "Stimulator"),
                option("pump", "Pump"),
                option("clip", "Aneurysm clip"),
                alone("none", "No device"),
                NOT_SURE,
            ),
        ),
    ),
)

OPERATIONS_INSTEAD = Item(
    link_id="procedure.instead",
    text="Or choose this",
    short_text="Operations, hospital stays and implants",
    type=ItemType.CHOICE,
    repeats=True,
    answer_options=spoken(
        alone(
            "none",
            "None",
            snomed("787480003", "No known procedures"),
            snomed("787483001", "No known device use"),
        ),
    ),
    place=HISTORY,
    area="other",
)
