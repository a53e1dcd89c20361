"""A page of questions: got, saved, and saved for the first time."""

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from forms.answers import AnswerSet
from forms.capture.page_form import PageForm, page_form
from forms.items import ItemType, Page
from forms.ketamine import INTAKE
from intake.keys.derivation import CURRENT, KEY_LENGTH, new_salt
from tests.bench.bare import TYPED, bare_app
from tests.bench.installed import Installation, a_full_draft, cookies_in, installation
from tests.bench.measuring import Action, Answered, Caller, Figure, in_pairs, median_of

LARGEST = max(INTAKE.pages, key=lambda page: len(page_form(page, AnswerSet()).asked))


def figures(repetitions: int) -> Iterator[Figure]:
    with installation() as made, tempfile.TemporaryDirectory() as folder:
        bare = Caller(bare_app(Path(folder)))
        yield _nothing(bare, repetitions)
        yield _got(made, bare, repetitions)
        yield _saved(made, bare, repetitions)
        yield _first_saved(made, max(repetitions // 3, 1))


def _nothing(bare: Caller, repetitions: int) -> Figure:
    spent = median_of(lambda: bare.getting("/empty"), repetitions)
    return Figure("an empty answer of Flask: what every figure below holds of Flask", "ms", spent)


def _got(made: Installation, bare: Caller, repetitions: int) -> Figure:
    browser = made.holder(a_full_draft())
    path = f"/form/{LARGEST.slug}"
    pair = in_pairs(lambda: browser.caller.getting(path), lambda: bare.getting("/"), repetitions)
    fields = len(page_form(LARGEST, AnswerSet()).asked)
    note = f"{fields} fields, the page with the most, of a draft with 200 answers"
    return Figure("GET a question page", "ms", pair.here, 3, pair.floor, note)


def _saved(made: Installation, bare: Caller, repetitions: int) -> Figure:
    browser, numbers = made.holder(a_full_draft()), count(1)
    path = f"/form/{LARGEST.slug}"
    hidden = browser.reads_form(path)

    def saving() -> Action:
        return browser.caller.posting(path, {**hidden, **typed_on(LARGEST, next(numbers))})

    def saving_bare() -> Action:
        return bare.posting("/", {**TYPED, "three": f"words {next(numbers)}"})

    pair = in_pairs(saving, saving_bare, repetitions)
    note = "opened, merged, sealed, committed durably, other words each time"
    return Figure("POST a question page", "ms", pair.here, 4, pair.floor, note)


def _first_saved(made: Installation, repetitions: int) -> Figure:
    page = INTAKE.pages[0]

    def saving() -> Action:
        caller = made.stranger()
        shown: Answered = caller.getting(f"/form/{page.slug}")()
        token = shown.body.decode().split('name="_token" value="')[1].split('"')[0]
        holder = Caller(caller.app, "; ".join(cookies_in(shown)), caller.address)
        return holder.posting(f"/form/{page.slug}", {"_token": token, "_view": "v", "_seen": "", **typed_on(page, 1)})

    pair = in_pairs(saving, lambda: _argon2, repetitions)
    return Figure("first save, which makes the return code", "ms", pair.here, 70, pair.floor, "floor: Argon2id alone")


def _argon2() -> bytes:
    return Argon2id(
        salt=new_salt(),
        length=KEY_LENGTH,
        iterations=CURRENT.passes,
        lanes=CURRENT.lanes,
        memory_cost=CURRENT.memory_kib,
    ).derive(b"fifteen letters")


def typed_on(page: Page, number: int) -> dict[str, Any]:
    """Something in every field of the page, other words for every number."""
    return typed_in(page_form(page, AnswerSet()), number)


def typed_in(form: PageForm, number: int) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for item in form.asked:
        if item.answer_options:
            typed[item.link_id] = item.answer_options[number % len(item.answer_options)].code
        elif item.type in (ItemType.STRING, ItemType.TEXT):
            typed[item.link_id] = f"some words of an answer, number {number}"
    return typed
