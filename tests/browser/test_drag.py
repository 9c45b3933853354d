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
    screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)


def made(screen: Screen) -> list:
    return json.loads(parse_qs(urlparse(screen.page.url).query)["interventions"][0])


@pytest.fixture
def screen(open_page):
    return Screen(open_page(query=SHORT))


def test_training_goes_on_from_where_the_dot_was_dropped(screen):
    screen.go(15)
    before = np.array(place(screen, 1))
    drag(screen, 1)
    [[step, verb, word, numbers]] = made(screen)
    assert (step, verb, word) == (15, "vector", "love")
    history = train(Experiment(**SHORT, interventions=((step, verb, word, numbers),)))
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


def test_it_is_undone_by_the_button_under_the_picture(screen):
    screen.go(15)
    drag(screen, 1)
    expect(screen.page.get_by_text("Changed in this run: step 15, move a word: love")).to_be_visible()
    before, undo = screen.key(), screen.page.get_by_role("button", name="Undo the last change").bounding_box()
    assert undo["y"] + undo["height"] < screen.page.viewport_size["height"], "seen without scrolling"
    screen.page.get_by_role("button", name="Undo the last change").click()
    screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)
    assert "interventions" not in screen.page.url
    screen.go(30)
    assert_shows(screen, train(Experiment(**SHORT)), 30)


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


def test_of_projected_vectors_what_is_not_seen_stays(open_page):
    recipe = {**SHORT, "dimension": 6}
    screen = Screen(open_page(query=recipe))
    screen.go(20)
    drag(screen, 1)
    [[_, _, _, numbers]] = made(screen)
    before = train(Experiment(**recipe)).embedding.vectors[20, 1]
    moved = np.array([float(number) for number in numbers.split(",")]) - before
    assert len(moved) == 6 and np.abs(moved).max() > 0.05
    assert screen.playhead == 20


def test_on_a_line_a_dot_moves_along_it(open_page):
    screen = Screen(open_page(query={**SHORT, "dimension": 1}))
    screen.go(20)
    drag(screen, 0)
    [[step, _, word, numbers]] = made(screen)
    assert (step, word) == (20, "I")
    assert float(numbers) > train(Experiment(**SHORT, dimension=1)).embedding.vectors[20, 0, 0]


def fingers(session, *touches: tuple[str, list[tuple[float, float]]]) -> None:
    for kind, points in touches:
        session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": left, "y": top} for left, top in points]}
        )


def test_a_finger_that_rests_on_a_dot_drags_it(open_page):
    screen = Screen(open_page(query=SHORT, has_touch=True))
    screen.go(15)
    x, y = place(screen, 1)
    before, session = screen.key(), screen.page.context.new_cdp_session(screen.page)
    fingers(session, ("touchStart", [(x, y)]))
    screen.wait_for("document.querySelector('.player').querySelector('.player-words .player-lit')")
    fingers(session, ("touchMove", [(x + 30, y - 30)]), ("touchMove", [(x + 60, y - 40)]), ("touchEnd", []))
    screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)
    assert made(screen)[0][:3] == [15, "vector", "love"]


def test_a_swipe_over_a_dot_leaves_it_where_it_is(open_page):
    screen = Screen(open_page(query=SHORT, has_touch=True))
    screen.go(15)
    x, y = place(screen, 1)
    before = screen.drawn("vectors")
    session = screen.page.context.new_cdp_session(screen.page)
    moves = [("touchMove", [(x, y - far)]) for far in (10, 40, 80)]
    fingers(session, ("touchStart", [(x, y)]), *moves, ("touchEnd", []))
    screen.frames()
    assert screen.drawn("vectors") == before and "interventions" not in screen.page.url
