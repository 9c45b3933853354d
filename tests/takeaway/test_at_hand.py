"""What is on the page is at hand in a notebook, and back."""

import warnings

import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.projection import project
from playground.figures.run_plot import MOST_FRAMES
from tests.scripts.recipes import random_recipe

BASE = "http://localhost:8501"


@pytest.mark.parametrize("seed", range(12))
def test_a_link_brings_the_recipe_back(seed):
    experiment = random_recipe(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        back = Experiment.from_link(experiment.link(BASE))
    assert back.link(BASE) == experiment.link(BASE)
    assert back.task.vocabulary == experiment.task.vocabulary
    np.testing.assert_array_equal(back.task.examples.inputs, experiment.task.examples.inputs)


def test_what_is_no_address_is_said():
    with pytest.warns(UserWarning, match="“hello” is no address of the page"):
        assert Experiment.from_link("hello") == Experiment()


def test_a_long_text_fits_a_link_of_a_notebook():
    experiment = Experiment(text=" ".join(f"Wort{number} 字" for number in range(3_000)), steps=1)
    assert Experiment.from_link(experiment.link(BASE)) == experiment


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("lesson=linear", "names a lesson"), ("z=cut", "cut off"), ("steps=soon", "In the link"), ("tempo=3", "“tempo”")],
)
def test_what_a_link_has_that_can_not_be_used_is_said(query, sentence):
    with pytest.warns(UserWarning, match=sentence):
        assert Experiment.from_link(f"{BASE}/?{query}") == Experiment()


@pytest.mark.parametrize("base", [f"{BASE}/?text=other&steps=3#loss", f"{BASE}/"])
def test_any_address_of_the_page_may_be_the_base_of_a_link(base):
    assert Experiment(steps=7).link(base) == f"{BASE}/?steps=7"


@pytest.mark.parametrize("seed", range(6))
def test_a_recipe_reads_as_it_would_be_written(seed):
    experiment = random_recipe(seed)
    assert eval(repr(experiment), {"Experiment": Experiment}) == experiment
    assert repr(Experiment(steps=7, bias=True, layer="linear")) == "Experiment(layer='linear', bias=True, steps=7)"


def test_a_run_in_a_cell_is_a_line():
    history = train(Experiment(steps=3))
    assert repr(history) == "<History of Experiment(steps=3): 4 snapshots of 12 words; see .plot() and .to_frame()>"


@pytest.mark.parametrize("dimension", [1, 2, 3, 6])
def test_the_plot_shows_each_step_where_the_page_does(dimension):
    history = train(Experiment(dimension=dimension, steps=5))
    figure, projection = history.plot(), project(history)
    assert [frame.name for frame in figure.frames] == [str(step) for step in history.steps]
    for snapshot, frame in enumerate(figure.frames):
        for trace, positions in zip(frame.data, projection.positions.values(), strict=True):
            for axis, place in zip("xyz", positions[:, snapshot], strict=False):
                np.testing.assert_array_equal(trace[axis], place)
    assert [step["label"] for step in figure.layout.sliders[0].steps] == [frame.name for frame in figure.frames]


def test_the_slider_of_a_long_run_has_few_stops_and_the_first_and_the_last():
    figure = train(Experiment(steps=1_000, layer="embedding")).plot()
    names = [int(frame.name) for frame in figure.frames]
    assert len(names) <= MOST_FRAMES and (names[0], names[-1]) == (0, 1_000)
