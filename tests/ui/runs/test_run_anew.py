"""Beginning anew, changes made by hand, and what is drawn on request: the page's logic."""

import pytest

from playground import Experiment
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.player.player import Cue
from tests.ui.opened import opened, said, shown

CHANGED = {"interventions": '[[10,"freeze"],[20,"learning_rate","0.1"]]', "steps": "50"}


def button(page, label):
    return next(button for button in page.button if button.label == label)


def test_the_same_weights_again_leave_the_seed_and_drop_the_changes():
    page = opened(seed="7", **CHANGED)
    button(page, "Start over").click().run()
    assert not page.exception
    assert shown(page) == Experiment(seed=7, steps=50)
    assert page.session_state["_cue"] == Cue(1, 0, plays=True)


def test_a_new_seed_is_another_and_keeps_the_rest():
    page = opened(seed="7", **CHANGED)
    button(page, "New seed").click().run()
    experiment = shown(page)
    assert experiment.seed != 7
    assert len(experiment.interventions) == 2 and experiment.steps == 50
    assert page.session_state["_cue"] == Cue(1, 0, plays=True)


def test_the_changes_in_a_run_are_told_under_the_picture_and_undone_there():
    page = opened(**CHANGED)
    label = INTERVENTION_KINDS["learning_rate"].label.lower()
    assert f"Changed in this run: step 20, {label}: 0.1, and 1 earlier change." in said(page.markdown)
    button(page, "Undo the last change").click().run()
    assert shown(page).interventions == ((10, "freeze"),)
    assert not any(button.label.startswith("Undo all") for button in page.button)
    button(page, "Undo the last change").click().run()
    assert shown(page).interventions == ()


@pytest.mark.parametrize(
    ("recipe", "there"), [({}, True), ({"objective": "labels"}, False), ({"objective": "points"}, False)]
)
def test_output_vectors_are_offered_where_words_are_guessed(recipe, there):
    page = opened(**recipe)
    assert any(toggle.label == "Show the output vectors" for toggle in page.toggle) == there
