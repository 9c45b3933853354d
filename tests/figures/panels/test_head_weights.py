import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.panels.head_weights import (
    DRAWN_GOALS,
    head_caption,
    head_parameters,
    head_sentence,
    head_weights,
)
from playground.model.objectives import OBJECTIVES


def test_each_layers_head_is_drawn_at_the_snapshot(history):
    figure = head_weights(history, 3, "light")
    if figure is None:
        assert history.experiment.objective == "points"
        return
    assert len(figure.data) == len(history.tracks)
    for trace, track in zip(figure.data, history.tracks.values(), strict=True):
        weight = track.head["weight"][3, :DRAWN_GOALS, :16]
        np.testing.assert_array_equal(trace.z[: weight.shape[1]], weight.T)
        if "bias" in track.head:
            np.testing.assert_array_equal(trace.z[-1], track.head["bias"][3, :DRAWN_GOALS])
        assert trace.zmin == -trace.zmax


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_its_parameters_are_those_of_pytorchs_module(objective):
    history = train(Experiment(objective=objective, dimension=2, steps=1))
    head = OBJECTIVES[objective].head.build(2, len(history.goals))
    assert head_parameters(history) == sum(value.numel() for value in head.parameters())
    assert (f"{head_parameters(history):,} numbers" in head_sentence(history)) == (objective != "points")


def test_what_is_left_out_is_told():
    history = train(Experiment(text=" ".join(f"w{number}" for number in range(90)), steps=2, dimension=20))
    assert "the first 60 of 90 targets and the first 16 of 20 dimensions" in head_caption(history)
    assert "Drawn" not in head_caption(train(Experiment(steps=2)))
