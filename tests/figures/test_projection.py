import numpy as np
import pytest
import torch

from playground import Experiment, train
from playground.figures.drawn_words import drawn
from playground.figures.planes.plane import FITTED
from playground.figures.projection import project


def stacked(history):
    """Every drawn vector of the run, one a row."""
    words, dimension = drawn(history).indices, history.experiment.dimension
    vectors = [track.vectors[:, words].reshape(-1, dimension) for track in history.tracks.values()]
    return np.concatenate(vectors).astype(np.float64)


def test_the_shapes_follow_the_dimension(history):
    projection = project(history)
    dimension = history.experiment.dimension
    assert projection.axes == (dimension if dimension <= 3 else 2)
    assert projection.projected == (dimension > 3)
    assert list(projection.positions) == list(history.tracks)
    for positions in projection.positions.values():
        assert positions.shape == (projection.axes, len(history.steps), len(drawn(history).indices))
        assert positions.dtype == np.float32
        assert np.isfinite(positions).all()


def test_the_share_is_a_share(history):
    assert 0 <= project(history).share <= 1


@pytest.mark.parametrize("dimension", [4, 8])
@pytest.mark.parametrize("seed", range(4))
def test_two_words_that_stay_are_on_one_line_which_shows_all_of_the_variance(dimension, seed):
    history = train(Experiment(text="I you I you", dimension=dimension, learning_rate=0, steps=1, seed=seed))
    share = project(history).share
    assert share == pytest.approx(1)
    assert share <= 1


@pytest.mark.parametrize("name", ["default", "one dimension", "three dimensions"])
def test_up_to_three_dimensions_are_drawn_as_they_are(run, name):
    history = run(name)
    projection = project(history)
    assert projection.share == 1
    for track, positions in projection.positions.items():
        np.testing.assert_array_equal(np.moveaxis(positions, 0, 2), history.tracks[track].vectors)


def test_positions_come_in_the_order_in_which_words_are_drawn(run):
    history = run("1,500 words")
    positions = project(history).positions["linear"]
    np.testing.assert_array_equal(np.moveaxis(positions, 0, 2), history.linear.vectors[:, drawn(history).indices])


def test_of_very_many_vectors_evenly_spaced_snapshots_fit_the_basis():
    text = " ".join(f"w{number}" for number in range(500))
    history = train(Experiment(text=text, dimension=4, steps=300))
    every = np.linspace(0, 300, FITTED // 1_000).round().astype(int)
    points = np.concatenate([track.vectors[every].reshape(-1, 4) for track in history.tracks.values()])
    _, values, axes = np.linalg.svd(points.astype(float) - points.mean(0), full_matrices=False)
    assert project(history).share == pytest.approx((values[:2] ** 2).sum() / (values**2).sum(), rel=1e-5)
    expected = (history.linear.vectors - points.mean(0)) @ axes[:2].T
    found = np.moveaxis(project(history).positions["linear"], 0, 2)
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-3)


@pytest.mark.parametrize("name", ["twenty dimensions", "250 words"])
def test_more_dimensions_are_drawn_on_the_first_principal_components_of_the_run(run, name):
    history = run(name)
    projection = project(history)
    points = torch.tensor(stacked(history))
    _, values, axes = torch.linalg.svd(points - points.mean(0), full_matrices=False)
    expected = ((points - points.mean(0)) @ axes[:2].T).numpy()
    found = np.concatenate([np.moveaxis(p, 0, 2).reshape(-1, 2) for p in projection.positions.values()])
    signs = np.sign((expected * found).sum(0))
    np.testing.assert_allclose(found, expected * signs, atol=1e-4)
    assert projection.share == pytest.approx(float((values[:2] ** 2).sum() / (values**2).sum()))


def test_the_basis_stays_the_same_for_the_whole_run(run):
    history = run("twenty dimensions")
    positions = np.moveaxis(project(history).positions["embedding"], 0, 2).reshape(-1, 2)
    vectors = history.embedding.vectors.reshape(-1, 20)
    affine = np.c_[vectors, np.ones(len(vectors))].astype(np.float64)
    _, residual, rank, _ = np.linalg.lstsq(affine, positions, rcond=None)
    assert rank == 21
    assert (residual < 1e-6).all()


def test_layers_that_agree_are_drawn_in_the_same_place(run):
    positions = project(run("twenty dimensions")).positions
    np.testing.assert_allclose(positions["embedding"], positions["linear"], atol=1e-4)


def test_a_run_is_always_drawn_alike():
    first, second = (project(train(Experiment(dimension=6, steps=20))) for _ in range(2))
    np.testing.assert_array_equal(first.positions["linear"], second.positions["linear"])
