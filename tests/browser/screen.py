"""What the page shows, compared with the numbers that ``train`` gives to the test itself."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import numpy as np
from playwright.sync_api import Locator, Page

from playground import Experiment, History
from playground.figures.theme import WORD_COLORS

PIXEL = 0.06
"""The SVG is written to a tenth or a hundredth of a pixel."""


GO = """query => {
  history.pushState({}, "", `?${query}`);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}"""


class Screen:
    """The player of an open page."""

    def __init__(self, page: Page):
        self.page = page

    # ------------------------------------------------------------------------------ moving

    @property
    def playhead(self) -> int:
        return self.page.evaluate("look.player().playhead")

    def wait_for(self, condition: str, arg: Any = None) -> None:
        self.page.wait_for_function(condition, arg=arg)

    def wait_for_playhead(self, playhead: int) -> None:
        self.wait_for("playhead => look.player().playhead === playhead", playhead)

    def go(self, playhead: int) -> None:
        self.page.locator(".player-scrubber").fill(str(playhead))
        self.wait_for_playhead(playhead)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def button(self, name: str) -> Locator:
        return self.page.locator(".player-bar").get_by_role("button", name=name, exact=True)

    def frames(self, count: int = 3) -> None:
        """Let the browser paint so many pictures: time for what must not happen to happen."""
        self.page.evaluate(
            "async (n) => { while (n--) await new Promise((done) => requestAnimationFrame(done)); }", count
        )

    def at_rest(self, locator: Locator) -> dict[str, float]:
        """Where a part of the page stands, once the server has said all and nothing moves it any more."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        before, box = None, locator.bounding_box()
        while box != before:
            self.frames(20)
            before, box = box, locator.bounding_box()
        return box

    def painted(self) -> None:
        """Wait until the charts show what was sent last."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.wait_for("look.player().picture.data.key === document.querySelector('.player').dataset.key")

    def playing(self) -> bool:
        return self.page.evaluate("look.player().playing")

    def forget_the_run_before(self) -> None:
        """Unpins what a What-if has pinned."""
        self.page.get_by_role("button", name="✕ A").click()
        self.wait_for("!document.querySelector('.st-key-pins img')")
        self.frames()

    def visit(self, query: Mapping[str, Any]) -> None:
        """Show this recipe at its end, in the page that is open and as Back does it: quicker than a page of its own."""
        if self.playing():
            self.button("Pause").click()
        self.painted()
        before, address = self.key(), urlencode(query)
        changes = Experiment.from_link(self.page.url) != Experiment.from_link(f"?{address}")
        self.page.evaluate(GO, address)
        if changes:
            self.another_run(before)
        self.painted()
        self.page.evaluate("document.activeElement.blur()")
        self.press("End")

    def another_run(self, before: str) -> None:
        """Wait until the page shows another picture than the one with this key."""
        self.wait_for("before => document.querySelector('.player').dataset.key !== before", before)

    def key(self) -> str:
        return self.page.locator(".player").get_attribute("data-key")

    def change(self, label: str, value: str, role: str = "spinbutton") -> None:
        """Type into a control of the sidebar, and wait for the new picture."""
        before = self.key()
        box = self.page.get_by_role(role, name=label, exact=True)
        box.fill(value)
        box.press("Control+Enter" if role == "textbox" else "Enter")
        self.another_run(before)

    def choose(self, menu: str, entry: str) -> None:
        """Take an entry of a menu of the sidebar. A menu closes by itself when the page moves under it: then again."""
        box = self.page.get_by_role("combobox", name=menu, exact=True)
        box.evaluate("box => box.scrollIntoView({block: 'center'})")
        option = self.page.get_by_role("option", name=entry, exact=True)
        for _ in range(20):
            if box.get_attribute("aria-expanded") == "true" and option.is_visible():
                break
            box.press("ArrowDown")
            self.frames(10)
        option.click()

    # ------------------------------------------------------------------------------ reading

    def names(self) -> list[str]:
        return self.page.evaluate("look.plots().map((plot) => plot.dataset.name)")

    def data(self, name: str, source: str = "data") -> list[dict[str, Any]]:
        """The traces that Plotly holds: ``data`` as given, ``_fullData`` as understood."""
        script = """([name, source]) => JSON.stringify(look.plot(name)[source].map(
          ({type, mode, x, y, z, text, texttemplate}) => look.plain({type, mode, x, y, z, text, texttemplate})))"""
        return json.loads(self.page.evaluate(script, [name, source]))

    def drawn(self, name: str) -> dict[str, Any]:
        return self.page.evaluate("name => look.drawn(look.plot(name))", name)

    def picture(self) -> dict[str, Any]:
        """All of it: to compare one page with another."""
        words = self.page.locator(".player-words button").all_inner_texts()
        step = self.page.locator(".player-step").inner_text()
        return {"step": step, "words": words} | {name: self.drawn(name) for name in self.names()}

    def to_pixels(self, name: str, trace: int, x: Any, y: Any) -> np.ndarray:
        """Where the trace's axes put the points, (N, 2), by the axes' ranges."""
        script = """([name, trace]) => {
          const plot = look.plot(name), {xaxis, yaxis} = plot._fullData[trace];
          return [look.axis(plot, xaxis ?? "x"), look.axis(plot, yaxis ?? "y")].map(
            (axis) => [axis._id[0], axis.range[0], axis.range[1], axis._length]);
        }"""
        pixels = []
        for values, (letter, low, high, length) in zip((x, y), self.page.evaluate(script, [name, trace]), strict=True):
            share = (np.asarray(values, float) - low) / (high - low)
            pixels.append((1 - share if letter == "y" else share) * length)
        return np.stack(pixels, 1)


def float32(values: Any) -> np.ndarray:
    return np.array(values, dtype=object).astype(float).astype(np.float32)


def dots(screen: Screen) -> list[int]:
    """The traces of ``vectors`` that are a layer's dots."""
    picks = screen.page.evaluate("Object.keys(look.panel('vectors').picks).map(Number)")
    return sorted(picks)


