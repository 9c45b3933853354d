"""A recipe that changes is shown in place, and a recipe in a link is shown again to a stranger."""

import pytest

from playground import Experiment, train
from tests.browser.screen import Screen, assert_shows

TEXT = "I love you . you love me ."
SHORT = {"text": TEXT, "steps": 60}


@pytest.fixture(scope="module")
def opened(open_for_all):
    return Screen(open_for_all(query=SHORT))


@pytest.fixture
def screen(opened):
    opened.visit(SHORT)
    return opened


def test_a_change_while_playing_goes_on_playing_in_the_same_charts(screen):
    screen.page.evaluate("for (const plot of look.plots()) plot.mine = plot.dataset.name")
    screen.page.locator(".player-loop").check()
    screen.button("Play").click()
    screen.wait_for("look.player().playhead > 2 && look.player().playhead < 60")
    screen.change("Learning rate", "0.05")
    assert screen.playing()
    assert screen.page.evaluate("look.plots().every((plot) => plot.mine === plot.dataset.name)")
    before = screen.playhead
    screen.wait_for("before => look.player().playhead !== before", before)
    screen.button("Pause").click()
    screen.button("Play").wait_for()
    screen.page.locator(".player-loop").uncheck()
    assert_shows(screen, train(Experiment(**SHORT, learning_rate=0.05)), screen.playhead)


def test_other_words_are_shown_in_the_same_charts(screen):
    screen.page.evaluate("for (const plot of look.plots()) plot.mine = plot.dataset.name")
    screen.go(20)
    words = "one two three two one three"
    screen.change("Your text", words, role="textbox")
    assert screen.page.evaluate("look.plots().every((plot) => plot.mine === plot.dataset.name)")
    assert screen.playhead == 20, "the step stays"
    assert screen.page.locator(".player-words button").all_inner_texts() == ["one", "two", "three"]
    assert_shows(screen, train(Experiment(text=words, steps=60)), 20)


def test_the_end_stays_the_end_when_the_run_gets_longer_or_shorter(screen):
    for steps in (90, 30):
        screen.change("Steps", str(steps))
        assert_shows(screen, train(Experiment(text=TEXT, steps=steps)), steps)


def test_a_zoom_is_kept_when_only_the_numbers_change(screen):
    drag = screen.page.locator(".player-plot[data-name=vectors] .nsewdrag")
    box = drag.bounding_box()
    before = ranges(screen)
    screen.page.mouse.move(box["x"] + 200, box["y"] + 200)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + 260, box["y"] + 240, steps=4)
    screen.page.mouse.up()
    screen.wait_for("before => look.plot('vectors')._fullLayout.xaxis.range[0] !== before", before[0])
    screen.frames()
    dragged = ranges(screen)
    screen.change("Seed", "3")
    assert ranges(screen) == pytest.approx(dragged)
    assert_shows(screen, train(Experiment(**SHORT, seed=3)), 60)
    screen.go(10)
    assert_shows(screen, train(Experiment(**SHORT, seed=3)), 10)
    screen.page.mouse.dblclick(box["x"] + 200, box["y"] + 200)
    screen.wait_for("before => look.plot('vectors')._fullLayout.xaxis.range[0] !== before", dragged[0])


def ranges(screen: Screen) -> list[float]:
    return screen.page.evaluate("['xaxis', 'yaxis'].flatMap((axis) => look.plot('vectors')._fullLayout[axis].range)")


def test_a_click_on_the_loss_goes_to_that_step(screen):
    box = screen.page.locator(".player-plot[data-name=loss] .nsewdrag").bounding_box()
    for step in (15, 30, 54):
        x, y = box["x"] + screen.to_pixels("loss", 0, [step], [0])[0, 0], box["y"] + box["height"] / 2
        screen.page.mouse.move(x - 2, y)
        screen.page.mouse.move(x, y)
        screen.frames()
        screen.page.mouse.click(x, y)
        screen.wait_for_playhead(step)
        assert_shows(screen, train(Experiment(**SHORT)), step)


def test_one_layer_shows_its_matrix_only_and_both_are_shown_again(screen):
    for label, layer, names in [
        ("Embedding", "embedding", ["vectors", "embedding", "loss"]),
        ("Linear on one-hot", "linear", ["vectors", "linear", "loss"]),
        ("Both", "both", ["vectors", "embedding", "linear", "loss"]),
    ]:
        before, history = screen.key(), train(Experiment(**SHORT, layer=layer))
        screen.choose("Layer", label)
        screen.another_run(before)
        assert screen.names() == names
        assert_shows(screen, history, 60)
        screen.go(5)
        assert_shows(screen, history, 5)
        screen.press("End")


def test_a_link_shows_a_stranger_the_same_picture(screen, open_page):
    screen.change("Seed", "8")
    screen.change("Learning rate", "0.2")
    screen.wait_for("location.search.includes('learning_rate=0.2')")
    query = screen.page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    stranger = Screen(open_page(query=query, fresh=True))
    assert stranger.picture() == screen.picture()
    assert_shows(stranger, train(Experiment(**SHORT, seed=8, learning_rate=0.2)), 60)


def test_a_bad_value_is_said_and_the_picture_stays(screen):
    picture = screen.picture()
    box = screen.page.get_by_role("spinbutton", name="Learning rate", exact=True)
    box.fill("1e9")
    box.press("Enter")
    screen.page.get_by_text("learning_rate must be a number").wait_for()
    assert screen.picture() == picture
    box.fill("")
    box.press("Enter")
    screen.frames(30)
    assert "learning_rate" not in screen.page.url, "an emptied field is not another learning rate"
