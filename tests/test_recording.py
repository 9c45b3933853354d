import numpy as np
import pytest

from playground import Experiment, recording, train

LONG = {"steps": 300, "batch_size": 4}
DIVERGING = {"learning_rate": 100.0, "steps": 200}


@pytest.fixture
def small_budget(monkeypatch):
    monkeypatch.setattr(recording, "BUDGET", 20_000)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"bias": True},
        {"layer": "embedding"},
        {"layer": "linear", "bias": True},
        {"dimension": 9},
        {"batch_size": 50},
    ],
    ids=str,
)
def test_a_long_run_stays_within_the_budget(small_budget, more):
    history = train(Experiment(**{**LONG, **more}))
    assert history.every > 1
    assert recording.BUDGET / 3 < history.nbytes <= recording.BUDGET


def test_a_run_that_fits_keeps_every_step():
    assert train(Experiment(**LONG)).steps.tolist() == list(range(301))


def test_the_largest_recipe_fits_the_budget():
    text = " ".join(f"w{number}" for number in range(2_000))
    history = train(Experiment(text=text, dimension=256, bias=True, steps=3))
    assert history.nbytes <= recording.BUDGET
    assert history.steps[[0, -1]].tolist() == [0, 3]


def test_a_thinned_run_keeps_the_first_step_and_the_last_and_is_evenly_spaced(small_budget):
    history = train(Experiment(**LONG))
    gaps = np.diff(history.steps)
    assert history.steps[[0, -1]].tolist() == [0, 300]
    assert (gaps[:-1] == history.every).all()
    assert 0 < gaps[-1] <= history.every


def test_a_budget_for_nothing_keeps_the_first_and_the_last_step(monkeypatch):
    monkeypatch.setattr(recording, "BUDGET", 1)
    assert train(Experiment(**LONG)).steps.tolist() == [0, 300]


def test_thinning_leaves_out_snapshots_and_changes_none(monkeypatch):
    every = train(Experiment(**LONG))
    monkeypatch.setattr(recording, "BUDGET", 20_000)
    thinned = train(Experiment(**LONG))
    kept = thinned.steps
    np.testing.assert_array_equal(thinned.inputs, every.inputs[kept])
    np.testing.assert_array_equal(thinned.targets, every.targets[kept])
    for name, track in thinned.tracks.items():
        np.testing.assert_array_equal(track.weight, every.tracks[name].weight[kept])
        np.testing.assert_array_equal(track.loss, every.tracks[name].loss[kept])
        np.testing.assert_array_equal(track.gradient[:-1], every.tracks[name].gradient[kept[:-1]])
        assert (track.gradient[-1] == 0).all()


@pytest.mark.parametrize(
    "more", [{}, {"bias": True}, {"layer": "embedding"}, {"dimension": 3, "optimizer": "momentum"}], ids=str
)
def test_a_run_that_diverges_ends_at_the_last_snapshot_that_is_finite(more):
    history = train(Experiment(**DIVERGING, **more))
    assert history.diverged
    assert 0 < history.steps[-1] < 200
    for track in history.tracks.values():
        assert all(np.isfinite(array).all() for array in vars(track).values() if array is not None)
        assert (track.gradient[-1] == 0).all()
        assert len(track.weight) == len(history.steps) == len(history.inputs) == len(history.targets)

    last = int(history.steps[-1])
    until_then, a_step_more = (train(Experiment(**{**DIVERGING, **more, "steps": steps})) for steps in (last, last + 1))
    assert not until_then.diverged
    assert a_step_more.diverged
    for name, track in history.tracks.items():
        np.testing.assert_array_equal(until_then.tracks[name].weight, track.weight)


def test_a_thinned_run_that_diverges_ends_finite_too(monkeypatch):
    monkeypatch.setattr(recording, "BUDGET", 40_000)
    history = train(Experiment(**DIVERGING))
    assert history.diverged
    assert history.every > 1
    assert (history.steps == np.arange(len(history.steps)) * history.every).all()
    assert np.isfinite(history.embedding.weight).all()
    assert np.isfinite(history.embedding.loss).all()


def test_a_run_that_diverges_at_once_keeps_its_start(monkeypatch):
    monkeypatch.setattr(recording, "BUDGET", 1)
    history = train(Experiment(**DIVERGING))
    assert history.diverged
    assert history.steps.tolist() == [0]
    assert np.isfinite(history.linear.weight).all()
