"""How soon a patient can type: the first page of questions in a headless Chromium, from an empty cache."""

import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.measuring import Figure, Unexpected
from tests.bench.server import BARE, INTAKE, running

NAMES = ("chromium", "chromium-browser", "google-chrome")
# What the browser itself says, in milliseconds since the address was asked for.
WHEN_USABLE = """() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  const page = performance.getEntriesByType('navigation')[0];
  return Math.max(paint ? paint.startTime : 0, page.domInteractive);
}"""


def figures(repetitions: int) -> Iterator[Figure]:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise Unexpected("no Chromium was found; install the package chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield _first_input(chromium, Path(folder), min(max(repetitions // 10, 1), 9))
        chromium.close()


def _first_input(chromium: Browser, folder: Path, repetitions: int) -> Figure:
    taken: tuple[list[float], list[float]] = ([], [])
    with (
        running(INTAKE, folder / "data") as here,
        running(BARE, folder, BARE_FOLDER=str(folder)) as bare,
    ):
        pages = (f"http://127.0.0.1:{here.port}/form/name", f"http://127.0.0.1:{bare.port}/")
        for _ in range(repetitions + 1):
            for address, kept in zip(pages, taken, strict=True):
                kept.append(_usable_after(chromium, address))
    usable, floor = (statistics.median(kept[1:]) for kept in taken)
    return Figure("first input usable, headless Chromium", "ms", usable, 200, floor, "wall time, painted and parsed")


def _usable_after(chromium: Browser, address: str) -> float:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.locator("input:visible, textarea:visible").first.wait_for()
    usable = float(page.evaluate(WHEN_USABLE))
    context.close()
    return usable
