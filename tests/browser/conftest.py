"""A running app and a real Chromium. Tests wait for conditions, never for a time."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.server import Server

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FLAT, SOLID = ["--disable-gpu"], ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Pytest asks this only about the tests beside this file."""
    item.add_marker("browser")


def without(what: str) -> None:
    """Skip for want of something; but never on CI, where a skipped test is a test that nobody runs."""
    sentence = f"{what} is missing, so the page can't be tried in a browser here."
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def playwright():
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        without("Playwright's Python package")
    if not CHROMIUM.exists():
        without(str(CHROMIUM))
    expect.set_options(timeout=20_000)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright):
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + FLAT)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def solid_browser(playwright):
    """A browser that can draw in 3-D, in software."""
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + SOLID)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    with tmp_path_factory.mktemp("server").joinpath("log").open("wb") as log:
        started = Server(output=log, FIRST_LAYER_WORKERS="1")
        yield started
        started.kill()


def viewport(size: tuple[int, int]) -> dict[str, int]:
    return {"width": size[0], "height": size[1]}


class Pages:
    """Browser pages, kept open from one test to the next: a page that has loaded Plotly.js loads it quicker again."""

    def __init__(self, browser: Any, server: Server):
        self.browser, self.server = browser, server
        self.free: dict[Any, list[Any]] = {}

    def open(self, browser=None, query=None, size=(1280, 720), fresh=False, **settings) -> Any:
        """The app with this recipe in its address; ``fresh`` for a visitor who was never here."""
        browser = browser or self.browser
        manner = (id(browser), size, repr(settings))
        free = [] if fresh else self.free.setdefault(manner, [])
        page = free.pop() if free else self._new(browser, viewport=viewport(size), **settings)
        page.manner, page.size = manner, size
        page.errors.clear()
        page.goto(f"{self.server.url}/?{urlencode(query or {})}")
        self.arrived(page)
        return page

    def arrived(self, page: Any) -> None:
        """The first visit of all waits for PyTorch to be imported."""
        try:
            page.wait_for_selector(".player[data-key]", timeout=60_000)
        except Exception as problem:
            pytest.fail(f"no player came up: {problem} The page raised {page.errors}")
        page.evaluate("look.ready()")

    def _new(self, browser: Any, **settings: Any) -> Any:
        context = browser.new_context(**settings)
        context.add_init_script(path=HERE / "look.js")
        page = context.new_page()
        page.sent, page.errors = [], []
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: page.sent.append(frame)))
        return page

    def release(self, page: Any) -> None:
        """Left empty: one that went on playing would slow down all that follows."""
        page.goto("about:blank")
        page.mouse.move(0, 0)
        page.set_viewport_size(viewport(page.size))
        self.free.setdefault(page.manner, []).append(page)


@pytest.fixture(scope="session")
def pages(browser, server) -> Pages:
    return Pages(browser, server)


@pytest.fixture
def open_page(pages) -> Iterator[Callable[..., Any]]:
    """Opens the page with a recipe in its address; a page error fails the test."""
    yield from _opened(pages)


@pytest.fixture(scope="module")
def open_for_all(pages) -> Iterator[Callable[..., Any]]:
    """Opens a page that the tests of a file share: a visit takes longer than most of what is tried on it."""
    yield from _opened(pages)


def _opened(pages: Pages) -> Iterator[Callable[..., Any]]:
    opened = []

    def open_page(**settings):
        opened.append(pages.open(**settings))
        return opened[-1]

    yield open_page
    errors = [error for page in opened for error in page.errors]
    for page in opened:
        pages.release(page)
    assert not errors, f"the page raised {errors}"


@pytest.fixture
def page(open_page):
    """The app as it is on arrival, on a classroom projector."""
    return open_page()
