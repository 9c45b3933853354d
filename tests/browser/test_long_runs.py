"""A run that takes long shows how far it is, and can be stopped, gone on with, and left."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from playground import Experiment
from playground.training.loop import Training
from tests.browser.screen import Screen, float32

LONG = {"steps": 10_000, "dimension": 64, "optimizer": "adam", "learning_rate": 0.01, "batch_size": 99}


def begin(screen: Screen) -> None:
    """Ask for many steps, and wait until the page tells how far they are."""
    box = screen.page.get_by_role("spinbutton", name="Steps", exact=True)
    box.fill("10000")
    box.press("Enter")
    expect(screen.page.get_by_role("button", name="Stop", exact=True)).to_be_visible()


def other_picture(screen: Screen, before: str) -> None:
    screen.page.wait_for_function(
        "before => document.querySelector('.player').dataset.key !== before", arg=before, timeout=60_000
    )


@pytest.fixture
def screen(open_page):
    return Screen(open_page(query={**LONG, "steps": 20}))


def test_it_tells_how_far_it_is_and_the_last_picture_stays(screen):
    before = screen.key()
    begin(screen)
    expect(screen.page.get_by_text(re.compile(r"step [\d,]+ of 10,000, .* left"))).to_be_visible()
    assert screen.key() == before
    assert screen.page.locator(".player-plot[data-name=vectors]").is_visible()
    screen.go(5)  # it can still be played
    screen.page.get_by_role("button", name="Stop", exact=True).click()
    other_picture(screen, before)


def test_what_was_computed_is_kept_when_it_is_stopped(screen):
    before = screen.key()
    begin(screen)
    expect(screen.page.get_by_text(re.compile(r"step [1-9][\d,]+ of 10,000"))).to_be_visible()
    screen.page.get_by_role("button", name="Stop", exact=True).click()
    other_picture(screen, before)
    expect(screen.page.locator(".player-readouts")).to_contain_text(re.compile(r"Stopped at step [\d,]+ of 10,000"))
    steps = screen.page.evaluate("look.player().picture.data.steps")
    assert 0 < steps[-1] < 10_000
    screen.go(1)
    assert_is_the_step(screen, steps[1])


def assert_is_the_step(screen: Screen, step: int) -> None:
    training = Training(Experiment(**LONG))
    for done in training:
        if done == step:
            break
    weight = training.history().embedding.weight[1]
    seen = float32(screen.data("embedding")[0]["z"])
    np.testing.assert_allclose(seen, weight[: seen.shape[0], : seen.shape[1]], rtol=1e-5)


def test_a_stopped_run_can_be_gone_on_with(screen):
    before = screen.key()
    begin(screen)
    screen.page.get_by_role("button", name="Stop", exact=True).click()
    screen.page.get_by_role("button", name="Continue", exact=True).click()
    expect(screen.page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    screen.page.get_by_role("button", name="Stop", exact=True).click()
    other_picture(screen, before)


def test_another_recipe_ends_the_wait(screen):
    before = screen.key()
    begin(screen)
    box = screen.page.get_by_role("spinbutton", name="Steps", exact=True)
    box.fill("30")
    box.press("Enter")
    other_picture(screen, before)
    expect(screen.page.locator(".player-step")).to_contain_text("of 30")
    expect(screen.page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
