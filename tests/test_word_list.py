"""No fixed text of the product gives a verdict: the word list over everything that people can read."""

import ast
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cache

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Comment
from flask import Flask
from jinja2 import Environment

from forms.ketamine import INTAKE
from forms.texts import reworded, words_of
from forms.wording import Finding, findings, findings_in, word_list
from tests.checkout import ROOT, modules, name_of, project_files, templates

# The content is linted by linkId, so that a phrase is allowed in one question and no other.
PYTHON = [path for path in modules("forms", "intake") if ROOT / "forms" / "ketamine" not in path.parents]
SCRIPTS = sorted((ROOT / "intake").rglob("*.js"))
STYLES = sorted((ROOT / "intake").rglob("*.css"))
SHEETS = sorted((ROOT / "templates").rglob("*.typ"))
CATALOGUES = sorted((ROOT / "intake" / "translations").rglob("*.po*"))

TERMS = [(group, term) for group, terms in word_list().terms.items() for term in terms]
READ_ALOUD = ("alt", "aria-label", "aria-description", "content", "placeholder", "title", "value")
QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"' + r"|'((?:\\.|[^'\\\n])*)'" + r"|`((?:\\.|[^`\\])*)`")
JS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)


def test_no_question_hint_or_reason_holds_a_word_of_the_list():
    assert [str(finding) for finding in findings_in(INTAKE)] == []


def test_a_word_planted_in_a_question_is_found_by_its_linkid():
    planted = reworded(INTAKE, lambda text: text.replace("What is your full name?", "Are you suitable?"))

    assert [finding.where for finding in findings_in(planted)] == ["you.name"]


