"""What is told of a word's way is what PyTorch's modules make of it, with the numbers that were recorded."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground import Experiment, train
from playground.analysis.forward_pass import forward
from playground.model.objectives import OBJECTIVES
from playground.training.restore import head_at

TEXT = "the cat sat . a dog sat near the cat ."
RECIPES = {
    **{name: {"objective": name} for name in OBJECTIVES},
    "bias": {"bias": True},
    "max_norm": {"max_norm": 0.3},
    "sparse": {"sparse": True},
    "frozen": {"initializer": "from_pretrained", "bias": True},
}


@pytest.fixture(params=RECIPES, scope="module")
def history(request):
    return train(Experiment(**{"text": TEXT, "steps": 12, "dimension": 3, **RECIPES[request.param]}))


def plain_vector(history, name, snapshot, word):
    """What the first layer returns, written out."""
    experiment, track = history.experiment, history.tracks[name]
    weight = torch.tensor(track.weight[snapshot])
    if name == "embedding":
        return nn.Embedding(*weight.shape, max_norm=experiment.max_norm, _weight=weight)(torch.tensor(word)).detach()
    one_hot = F.one_hot(torch.tensor(word), len(history.words)).float()
    return weight @ one_hot + (0 if track.bias is None else torch.tensor(track.bias[snapshot]))


def plain_answers(history, name, snapshot, vector):
    """What the head makes of it, written out."""
    head = {part: torch.tensor(values[snapshot]) for part, values in history.tracks[name].head.items()}
    if not head:
        return vector, vector
    scores = head["weight"] @ vector + head.get("bias", 0)
    return scores, F.softmax(scores, 0) if "bias" in head else torch.sigmoid(scores)


@pytest.mark.parametrize("snapshot", [0, 5, -1])
def test_every_number_is_that_of_pytorchs_modules(history, snapshot):
    for name, track in history.tracks.items():
        for word in (0, len(history.words) - 1):
            passed = forward(history, name, snapshot, word)
            vector = plain_vector(history, name, snapshot, word)
            scores, answers = plain_answers(history, name, snapshot, vector)
            np.testing.assert_array_equal(
                passed.weight.T if name == "linear" else passed.weight, track.weight[snapshot]
            )
            np.testing.assert_allclose(passed.vector, vector, atol=1e-6)
            np.testing.assert_array_equal(passed.vector, track.vectors[snapshot, word])
            np.testing.assert_allclose(passed.scores, scores, atol=1e-5)
            np.testing.assert_allclose(passed.answers, answers, atol=1e-6)


def test_the_parameters_are_those_that_were_recorded(history):
    for name, track in history.tracks.items():
        passed = forward(history, name, 7, 1)
        assert passed.word == 1
        assert passed.head.keys() == track.head.keys()
        for part, values in track.head.items():
            np.testing.assert_array_equal(passed.head[part], values[7])
        assert (passed.bias is None) == (track.bias is None)
        if track.bias is not None:
            np.testing.assert_array_equal(passed.bias, track.bias[7])


def test_the_head_is_the_one_that_was_trained(history):
    """On a step's batch the rebuilt head gives the loss that was recorded."""
    objective = OBJECTIVES[history.experiment.objective]
    if history.experiment.target_kind.negatives:
        pytest.skip("which words were drawn as negatives is not recorded")
    inputs, targets = (torch.tensor(part[5]).long() for part in (history.inputs, history.targets))
    for name, track in history.tracks.items():
        vectors = torch.tensor(track.vectors[5])
        batch = history.experiment.task.examples.batch(torch.arange(0))._replace(
            inputs=inputs, targets=targets, places=history.experiment.target_kind.places(targets)
        )
        loss = objective.error(lambda ids, known=vectors: known[ids], head_at(history, name, 5), batch)
        assert loss.item() == pytest.approx(track.loss[5], rel=1e-5)


def test_nothing_that_was_recorded_is_changed(history):
    before = {name: track.weight.copy() for name, track in history.tracks.items()}
    for name in history.tracks:
        passed = forward(history, name, 3, 0)
        passed.weight[:] = 7
        head_at(history, name, 3).requires_grad_(False)
        for part in head_at(history, name, 3).parameters():
            part.data.fill_(7)
    for name, track in history.tracks.items():
        np.testing.assert_array_equal(track.weight, before[name])
        assert not any((values == 7).all() for values in track.head.values())


def test_probabilities_add_up_to_1_and_those_of_neighbours_need_not():
    history = train(Experiment(text=TEXT, steps=12))
    assert forward(history, "linear", -1, 0).answers.sum() == pytest.approx(1)
    answers = forward(train(Experiment(text=TEXT, steps=12, objective="skip_gram_negative")), "linear", -1, 0).answers
    assert ((answers > 0) & (answers < 1)).all()


def test_a_layer_that_was_not_trained_and_a_word_that_is_not_there_are_refused():
    history = train(Experiment(text=TEXT, steps=2, layer="linear"))
    with pytest.raises(KeyError):
        forward(history, "embedding", 0, 0)
    with pytest.raises((IndexError, RuntimeError)):
        forward(history, "linear", 0, 99)
