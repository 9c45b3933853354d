"""A step in four moments: choose, look up, how wrong, move."""

import numpy as np
import pytest
from playwright.sync_api import expect

from playground import Experiment, train
from playground.figures.matrix_arrays import gradient_factor
from playground.figures.run_picture import View
from playground.figures.stage import stage
from tests.browser.screen import PIXEL, Screen, dots

RECIPE = {"optimizer": "adam", "learning_rate": 0.05, "steps": 40}


@pytest.fixture(scope="module")
def history():
    return train(Experiment(**RECIPE))


@pytest.fixture(scope="module")
def opened(open_for_all):
    return Screen(open_for_all(query=RECIPE))


@pytest.fixture
def screen(opened):
    """Slow motion at its beginning."""
    if opened.playing():
        opened.button("Pause").click()
    if opened.page.locator(".player-moments").is_hidden():
        slow_down(opened)
    opened.page.evaluate("document.activeElement.blur()")
    opened.go(0)
    opened.page.evaluate("document.activeElement.blur()")
    opened.page.get_by_role("button", name="1 choose").click()
    opened.page.evaluate("document.activeElement.blur()")
    return opened


def slow_down(screen):
    screen.page.get_by_role("button", name="Slow motion").click()
    screen.wait_for("() => look.player().picture.data.moments.length === 4")


def moment(screen):
    return screen.page.locator(".player-moments [aria-current]").inner_text()


def told(screen):
    return screen.page.locator(".player-readouts").inner_text()


def visible(screen):
    return {name for name in screen.names() if screen.page.locator(f".player-plot[data-name={name}]").is_visible()}


def ways(screen, trace):
    """The arrows of a trace of the vectors, (N, 2, 2): where each begins, and its tip."""
    lines = screen.drawn("vectors")["scatter"][trace]["lines"]
    return np.array([[line[:2], line[2:4]] for line in lines])


def test_it_begins_at_the_start_and_says_what_is_chosen(screen, history):
    assert moment(screen) == "1 choose"
    assert screen.page.locator(".player-step").inner_text() == "step 0 of 40"
    assert "8 of 99 examples." in told(screen)
    word, target = history.words[history.inputs[0, 0, 0]], history.words[history.targets[0, 0]]
    assert f"To predict: {word} → {target}" in told(screen)
    rings = screen.drawn("vectors")["scatter"][halo(screen)]
    expected = history.embedding.vectors[0, history.inputs[0, :, 0]]
    np.testing.assert_allclose(rings["points"], screen.to_pixels("vectors", 0, *expected.T), atol=PIXEL)


def halo(screen):
    bindings = screen.page.evaluate("look.panel('vectors').bindings.map(({trace, at}) => [trace, at])")
    return next(trace for trace, at in bindings if at)


def test_each_moment_shows_its_own(screen, history):
    assert visible(screen) == {"vectors", "embedding", "linear"}
    screen.press("ArrowRight")
    assert moment(screen) == "2 look up"
    word = history.inputs[0, 0, 0]
    row = ", ".join(f"{number:.4f}" for number in history.embedding.weight[0, word])
    assert f"Embedding picks that row: [{row}]" in told(screen)
    assert "24 multiplications, 22 of them by 0" in told(screen)
    assert f"1·{float(f'{history.linear.weight[0, 0, word]:.3g}'):g}".replace("·-", "·(-") in told(screen)

    screen.press("ArrowRight")
    assert moment(screen) == "3 how wrong"
    assert visible(screen) == {"vectors", "embedding_still", "linear_still", "answers"}
    assert f"the mean over all 8 is {history.embedding.loss[0]:.3g}." in told(screen)
    bars = screen.data("answers")[0]["y"]
    np.testing.assert_allclose(bars, stage(history, View(slow=True)).arrays["embedding.given"][0], rtol=1e-6)

    screen.press("ArrowRight")
    assert moment(screen) == "4 move"
    assert visible(screen) == {"vectors", "embedding_grad", "linear_grad", "loss"}
    assert "Adam moves it by" in told(screen)
    assert "linear.weight.grad is the transpose of embedding.weight.grad" in told(screen)


