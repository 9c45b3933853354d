"""A pinned run stays in the picture beside the one that is made of it, and in the link."""

import numpy as np
from playwright.sync_api import expect

from playground import Experiment, train
from tests.browser.screen import Screen, float32

FIRST, SECOND = {"steps": 40}, {"steps": 40, "seed": 7}


def shows_a(screen):
    screen.wait_for("'A.x' in look.player().picture.arrays")
    screen.painted()


def losses(screen):
    return [float32(trace["y"]) for trace in screen.data("loss", "_fullData") if len(trace["y"]) > 2]


def words(screen):
    """Where the words of the pinned run were, at each of its steps."""
    return screen.page.evaluate("['A.x', 'A.y'].map((name) => Array.from(look.player().picture.arrays[name].values))")


def test_a_pinned_run_stays_beside_the_next_for_a_stranger_too_and_goes_when_it_is_unpinned(open_page):
    screen = Screen(open_page(query=FIRST))
    page = screen.page
    page.get_by_role("button", name="Pin this run").click()
    expect(page.get_by_role("button", name="This run is pinned")).to_be_disabled()
    shows_a(screen)
    screen.change("Seed", str(SECOND["seed"]))
    shows_a(screen)
    first, second = train(Experiment(**FIRST)), train(Experiment(**SECOND))
    for run in (first, second):
        assert any(np.allclose(drawn, run.embedding.loss.astype(np.float32)) for drawn in losses(screen))
    for axis, drawn in enumerate(words(screen)):
        np.testing.assert_array_equal(float32(drawn), first.embedding.vectors[:, :, axis].ravel())
    assert "Thin dashed line: pinned run A" in page.locator("#player-caption-loss").inner_text()

    stranger = Screen(open_page(query=page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")))
    shows_a(stranger)
    assert words(stranger) == words(screen)
    assert stranger.drawn("loss") == screen.drawn("loss")

    page.get_by_role("button", name="✕ A").click()
    screen.wait_for("!('A.x' in look.player().picture.arrays)")
    screen.painted()
    assert len(losses(screen)) == 2, "those of the two layers"
    assert "pins" not in page.url
