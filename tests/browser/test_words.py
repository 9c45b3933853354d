"""A word that is pointed at lights up everywhere; and every word comes out as it was typed."""

from itertools import chain

import numpy as np
import pytest

from playground import Experiment, train
from playground.wording import abbreviate
from tests.browser.screen import PIXEL, Screen, dots

TEXT = "I love you . you love me ."
WORD = 2


@pytest.fixture(scope="module")
def history():
    return train(Experiment(text=TEXT, steps=60))


@pytest.fixture(scope="module")
def opened(pages):
    screen = Screen(pages.open(query={"text": TEXT, "steps": 60}))
    yield screen
    pages.release(screen.page)


@pytest.fixture
def screen(opened):
    opened.page.mouse.move(2, 700)
    opened.page.evaluate("document.activeElement.blur(); look.putOut()")
    assert_nothing_lit(opened)
    opened.press("End")
    yield opened
    assert not opened.page.errors


def chip(screen: Screen, word: int):
    return screen.page.locator(".player-words button").nth(word)


def point_at(screen: Screen, name: str, selector: str, number: int) -> None:
    """The mouse goes to the middle of a mark that is drawn."""
    box = screen.page.evaluate(
        """([name, selector, number]) => {
          const {left, top, width, height} = look.plot(name).querySelectorAll(selector)[number].getBoundingClientRect();
          return [left + width / 2, top + height / 2];
        }""",
        [name, selector, number],
    )
    screen.page.mouse.move(box[0] - 3, box[1])
    screen.page.mouse.move(*box)


def frames(screen: Screen, name: str) -> list[list[float] | None]:
    """Corners of the frames that can be seen, by the matrix panel's frame traces."""
    return [
        [*chain.from_iterable(trace["lines"])] if trace["shown"] else None
        for trace in screen.drawn(name)["scatter"]
        if trace and not trace["labels"]
    ]


def rings(screen: Screen) -> list[list[float]]:
    drawn = screen.drawn("vectors")["scatter"][dots(screen)[-1] + 1 :]
    return [trace["points"][0] for trace in drawn if trace["shown"]]


def assert_lit(screen: Screen, history, word: int, snapshot: int = 60) -> None:
    screen.wait_for("word => look.player().lit === word", word)
    chips = "[...document.querySelectorAll('.player-words button')]"
    lit = screen.page.evaluate(f"{chips}.map((chip) => chip.matches('.player-lit'))")
    assert lit == [index == word for index in range(len(history.words))]
    columns = history.experiment.dimension
    [rows] = np.nonzero(history.inputs[0].ravel() == word)  # every batch is the same here
    [row] = frames(screen, "embedding")
    column, one_hot = frames(screen, "linear")
    for corners, panel, trace, (left, right), (top, bottom) in [
        (row, "embedding", 2, (0, columns), (word, word + 1)),
        (column, "linear", 2, (word, word + 1), (0, columns)),
        (one_hot, "linear", 3, (0, len(history.words)), (rows[0], rows[-1] + 1)),
    ]:
        x, y = np.array([left, right, right, left, left]) - 0.5, np.array([top, top, bottom, bottom, top]) - 0.5
        drawn, expected = np.reshape(corners, (-1, 2)), screen.to_pixels(panel, trace, x, y)
        np.testing.assert_allclose(drawn.min(0), expected.min(0), atol=PIXEL)
        np.testing.assert_allclose(drawn.max(0), expected.max(0), atol=PIXEL)
    for ring, trace, track in zip(rings(screen), dots(screen), history.tracks.values(), strict=True):
        x, y = track.vectors[snapshot, word]
        np.testing.assert_allclose([ring], screen.to_pixels("vectors", trace, [x], [y]), atol=PIXEL)


def assert_nothing_lit(screen: Screen) -> None:
    screen.wait_for("look.player().lit === null && !document.querySelector('.player-lit')")
    assert rings(screen) == []
    assert frames(screen, "embedding") == [None]
    assert frames(screen, "linear") == [None, None]


