"""The panel of many starts: nothing is trained unasked, and the learner's own run is not trained again."""

import numpy as np
import pytest

from playground import Experiment, train
from playground.analysis.many_starts import end, seeds
from playground.ui.panels.registry import PANELS
from playground.ui.runs import compared_runs
from playground.ui.runs.compared_runs import ends
from playground.ui.runs.run_cache import ENDS
from tests.ui.opened import opened, said

OWN = Experiment(steps=20)


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """The recipes that were asked for, in order."""
    ENDS.kept.clear()
    found = []
    joined = compared_runs.JOBS.joined_for

    def join(recipe, product):
        if product is ENDS:
            found.append(recipe)
        return joined(recipe, product)

    monkeypatch.setattr(compared_runs.JOBS, "joined_for", join)
    return found


def test_the_ends_come_in_the_order_of_the_recipes_few_of_them_at_once(asked):
    recipes, begun = [start.experiment for start in seeds(OWN, 7)], []
    for recipe, found in zip(recipes, ends(recipes, int), strict=True):
        begun.append(len(asked))
        np.testing.assert_array_equal(found.vectors, end(train(recipe)).vectors)
    assert begun == [5, 6, 7, 7, 7, 7, 7], "four, and one more for each that has ended"


def test_the_panel_trains_the_other_starts_alone_and_only_when_it_is_asked_to(asked):
    page = opened(steps="20", section=PANELS["starts"].section)
    page.slider(key="starts_count").set_value(3).run()
    assert not asked and not page.get("plotly_chart")
    page.button(key="train_starts").click().run()
    assert not page.exception and len(page.get("plotly_chart")) == 2
    assert [(recipe.seed, recipe.layer) for recipe in asked] == [(1, "embedding"), (2, "embedding")]
    assert "Where the words end." in said(page.caption)
