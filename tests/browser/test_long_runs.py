"""A run that takes long shows how far it is, and can be stopped, gone on with, and left."""

import re

import numpy as np
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


def test_a_long_run_is_watched_stopped_gone_on_with_and_left(open_page):
    screen = Screen(open_page(query={**LONG, "steps": 20}))
    before, stop = screen.key(), screen.page.get_by_role("button", name="Stop", exact=True)
    begin(screen)
    expect(screen.page.get_by_text(re.compile(r"step [1-9][\d,]* of 10,000, .* left"))).to_be_visible()
    assert screen.key() == before, "the last picture stays"
    assert screen.page.locator(".player-plot[data-name=vectors]").is_visible()
    screen.go(5)  # it can still be played
    stop.click()
    other_picture(screen, before)
    expect(screen.page.locator(".player-readouts")).to_contain_text(re.compile(r"Stopped at step [\d,]+ of 10,000"))
    steps = screen.page.evaluate("look.player().picture.data.steps")
    assert 0 < steps[-1] < 10_000
    screen.go(1)
    assert_is_the_step(screen, steps[1])

    before = screen.key()
    screen.page.get_by_role("button", name="Continue", exact=True).click()
    expect(stop).to_be_visible()
    stop.click()
    other_picture(screen, before)
    screen.page.get_by_role("button", name="Continue", exact=True).click()
    expect(stop).to_be_visible()
    before, box = screen.key(), screen.page.get_by_role("spinbutton", name="Steps", exact=True)
    box.fill("30")
    box.press("Enter")
    other_picture(screen, before)
    expect(screen.page.locator(".player-step")).to_contain_text("of 30")
    expect(stop).to_have_count(0)


def assert_is_the_step(screen: Screen, step: int) -> None:
    training = Training(Experiment(**LONG))
    for done in training:
        if done == step:
            break
    weight = training.history().embedding.weight[1]
    seen = float32(screen.data("embedding")[0]["z"])
    np.testing.assert_allclose(seen, weight[: seen.shape[0], : seen.shape[1]], rtol=1e-5)
