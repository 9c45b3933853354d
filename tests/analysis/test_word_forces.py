"""What pulls a word is PyTorch's gradient, example by example, and the landscape is PyTorch's loss."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground import Experiment, train
from playground.analysis.word_forces import WordLoss, no_forces, words_of_batch
from playground.figures.panels.word_forces import landscape
from playground.model.layers import LAYERS
from playground.model.objectives import OBJECTIVES

FIXED = [name for name, objective in OBJECTIVES.items() if not no_forces(Experiment(objective=name))]


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("objective", FIXED)
def test_the_examples_sum_to_the_gradient_that_was_recorded(objective, name):
    history = train(Experiment(objective=objective, steps=12))
    for snapshot in (0, 5, 11):
        recorded = LAYERS[name].words_first(history.tracks[name].gradient)[snapshot]
        for word in words_of_batch(history, snapshot):
            pulls = WordLoss(history, name, snapshot, word).pulls()
            total = np.sum([pull.gradient for pull in pulls], axis=0)
            np.testing.assert_allclose(total, recorded[word], rtol=1e-4, atol=1e-7)
            assert all(word in pull.inputs for pull in pulls)


@pytest.mark.parametrize("objective", FIXED)
def test_where_the_word_is_the_loss_is_the_recorded_one(objective):
    history = train(Experiment(objective=objective, steps=12))
    for snapshot in (0, 7):
        word = words_of_batch(history, snapshot)[0]
        loss = WordLoss(history, "embedding", snapshot, word)
        np.testing.assert_allclose(loss.at(loss.place).item(), history.embedding.loss[snapshot], rtol=1e-5)


def test_elsewhere_it_is_what_pytorch_gives_with_the_word_there():
    history = train(Experiment(steps=12))
    word, places = words_of_batch(history, 6)[0], torch.tensor([[0.5, -2.0], [3.0, 1.0]])
    found = WordLoss(history, "embedding", 6, word).on(places)
    head = nn.Linear(2, 12)
    head.load_state_dict({part: torch.tensor(values[6]) for part, values in history.embedding.head.items()})
    for place, loss in zip(places, found, strict=True):
        weight = torch.tensor(history.embedding.weight[6])
        weight[word] = place
        inputs, targets = (torch.tensor(part[6], dtype=torch.int64) for part in (history.inputs, history.targets))
        with torch.no_grad():
            expected = F.cross_entropy(head(F.embedding(inputs[:, 0], weight)), targets)
        assert loss == pytest.approx(expected.item(), rel=1e-5)


def test_the_picture_has_an_arrow_for_each_example_and_one_for_their_sum():
    history = train(Experiment(steps=12))
    word = words_of_batch(history, 3)[0]
    figure = landscape(history, "embedding", 3, word, "light")
    arrows = [note for note in figure.layout.annotations if note.showarrow is not False]
    pulls = WordLoss(history, "embedding", 3, word).pulls()
    assert len(arrows) == len(pulls) + 1
    start = history.embedding.vectors[3, word]
    ways = [np.array([note.x, note.y]) - start for note in arrows]
    np.testing.assert_allclose(np.sum(ways[:-1], axis=0), ways[-1], atol=1e-5)
    contour = figure.data[0]
    gradient = sum(pull.gradient for pull in pulls)
    assert np.dot(ways[-1], gradient) < 0, "downhill"
    assert np.isfinite(contour.z).all()