def test_an_arrow_leads_from_each_word_that_moves_along_its_way(screen, history):
    for _ in range(3):
        screen.press("ArrowRight")
    step, downhill = screen.page.evaluate("look.panel('vectors').arrows.map(({trace, scale}) => [trace, scale])")
    vectors, gradient = history.embedding.vectors, history.embedding.gradient[0]
    for (trace, scale), offsets in ((step, vectors[1] - vectors[0]), (downhill, -gradient)):
        there = offsets.any(1)
        start = screen.to_pixels("vectors", 0, *vectors[0, there].T)
        tip = screen.to_pixels("vectors", 0, *(vectors[0] + scale * offsets)[there].T)
        drawn = ways(screen, trace)
        np.testing.assert_allclose(drawn[:, 0], start, atol=0.6)
        np.testing.assert_allclose(drawn[:, 1], tip, atol=0.6)
    for name, expected in (("embedding_grad", gradient), ("linear_grad", gradient.T)):
        drawn = np.array(screen.data(name)[0]["z"], float)
        factor = np.float32(gradient_factor(history))
        np.testing.assert_array_equal(np.nan_to_num(drawn).astype(np.float32), factor * expected)
        numbers = screen.drawn(name)["heatmaps"]
        assert np.count_nonzero(gradient) in [len(heatmap["labels"]) for heatmap in numbers], "a zero row is empty"
    assert_one_size_of_heads(screen, 2)


@pytest.mark.parametrize("dimension", [1, 3])  # two are tried above
def test_an_arrow_has_a_head_of_one_size_whatever_the_axes(open_page, solid_browser, dimension):
    screen = Screen(open_page(query={**RECIPE, "dimension": dimension}, browser=solid_browser))
    slow_down(screen)
    assert_one_size_of_heads(screen, dimension)


def assert_one_size_of_heads(screen, dimension):
    screen.page.get_by_role("button", name="4 move").click()
    trace, heads = screen.page.evaluate("(({trace, heads}) => [trace, heads])(look.panel('vectors').arrows[0])")
    line = np.array([screen.data("vectors")[trace][axis] for axis in "xyz"[: len(heads)]], float).T / heads
    arrows = np.split(line, np.flatnonzero(np.isnan(line[:, 0])))[:-1]
    assert arrows
    for arrow in arrows:
        start, tip, *barbs = arrow[~np.isnan(arrow[:, 0])]
        length = np.linalg.norm(tip - start)
        ends = np.array(barbs[::2])
        assert len(ends) == (4 if dimension == 3 else 2)
        size = min(1, length / 2)
        np.testing.assert_allclose(np.linalg.norm(ends - tip, axis=1), size * 1.25**0.5, rtol=1e-2)
        np.testing.assert_allclose((tip - ends) @ (tip - start), size * length, rtol=1e-2)


def test_after_the_last_moment_the_dots_go_to_the_next_step(screen, history):
    screen.go(12)
    for expected in ("2 look up", "3 how wrong", "4 move"):
        screen.press("ArrowRight")
        assert moment(screen) == expected
    screen.press("ArrowRight")
    screen.wait_for_playhead(13)
    assert moment(screen) == "1 choose"
    drawn = screen.drawn("vectors")["scatter"][dots(screen)[0]]["points"]
    expected = screen.to_pixels("vectors", 0, *history.embedding.vectors[13].T)
    np.testing.assert_allclose(drawn, expected, atol=PIXEL)
    screen.press("ArrowLeft")
    screen.wait_for_playhead(12)
    assert moment(screen) == "4 move"


def test_no_step_follows_the_last_one(screen):
    screen.press("End")
    screen.wait_for_playhead(40)
    for _ in range(6):
        screen.press("ArrowRight")
    assert moment(screen) == "3 how wrong"


def test_it_plays_from_moment_to_moment(screen):
    screen.press(" ")
    screen.wait_for("() => look.player().moment === 1")
    assert screen.playing()
    screen.press(" ")
    assert not screen.playing()


def test_a_moment_is_gone_to_by_its_button_and_slow_motion_ends_where_it_is(screen):
    screen.go(7)
    screen.page.get_by_role("button", name="4 move").click()
    assert moment(screen) == "4 move"
    to_usual_speed(screen)
    assert screen.playhead == 7
    assert visible(screen) == {"vectors", "embedding", "linear", "loss"}
    expect(screen.page.locator(".player-moments")).to_be_hidden()


