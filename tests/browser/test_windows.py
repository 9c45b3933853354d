"""Matrices that hold more than can be read are seen through windows: moved by wheel, buttons and words that are lit."""

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.drawn_words import drawn
from tests.browser.screen import Screen, float32

WORDS, DIMENSIONS = 30, 16


def text(count: int) -> str:
    """So many words; every third comes twice, so that the most frequent are not the first."""
    words = [f"w{number}" for number in range(count)]
    return " ".join(words + words[::3])


QUERIES = {
    "40 words": {"text": text(40), "dimension": 20, "steps": 12},
    "300 words": {"text": text(300), "steps": 12},
}
HISTORIES = {name: train(Experiment(**query)) for name, query in QUERIES.items()}


@pytest.fixture(scope="module")
def opened(pages):
    """The pages that these tests share, by name."""
    found = {name: Screen(pages.open(query=query)) for name, query in QUERIES.items()}
    yield found
    for screen in found.values():
        pages.release(screen.page)


@pytest.fixture(params=QUERIES)
def shown(opened, request):
    """A page as it is on arrival, and the run that it shows."""
    screen = opened[request.param]
    screen.page.mouse.move(2, 700)
    screen.page.evaluate(
        """() => {
          document.activeElement.blur();
          const player = look.player();
          look.putOut();
          for (const name of Object.keys(player.windows)) player.scroll(name, 0);
        }"""
    )
    screen.press("End")
    screen.wait_for("!look.player().scrolling")
    yield screen, HISTORIES[request.param]
    assert not screen.page.errors


def texts(screen: Screen, panel: str) -> list[str]:
    return screen.page.locator(f".player-panel-{panel} .player-window output").all_inner_texts()


def wheel(screen: Screen, panel: str, down: int, shift: bool = False, over: str = ".subplot.xy .hm") -> None:
    box = screen.page.locator(f".player-plot[data-name={panel}] {over}").bounding_box()
    screen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    if shift:
        screen.page.keyboard.down("Shift")
    screen.page.mouse.wheel(0, down)
    if shift:
        screen.page.keyboard.up("Shift")


def wait_for_window(screen: Screen, name: str, first: int) -> None:
    screen.wait_for(
        "([name, first]) => look.player().windows[name].first === first && !look.player().scrolling", [name, first]
    )


def assert_seen(screen: Screen, history, words: int = 0, dimensions: int = 0, snapshot: int = -1) -> None:
    """Cells, ticks, numbers of the batch and 1s are those of the run from this word and dimension on."""
    places = drawn(history).indices[:200]
    indices = places[words : words + WORDS]
    depth = slice(dimensions, dimensions + DIMENSIONS)
    inputs = history.inputs[snapshot].ravel()
    labels = [history.words[index] for index in indices]
    embedding, numbers, *_ = screen.data("embedding", "_fullData")
    np.testing.assert_array_equal(float32(embedding["z"]), history.embedding.weight[snapshot][indices, depth])
    assert float32(numbers["z"]).ravel().tolist() == inputs.tolist(), "the batch has its true indices"
    linear, one_hot, *_ = screen.data("linear", "_fullData")
    np.testing.assert_array_equal(float32(linear["z"]), history.linear.weight[snapshot][depth][:, indices])
    np.testing.assert_array_equal(float32(one_hot["z"]), inputs[:, None] == indices)
    assert drawn_ticks(screen, "linear", "x") == labels
    assert set(drawn_ticks(screen, "embedding", "y")) <= set(labels)
    assert len(drawn_ticks(screen, "embedding", "y")) >= WORDS / 5
    for panel, size in (("embedding", embedding), ("linear", linear)):
        cells = [len(heatmap["cells"]) for heatmap in screen.drawn(panel)["heatmaps"]]
        assert np.size(size["z"]) in cells
        assert_cells_lie_in_the_chart(screen, panel)


def drawn_ticks(screen: Screen, panel: str, axis: str) -> list[str]:
    """The labels that can be read, in their order."""
    ticks = screen.page.locator(f".player-plot[data-name={panel}] .{axis}tick text")
    read = ticks.evaluate_all("ticks => ticks.filter(look.visible).map((tick) => [tick.__data__.x, tick.textContent])")
    return [label for _, label in sorted(read)]