@pytest.mark.parametrize("template", templates(), ids=name_of)
def test_no_template_holds_a_word_of_the_list(template):
    assert _found((text, name_of(template)) for text in template_texts(template.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("module", PYTHON, ids=name_of)
def test_no_string_of_the_code_holds_a_word_of_the_list(module):
    assert _found((text, name_of(module)) for text in python_texts(module.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", [*SCRIPTS, *STYLES, *SHEETS], ids=name_of)
def test_no_string_of_a_script_style_or_sheet_holds_a_word_of_the_list(file):
    assert _found((text, name_of(file)) for text in quoted_texts(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=name_of)
def test_no_translation_holds_a_word_of_the_list(catalogue):
    with catalogue.open("rb") as file:
        messages = list(read_po(file))

    # The same text may be allowed in one of its places; in the others its own test has found it.
    assert [message.id for message in messages if message.id and _is_found_everywhere(message)] == []


def test_no_address_holds_a_word_of_the_list(app: Flask):
    assert _found((rule.rule, rule.rule) for rule in app.url_map.iter_rules()) == []


def test_no_linkid_slug_or_code_holds_a_word_of_the_list():
    names = [*INTAKE.by_link_id, *INTAKE.pages_by_slug, *(section.slug for section in INTAKE.sections)]
    codes = [(option.code, link_id) for link_id, item in INTAKE.by_link_id.items() for option in item.answer_options]

    assert _found([*((name, name) for name in names), *codes]) == []


def test_no_file_or_folder_is_named_by_a_word_of_the_list():
    names = {part for path in project_files() for part in path.relative_to(ROOT).parts}

    assert _found((name, name) for name in names) == []


@pytest.mark.parametrize(("group", "term"), TERMS)
def test_a_planted_word_is_found(group, term):
    planted = f"This page says {term.replace('*', '')} in a sentence."

    assert (group, term) in {(finding.group, finding.term) for finding in findings(planted, "planted")}


@pytest.mark.parametrize(
    "text",
    [
        "You are ELIGIBLE.",
        "Not-eligible",
        "risk_level",
        "a red-flag word",
        "a cutoff of 5",
        "You mustn’t",
        "addictions",
        "/patients/high-risk/",
    ],
)
def test_a_word_is_found_in_any_case_form_and_spelling(text):
    assert findings(text, "planted")


@pytest.mark.parametrize(
    "text", ["a passport", "mustard", "outfit", "cleaning the matches' box", "a shoulder", "the profit", "secure"]
)
def test_a_word_within_another_is_left_alone(text):
    assert [finding.term for finding in findings(text, "planted") if finding.term != "matches"] == []


def test_a_finding_names_the_place_the_word_and_the_text():
    (finding,) = findings("You are eligible.", "you.name")

    assert finding == Finding("you.name", "verdicts", "eligib*", "You are eligible.")
    assert str(finding) == "you.name: “eligib*” (verdicts) in “You are eligible.”"


def test_an_allowed_phrase_does_not_allow_its_words_elsewhere():
    assert findings("You and a qualified clinician decide together.", "any.where") == ()
    assert findings("You are qualified. A qualified clinician reads this.", "any.where")


def test_a_phrase_is_allowed_only_where_the_list_says():
    assert findings("failure", "body.heart") == ()
    assert findings("failure", "you.name")


@pytest.mark.parametrize("allowed", word_list().allowed, ids=lambda allowed: f"{allowed.where} {allowed.phrase}")
def test_every_allowed_phrase_stands_somewhere_and_has_a_reason(allowed):
    pattern = re.compile(re.escape(allowed.phrase).replace(r"\*", ""), re.IGNORECASE)

    assert any(pattern.search(text) and fnmatchcase(where, allowed.where) for text, where in _fixed_texts())
    assert allowed.reason.endswith(".")


def test_a_template_is_read_as_a_person_reads_it():
    source = '{# must #}<p class="alert" title="a">b</p>{{ _("c") }}{% if x == "d" %}<img alt="e{{ f }}">{% endif %}'

    assert set(template_texts(source)) == {"a", "b", "c", "d", "e"}


def test_code_is_read_without_its_docstrings():
    source = '"""must"""\ndef f():\n    """should"""\n    return f"a {b} c", "d"'

    assert set(python_texts(source)) == {"a ", " c", "d"}


def test_scripts_are_read_by_their_strings():
    assert list(quoted_texts("// must 'x'\nlet total = 'a'; /* \"b\" */ let c = `d` + \"e\"")) == ["a", "d", "e"]


def template_texts(source: str) -> Iterator[str]:
    """The strings in Jinja's tags, and what a reader sees or hears of the HTML around them."""
    html = []
    for _, kind, value in Environment(autoescape=True).lex(source):
        if kind == "string":
            yield value[1:-1]
        elif kind == "data":
            html.append(value)
    soup = BeautifulSoup("".join(html), "html.parser")
    yield from (
        str(text).strip() for text in soup.find_all(string=True) if text.strip() and not isinstance(text, Comment)
    )
    for element in soup.find_all(True):
        yield from (str(element[name]) for name in READ_ALOUD if name in element.attrs)


def python_texts(source: str) -> Iterator[str]:
    """Every string but docstrings; those that only the software reads are few enough to be linted too."""
    tree = ast.parse(source)
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def quoted_texts(source: str) -> Iterator[str]:
    for match in QUOTED.finditer(JS_COMMENT.sub("", source)):
        yield next(text for text in match.groups() if text is not None)


@cache
def _fixed_texts() -> tuple[tuple[str, str], ...]:
    """Every text with its place, but those that are named by themselves."""
    codes = ((option.code, name) for name, item in INTAKE.by_link_id.items() for option in item.answer_options)
    content = ((words.text, words.where) for words in words_of(INTAKE))
    code = ((text, name_of(path)) for path in PYTHON for text in python_texts(path.read_text(encoding="utf-8")))
    pages = ((text, name_of(path)) for path in templates() for text in template_texts(path.read_text(encoding="utf-8")))
    return (*codes, *content, *code, *pages)


def _places(message: Message) -> list[str]:
    """Where the text stands: a linkId, which the extractor writes first in its comment, or files."""
    link_ids = [comment.split()[0] for comment in message.auto_comments]
    return [*link_ids, *(file for file, _ in message.locations)]


def _is_found_everywhere(message: Message) -> bool:
    return all(_holds_a_word(message, place) for place in _places(message))


def _holds_a_word(message: Message, place: str) -> bool:
    texts = [
        text for part in (message.id, message.string) for text in ([part] if isinstance(part, str) else part or ())
    ]
    return any(findings(text, place) for text in texts)


def _found(texts: Iterable[tuple[str, str]]) -> list[str]:
    return [str(finding) for text, where in texts for finding in findings(text, where)]
