"""The tags of a PDF, which is what is read aloud of it, in reading order."""

from collections.abc import Iterator
from io import BytesIO

from pikepdf import Array, Dictionary, Object, Pdf


def tagged_in(pdf: bytes, *tags: str) -> list[tuple[str, str]]:
    """Each such tag, or all if none is named, with what is said of it.

    That is, which cells a header cell heads, and the words for a picture.
    """
    with Pdf.open(BytesIO(pdf)) as document:
        # The document must be open as long as its elements are read.
        elements = _elements(document.Root.StructTreeRoot)
        return [(str(each.S), _said_of(each)) for each in elements if not tags or str(each.S) in tags]


def _said_of(element: Dictionary) -> str:
    if "/Alt" in element:
        return str(element.Alt)
    found = element.A if "/A" in element else Array()
    attributes = found if isinstance(found, Array) else [found]
    return next((str(each.Scope) for each in attributes if "/Scope" in each), "")


def _elements(node: Object) -> Iterator[Dictionary]:
    if isinstance(node, Array):
        for kid in node:
            yield from _elements(kid)
    elif isinstance(node, Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _elements(node.K)
