"""A monkey at the page in Chromium: clicks, keys, drags and all else that hands can do, the same for the same seed."""

import json
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
from playwright.sync_api import ElementHandle, Error, Locator, Page

from playground.figures.matrix_arrays import DRAWN_DIMENSIONS, DRAWN_WORDS
from tests.browser.screen import float32
from tests.load.expected_picture import Address, assert_is_picture_of, run_of
from tests.load.hostile_values import FEW, FILES, LINKS, TEXTS, VIEWS

STILL = """() => {
  const app = document.querySelector("[data-testid=stApp]"), root = document.querySelector(".player");
  if (app?.dataset.testScriptState !== "notRunning" || app.dataset.testConnectionState !== "CONNECTED") return false;
  if (!root?.dataset.key) return false;
  if (!look.instanceAt) look.ready().catch(() => undefined);
  const player = look.instanceAt && look.player();
  if (player?.playing) player.pause();
  return player && !player.playing && !player.scrolling && player.picture?.data.key === root.dataset.key;
}"""
"""Nothing runs; what plays is stopped for that."""
FRAMES = "async () => { for (let n = 15; n--;) await new Promise((done) => requestAnimationFrame(done)); }"
"""Time for what was done to reach the server."""
SEEN = """() => {
  const {picture, playhead} = look.player();
  const {arrays, words, steps, listed, cut, moments, name} = picture.data;
  const plots = Object.fromEntries(look.plots().filter((plot) => plot.offsetParent && plot.data).map(
    (plot) => [plot.dataset.name, look.plain(plot.data[0].z ?? [])]));
  const url = location.href;
  const wrong = [...document.querySelectorAll("[data-testid=stException]")].map((element) => element.innerText);
  return JSON.stringify({picture: {arrays, words, steps, listed, cut, moments, name}, playhead, plots, url, wrong});
}"""
USABLE = """() => [...document.querySelectorAll(
  "button, input:not([type=file]), textarea, summary, [role=radio], [role=switch], [role=option], [role=combobox], "
  + ".player-plot .point, canvas")].filter((element) => element.getBoundingClientRect().width
    && !element.closest("[data-testid=stMainMenu]"))"""
