"""What differs between recipes, and how far runs are apart, worked out once more in another way."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import Experiment, train
from playground.analysis import comparison
from playground.analysis.comparison import (
    comparable_layer,
    course,
    differences,
    distance,
    named,
    shared,
    why_not_comparable,
)
from playground.choices import all_options
from playground.experiment.fields import RECIPE
from playground.training.history import nearest_snapshots

TEXT = "I love you . you love me ."
trained = cache(train)


def run(**recipe):
    return trained(Experiment(**{"text": TEXT, "steps": 30, **recipe}))


def rows(*recipes):
    return {label: values for label, values in differences([Experiment(**recipe) for recipe in recipes])}


def test_only_what_is_not_the_same_is_told():
    assert rows({}, {}) == {}
    assert rows({"seed": 3}, {"learning_rate": 0.05, "seed": 3}) == {"Learning rate": ("0.5", "0.05")}
    assert rows({}, {"steps": 1_000}, {"steps": 30, "shuffle": False}) == {
        "Shuffle examples": ("on", "on", "off"),
        "Steps": ("200", "1,000", "30"),
    }


def test_values_are_written_as_people_read_them():
    told = rows({}, {"layer": "linear", "bias": True, "max_grad_norm": 0.5, "initializer": "uniform_", "high": 0.25})
    assert told["Layer"] == ("Both", "Linear on one-hot")
    assert told["bias"] == ("off", "on")
    assert told["Clip gradient norm at"] == ("none", "0.5")
    assert told["high"] == ("—", "0.25"), "an option of a choice that the other recipe does not make"


def test_an_option_that_only_one_choice_has_is_left_out_as_long_as_it_is_the_default():
    assert list(rows({}, {"optimizer": "adam"})) == ["Optimizer"]
    assert rows({}, {"optimizer": "adam", "beta1": 0.5})["beta1"] == ("—", "0.5")


def test_a_default_that_is_another_one_for_another_choice_is_told():
    assert rows({"optimizer": "sgd"}, {"optimizer": "adamw"})["weight_decay"] == ("0", "0.01")


def test_what_is_changed_in_the_run_and_in_the_vocabulary_is_told():
    changes = ((9, "optimizer", "adam"), (25, "freeze"))
    told = rows({}, {"interventions": changes, "edits": [("rename", "cat", "lion"), ("remove", "dog")]})
    assert told["Changes in the run"] == ("none", "step 9, switch the optimizer: Adam; step 25, freeze the vec…")
    assert told["Changes to the vocabulary"] == ("none", "rename cat lion; remove dog")


def test_long_texts_are_told_where_they_differ():
    same = "the cat sleeps and " * 20
    told = rows({"text": same + "the dog runs"}, {"text": same + "the owl flies"})["Your text"]
    assert told == ("…eps and the dog runs", "…eps and the owl flies")
    told = rows({"text": same}, {"text": same + same})["Your text"]
    assert len(set(told)) == 2 and all(len(text) <= 60 for text in told)


@given(st.text(), st.text(min_size=50), st.text(min_size=50))
@settings(max_examples=50, deadline=None)
def test_texts_that_read_otherwise_are_told_otherwise(start, one, other):
    texts = [f"a b {start} {end}" for end in (one, other)]
    read = {" ".join(text.split()) for text in texts}
    for values in rows(*({"text": text} for text in texts)).values():
        assert len(set(values)) == len(read)


@pytest.mark.parametrize("option", all_options(RECIPE), ids=lambda option: option.name)
def test_every_default_can_be_read(option):
    assert option.as_text(option.default)


def test_a_name_says_how_a_recipe_differs():
    usual = Experiment()
    assert named(replace(usual, learning_rate=0.05), usual) == "learning rate 0.05"
    assert named(usual, replace(usual, learning_rate=0.05)) == "learning rate 0.5"
    assert named(usual, usual) == ""
    many = Experiment(layer="linear", dimension=3, learning_rate=0.1, seed=4)
    assert named(many, usual) == "layer Linear on one-hot, dimension 3 and 2 more"


@given(st.sets(st.integers(0, 60), min_size=1), st.lists(st.integers(0, 60), min_size=1))
def test_the_nearest_snapshot_is_the_nearest(steps, wanted):
    steps, wanted = np.array(sorted(steps)), np.array(wanted)
    expected = np.abs(steps[None] - wanted[:, None]).argmin(1)
    np.testing.assert_array_equal(nearest_snapshots(steps, wanted), expected)


@pytest.mark.parametrize("layer", ["embedding", "linear"])
def test_the_course_is_the_loss_and_the_way_of_the_words(layer):
    history = run(bias=True)
    found, track = course(history, layer), history.tracks[layer]
    np.testing.assert_array_equal(found.loss, track.loss)
    vectors = torch.tensor(track.vectors).double()
    ways = [sum(torch.dist(a, b) for a, b in pairwise(way)) for way in vectors.transpose(0, 1)]
    assert found.travelled[0] == 0
    assert found.travelled[-1] == pytest.approx(float(sum(ways)) / len(history.words))
    assert (np.diff(found.travelled) >= 0).all()


def test_a_run_that_has_ended_has_no_snapshot_at_a_later_step():
    short = course(run(), "embedding")
    assert [short.at(step) for step in (0, 29, 30, 31)] == [0, 29, 30, None]
    thinned = replace(short, steps=np.array([0, 4, 8, 10]))
    assert [thinned.at(step) for step in (0, 2, 3, 9, 10)] == [0, 0, 1, 2, 3]


def test_distances_are_those_of_words_that_are_called_the_same():
    ours = run()
    theirs = run(text="you love them . they love you", seed=3)
    both = [word for word in ours.words if word in theirs.words]
    assert both == ["love", "you", "."]
    assert shared(ours.words, theirs.words) == tuple([run.words.index(w) for w in both] for run in (ours, theirs))
    found = distance(ours, theirs, "linear")
    for snapshot in (0, 7, 30):
        far = [
            torch.dist(
                torch.tensor(ours.linear.vectors[snapshot, ours.words.index(word)]).double(),
                torch.tensor(theirs.linear.vectors[snapshot, theirs.words.index(word)]).double(),
            )
            for word in both
        ]
        assert found.mean[snapshot] == pytest.approx(float(sum(far)) / 3)
        assert found.largest[snapshot] == pytest.approx(float(max(far)))


def test_a_run_is_at_no_distance_from_itself():
    found = distance(run(), run(), "embedding")
    assert not found.mean.any() and not found.largest.any()


def test_there_is_no_distance_from_a_run_that_has_ended():
    long, short = run(), run(steps=20, seed=1)
    np.testing.assert_array_equal(np.isnan(distance(long, short, "embedding").mean), long.steps > 20)
    assert not np.isnan(distance(short, long, "embedding").mean).any()


def test_another_layer_takes_the_place_of_one_that_was_not_trained():
    both, alone = run(bias=True), run(layer="linear", bias=True)
    assert comparable_layer(both, "embedding") == "embedding"
    assert comparable_layer(alone, "embedding") == "linear"
    for layer in ("embedding", "linear"):
        far = np.linalg.norm(both.tracks[layer].vectors - alone.linear.vectors, axis=2)
        np.testing.assert_allclose(distance(both, alone, layer).largest, far.max(1), rtol=1e-5)


def test_what_does_not_fit_is_told():
    assert why_not_comparable(run(), run(seed=1)) == ""
    assert why_not_comparable(run(), run(dimension=5)) == "5 dimensions, not 2"
    assert why_not_comparable(run(), run(dimension=1)) == "1 dimension, not 2"
    assert why_not_comparable(run(), run(text="a b c a")) == "no words in common"


def test_many_vectors_are_gone_through_in_parts(monkeypatch):
    whole = distance(run(), run(seed=1), "embedding")
    monkeypatch.setattr(comparison, "_BLOCK", 12)
    parts = distance(run(), run(seed=1), "embedding")
    np.testing.assert_array_equal(parts.mean, whole.mean)
    np.testing.assert_array_equal(parts.largest, whole.largest)
