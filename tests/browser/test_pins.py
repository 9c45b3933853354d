"""A pinned run stays in the picture beside the one that is made of it, and in the link."""

import numpy as np
import pytest
from playwright.sync_api import expect

from playground import Experiment, train
from tests.browser.screen import Screen, float32

FIRST, SECOND = {"steps": 40}, {"steps": 40, "seed": 7}


@pytest.fixture
def pinned(open_page):
    """The first run pinned, and the second one on the stage."""
    screen = Screen(open_page(query=FIRST))
    screen.page.get_by_role("button", name="Pin this run").click()
    expect(screen.page.get_by_role("button", name="This run is pinned")).to_be_disabled()
    shows_a(screen)
    screen.change("Seed", str(SECOND["seed"]))
    shows_a(screen)
    return screen


def shows_a(screen):
    screen.wait_for("'A.x' in look.player().picture.arrays")
    screen.painted()


def losses(screen):
    return [float32(trace["y"]) for trace in screen.data("loss", "_fullData") if len(trace["y"]) > 2]


def words(screen):
    """Where the words of the pinned run were, at each of its steps."""
    return screen.page.evaluate("['A.x', 'A.y'].map((name) => Array.from(look.player().picture.arrays[name].values))")


def test_its_loss_and_its_words_are_drawn_beside_the_other_runs(pinned):
    first, second = train(Experiment(**FIRST)), train(Experiment(**SECOND))
    for run in (first, second):
        assert any(np.allclose(drawn, run.embedding.loss.astype(np.float32)) for drawn in losses(pinned))
    for axis, drawn in enumerate(words(pinned)):
        np.testing.assert_array_equal(float32(drawn), first.embedding.vectors[:, :, axis].ravel())
    assert "Thin dashed line: pinned run A" in pinned.page.locator("#player-caption-loss").inner_text()


def test_a_stranger_who_opens_the_link_sees_it_too(pinned, open_page):
    other = Screen(open_page(query=pinned.page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")))
    shows_a(other)
    assert words(other) == words(pinned)
    assert other.drawn("loss") == pinned.drawn("loss")


def test_unpinned_beside_its_letter_it_is_gone(pinned):
    pinned.page.get_by_role("button", name="✕ A").click()
    pinned.wait_for("!('A.x' in look.player().picture.arrays)")
    pinned.painted()
    assert len(losses(pinned)) == 2, "those of the two layers"
    assert "pins" not in pinned.page.url
