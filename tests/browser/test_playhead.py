"""The playhead: wherever it goes, the charts hold that step's numbers, in Plotly's data and in the SVG."""

import pytest

from playground import Experiment, train
from tests.browser.screen import Screen, assert_redraw_agrees, assert_shows

SHORT = Experiment(text="I love you . you love me .", steps=60)
QUERIES = {"default": {}, "short": {"text": SHORT.text, "steps": SHORT.steps}}


@pytest.fixture(scope="module")
def history():
    return train(Experiment())


@pytest.fixture(scope="module")
def short():
    return train(SHORT)


@pytest.fixture(scope="module")
def opened(pages):
    """The two pages that these tests share, by the query."""
    found = {name: Screen(pages.open(query=query)) for name, query in QUERIES.items()}
    yield found
    for screen in found.values():
        pages.release(screen.page)


@pytest.fixture
def screen(opened):
    yield at_the_end(opened["default"])
    assert not opened["default"].page.errors


@pytest.fixture
def small(opened):
    yield at_the_end(opened["short"])
    assert not opened["short"].page.errors


def at_the_end(screen: Screen) -> Screen:
    """As on arrival."""
    if screen.playing():
        screen.button("Pause").click()
    screen.page.locator(".player-speed").select_option("30")
    screen.page.locator(".player-loop").uncheck()
    screen.page.set_viewport_size({"width": 1280, "height": 720})
    screen.page.evaluate("document.activeElement.blur()")
    screen.press("End")
    return screen


def test_arrival_shows_the_finished_run(screen, history):
    assert screen.playhead == 200
    assert not screen.playing()
    assert_shows(screen, history, 200)
    assert screen.names() == ["vectors", "embedding", "linear", "loss"]


@pytest.mark.parametrize("playhead", [0, 1, 37, 199])
def test_every_step_shows_its_own_numbers(screen, history, playhead):
    screen.go(playhead)
    assert_shows(screen, history, playhead)


def test_buttons_move_one_ten_and_all_the_way(small, short):
    for name, playhead in [
        ("Start", 0),
        ("One step back", 0),
        ("One step forward", 1),
        ("+10 steps", 11),
        ("One step back", 10),
        ("End", 60),
        ("One step forward", 60),
        ("−10 steps", 50),
    ]:
        small.button(name).click()
        small.wait_for_playhead(playhead)
        assert_shows(small, short, playhead)


def test_keys_move_one_ten_and_all_the_way(small, short):
    for key, playhead in [
        ("ArrowLeft", 59),
        ("Shift+ArrowLeft", 49),
        ("ArrowRight", 50),
        ("Home", 0),
        ("ArrowLeft", 0),
        ("Shift+ArrowRight", 10),
        ("End", 60),
    ]:
        small.press(key)
        small.wait_for_playhead(playhead)
        assert_shows(small, short, playhead)


def test_keys_move_one_step_while_the_scrubber_has_the_focus(small, short):
    small.page.locator(".player-scrubber").focus()
    small.press("ArrowLeft", "ArrowLeft", "ArrowRight")
    small.wait_for_playhead(59)
    assert_shows(small, short, 59)


def test_the_scrubber_is_dragged_with_the_mouse(small, short):
    box = small.page.locator(".player-scrubber").bounding_box()
    middle = box["y"] + box["height"] / 2
    small.page.mouse.move(box["x"] + box["width"] - 8, middle)
    small.page.mouse.down()
    small.page.mouse.move(box["x"] + box["width"] / 2, middle, steps=5)
    small.page.mouse.up()
    small.wait_for("look.player().playhead < 60")
    assert abs(small.playhead - 30) <= 1
    assert_shows(small, short, small.playhead)


def test_space_plays_and_pauses(small, short):
    small.press(" ")
    small.wait_for("look.player().playhead > 3 && look.player().playhead < 60")
    assert small.button("Pause").is_visible()
    small.press(" ")
    small.button("Play").wait_for()
    stopped = small.playhead
    small.frames(10)
    assert small.playhead == stopped
    assert_shows(small, short, stopped)


def test_the_button_plays_from_the_start_to_the_end_and_stops_there(small, short):
    small.page.locator(".player-speed").select_option("300")
    small.button("Play").click()
    small.wait_for("look.player().playhead < 60")
    small.wait_for("!look.player().playing")
    assert_shows(small, short, 60)
    small.button("Play").wait_for()


def test_a_step_by_hand_ends_the_playing(small):
    small.press(" ")
    small.wait_for("look.player().playhead > 0 && look.player().playhead < 60")
    small.press("Home")
    small.button("Play").wait_for()
    small.frames(5)
    assert small.playhead == 0


def test_a_loop_begins_again(small):
    small.page.locator(".player-loop").check()
    small.page.locator(".player-speed").select_option("300")
    small.button("Play").click()
    small.wait_for("look.player().playhead > 40")
    small.wait_for("look.player().playhead < 40")
    assert small.playing()


def test_keys_that_are_typed_do_not_move_the_playhead(small):
    small.go(30)
    text = small.page.get_by_role("textbox", name="Your text")
    for control in (text, small.page.get_by_role("spinbutton", name="Seed")):
        control.focus()
        small.press("Home", "ArrowLeft", "ArrowRight", "Shift+ArrowLeft", "End")
        if control is text:
            small.press(" ")
    small.frames()
    assert small.playhead == 30
    assert not small.playing()


def test_keys_in_the_speed_menu_choose_a_speed(small):
    small.go(30)
    speed = small.page.locator(".player-speed")
    speed.focus()
    small.press("Home", "ArrowDown")
    small.frames()
    assert speed.input_value() == "10"
    assert small.playhead == 30


def test_space_ticks_the_loop_by_keyboard(small):
    small.page.locator(".player-loop").focus()
    small.press(" ")
    assert small.page.locator(".player-loop").is_checked()
    assert not small.playing()


def test_a_browser_shortcut_is_left_alone(small):
    small.go(30)
    small.page.locator(".player-step").click()
    small.page.evaluate(
        "for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true, [modifier]: true}))"
    )
    assert small.playhead == 30


@pytest.mark.parametrize("playhead", [0, 29, 60])
def test_the_fast_path_draws_what_plotly_draws(small, playhead):
    small.go(45)
    small.go(playhead)
    assert_redraw_agrees(small)


@pytest.mark.parametrize("playhead", [0, 101])
def test_the_fast_path_draws_what_plotly_draws_with_more_words_than_colours(screen, playhead):
    screen.go(playhead)
    assert_redraw_agrees(screen)


def test_a_resized_window_still_shows_the_step(small, short):
    small.go(20)
    small.page.set_viewport_size({"width": 1600, "height": 900})
    small.wait_for("look.plot('vectors').offsetWidth > 500")
    small.wait_for("look.plots().every((plot) => Math.abs(plot._fullLayout.width - plot.offsetWidth) <= 1)")
    small.frames()
    assert_shows(small, short, 20)
    assert_redraw_agrees(small)


def test_stepping_and_playing_ask_nothing_of_the_server(small):
    small.page.sent.clear()
    small.press("Home", "ArrowRight", "Shift+ArrowRight", " ")
    small.wait_for("look.player().playhead > 20")
    small.press(" ")
    small.go(40)
    small.page.evaluate("look.player().rest()")
    small.frames(5)
    assert small.page.sent == []