def assert_cells_lie_in_the_chart(screen: Screen, panel: str) -> None:
    """They cover the plot from one end to the other."""
    ends = screen.page.evaluate(
        """(panel) => {
          const plot = look.plot(panel), cells = [...plot.querySelectorAll(".subplot.xy .player-cell")];
          const at = (cell, name) => Number(cell.getAttribute(name));
          return [Math.min(...cells.map((cell) => at(cell, "x"))), Math.min(...cells.map((cell) => at(cell, "y"))),
            Math.max(...cells.map((cell) => at(cell, "x") + at(cell, "width"))) - plot._fullLayout.xaxis._length,
            Math.max(...cells.map((cell) => at(cell, "y") + at(cell, "height"))) - plot._fullLayout.yaxis._length];
        }""",
        panel,
    )
    np.testing.assert_allclose(ends, 0, atol=1.1)


def count(history) -> int:
    return min(200, len(history.words))


def test_on_arrival_the_beginning_is_seen_and_the_text_says_of_how_many(shown):
    screen, history = shown
    assert_seen(screen, history)
    expected = [f"words 1–30 of {count(history)}"]
    expected += ["dimensions 1–16 of 20"] if history.experiment.dimension == 20 else []
    assert texts(screen, "embedding") == texts(screen, "linear") == expected


@pytest.mark.parametrize("panel", ["embedding", "linear"])
def test_the_wheel_moves_the_words_of_both_matrices(shown, panel):
    screen, history = shown
    wheel(screen, panel, 120)
    wait_for_window(screen, "words", 3)
    assert_seen(screen, history, words=3)
    for name in ("embedding", "linear"):
        assert texts(screen, name)[0] == f"words 4–33 of {count(history)}"
    wheel(screen, panel, -120)
    wait_for_window(screen, "words", 0)
    assert_seen(screen, history)


@pytest.mark.parametrize("shown", ["40 words"], indirect=True)
def test_the_wheel_with_shift_or_over_the_vertical_axis_of_linear_moves_the_dimensions(shown):
    screen, history = shown
    wheel(screen, "embedding", 120, shift=True)
    wait_for_window(screen, "dimensions", 2)
    assert_seen(screen, history, dimensions=2)
    wheel(screen, "linear", 120, over=".ytick >> nth=1")
    wait_for_window(screen, "dimensions", 4)
    assert_seen(screen, history, dimensions=4)


def test_the_buttons_move_by_what_is_seen_at_once_up_to_the_end(shown):
    screen, history = shown
    place, last = 0, count(history) - WORDS
    panel = screen.page.locator(".player-panel-linear")
    while place < last:
        place = min(last, place + WORDS)
        panel.get_by_role("button", name="Next words").click()
        wait_for_window(screen, "words", place)
        assert_seen(screen, history, words=place)
    assert panel.get_by_role("button", name="Next words").get_attribute("aria-disabled") == "true"
    panel.get_by_role("button", name="Previous words").click()
    wait_for_window(screen, "words", max(0, last - WORDS))


def test_the_buttons_work_by_keyboard(shown):
    screen, history = shown
    button = screen.page.locator(".player-panel-embedding").get_by_role("button", name="Next words")
    button.focus()
    screen.press("Enter")
    first = min(WORDS, count(history) - WORDS)
    wait_for_window(screen, "words", first)
    screen.press("Space")
    wait_for_window(screen, "words", min(2 * WORDS, count(history) - WORDS))
    assert not screen.playing(), "Space presses the button that has the focus"


def test_the_playhead_moves_what_is_seen(shown):
    screen, history = shown
    wheel(screen, "linear", 120)
    wait_for_window(screen, "words", 3)
    for snapshot in (0, 7, 12):
        screen.go(snapshot)
        assert_seen(screen, history, words=3, snapshot=snapshot)