def to_usual_speed(screen):
    screen.page.get_by_role("button", name="Slow motion").click()
    screen.wait_for("() => look.player().picture.data.moments.length === 0")


def test_from_the_last_step_it_says_that_it_goes_to_the_first(screen):
    to_usual_speed(screen)
    screen.press("End")
    screen.wait_for_playhead(40)
    slow_down(screen)
    first = screen.page.locator(".player-readouts p").first
    expect(first).to_contain_text("Slow motion starts at step 0, as no step follows the last.")
    screen.press("ArrowRight")
    expect(first).not_to_contain_text("as no step follows")


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_all_of_it_is_on_the_screen_and_nothing_jumps(open_page, size):
    screen = Screen(open_page(size=size))
    slow_down(screen)
    tops = set()
    for number in range(1, 5):
        screen.page.locator(f".player-moments button:nth-child({number})").click()
        tops.add(screen.page.locator(".player-panels").bounding_box()["y"])
        boxes = [screen.page.locator(f".player-plot[data-name={name}]").bounding_box() for name in visible(screen)]
        assert all(box["width"] > 100 and box["height"] > 60 for box in boxes)
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= size[0] for box in boxes)
        if size[0] > 1000:
            assert max(box["y"] + box["height"] for box in boxes) <= size[1]
        below = screen.page.locator(".st-key-pins").bounding_box()
        assert max(box["y"] + box["height"] for box in boxes) <= below["y"], "nothing is drawn over what follows"
    assert len(tops) == 1, "nothing jumps from one moment to the next"
    tops = screen.page.evaluate(
        """() => Array.from({length: 200}, (_, step) => [0, 1, 2, 3].map((moment) => {
          Object.assign(look.player(), {playhead: step, moment});
          look.player().tell();
          return document.querySelector(".player-panels").offsetTop;
        })).flat()"""
    )
    assert len(set(tops)) == 1, "nor from one step to another"


def test_the_names_below_many_bars_are_whole(open_page):
    words = " ".join(f"{'extraordinary' * (number % 2)}{number}" for number in range(60))
    screen = Screen(open_page(query={"text": words, "steps": 5}, size=(390, 844)))
    slow_down(screen)
    screen.page.get_by_role("button", name="3 how wrong").click()
    names = screen.page.locator(".player-plot[data-name=answers] .xtick text").all_text_contents()
    assert len(names) == 24
    assert names[-2:] == ["the target", "37 others"]
    assert screen.page.evaluate("look.outside(look.plot('answers'))") == []


def test_a_loss_that_grows_without_end_has_its_dot_on_its_line(open_page):
    recipe = {"learning_rate": 100}
    screen, losses = Screen(open_page(query=recipe)), train(Experiment(**recipe)).embedding.loss
    dot = screen.page.evaluate("look.panel('loss').bindings.find(({array}) => array === 'embedding.loss').trace")
    for step in (0, 5):
        screen.go(step)
        drawn = screen.drawn("loss")["scatter"][dot]["points"]
        np.testing.assert_allclose(drawn, screen.to_pixels("loss", dot, [step], np.log10(losses[[step]])), atol=PIXEL)
    assert screen.page.evaluate("look.outside(look.plot('loss'))") == []


def test_at_the_last_step_nothing_moves(screen):
    screen.press("End")
    move = screen.page.get_by_role("button", name="4 move")
    expect(move).to_be_disabled()
    assert "no step follows" in move.get_attribute("title")
    screen.press("ArrowLeft")
    expect(move).to_be_enabled()


def test_a_word_that_is_pointed_at_lights_up_at_every_moment(screen):
    """Its ring and frames are drawn beside the arrows."""
    for name in screen.page.locator(".player-moments button").all_inner_texts():
        screen.page.locator(".player-moments").get_by_role("button", name=name).click()
        screen.page.locator(".player-words button").nth(1).hover()
        screen.wait_for("look.player().lit === 1")
        screen.page.mouse.move(0, 0)
        screen.wait_for("look.player().lit === null")


def test_while_it_is_sent_that_is_said(screen):
    to_usual_speed(screen)
    screen.page.evaluate("() => { look.player().trigger = () => {}; }")  # an answer that does not come
    screen.page.get_by_role("button", name="Slow motion").click()
    assert told(screen) == "Loading…"
