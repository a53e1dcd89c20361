"""A canary in every field of the form, and where it can be found again, in whatever encoding."""

import base64
import gzip
import logging
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from forms.answers import AnswerSet
from forms.capture.page_form import PageForm, page_form, row_form
from forms.items import Item, ItemType
from forms.ketamine import INTAKE
from intake.config import Settings
from tests.drivers import Patient
from tests.web.crawling import addresses
from tests.web.holding import token_of
from tests.web.kept_rows import NAME, files_of_server, kept_rows

Typed = dict[str, list[str]]
_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)


@dataclass
class Life:
    """A patient who types the canary everywhere, and everything that came back."""

    app: Flask
    canary: str
    responses: list[TestResponse] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.patient = Patient(self.app.test_client())
        self.token = token_of(self.patient.client)

    def gets(self, path: str) -> TestResponse:
        return self._noted(self.patient.client.get(path, buffered=True))

    def posts(self, path: str, typed: Mapping[str, object]) -> TestResponse:
        data = {"_token": self.token, **typed}
        return self._noted(self.patient.client.post(path, data=data))

    def fills_in_everything(self) -> None:
        """The canary in every field of every page and of a row of every list, with every option that opens one."""
        self.posts("/form/name", {"you.name": self.canary})
        self.posts("/code", {"to": "/form"})
        for path, form in forms():
            assert self.posts(path, self.typed_into(form)).status_code in (200, 303), path
            # In place of an option too, which is refused.
            self.posts(path, dict.fromkeys(names_of(form), self.canary))
            self.posts(path, self.typed_into(form))

    def typed_into(self, form: PageForm) -> Typed:
        return {name: self._typed(name) for name in names_of(form)}

    def reads_everything(self) -> None:
        for _, path in addresses(self.app, "GET"):
            self.gets(path)
        for path, _ in forms():
            self.gets(path)
            self.gets(f"{path}/remove")

    def seen(self) -> Iterator[tuple[str, bytes]]:
        """What may be kept outside the page: addresses, titles, cookies, names of files."""
        for response in self.responses:
            yield "address", response.request.full_path.encode()
            for name in ("Location", "Set-Cookie", "Content-Disposition", "Link", "Refresh"):
                yield name, "\n".join(response.headers.getlist(name)).encode()
            for title in _TITLE.findall(response.data):
                yield "title", title

    def _typed(self, name: str) -> list[str]:
        link_id, _, part = name.partition(":")
        item = INTAKE.by_link_id[link_id]
        if part == "unit":
            return [item.units[0].code]
        if codes := _codes(item) if not part else []:
            return codes if item.repeats else codes[:1]
        return [self.canary]

    def _noted(self, response: TestResponse) -> TestResponse:
        self.responses.append(response)
        return response


def _codes(item: Item) -> list[str]:
    """What can be chosen and goes together; nothing where a text is typed."""
    if item.type in (ItemType.BOOLEAN, ItemType.INTEGER):
        return ["true"] if item.type is ItemType.BOOLEAN else ["3"]
    together = [option.code for option in item.answer_options if not option.exclusive]
    return together or [option.code for option in item.answer_options[:1]]


def forms() -> Iterator[tuple[str, PageForm]]:
    """The address and the form of every page, and of a row of every list."""
    for page in INTAKE.pages:
        yield f"/form/{page.slug}", page_form(page, AnswerSet())
        for group in page.items:
            if group.rows:
                yield f"/form/{page.slug}/r1", row_form(group, AnswerSet())


def names_of(form: PageForm) -> list[str]:
    return [name for each in form for name in each.names]


def is_in(canary: str, found: bytes) -> bool:
    """Whether the canary stands there: as text, in an encoding, or within what was compressed."""
    wanted = needles(canary)
    return any(needle in part for part in (found, *_inflated(found)) for needle in wanted)


def needles(canary: str) -> set[bytes]:
    raw = canary.encode()
    encoded = {raw, canary.encode("utf-16-le"), canary.encode("utf-16-be"), quote(canary).encode()}
    encoded |= {raw.hex().encode(), raw.hex().upper().encode(), canary.encode("utf-32-le")}
    for before in range(3):
        # Base64 takes three bytes at a time: where the canary begins within three decides how it reads.
        inner = raw[-before % 3 :]
        whole = inner[: len(inner) // 3 * 3]
        encoded |= {base64.b64encode(whole), base64.urlsafe_b64encode(whole)}
    return encoded


def _inflated(found: bytes) -> Iterator[bytes]:
    for start in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]", found):
        inflate = zlib.decompressobj(wbits=47)
        try:
            yield inflate.decompress(found[start.start() :], 1_000_000)
        except zlib.error:
            continue


def hidings(canary: str) -> dict[str, bytes]:
    """The canary as it could stand somewhere, to show that it would be found."""
    raw = canary.encode()
    return {
        "plain": b"{" + raw + b"}",
        "utf-16": canary.encode("utf-16"),
        "hex": raw.hex().encode(),
        "base64": base64.b64encode(b"{}" + raw + b"}"),
        "base64, one further": base64.urlsafe_b64encode(b"{" + raw + b"}"),
        "gzip": b"..." + gzip.compress(raw * 3),
        "zlib": b"..." + zlib.compress(raw * 3),
    }


def asks_wrongly(session: Session, canary: str) -> None:
    """The value is bound to a statement that fails."""
    session.execute(text("SELECT :x FROM nowhere"), {"x": canary})


def raises(canary: str) -> NoReturn:
    raise ValueError(canary)


def found(life: Life, settings: Settings, temp: Path, records: list[logging.LogRecord], printed: str) -> set[str]:
    """Where the canary stands."""
    told = "\n".join(f"{logging.Formatter().format(record)} {record.__dict__}" for record in records)
    places = [("log", told.encode()), ("standard streams", printed.encode()), *life.seen()]
    for folder in (settings.data, temp):
        files = [path for path in folder.rglob("*") if path.is_file()]
        places += [(path.name, path.read_bytes() + path.name.encode()) for path in files]
    places += kept_rows(settings)
    raw = {NAME for path in files_of_server(settings) if life.canary.encode() in path.read_bytes()}
    return raw | {place for place, content in places if is_in(life.canary, content)}
