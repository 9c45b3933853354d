"""Layers and heads as they were, of a run that came from another process: its words are read again meanwhile."""

import pickle

import pytest

from playground import Experiment, History, train
from playground.analysis.step_anatomy import Anatomy
from playground.experiment.task import task
from playground.model.objectives import OBJECTIVES
from playground.training.restore import head_at


@pytest.fixture(params=OBJECTIVES)
def history(request) -> History:
    """A run whose task nobody has read since it came."""
    came = pickle.loads(pickle.dumps(train(Experiment(objective=request.param, steps=2, dimension=3))))
    task.cache_clear()
    return came


def test_the_words_that_are_read_for_a_head_have_their_numbers(history: History):
    assert not any(part.is_meta for part in head_at(history, "embedding", 1).parameters())
    assert_has_numbers(history)


def test_the_words_that_are_read_for_a_step_have_their_numbers(history: History):
    Anatomy(history).answers("embedding")
    assert_has_numbers(history)


def assert_has_numbers(history: History) -> None:
    examples = history.experiment.task.examples
    assert examples.inputs.device.type == examples.targets.device.type == "cpu"
    places = history.experiment.target_kind.places(examples.targets)
    assert places is None or places.device.type == "cpu"
