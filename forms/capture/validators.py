"""What a patient is told once about an answer whose format does not fit; nothing here refuses an answer."""

from wtforms import Field, Form, ValidationError

from forms.answers import AsTyped, Quantity
from forms.items import Item

# Each message says what to do. The template translates it.
DATE_WANTED = "Enter a day, a month and a year, such as 27 3 1979. Or go on, and it prints as you typed it."
NUMBER_WANTED = "Enter a number, such as 70. Or go on, and it prints as you typed it."
ONE_KIND_WANTED = "You ticked answers that do not go together. Take a tick away, or go on, and all of them print."
OPTION_UNKNOWN = "Choose one of the answers on this page."

MESSAGES = (DATE_WANTED, NUMBER_WANTED, ONE_KIND_WANTED, OPTION_UNKNOWN)


class DateWanted:
    """A date that is no day of the calendar is kept as typed, and said once."""

    def __call__(self, form: Form, field: Field) -> None:
        if any(isinstance(value, AsTyped) for value in field.data):
            raise ValidationError(DATE_WANTED)


class NumberWanted:
    """A number that is none is kept as typed, and said once."""

    def __call__(self, form: Form, field: Field) -> None:
        if any(isinstance(value, AsTyped) or _is_no_number(value) for value in field.data):
            raise ValidationError(NUMBER_WANTED)


class OneKindWanted:
    """An exclusive option ("none") beside others: all are kept, and it is said once."""

    def __init__(self, item: Item) -> None:
        self.exclusive = {option.code for option in item.answer_options if option.exclusive}

    def __call__(self, form: Form, field: Field) -> None:
        if len(field.data) > 1 and not self.exclusive.isdisjoint(field.data):
            raise ValidationError(ONE_KIND_WANTED)


def _is_no_number(value: object) -> bool:
    # A height in feet and inches is two numbers ("5 7"), so every part that is typed counts.
    if not isinstance(value, Quantity):
        return False
    parts = value.value.replace("'", " ").replace('"', " ").replace("ft", " ").replace("in", " ").split()
    return not parts or not all(_reads_as_number(part) for part in parts)


def _reads_as_number(part: str) -> bool:
    digits = part.replace(",", "").replace(".", "")
    return digits.isdecimal()
