"""How a sheet leads back to its form, if the patient wants that: the address in words, and for a QR code."""

from forms.answers import Draft
from intake.language import Language
from intake.summary.model import WayBack


def way_back(draft: Draft, address: str, language: Language) -> WayBack | None:
    """None unless the patient chose it. `address` is that of the page for the return code.

    The return code stands in it only if the patient chose that too, and then behind the "#", which no browser sends.
    """
    say, choices = language.gettext, draft.choices
    if not choices.way_back:
        return None
    if not (choices.return_code and draft.return_code):
        words = say("To come back to this form, open {address} and enter the return code.")
        alt = say("QR code that opens {address}")
        return WayBack(words=words.format(address=address), alt=alt.format(address=address), payload=address.encode())
    words = say(
        "To come back to this form, open {address} and enter the return code {code} there. "
        "Whoever has this code can open, change and delete the form."
    )
    return WayBack(
        words=words.format(address=address, code=draft.return_code),
        alt=say("QR code that opens this form with its return code"),
        payload=f"{address}#{draft.return_code}".encode(),
    )