MOVING = ("Space", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Escape", "Tab", "Enter")
KEYS = (*MOVING, "Shift+Tab", "s", "l", "1", "z", "Control+z", "Delete")
NUMBERS = ("", "0", "1", "2", "3", "5", "12", "20", "-1", "0.5", "0.1", "1e9", "abc")
SIZES = ((1280, 720), (800, 600), (390, 844), (1920, 1080), (640, 360))
PATIENCE = 60_000
"""Milliseconds until all has to be at rest: a run may be trained in them."""
LOOK = Path(__file__).parents[1] / "browser/look.js"


class Monkey:
    """Hands at a page at this address. What they did is in ``done``."""

    def __init__(self, page: Page, url: str, seed: int) -> None:
        self.page, self.url, self.random = page, url, random.Random(seed)
        self.done: list[str] = []
        self.errors: list[str] = []
        page.context.add_init_script(path=LOOK)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("crash", lambda _: self.errors.append("it crashed"))
        page.context.on("page", lambda other: other.close())
        page.on("dialog", lambda dialog: dialog.accept())
        page.set_default_timeout(PATIENCE)

    def work(self, actions: int) -> None:
        """Arrive, and do so many things; raises AssertionError as soon as something is wrong."""
        self.page.goto(f"{self.url}/?{urlencode(FEW)}")
        self.check()
        for number in range(actions):
            self.act()
            if number == actions - 1 or self.random.random() < 0.5:  # else the next thing is done in its midst
                self.check()

    def note(self, *what: object) -> None:
        self.done.append(" ".join(map(str, what)))

    # ------------------------------------------------------------------------------ doing

    def act(self) -> None:
        """Do one thing. What can't be done just then is not done."""
        act = self.random.choices(list(ACTS), list(ACTS.values()))[0]
        with suppress(Error):
            act(self)

    def place(self) -> tuple[float, float]:
        size = self.page.viewport_size or {"width": 1, "height": 1}
        return self.random.random() * size["width"], self.random.random() * size["height"]

    def click_anything(self) -> None:
        found = self.page.evaluate_handle(USABLE)
        count = found.evaluate("elements => elements.length")
        element = found.evaluate_handle("(elements, which) => elements[which]", self.random.randrange(max(1, count)))
        told = element.evaluate("e => [e.tagName, e.type, e.role, e.ariaLabel ?? e.innerText?.slice(0, 40)].join(' ')")
        self.note("click", told)
        element.as_element().scroll_into_view_if_needed(timeout=500)
        self.page.mouse.click(*middle(element.as_element()))
        if "INPUT" in told or "TEXTAREA" in told:
            self.type(told)

    def type(self, told: str) -> None:
        """Into the field that has the focus; a menu finds what begins so."""
        number = " number " in told
        text = self.random.choice(NUMBERS if number else TEXTS)
        text = text.encode(errors="replace").decode().replace("\0", "")
        key = self.random.choice(["Enter", "Control+Enter", "Tab", "Escape"])
        self.note("type", repr(text), key)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press(key)

    def click_anywhere(self) -> None:
        x, y = self.place()
        clicks = self.random.choice([1, 1, 1, 2, 3])
        self.note("click at", x, y, clicks)
        self.page.mouse.click(x, y, click_count=clicks, button=self.random.choice(["left", "left", "left", "right"]))

    def press(self) -> None:
        key, often = self.random.choice(KEYS), self.random.choice([1, 1, 3, 9])
        self.note("press", key, often)
        for _ in range(often):
            self.page.keyboard.press(key)

    def drag(self) -> None:
        dots = self.page.locator(".player-plot .point")
        start, end = self.place(), self.place()
        if self.random.random() < 0.7 and (count := dots.count()):
            start = middle(dots.nth(self.random.randrange(count)))
            end = start[0] + self.random.uniform(-150, 150), start[1] + self.random.uniform(-150, 150)
        self.note("drag", start, end)
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=self.random.choice([1, 4]))
        if self.random.random() < 0.1:
            self.page.keyboard.press("Escape")
        self.page.mouse.up()

    def wheel(self) -> None:
        place, turn = self.place(), (self.random.choice([0, 0, 300, -300]), self.random.choice([400, -400, 2_000]))
        self.note("wheel", place, turn)
        self.page.mouse.move(*place)
        self.page.mouse.wheel(*turn)

    def back(self) -> None:
        self.note("back")
        self.page.go_back(wait_until="commit", timeout=3_000)

    def forward(self) -> None:
        self.note("forward")
        self.page.go_forward(wait_until="commit", timeout=3_000)

    def reload(self) -> None:
        self.note("reload")
        self.page.reload(wait_until="commit")

    def follow(self) -> None:
        query = {**FEW, **self.random.choice(LINKS), **self.random.choice([{}, *VIEWS])}
        self.note("follow", query)
        self.page.goto(f"{self.url}/?{urlencode(query, errors='replace')}", wait_until="commit")

    def theme(self) -> None:
        scheme, motion = self.random.choice(["light", "dark"]), self.random.choice(["reduce", "no-preference"])
        self.note("theme", scheme, motion)
        self.page.emulate_media(color_scheme=scheme, reduced_motion=motion)

    def resize(self) -> None:
        width, height = self.random.choice(SIZES)
        self.note("resize", width, height)
        self.page.set_viewport_size({"width": width, "height": height})

    def offline(self) -> None:
        """Some things are done without a network."""
        self.note("offline")
        self.page.context.set_offline(True)
        for _ in range(self.random.randrange(4)):
            with suppress(Error):
                self.random.choice([Monkey.click_anything, Monkey.press, Monkey.drag])(self)
        self.page.context.set_offline(False)
        self.note("online")

    def upload(self) -> None:
        name, data = self.random.choice(FILES)
        boxes = self.page.locator("input[type=file]")
        if count := boxes.count():
            self.note("upload", name)
            file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
            boxes.nth(self.random.randrange(count)).set_input_files(file, timeout=500)

    # ------------------------------------------------------------------------------ looking

    def check(self) -> None:
        """Once all is at rest nothing is wrong: what is not yet right gets the time of a second and a third look."""
        for last in (False, False, True):
            self.rest()
            try:
                return self.look()
            except (AssertionError, Error):  # at that moment it may be another player, with other numbers
                if last:
                    raise

    def rest(self) -> None:
        try:
            if not self.page.url.startswith(self.url):  # back has left the page
                self.page.goto(f"{self.url}/?{urlencode(FEW)}")
            self.page.evaluate(FRAMES)
            self.page.wait_for_function(STILL)
        except Error as problem:
            app = self.page.evaluate("document.querySelector('[data-testid=stApp]')?.cloneNode().outerHTML")
            shown = self.page.locator("body").inner_text()[:1_500]
            raise AssertionError(
                f"no rest at {self.page.url}: {problem} {self.errors} {app} Seen: {shown}"
            ) from problem

    def look(self) -> None:
        assert not self.errors, f"the page raised {self.errors}"
        seen = json.loads(self.page.evaluate(SEEN))
        assert not seen["wrong"], f"the page shows {seen['wrong']}"
        address = Address.read(dict(parse_qsl(urlsplit(seen["url"]).query, keep_blank_values=True)))
        if address is not None:
            assert_is_picture_of(seen["picture"], address, [name for name in seen["picture"] if name != "name"])
            assert_charts(seen, address)


def middle(element: ElementHandle | Locator) -> tuple[float, float]:
    """Where an element is seen; raises Error if it is not."""
    box = element.bounding_box()
    if box is None:
        raise Error("it is not seen")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def assert_charts(seen: Mapping[str, Any], address: Address) -> None:
    """The cells of matrices that can be seen whole are the run's weights at the playhead."""
    history = run_of(address.experiment)
    if address.view.slow or len(history.words) > DRAWN_WORDS or address.experiment.dimension > DRAWN_DIMENSIONS:
        return
    for name, track in history.tracks.items():
        if cells := seen["plots"].get(name):
            np.testing.assert_array_equal(float32(cells), track.weight[seen["playhead"]], f"the chart of {name}")


ACTS: Mapping[Callable[[Monkey], None], int] = {
    Monkey.click_anything: 40,
    Monkey.click_anywhere: 8,
    Monkey.press: 12,
    Monkey.drag: 12,
    Monkey.wheel: 6,
    Monkey.back: 4,
    Monkey.forward: 3,
    Monkey.reload: 2,
    Monkey.follow: 4,
    Monkey.theme: 2,
    Monkey.resize: 3,
    Monkey.offline: 2,
    Monkey.upload: 3,
}
"""What a monkey does, and how often of all."""
