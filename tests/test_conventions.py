"""Rules of this code base that no linter knows."""

import ast
import re
from collections.abc import Iterator

import pytest
from jinja2 import Environment, nodes

from tests.checkout import ROOT, modules, name_of, templates, text_files

LONGEST_MODULE = 300
LONGEST_FUNCTION = 30
LONGEST_TEMPLATE = 150

MODULES = modules("forms", "intake", "tests")
TEMPLATES = templates()

# Modules that may make markup of their own, each read line by line by a second person.
REVIEWED_FOR_MARKUP: frozenset[str] = frozenset()

# Written with brackets, so that this file does not hold what it looks for.
LEFT_FOR_LATER = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X]|NotImplemented[E]rror)\b")
NOT_RUN = re.compile(r"pytest\.(mark\.)?(skip|xfail|importorskip)|\bskip[i]f\b")
REGISTRIES = re.compile(r"(py[p]i|python[h]osted|npm[j]s|deb\.[d]ebian)\.(org|com)")
OWN_MACHINE = re.compile(r"(?<![\w.*~$}])/(wor[k]|far[m]|roo[t]|User[s]|hom[e])/[\w.]|/\.pyen[v]/")

PARSER = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_modules_and_functions_stay_small(module):
    source = module.read_text(encoding="utf-8")

    assert len(source.splitlines()) <= LONGEST_MODULE
    assert [name for name, length in _functions(source) if length > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(module):
    source = module.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or ""

    assert docstring.splitlines()[:1] or not source.strip(), "the first line is a docstring"


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_templates_stay_small_and_escape_everything(template):
    source = template.read_text(encoding="utf-8")

    assert len(source.splitlines()) <= LONGEST_TEMPLATE
    assert re.findall(r"\|\s*safe\b|autoescape", source) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_templates_use_every_macro_they_import(template):
    assert unused_imports(template.read_text(encoding="utf-8")) == set()


def test_an_unused_macro_import_is_found():
    assert unused_imports('{% from "a.html" import one, two as three %}{{ one() }}') == {"three"}


def test_only_reviewed_modules_make_markup():
    makers = [name_of(path) for path in modules("forms", "intake") if "Markup(" in path.read_text(encoding="utf-8")]

    assert set(makers) <= REVIEWED_FOR_MARKUP


@pytest.mark.parametrize(
    ("unwanted", "planted"),
    [
        (LEFT_FOR_LATER, "# TO" + "DO: later"),
        (NOT_RUN, "@pytest." + "mark.skip"),
        (REGISTRIES, "https://py" + "pi.org/simple"),
        (OWN_MACHINE, "open('/" + "home/anna/x')"),
    ],
    ids=["left for later", "not run", "registry", "own machine"],
)
def test_no_file_holds_what_belongs_elsewhere(unwanted, planted):
    assert unwanted.search(planted)
    assert [found for path in text_files() for found in _lines_with(unwanted, path)] == []


def test_the_pinned_requirements_all_have_hashes():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        pins = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]

        assert pins
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


def unused_imports(source: str) -> set[str]:
    """The names that a template imports and does not use."""
    tree = PARSER.parse(source)
    imported = {
        name[1] if isinstance(name, tuple) else name for node in tree.find_all(nodes.FromImport) for name in node.names
    }
    imported |= {node.target for node in tree.find_all(nodes.Import)}
    return imported - {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}


def _functions(source: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _lines_with(unwanted: re.Pattern[str], path) -> Iterator[str]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if unwanted.search(line):
            yield f"{name_of(path)}:{number}: {line.strip()}"