PLACES = {
    "a dot": ("vectors", ".scatterlayer .trace:has(.textpoint) .point", WORD),
    "a row of Embedding": ("embedding", ".subplot.xy .player-cell", 2 * WORD),
    "a column of Linear": ("linear", ".subplot.xy .player-cell", 5 + WORD),
    "a one-hot column": ("linear", ".subplot.xy2 .player-cell", WORD),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_is_pointed_at_lights_its_word_everywhere_and_leaving_puts_it_out(screen, history, place):
    point_at(screen, *PLACES[place])
    assert_lit(screen, history, WORD)
    screen.page.mouse.move(2, 700)
    assert_nothing_lit(screen)


def test_a_chip_lights_its_word_under_the_mouse(screen, history):
    chip(screen, WORD).hover()
    assert_lit(screen, history, WORD)
    chip(screen, WORD + 1).hover()
    assert_lit(screen, history, WORD + 1)
    screen.page.mouse.move(2, 700)
    assert_nothing_lit(screen)


def test_a_chip_lights_its_word_by_keyboard_and_the_light_follows_the_playhead(screen, history):
    chip(screen, 0).focus()
    assert_lit(screen, history, 0)
    screen.press("Tab")
    assert_lit(screen, history, 1)
    screen.press("Home")
    screen.wait_for_playhead(0)
    assert_lit(screen, history, 1, snapshot=0)
    screen.press("ArrowRight", "ArrowRight")
    screen.wait_for_playhead(2)
    assert_lit(screen, history, 1, snapshot=2)
    screen.page.evaluate("document.activeElement.blur()")
    assert_nothing_lit(screen)


def test_a_clicked_word_stays_lit_until_it_is_clicked_again(screen, history):
    chip(screen, WORD).click()
    screen.page.evaluate("document.activeElement.blur()")
    screen.page.mouse.move(2, 700)
    screen.frames()
    assert_lit(screen, history, WORD)
    assert chip(screen, WORD).get_attribute("aria-pressed") == "true"
    chip(screen, 0).hover()
    assert_lit(screen, history, 0)
    screen.page.mouse.move(2, 700)
    assert_lit(screen, history, WORD)
    chip(screen, WORD).click()
    screen.page.mouse.move(2, 700)
    screen.page.evaluate("document.activeElement.blur()")
    assert_nothing_lit(screen)


def test_a_finger_lights_a_word_and_puts_it_out(open_page, history):
    page = open_page(query={"text": TEXT, "steps": 60}, size=(820, 1180), has_touch=True, is_mobile=True)
    screen = Screen(page)
    close = page.locator("[data-testid=stSidebarCollapseButton] button")
    if close.is_visible():
        close.tap()
    chip(screen, WORD).tap()
    assert_lit(screen, history, WORD)
    chip(screen, WORD).tap()
    page.evaluate("document.activeElement.blur()")
    assert_nothing_lit(screen)


def test_the_batch_is_drawn_as_one_hot_rows(screen, history):
    screen.go(7)
    _, batch, *_ = screen.data("linear")
    assert np.array(batch["z"]).argmax(1).tolist() == history.inputs[7].ravel().tolist()
    assert np.array(batch["z"]).sum(1).tolist() == [1.0] * len(batch["z"])


SCRIPT, IMAGE = "<script>globalThis.ran=1</script>", "<img src=x onerror=globalThis.ran=1>"
STRANGE = ["<b>x</b>", "**", "$a$", "&lt;", "👩🏽‍🚀", "<i>", "[x](y)", "<a href=x>", ":red[hot]", "我", SCRIPT, IMAGE]


def test_words_that_are_markup_come_out_as_typed_everywhere_and_are_never_run(open_page):
    pairs = ", ".join(f"{one}|{other}" for one, other in zip(STRANGE, STRANGE[1:] + STRANGE[:1], strict=True))
    query = {"text": "I you", "objective": "pairs", "pairs": pairs, "steps": 20}
    screen = Screen(open_page(query={**query, IMAGE: SCRIPT, "layer": IMAGE}))
    words = list(train(Experiment(**query)).words)
    assert set(STRANGE) <= set(words)
    chips = screen.page.locator(".player-words button")
    assert chips.all_inner_texts() == words
    assert chips.locator("*").count() == 0
    labels = [label["text"] for label in screen.drawn("vectors")["scatter"][dots(screen)[0]]["labels"]]
    assert labels == [abbreviate(word) for word in words]
    for panel, axis in (("embedding", ".ytick text"), ("linear", ".xtick text")):
        ticks = screen.page.locator(f".player-plot[data-name={panel}] {axis}").all_text_contents()
        assert {word for word in words if len(word) < 12} <= set(ticks)
    assert screen.page.locator(".player-plot a").count() == 0
    for word in range(chips.count()):
        chip(screen, word).hover()
    screen.page.get_by_text("doesn't exist here").wait_for()
    box = screen.page.get_by_role("textbox", name="Pairs")
    box.fill(IMAGE)
    box.press("Control+Enter")
    screen.page.get_by_text("is not a pair").wait_for()
    assert IMAGE in screen.page.get_by_text("is not a pair").inner_text()
    assert screen.page.evaluate("globalThis.ran") is None
    assert screen.page.locator("img[src=x], a[href=x]").count() == 0
