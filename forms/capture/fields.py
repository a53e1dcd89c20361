"""One field an item type: reads what the browser sent as answers, and shows answers again as they were typed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import Field

from forms.answers import AnswerValue, AsTyped, InMyWords, Quantity
from forms.capture.validators import DateWanted, NumberWanted, OneKindWanted
from forms.items import Item, ItemType

Typed = Mapping[str, Sequence[str]]
"""What the browser sent: each name with its values, in order."""

MOST_BUTTONS = 11
"""An integer with at most so many values is asked by buttons: 0 to 10."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class AnswerField(Field):
    """A field whose data is the tuple of answers; `parts` are the suffixes of the inputs that it is made of."""

    parts: tuple[str, ...] = ("",)

    def __init__(self, item: Item, **options: Any) -> None:
        super().__init__(**options)
        self.item = item
        self.data: tuple[AnswerValue, ...] = ()
        self.unknown: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its inputs; a colon never stands in a linkId."""
        return tuple(self.name + part for part in self.parts)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = tuple(data or ())
        if formdata is not None:
            read = self.read({part: formdata.getlist(self.name + part) for part in self.parts})
            # What belongs to no option takes nothing away from what stood before.
            self.data = read or (self.data if self.unknown else ())

    def read(self, typed: Typed) -> tuple[AnswerValue, ...]:
        """The answers in what was typed, here one text; what belongs to no option goes into `unknown`."""
        text = _first(typed[""])
        return (text,) if text.strip() else ()

    def shown(self, part: str = "") -> str:
        """What stands in the text input of this part."""
        return str(self.data[0]) if self.data else ""


class ChoiceField(AnswerField):
    """Buttons or ticks; an open choice has a text beside them."""

    def read(self, typed: Typed) -> tuple[AnswerValue, ...]:
        sent = list(dict.fromkeys(typed[""]))
        known = [option.code for option in self.item.answer_options if option.code in sent]
        chosen = known if self.item.repeats else known[:1]
        self.unknown = tuple(code for code in sent if code and code not in chosen)
        words = _first(typed.get(":words", ()))
        return (*chosen, InMyWords(words)) if words.strip() else tuple(chosen)

    def is_chosen(self, code: str) -> bool:
        return code in self.data

    def shown(self, part: str = "") -> str:
        return next((value.text for value in self.data if isinstance(value, InMyWords)), "")


class OpenChoiceField(ChoiceField):
    parts = ("", ":words")


class BooleanField(AnswerField):
    def read(self, typed: Typed) -> tuple[AnswerValue, ...]:
        self.unknown = tuple(sent for sent in typed[""] if sent != "true")
        return (True,) if "true" in typed[""] else ()


class IntegerField(AnswerField):
    """A whole number; by buttons when there are few, and then only those are known."""

    @property
    def buttons(self) -> range:
        low, high = self.item.min_value, self.item.max_value
        if low is None or high is None or high - low >= MOST_BUTTONS:
            return range(0)
        return range(low, high + 1)

    def read(self, typed: Typed) -> tuple[AnswerValue, ...]:
        text = _first(typed[""])
        if not text.strip():
            return ()
        number = _whole_number(text.strip())
        if self.buttons and number not in self.buttons:
            self.unknown = (text,)
            return ()
        return (AsTyped(text),) if number is None else (number,)

    def is_chosen(self, number: int) -> bool:
        return self.data == (number,)

    def shown(self, part: str = "") -> str:
        value = self.data[0] if self.data else ""
        return value.text if isinstance(value, AsTyped) else str(value)


class DateField(AnswerField):
    """Three inputs; a day that is not in the calendar is kept as day/month/year, the way it was typed."""

    parts = (":day", ":month", ":year")

    def read(self, typed: Typed) -> tuple[AnswerValue, ...]:
        day, month, year = (_first(typed[part]).strip() for part in self.parts)
        if not (day or month or year):
            return ()
        found = _date(day, month, year)
        return (found or AsTyped(f"{day}/{month}/{year}"),)

    def shown(self, part: str = "") -> str:
        value = self.data[0] if self.data else AsTyped("//")
        if isinstance(value, date):
            return str({":day": value.day, ":month": value.month, ":year": value.year}[part])
        text = value.text if isinstance(value, AsTyped) else str(value)
        # A slash that the patient typed stays with the last part.
        typed = [*text.split("/", 2), "", ""]
        return typed[self.parts.index(part)]


class QuantityField(AnswerField):
    """A number, kept as it was typed, and its unit."""

    parts = ("", ":unit")

    def read(self, typed: Typed) -> tuple[AnswerValue, ...]:
        value, unit = _first(typed[""]), _first(typed[":unit"])
        codes = {option.code for option in self.item.units}
        self.unknown = (unit,) if unit and unit not in codes else ()
        return (Quantity(value, "" if self.unknown else unit),) if value.strip() else ()

    def is_chosen(self, code: str) -> bool:
        return any(isinstance(value, Quantity) and value.unit == code for value in self.data)

    def shown(self, part: str = "") -> str:
        value = self.data[0] if self.data else ""
        return value.value if isinstance(value, Quantity) else str(value)


def field_of(item: Item) -> Any:
    """The unbound field of an item that is no group."""
    field_class, validators = FIELDS[item.type]
    return field_class(item, label=item.text, validators=validators(item))


def _first(values: Sequence[str]) -> str:
    # A text area sends line ends as CR LF (HTML standard); they are kept as LF.
    return values[0].replace("\r\n", "\n") if values else ""


def _whole_number(text: str) -> int | None:
    # Longer runs of digits are no count of anything, and converting them costs time.
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


def _date(day: str, month: str, year: str) -> date | None:
    number = str(MONTHS.index(month[:3].lower()) + 1) if month[:3].lower() in MONTHS else month
    if len(year) != 4 or not all(part.isascii() and part.isdecimal() for part in (day, number, year)):
        return None
    try:
        return date(int(year), int(number), int(day))
    except (ValueError, OverflowError):
        return None


FIELDS: dict[ItemType, tuple[type[AnswerField], Callable[[Item], list[Any]]]] = {
    ItemType.BOOLEAN: (BooleanField, lambda item: []),
    ItemType.INTEGER: (IntegerField, lambda item: [NumberWanted()]),
    ItemType.DATE: (DateField, lambda item: [DateWanted()]),
    ItemType.STRING: (AnswerField, lambda item: []),
    ItemType.TEXT: (AnswerField, lambda item: []),
    ItemType.CHOICE: (ChoiceField, lambda item: [OneKindWanted(item)]),
    ItemType.OPEN_CHOICE: (OpenChoiceField, lambda item: [OneKindWanted(item)]),
    ItemType.QUANTITY: (QuantityField, lambda item: [NumberWanted()]),
}
