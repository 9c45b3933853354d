"""A word's dot is dragged: its vector is set there, from that step on."""

import json
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from playwright.sync_api import expect

from playground import Experiment, train
from tests.browser.screen import Screen, assert_shows, dots

SHORT = {"text": "I love you . you love me .", "steps": 40}
FAR = (60, -40)


def place(screen: Screen, word: int) -> tuple[float, float]:
    """Where the word's dot is on the page."""
    corner = screen.page.evaluate("look.plot('vectors').querySelector('.nsewdrag').getBoundingClientRect().toJSON()")
    dot = screen.drawn("vectors")["scatter"][dots(screen)[0]]["points"][word]
    return corner["x"] + dot[0], corner["y"] + dot[1]


def drag(screen: Screen, word: int, way: tuple[float, float] = FAR) -> None:
    before, (x, y) = screen.key(), place(screen, word)
    mouse = screen.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + way[0] / 2, y + way[1] / 2)
    mouse.move(x + way[0], y + way[1])
    mouse.up()
    screen.another_run(before)


def made(screen: Screen) -> list:
    return json.loads(parse_qs(urlparse(screen.page.url).query)["interventions"][0])


@pytest.fixture(scope="module")
def opened(open_for_all):
    return Screen(open_for_all(query=SHORT))


@pytest.fixture
def screen(opened):
    opened.page.evaluate("look.putOut()")
    opened.visit(SHORT)
    return opened


@pytest.fixture(scope="module")
def touched(open_for_all):
    """The same page on a screen that fingers touch."""
    return Screen(open_for_all(query=SHORT, has_touch=True))


def test_training_goes_on_from_where_the_dot_was_dropped_until_that_is_undone(screen):
    screen.go(15)
    before = np.array(place(screen, 1))
    drag(screen, 1)
    expect(screen.page.get_by_text("Changed in this run: step 15, move a word: love")).to_be_visible()
    [[step, verb, word, numbers]] = made(screen)
    assert (step, verb, word) == (15, "vector", "love")
    history = train(Experiment(**SHORT, interventions=((step, verb, word, numbers),)))
    undo = screen.page.get_by_role("button", name="Undo the last change")
    box = screen.at_rest(undo)
    assert box["y"] + box["height"] < screen.page.viewport_size["height"], "seen without scrolling"
    assert screen.playhead == 15
    screen.forget_the_run_before()
    assert_shows(screen, history, 15)
    dropped = [float(number) for number in numbers.split(",")]
    undisturbed = train(Experiment(**SHORT))
    moved = np.array(dropped) - undisturbed.embedding.vectors[15, 1]
    assert moved[0] > 0 and moved[1] > 0, "to the right and up"
    assert np.abs(np.array(place(screen, 1)) - before).max() > 5
    for snapshot in (14, 16, 40):
        screen.go(snapshot)
        assert_shows(screen, history, snapshot)
    before = screen.key()
    undo.click()
    screen.another_run(before)
    assert "interventions" not in screen.page.url
    screen.go(30)
    assert_shows(screen, undisturbed, 30)


def test_at_the_last_step_there_is_room_for_a_future(screen):
    drag(screen, 2)
    expect(screen.page.locator(".player-step")).to_have_text("step 40 of 140")


def test_a_click_without_a_move_holds_the_word(screen):
    screen.go(10)
    x, y = place(screen, 3)
    screen.page.mouse.click(x, y)
    expect(screen.page.locator(".player-words [aria-pressed=true]")).to_have_text(".")
    assert "interventions" not in screen.page.url


def test_beside_the_dots_the_picture_is_moved_as_before(screen):
    plot = screen.page.locator(".player-plot[data-name=vectors]").bounding_box()
    before = screen.page.evaluate("look.plot('vectors')._fullLayout.xaxis.range.slice()")
    x, y = plot["x"] + 60, plot["y"] + 20
    screen.page.mouse.move(x, y)
    screen.page.mouse.down()
    screen.page.mouse.move(x + 40, y + 10, steps=4)
    screen.page.mouse.up()
    screen.wait_for("before => look.plot('vectors')._fullLayout.xaxis.range[0] !== before", before[0])
    assert "interventions" not in screen.page.url


@pytest.mark.parametrize("dimension", [1, 6])
def test_of_vectors_on_a_line_or_projected_what_is_not_seen_stays(screen, dimension):
    screen.visit({**SHORT, "dimension": dimension})
    screen.go(20)
    drag(screen, 0)
    [[step, _, word, numbers]] = made(screen)
    assert (step, word) == (20, "I")
    assert screen.playhead == 20
    moved = np.array([float(number) for number in numbers.split(",")])
    moved -= train(Experiment(**SHORT, dimension=dimension)).embedding.vectors[20, 0]
    assert len(moved) == dimension and np.abs(moved).max() > 0.05
    assert dimension > 1 or moved > 0, "to the right"


def fingers(session, *touches: tuple[str, list[tuple[float, float]]]) -> None:
    for kind, points in touches:
        session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": left, "y": top} for left, top in points]}
        )


def test_a_swipe_over_a_dot_leaves_it_and_a_finger_that_rests_there_drags_it(touched):
    touched.go(15)
    x, y = place(touched, 1)
    before, key = touched.drawn("vectors"), touched.key()
    session = touched.page.context.new_cdp_session(touched.page)
    moves = [("touchMove", [(x, y - far)]) for far in (10, 40, 80)]
    fingers(session, ("touchStart", [(x, y)]), *moves, ("touchEnd", []))
    touched.frames()
    assert touched.drawn("vectors") == before and "interventions" not in touched.page.url
    x, y = place(touched, 1)  # the page may have been scrolled
    fingers(session, ("touchStart", [(x, y)]))
    touched.wait_for("document.querySelector('.player').querySelector('.player-words .player-lit')")
    fingers(session, ("touchMove", [(x + 30, y - 30)]), ("touchMove", [(x + 60, y - 40)]), ("touchEnd", []))
    touched.another_run(key)
    assert made(touched)[0][:3] == [15, "vector", "love"]
