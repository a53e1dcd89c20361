"""What is made of all answers: the check page, the sheet as a page, and the sheet as a PDF."""

import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import typst

from forms.answers import Draft
from intake.exports.fonts import FAMILY, pinned_fonts
from tests.bench.bare import bare_app
from tests.bench.installed import Browser, a_full_draft, answered, installation, size_of
from tests.bench.measuring import Action, Caller, Figure, Prepared, in_pairs
from tests.builders import EXAMPLE, a_draft


def figures(repetitions: int) -> Iterator[Figure]:
    draft = a_full_draft()
    answers = size_of(draft.answers)
    with installation() as made, tempfile.TemporaryDirectory() as folder:
        browser, bare = made.holder(draft), Caller(bare_app(Path(folder), answers))
        for what, path in (("check page", "/check"), ("sheet as a page", "/sheet")):
            pair = in_pairs(_getting_changed(browser, draft, path), lambda: bare.getting("/list"), repetitions)
            yield Figure(f"{what}, {answers} answers", "ms", pair.here, 12, pair.floor, "other answers each time")
        plain, example = _plain(Path(folder)), a_draft(EXAMPLE)
        pair = in_pairs(_getting_changed(browser, example, "/sheet.pdf"), plain, repetitions)
        note = "other answers each time; floor: 200 plain lines set by Typst"
        yield Figure(f"sheet as a PDF, {size_of(example.answers)} answers", "ms", pair.here, 60, pair.floor, note)
        yield from _busy_pdf(browser, draft, plain, repetitions)


def _busy_pdf(browser: Browser, draft: Draft, plain: Prepared, repetitions: int) -> Iterator[Figure]:
    """Of a patient with much to tell, whose page 1 is full."""
    pair = in_pairs(_getting_changed(browser, draft, "/sheet.pdf"), plain, repetitions)
    what = f"sheet as a PDF, {size_of(draft.answers)} answers"
    yield Figure(what, "ms", pair.here, 60, pair.floor, "a patient with much to tell: page 1 is full")
    changed = _getting_changed(browser, draft, "/sheet.pdf")
    sizes = [len(answered(changed()).body) / 1000 for _ in range(min(repetitions, 5))]
    yield Figure("size of the PDF", "kB", statistics.median(sizes), 120)


def _getting_changed(browser: Browser, draft: Draft, path: str) -> Prepared:
    """Something else is answered before each request, off the clock, so that nothing made before is of use."""
    numbers = count(1)

    def prepared() -> Action:
        words = f"What I want help with, told in other words, number {next(numbers)}"
        browser.save(replace(draft, answers=draft.answers.with_values("reason.chief_concern", (words,))))
        return browser.caller.getting(path)

    return prepared


def _plain(folder: Path) -> Prepared:
    """The same font and compiler on lines without any layout."""
    file, numbers = folder / "plain.typ", count(1)
    file.write_text(f'#set text(font: "{FAMILY}")\n#for line in json(bytes(sys.inputs.lines)) [#line \\ ]\n')
    compiler = typst.Compiler(file, root=folder, font_paths=pinned_fonts(), ignore_system_fonts=True)

    def prepared() -> Action:
        first = next(numbers) * 1000
        lines = ",".join(f'"Question {first + line}: answer {first + line}, in some words"' for line in range(200))
        return lambda: compiler.compile(format="pdf", sys_inputs={"lines": f"[{lines}]"})

    return prepared
