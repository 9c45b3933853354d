"""Planes in which many dimensions are seen: axes of meaning are PyTorch's dot products, and what can't be is said."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from playground import Experiment, train
from playground.experiment.views import PlaneChoice
from playground.figures.planes.planes import PLANES, refusal
from playground.figures.projection import project
from playground.figures.run_picture import RunPicture, View
from playground.figures.vectors.vectors import vectors
from playground.model.pretrained import NUMBERS

TEXT = "man woman king queen boy girl prince princess father mother son daughter dog cat"
ROYAL = PlaneChoice("word_pairs", "man, woman", "man → king")


def trained_elsewhere(text=TEXT):
    return train(Experiment(text=text, initializer="from_pretrained", numbers="minilm", steps=2))


def test_a_place_on_an_axis_is_the_shadow_on_the_line_from_word_to_word():
    history = train(Experiment(dimension=8, layer="both", steps=20, same_start=False))
    places = project(history, choice=PlaneChoice("word_pairs", "the -> sleeps", "cat dog")).positions
    index, last = history.words.index, torch.tensor(history.embedding.vectors[-1]).double()
    for axis, (start, end) in enumerate((("the", "sleeps"), ("cat", "dog"))):
        way = last[index(end)] - last[index(start)]
        for name, track in history.tracks.items():
            offsets = torch.tensor(track.vectors).double() - last[index(start)]
            np.testing.assert_allclose(places[name][axis], (offsets @ way) / (way @ way), rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(places["embedding"][axis, -1, [index(start), index(end)]], [0, 1], atol=1e-6)


def test_two_dimensions_are_drawn_as_they_are_and_the_share_is_that_of_their_variance():
    history = train(Experiment(dimension=5, layer="embedding", steps=10))
    shown, values = project(history, choice=PlaneChoice("dimensions", "3", "1")), history.embedding.vectors
    np.testing.assert_allclose(shown.positions["embedding"], np.moveaxis(values[..., [3, 1]], 2, 0), rtol=1e-6)
    variance = torch.tensor(values).double().reshape(-1, 5).var(0)
    assert shown.share == pytest.approx(float(variance[[3, 1]].sum() / variance.sum()))


def test_a_word_that_is_dragged_lands_where_it_is_dropped_on_slanted_axes_too():
    history = trained_elsewhere()
    shown = project(history, choice=ROYAL)
    moved = shown.moved(history.embedding.vectors[-1, 5], [0.3, -0.2]).reshape(1, 1, -1)
    np.testing.assert_allclose(
        shown.plane.of(moved)[:, 0, 0] - shown.positions["embedding"][:, -1, 5], [0.3, -0.2], atol=1e-5
    )


@pytest.mark.parametrize(
    ("name", "across", "up", "field", "said"),
    [
        ("word_pairs", "cat", "", "across", "Type two words with an arrow or a comma between them: the → cat."),
        ("word_pairs", "cat, unicorn", "", "across", "“unicorn” is not in the vocabulary."),
        ("word_pairs", "", "cat → cat", "up", "Choose two different ones."),
        ("word_pairs", "cat, dog", "dog, cat", "up", "points the opposite way to"),
        ("word_pairs", "cat, dog", "cat, dog", "up", "points the same way as"),
        ("dimensions", "0", "4", "up", "A dimension is a whole number from 0 to 3, not “4”."),
        ("dimensions", "2", "2", "up", "Both axes are dimension 2."),
    ],
)
def test_what_gives_no_plane_is_said_and_the_overview_is_shown(name, across, up, field, said):
    history = train(Experiment(dimension=4, steps=5))
    choice = PlaneChoice(name, across, up)
    problem = refusal(history, choice)
    assert problem.field == field
    assert said in str(problem)
    shown, plain = project(history, choice=choice), project(history)
    np.testing.assert_array_equal(shown.plane.basis, plain.plane.basis)
    assert f"{problem} So the overview is shown." in vectors(RunPicture(history, View(plane=choice))).caption


def test_two_words_with_one_vector_give_no_direction():
    history = train(Experiment(dimension=4, initializer="zeros_", steps=1, learning_rate=0.0))
    assert "both words have the same vector" in str(refusal(history, PlaneChoice("word_pairs")))
    too_few = train(Experiment(text="a b a b", dimension=4, steps=1))
    assert "at least three different words" in str(refusal(too_few, PlaneChoice("word_pairs")))


@pytest.mark.parametrize("name", PLANES)
def test_every_plane_can_be_shown_with_nothing_typed(name):
    history = train(Experiment(dimension=6, steps=5))
    assert project(history, choice=PlaneChoice(name)).refusal == ""
    assert project(train(Experiment(steps=1)), choice=PlaneChoice(name)).plane.how == ""


def test_minilm_has_king_plus_woman_minus_man_nearest_to_king_and_then_to_queen():
    history = trained_elsewhere()
    caption = vectors(RunPicture(history, View(plane=ROYAL))).caption
    assert "the most similar word is king itself, and of the other words queen." in caption
    every = NUMBERS["minilm"].matrix(None)
    rows = dict(zip(every.words, torch.tensor(every.rows).double(), strict=True))
    total = rows["king"] + rows["woman"] - rows["man"]
    nearest = sorted(rows, key=lambda word: -float(F.cosine_similarity(rows[word], total, dim=0)))
    assert nearest[:2] == ["king", "queen"]


def test_in_minilm_each_woman_is_to_the_right_of_her_man():
    across = project(trained_elsewhere(), choice=ROYAL).positions["embedding"][0, -1]
    places = dict(zip(TEXT.split(), across, strict=True))
    for man, woman in zip(TEXT.split()[:12:2], TEXT.split()[1:12:2], strict=True):
        assert places[man] < places[woman]
    assert places["queen"] < 0.6


def test_the_parallelogram_moves_with_its_words():
    history = train(Experiment(dimension=6, steps=30))
    part = vectors(RunPicture(history, View(plane=PlaneChoice("word_pairs", "cat sleeps", "cat dog"))))
    x, places = part.arrays["analogy.x"], part.arrays["embedding.x"]
    cat, sleeps, dog = map(history.words.index, ("cat", "sleeps", "dog"))
    np.testing.assert_allclose(x[:, [0, 1, 3, 4]], places[:, [cat, dog, sleeps, cat]], atol=1e-5)
    np.testing.assert_allclose(x[:, 2], places[:, dog] + places[:, sleeps] - places[:, cat], atol=1e-5)
    assert np.abs(np.diff(x[:, 2])).max() > 0
