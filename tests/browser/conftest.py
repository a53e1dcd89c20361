"""A real Chromium at the real server. Whatever a test does, no request leaves the origin and the console is quiet."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from forms.answers import Draft
from intake.web.clinic.blueprint import COOKIE as STAFF_COOKIE
from intake.web.visits import COOKIE
from tests.browser.houses import House, a_busy_house
from tests.browser.patients import a_full_draft
from tests.browser.serving import Served, serving
from tests.browser.watching import Watcher

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Playwright switches off what lets Back show a page as it was; people have it on.
NO_CACHE_OF_PAGES = "--disable-back-forward-cache"
LONGEST_WAIT = 10_000  # milliseconds
NAMES = ("chromium", "chromium-browser", "google-chrome")

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "no Chromium: .ci/need-chromium says what to install"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(path), args=ARGUMENTS, ignore_default_args=[NO_CACHE_OF_PAGES]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, served: Served) -> Iterator[OpenPage]:
    """A page in a new browser profile, with the session of a draft or of a clinic's staff whose token is given."""
    watcher, contexts = Watcher(served.address), []

    def opened(token: str = "", staff: str = "", **options: Any) -> Page:
        context = chromium.new_context(base_url=served.address, **options)
        context.set_default_timeout(LONGEST_WAIT)
        contexts.append(context)
        watcher.watch(context)
        # The browser takes such names from https only; it sends them to loopback all the same.
        url = served.address.replace("http:", "https:")
        for name, value in ((COOKIE, token), (STAFF_COOKIE, staff)):
            if value:
                context.add_cookies([{"name": name, "value": value, "url": url, "secure": True, "httpOnly": True}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert watcher.left_origin == []
    assert watcher.complaints == []


@pytest.fixture(scope="session")
def full_token(served: Served) -> str:
    """A session of a draft that is filled in to the brim; tests that share it only read."""
    return served.keeps(a_full_draft()).token


@pytest.fixture
def token_of(served: Served) -> Callable[[Draft], str]:
    return lambda draft: served.keeps(draft).token


@pytest.fixture(scope="session")
def house(served: Served) -> House:
    """A clinic in the middle of its work; tests that share it leave what it has as it is."""
    return a_busy_house(served.vault)
