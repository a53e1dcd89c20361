"""The changes are those that are meant, and a run tells a test that notices from one that does not."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.mutation.mutants import Mutant, code_of, mutants_of
from tests.mutation.trying import sample

GUARD = """
LEAST = 18

def is_adult(age):
    return age >= LEAST

def said(age):
    if is_adult(age):
        return "adult"
    return "child"
"""
TESTS = """
from forms.guard import is_adult, said

def test_who_is_of_age():
    assert is_adult(18)
    assert not is_adult(17)

def test_something_is_said():
    assert said(30)
"""
DRIVER = """
from pathlib import Path
from tests.mutation.choosing import Part
from tests.mutation.mutants import mutants_of
from tests.mutation.trying import tried_on
part = Part("guard", ("forms/guard.py",), ("test_guard.py",))
for mutant, verdict in tried_on(Path.cwd(), part, mutants_of(Path.cwd(), Path("forms/guard.py")), Path.cwd()):
    print("TRIED", verdict.value, "|", mutant.said)
"""


def changes(folder: Path, source: str) -> list[str]:
    (folder / "one.py").write_text(source)
    return [mutant.said for mutant in mutants_of(folder, Path("one.py"))]


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("a < b", ["a <= b"]),
        ("a and b", ["a or b", "b", "a"]),
        ("a + 1", ["a - 1", "2"]),
        ("not a", ["a"]),
        ("a[:1]", [":", "2"]),
        ("[a for a in b if a]", ["for a in b"]),
        ("f(a, k=b)", ["f(a)"]),
        ("any(a)", ["all(a)"]),
        ("{1: a, c: b}", ["{c: b}", "{1: a}", "2"]),
        ("[a, b]", ["[b]", "[a]"]),
        ("b'x'", ["b'XXxXX'"]),
        ("a if b else c", ["a if True else c", "a if False else c"]),
    ],
    ids=str,
)
def test_an_expression_is_changed_in_each_of_its_ways(tmp_path, source, changed):
    said = changes(tmp_path, f"x = {source}")

    assert {each.partition("  ->  ")[2] for each in said} >= set(changed)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("f()", 1),
        ("def f():\n    return 1", 2),
        ("def f():\n    raise E", 1),
        ("while a:\n    break", 2),
        ("x: dict[str, int]", 0),
        ('"""For whoever reads."""', 0),
        ('_("For whoever reads.")', 1),
        ("def f(a: 'A') -> 'B': ...", 0),
        ("Name = str | None", 0),
    ],
    ids=str,
)
def test_statements_are_left_out_and_words_for_people_left_alone(tmp_path, source, count):
    assert len(changes(tmp_path, source)) == count


def test_every_change_of_a_module_of_ours_compiles_and_differs():
    module = Path("intake/keys/sealing.py")
    plain = ast.dump(ast.parse((ROOT / module).read_text(encoding="utf-8")))
    found = mutants_of(ROOT, module)

    assert len(found) > 30
    assert len({code_of(ROOT, mutant).co_consts for mutant in found} | {plain}) > 10
    assert {mutant.function for mutant in found} >= {(), ("seal",), ("unwrap",)}


def test_what_is_made_while_a_module_loads_is_told_from_what_is_run_later(tmp_path):
    source = "class A:\n    one = 1\n    def f(self, a=2):\n        def g():\n            return 3\n        return 4\n"
    (tmp_path / "one.py").write_text(source)
    found = {
        mutant.said[0]: mutant.function for mutant in mutants_of(tmp_path, Path("one.py")) if "number" in mutant.rule
    }

    assert found == {"1": (), "2": (), "3": (), "4": ("A", "f")}


def test_a_sample_has_its_share_of_every_module_and_is_drawn_again_alike():
    every = [Mutant(Path(f"{module}.py"), at, (1, 1), (), "", "") for module in "aab" for at in range(100)]
    drawn = sample(every, 30, seed=7)

    assert [sum(mutant.module.stem == name for mutant in drawn) for name in "ab"] == [20, 10]
    assert drawn == sample(every, 30, seed=7) != sample(every, 30, seed=8)
    assert sample(every, 0, seed=7) == every


def test_what_a_test_notices_is_killed_and_what_none_does_lives(tmp_path):
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "__init__.py").touch()
    (tmp_path / "forms" / "guard.py").write_text(GUARD)
    (tmp_path / "test_guard.py").write_text(TESTS)
    ran = subprocess.run(
        [sys.executable, "-c", DRIVER],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    tried = dict(line.removeprefix("TRIED ").split(" | ")[::-1] for line in ran.stdout.splitlines() if "TRIED" in line)

    assert tried["age >= LEAST  ->  age > LEAST"] == "killed"
    assert tried["18  ->  19"] == "killed"
    assert tried["return age >= LEAST  ->  return None"] == "killed"
    assert tried["'adult'  ->  'XXadultXX'"] == "lives"
    assert tried["'child'  ->  'XXchildXX'"] == "lives"