def test_a_word_outside_comes_into_view_when_its_chip_lights_it(shown):
    screen, history = shown
    word = count(history) - 2
    screen.page.locator(".player-words button").nth(word).hover()
    wait_for_window(screen, "words", word - WORDS + 1)
    assert_seen(screen, history, words=word - WORDS + 1)
    for panel, traces in (("embedding", {2: "y"}), ("linear", {2: "x", 3: "x"})):
        for trace, axis in traces.items():
            corners = screen.data(panel, "_fullData")[trace][axis]
            assert (min(corners), max(corners)) == (word - 0.5, word + 0.5)
            assert screen.drawn(panel)["scatter"][trace]["shown"]
    screen.page.locator(".player-words button").nth(0).hover()
    wait_for_window(screen, "words", 0)


def test_a_pinned_word_does_not_hold_the_window(shown):
    screen, history = shown
    screen.page.locator(".player-words button").nth(0).click()
    screen.page.evaluate("document.activeElement.blur()")
    wheel(screen, "embedding", 120)
    wait_for_window(screen, "words", 3)
    screen.frames()
    assert_seen(screen, history, words=3)


@pytest.mark.parametrize(("panel", "words_across"), [("embedding", False), ("linear", True)])
def test_what_is_pointed_at_in_a_moved_window_is_its_own_word(shown, panel, words_across):
    screen, history = shown
    wheel(screen, panel, 120)
    wait_for_window(screen, "words", 3)
    cells = screen.page.locator(f".player-plot[data-name={panel}] .subplot.xy .player-cell")
    columns = min(history.experiment.dimension, DIMENSIONS)
    box = cells.nth(2 if words_across else 2 * columns).bounding_box()
    screen.page.mouse.move(box["x"] + box["width"] / 2 - 1, box["y"] + box["height"] / 2)
    screen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    screen.wait_for("look.player().lit === 5")
    index = drawn(history).indices[5]
    hover = screen.page.locator(f".player-plot[data-name={panel}] .hoverlayer").text_content()
    row, column = (0, index) if words_across else (index, 0)
    assert hover.startswith(f"{history.words[index]}: row {row}, column {column}: ")


@pytest.mark.parametrize("shown", ["300 words"], indirect=True)
def test_a_word_that_has_no_chip_is_named_where_chips_are_counted(shown):
    screen, history = shown
    told = screen.page.locator(".player-words output")
    assert told.inner_text() == "200 of 300 words"
    screen.page.evaluate("look.player().light(250)")
    assert told.inner_text() == drawn(history).words[250]
    screen.page.evaluate("look.player().light(null)")
    assert told.inner_text() == "200 of 300 words"


def test_labels_stay_at_their_dots_when_only_some_words_have_one(shown):
    screen, history = shown
    order = drawn(history)
    for snapshot in (3, 12):
        screen.go(snapshot)
        trace = screen.page.evaluate("Math.min(...Object.keys(look.panel('vectors').picks))")
        found = screen.drawn("vectors")["scatter"][trace]
        x, y = (screen.data("vectors", "_fullData")[trace][axis] for axis in "xy")
        pixels = dict(zip(order.words, screen.to_pixels("vectors", trace, x, y), strict=True))
        assert found["labels"]
        for label in found["labels"]:
            np.testing.assert_allclose([label["x"], label["y"]], pixels[label["text"]], atol=0.06)


def test_where_all_is_seen_there_are_no_buttons_and_the_wheel_is_free(open_page):
    screen = Screen(open_page(query={"text": text(30), "steps": 5}))
    assert screen.page.locator(".player-window").count() == 0
    wheel(screen, "embedding", 120)
    screen.frames()
    assert screen.page.evaluate("look.player().windows") == {}


def test_a_finger_moves_the_window(open_page):
    page = open_page(query=QUERIES["40 words"], size=(390, 844), has_touch=True, is_mobile=True)
    screen = Screen(page)
    close = page.locator("[data-testid=stSidebarCollapseButton] button")
    if close.is_visible():
        close.tap()
    button = page.locator(".player-panel-linear").get_by_role("button", name="Next words")
    assert min(button.bounding_box()[side] for side in ("width", "height")) >= 44
    button.tap()
    wait_for_window(screen, "words", 10)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
