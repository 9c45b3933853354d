import numpy as np
import pytest

from playground import Experiment, limits, train

LONG = {"steps": 300, "batch_size": 4}
DIVERGING = {"learning_rate": 100.0, "steps": 200}


@pytest.fixture
def small_budget(monkeypatch):
    monkeypatch.setattr(limits, "RECORDED", 20_000)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"bias": True},
        {"layer": "embedding"},
        {"layer": "linear", "bias": True},
        {"max_norm": 1.0},
        {"max_norm": 1.0, "bias": True},
        {"layer": "embedding", "max_norm": 1.0, "sparse": True},
        {"objective": "pairs", "pairs": "a^b^c|d^e, a|b", "bias": True},
        {"initializer": "from_pretrained", "matrix": "[[1, 2, 3], [4, 5, 6]]"},
        {"dimension": 9},
        {"batch_size": 50},
    ],
    ids=str,
)
def test_a_long_run_stays_within_the_budget(small_budget, more):
    history = train(Experiment(**{**LONG, **more}))
    assert history.stride > 1
    assert limits.RECORDED / 3 < history.nbytes <= limits.RECORDED


def test_a_run_that_fits_keeps_every_step():
    assert train(Experiment(**LONG)).steps.tolist() == list(range(301))


@pytest.mark.parametrize("more", [{"bias": True}, {"max_norm": 1.0}, {"layer": "embedding"}], ids=str)
def test_a_large_vocabulary_stays_within_the_budget_or_keeps_two_snapshots(more):
    for words, fits in [(2_000, True), (20_000, False)]:
        text = " ".join(f"w{number}" for number in range(words))
        history = train(Experiment(text=text, dimension=128, steps=9, **more))
        assert history.steps[[0, -1]].tolist() == [0, 9]
        assert (history.nbytes <= limits.RECORDED) == fits
        assert (len(history.steps) == 2) == (not fits)


def test_a_thinned_run_keeps_the_first_step_and_the_last_and_is_evenly_spaced(small_budget):
    history = train(Experiment(**LONG))
    gaps = np.diff(history.steps)
    assert history.steps[[0, -1]].tolist() == [0, 300]
    assert (gaps[:-1] == history.stride).all()
    assert 0 < gaps[-1] <= history.stride


def test_a_budget_for_nothing_keeps_the_first_and_the_last_step(monkeypatch):
    monkeypatch.setattr(limits, "RECORDED", 1)
    assert train(Experiment(**LONG)).steps.tolist() == [0, 300]


def test_thinning_leaves_out_snapshots_and_changes_none(monkeypatch):
    stride = train(Experiment(**LONG))
    monkeypatch.setattr(limits, "RECORDED", 20_000)
    thinned = train(Experiment(**LONG))
    kept = thinned.steps
    np.testing.assert_array_equal(thinned.inputs, stride.inputs[kept])
    np.testing.assert_array_equal(thinned.targets, stride.targets[kept])
    for name, track in thinned.tracks.items():
        np.testing.assert_array_equal(track.weight, stride.tracks[name].weight[kept])
        np.testing.assert_array_equal(track.loss, stride.tracks[name].loss[kept])
        np.testing.assert_array_equal(track.gradient[:-1], stride.tracks[name].gradient[kept[:-1]])
        assert (track.gradient[-1] == 0).all()


@pytest.mark.parametrize("freeze", [True, False])
def test_a_weight_that_is_frozen_has_no_gradient_and_stays(freeze):
    history = train(Experiment(initializer="from_pretrained", matrix="[[1, 2], [3, 4]]", freeze=freeze, steps=5))
    for track in history.tracks.values():
        assert (track.gradient == 0).all() == freeze
        assert (track.weight == track.weight[0]).all() == freeze


def test_sparse_gradients_are_written_down_as_the_same_numbers():
    sparse, dense = (train(Experiment(layer="embedding", sparse=sparse, steps=20)) for sparse in (True, False))
    np.testing.assert_allclose(sparse.embedding.gradient, dense.embedding.gradient, atol=1e-6)
    np.testing.assert_allclose(sparse.embedding.weight, dense.embedding.weight, atol=1e-6)


def test_with_max_norm_a_weight_is_written_down_before_it_is_read_and_vectors_as_they_are_read():
    history = train(Experiment(initializer="constant_", val=3.0, max_norm=1.0, layer="embedding", steps=5))
    assert (history.embedding.weight[0] == 3.0).all()
    assert np.linalg.norm(history.embedding.vectors, axis=2).max() < 1.0001


@pytest.mark.parametrize(
    "more", [{}, {"bias": True}, {"layer": "embedding"}, {"dimension": 3, "optimizer": "momentum"}], ids=str
)
def test_a_run_that_diverges_ends_at_the_last_snapshot_that_is_finite(more):
    history = train(Experiment(**DIVERGING, **more))
    assert history.diverged
    assert 0 < history.steps[-1] < 200
    for track in history.tracks.values():
        arrays = [track.weight, track.gradient, track.vectors, track.loss, *track.head.values()]
        assert all(np.isfinite(array).all() for array in arrays)
        assert (track.gradient[-1] == 0).all()
        assert len(track.weight) == len(history.steps) == len(history.inputs) == len(history.targets)

    last = int(history.steps[-1])
    until_then, a_step_more = (train(Experiment(**{**DIVERGING, **more, "steps": steps})) for steps in (last, last + 1))
    assert not until_then.diverged
    assert a_step_more.diverged
    for name, track in history.tracks.items():
        np.testing.assert_array_equal(until_then.tracks[name].weight, track.weight)


def test_a_thinned_run_that_diverges_ends_finite_too(monkeypatch):
    monkeypatch.setattr(limits, "RECORDED", 40_000)
    history = train(Experiment(**DIVERGING))
    assert history.diverged
    assert history.stride > 1
    assert (history.steps == np.arange(len(history.steps)) * history.stride).all()
    assert np.isfinite(history.embedding.weight).all()
    assert np.isfinite(history.embedding.loss).all()


def test_a_run_that_diverges_at_once_keeps_its_start(monkeypatch):
    monkeypatch.setattr(limits, "RECORDED", 1)
    history = train(Experiment(**DIVERGING))
    assert history.diverged
    assert history.steps.tolist() == [0]
    assert np.isfinite(history.linear.weight).all()