def assert_shows(screen: Screen, history: History, snapshot: int) -> None:
    """Text, arrays and SVG agree with the run at this snapshot."""
    last, step = history.steps[-1], history.steps[snapshot]
    assert screen.page.locator(".player-step").inner_text() == f"step {step:,} of {last:,}"
    assert_vectors(screen, history, snapshot)
    for name in history.tracks:
        if screen.page.locator(f".player-panel-{name}").is_visible():  # else a section below the picture is open
            assert_matrix(screen, history, name, snapshot)
    assert_loss(screen, history, snapshot)


def assert_vectors(screen: Screen, history: History, snapshot: int) -> None:
    drawn = screen.drawn("vectors")["scatter"]
    given, full = screen.data("vectors"), screen.data("vectors", "_fullData")
    for trace, track in zip(dots(screen), history.tracks.values(), strict=True):
        expected = track.vectors[snapshot]
        for traces in (given, full):
            np.testing.assert_array_equal(float32(traces[trace]["x"]), expected[:, 0])
            np.testing.assert_array_equal(float32(traces[trace]["y"]), expected[:, 1])
        pixels = screen.to_pixels("vectors", trace, expected[:, 0], expected[:, 1])
        np.testing.assert_allclose(drawn[trace]["points"], pixels, atol=PIXEL)
    assert [label["text"] for label in drawn[dots(screen)[0]]["labels"]] == list(history.words)
    assert_trails(screen, history, snapshot)


def assert_trails(screen: Screen, history: History, snapshot: int) -> None:
    """Each trail holds the whole way that its words came, keeps to it, and ends where they are."""
    words, track = len(history.words), next(iter(history.tracks.values()))
    colors = min(len(WORD_COLORS), words)
    for first, trail in enumerate(screen.data("vectors")[:colors]):
        ways = track.vectors[: snapshot + 1, first::colors].transpose(1, 0, 2)
        for letter, axis in (("x", 0), ("y", 1)):
            expected = [[*way, np.nan] for way in ways[:, :, axis]]
            np.testing.assert_array_equal(float32(trail[letter]), np.concatenate(expected).astype(np.float32))
    drawn = screen.drawn("vectors")["scatter"]
    ways = [track.vectors[: snapshot + 1].reshape(-1, 2) for track in history.tracks.values()]
    way = screen.to_pixels("vectors", 0, *np.concatenate(ways).T)
    for line in (line for trace in drawn[: dots(screen)[0]] for line in trace["lines"] if line):
        points = np.reshape(line, (-1, 2))
        distance = np.abs(points[:, None] - way[None]).sum(2).min(1)
        assert distance.max() < 0.2, "a trail leaves the way that the words came"
    if snapshot:
        ends = {tuple(np.reshape(line, (-1, 2))[-1]) for t in drawn[: dots(screen)[0]] for line in t["lines"] if line}
        heads = screen.to_pixels("vectors", 0, *next(iter(history.tracks.values())).vectors[snapshot].T)
        assert all(np.abs(heads - end).sum(1).min() < 0.2 for end in ends), "a trail ends at its word"


