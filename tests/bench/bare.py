"""The floor: a page of eight fields in bare Flask, WTForms and SQLite; no sealing, no session, no merging, no checks.

Its database keeps the same durable settings as the product's, so that a commit costs the same.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request
from jinja2 import DictLoader
from werkzeug.wrappers import Response
from wtforms import Form, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

CHOICES = [SelectChoice(f"code-{number}", f"An answer to choose, number {number}") for number in range(1, 7)]
PAGE = """<!doctype html><html lang="en"><head><title>Page</title></head><body><h1>Page</h1>
<form method="post">{% for field in form %}<p>{{ field.label }} {{ field() }}</p>{% endfor %}
<button>Save</button></form></body></html>"""
LISTED = """<!doctype html><html lang="en"><head><title>List</title></head><body><h1>List</h1>
<dl>{% for label, words in lines %}<dt>{{ label }}</dt><dd>{{ words }}</dd>{% endfor %}</dl></body></html>"""


class BareForm(Form):  # type: ignore[misc]  # WTForms is untyped
    """As many fields and answers to choose as the product's largest page."""

    one = SelectMultipleField("Which of these?", choices=CHOICES)
    two = RadioField("How often?", choices=CHOICES)
    three = StringField("When?")
    four = StringField("Where?")
    five = StringField("How many times?")
    six = TextAreaField("What was it like?")
    seven = TextAreaField("What helped?")
    eight = StringField("Why did it stop?")


NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight")
TYPED = {name: "code-1" if name in {"one", "two"} else "some words of an answer" for name in NAMES}


def bare_app(folder: Path, answers: int = 200) -> Flask:
    """`answers`: how many lines its list has."""
    app = Flask("bare")
    app.jinja_env.loader = DictLoader({"page.html": PAGE, "list.html": LISTED})
    file = folder / "bare.db"
    _make(file, answers)
    _add_page(app, file)
    _add_list(app, file)
    return app


def _add_page(app: Flask, file: Path) -> None:
    @app.get("/")
    def page() -> str:
        with _open(file) as db:
            row = db.execute(f"SELECT {', '.join(NAMES)} FROM page WHERE id = 1").fetchone()  # noqa: S608 - our names
        return render_template("page.html", form=BareForm(data=dict(zip(NAMES, row, strict=True))))

    @app.post("/")
    def save() -> Response:
        form = BareForm(request.form)
        form.validate()
        typed = [str(form.data[name]) for name in NAMES]
        with _open(file) as db:
            db.execute(f"UPDATE page SET {', '.join(f'{name} = ?' for name in NAMES)} WHERE id = 1", typed)  # noqa: S608
            db.commit()
        return redirect("/", 303)


def _add_list(app: Flask, file: Path) -> None:
    @app.get("/list")
    def listed() -> str:
        with _open(file) as db:
            return render_template("list.html", lines=db.execute("SELECT label, words FROM line").fetchall())

    @app.get("/empty")
    def empty() -> str:
        return ""


@contextmanager
def _open(file: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(file)
    try:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA synchronous = EXTRA")
        yield db
    finally:
        db.close()


def _make(file: Path, answers: int) -> None:
    with _open(file) as db:
        db.execute(f"CREATE TABLE page (id INTEGER PRIMARY KEY, {', '.join(NAMES)})")
        db.execute(f"INSERT INTO page VALUES (1, {', '.join('?' for _ in NAMES)})", list(TYPED.values()))  # noqa: S608
        db.execute("CREATE TABLE line (label, words)")
        lines = [(f"Question {number}", f"Answer {number}, in some words") for number in range(answers)]
        db.executemany("INSERT INTO line VALUES (?, ?)", lines)
        db.commit()


def served() -> Any:
    """For a server started beside the product's."""
    return bare_app(Path(tempfile.mkdtemp(dir=os.environ["BARE_FOLDER"])))
