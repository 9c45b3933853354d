"""What is changed in the middle of a run: the past stays, the future is another, and it can be undone."""

import pytest
from playwright.sync_api import expect

from playground import Experiment, train
from tests.browser.screen import Screen, assert_shows

SHORT = {"text": "I love you . you love me .", "steps": 40}


@pytest.fixture(scope="module")
def opened(open_for_all):
    screen = Screen(open_for_all(query=SHORT))
    screen.page.get_by_role("radio", name="Experiment").click()
    return screen


@pytest.fixture
def screen(opened):
    """The section at the last step of the run as it was before any change."""
    opened.visit({**SHORT, "section": "Experiment"})
    opened.page.get_by_text("At step 40, the playhead's position").wait_for()
    return opened


def act(screen: Screen, button: str) -> None:
    before = screen.key()
    screen.page.get_by_role("button", name=button, exact=True).click()
    screen.another_run(before)


def rest_at(screen: Screen, step: int) -> None:
    screen.go(step)
    screen.page.get_by_text(f"At step {step}, the playhead's position").wait_for()


def test_a_word_is_put_somewhere_and_training_goes_on_from_there(screen):
    rest_at(screen, 15)
    screen.page.get_by_role("textbox", name="Move or hold this word").fill("love")
    screen.page.keyboard.press("Enter")
    numbers = screen.page.get_by_role("textbox", name="to these coordinates")
    x, y = train(Experiment(**SHORT)).embedding.vectors[15, 1]
    expect(numbers).to_have_value(f"{x:.2f}, {y:.2f}")  # nothing is moved yet: they are those of the word
    numbers.fill("2, -1")
    act(screen, "Move it")
    screen.forget_the_run_before()
    history = train(Experiment(**SHORT, interventions=((15, "vector", "love", "2, -1"),)))
    assert history.embedding.vectors[15, 1].tolist() == [2, -1]
    for step in (14, 15, 16, 40):
        screen.go(step)
        assert_shows(screen, history, step)
    act(screen, "Undo the last change")
    screen.go(30)
    assert_shows(screen, train(Experiment(**SHORT)), 30)


def test_the_vectors_are_frozen_from_here_on(screen):
    rest_at(screen, 10)
    act(screen, "Freeze the vectors")
    screen.forget_the_run_before()
    history = train(Experiment(**SHORT, interventions=((10, "freeze"),)))
    screen.go(40)
    assert_shows(screen, history, 40)
    assert (history.embedding.weight[10:] == history.embedding.weight[10]).all()


def test_at_the_last_step_there_is_room_for_a_future(screen):
    act(screen, "Replace the weight (nn.Parameter)")
    expect(screen.page.locator(".player-step")).to_contain_text("of 140")
    screen.forget_the_run_before()
    history = train(Experiment(**{**SHORT, "steps": 140}, interventions=((40, "parameter"),)))
    screen.go(41)
    assert_shows(screen, history, 41)


def test_enter_and_then_the_button_mean_it_once(screen):
    rest_at(screen, 15)
    numbers = screen.page.get_by_role("textbox", name="to these coordinates")
    before = screen.key()
    numbers.fill("2, -1")
    screen.page.keyboard.press("Enter")
    screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)
    screen.page.get_by_role("button", name="Move it").click()
    screen.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    expect(screen.page.get_by_role("button", name="Undo all 2")).to_have_count(0)
    expect(screen.page.get_by_role("button", name="Undo the last change")).to_be_visible()


def test_what_fits_no_word_is_said_in_the_panel_where_it_was_typed(screen):
    screen.page.get_by_role("textbox", name="Move or hold this word").fill("unicorn")
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_role("textbox", name="to these coordinates")).to_have_value("")
    screen.page.get_by_role("button", name="Move it").click()
    panel = screen.page.locator(".st-key-what_if")
    expect(panel.get_by_text("Enter a word of the vocabulary and 2 numbers")).to_be_visible()