def assert_matrix(screen: Screen, history: History, name: str, snapshot: int) -> None:
    weight = history.tracks[name].weight[snapshot]
    inputs = history.inputs[snapshot].ravel()[:12]
    expected = inputs[:, None] if name == "embedding" else (inputs[:, None] == np.arange(len(history.words)))
    for source in ("data", "_fullData"):
        matrix, batch, *_ = screen.data(name, source)
        np.testing.assert_array_equal(float32(matrix["z"]), weight)
        np.testing.assert_array_equal(float32(batch["z"]), expected.astype(np.float32))
    matrix, batch = screen.data(name, "_fullData")[:2]
    drawn = screen.drawn(name)["heatmaps"]
    shapes = {len(heatmap["cells"]): heatmap for heatmap in drawn}
    assert len(drawn) == 2
    assert {weight.size, expected.size} == set(shapes), "a cell for each number"
    assert all(not heatmap["image"] for heatmap in drawn), "the cells are all that is seen"
    if matrix["texttemplate"]:
        digits = int(matrix["texttemplate"].split(".")[-1][0])
        assert shapes[weight.size]["labels"] == [number(value, digits) for value in weight.ravel()]
    if name == "embedding" and weight.size != expected.size and batch["texttemplate"]:
        assert shapes[expected.size]["labels"] == [str(index) for index in inputs]


def number(value: float, digits: int) -> str:
    """As Plotly writes it: a number that rounds to zero has no sign."""
    text = f"{float(value):.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text


def assert_loss(screen: Screen, history: History, snapshot: int) -> None:
    traces, drawn = screen.data("loss", "_fullData"), screen.drawn("loss")["scatter"]
    count, step = len(history.tracks), float(history.steps[snapshot])
    assert traces[count]["x"] == [step, step]
    for trace, track in enumerate(history.tracks.values(), count + 1):
        expected = np.float32(track.loss[snapshot])
        assert traces[trace]["x"] == [step]
        assert float32(traces[trace]["y"]) == [expected]
        np.testing.assert_allclose(
            drawn[trace]["points"], screen.to_pixels("loss", trace, [step], [expected]), atol=PIXEL
        )
    for curve, track in zip(traces, history.tracks.values(), strict=False):
        np.testing.assert_allclose(np.array(curve["y"], float), track.loss)


def assert_redraw_agrees(screen: Screen) -> None:
    """What the fast path wrote into the SVG is what Plotly draws when it draws by itself."""
    for name in screen.names():
        fast = screen.drawn(name)
        colors = screen.page.evaluate("name => look.cellColors(look.plot(name))", name)
        screen.page.evaluate("name => look.redrawAlone(look.plot(name))", name)
        alone = screen.drawn(name)
        images = screen.page.evaluate("name => look.imageColors(look.plot(name))", name)
        for trace, (ours, theirs) in enumerate(zip(fast["scatter"], alone["scatter"], strict=True)):
            if ours is None or not ours["shown"]:
                continue
            where = f"{name}, trace {trace}"
            np.testing.assert_allclose(ours["points"], theirs["points"], atol=PIXEL, err_msg=where)
            assert [label["text"] for label in ours["labels"]] == [label["text"] for label in theirs["labels"]]
            for one, other in zip(ours["labels"], theirs["labels"], strict=True):
                assert abs(one["x"] - other["x"]) < PIXEL and abs(one["y"] - other["y"]) < PIXEL, where
            assert_same_ground(ours["lines"], theirs["lines"], where)
        assert [h["labels"] for h in fast["heatmaps"]] == [h["labels"] for h in alone["heatmaps"]], name
        for ours, theirs in zip(colors, images, strict=True):
            np.testing.assert_allclose(seen(ours), seen(theirs), atol=4, err_msg=f"{name}: not Plotly's colours")


def seen(colors: list[list[int]]) -> np.ndarray:
    """(N, 4), the part that shines through weighed by its alpha: of a faint colour a picture keeps few bits."""
    rgba = np.array(colors, float).reshape(-1, 4)
    return np.hstack([rgba[:, :3] * rgba[:, 3:] / 255, rgba[:, 3:]])


def assert_same_ground(ours: list[list[float]], theirs: list[list[float]], where: str) -> None:
    """Two sets of lines that take the same way; either may have left out points that can't be seen."""
    assert bool(ours) == bool(theirs), where
    for lines, others in ((ours, theirs), (theirs, ours)):
        for line in lines:
            assert off_the_way(np.reshape(line, (-1, 2)), others) < 1.5, f"{where}: the lines take different ways"


def off_the_way(points: np.ndarray, lines: list[list[float]]) -> float:
    """How far the farthest of the points (N, 2) is from the nearest line, in pixels."""
    corners = [np.reshape(line, (-1, 2)) for line in lines]
    start = np.concatenate([np.vstack([line[:1], line[:-1]]) for line in corners])
    along = np.concatenate(corners) - start
    length = np.maximum((along**2).sum(1), 1e-12)
    share = np.clip(((points[:, None] - start) * along).sum(2) / length, 0, 1)
    nearest = start + share[..., None] * along
    return float(np.sqrt(((points[:, None] - nearest) ** 2).sum(2)).min(1).max())
