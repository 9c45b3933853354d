"""What is told of the first example is what PyTorch says of it."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from playground import Experiment, train
from playground.analysis.step_anatomy import Anatomy
from playground.model.objectives import OBJECTIVES

ALONE = {"batch_size": 1, "steps": 25}
RECIPES = {
    **{name: {"objective": name} for name in OBJECTIVES},
    "joined inputs": {"objective": "pairs", "pairs": "a^b^c|d, a|c, b^c|a, d|a^b"},
    "bias": {"bias": True},
    "max_norm": {"max_norm": 0.7},
    "twenty dimensions": {"dimension": 20, "objective": "cbow", "window": 3},
}


@pytest.fixture(params=RECIPES)
def history(request):
    return train(Experiment(**RECIPES[request.param], **ALONE))


def test_of_a_batch_of_one_the_loss_of_the_first_example_is_the_loss(history):
    for name, track in history.tracks.items():
        np.testing.assert_allclose(Anatomy(history).answers(name).loss, track.loss, rtol=1e-4, atol=1e-6)


def test_there_is_an_answer_for_each_name_and_one_that_is_wanted(history):
    anatomy = Anatomy(history)
    for name in history.tracks:
        answers = anatomy.answers(name)
        assert answers.given.shape == answers.wanted.shape == (len(history.steps), len(anatomy.names))
        assert answers.vector.shape == (len(history.steps), history.experiment.dimension)


def test_softmax_makes_probabilities_and_the_highest_score_gets_the_largest():
    scores = torch.tensor([-200.0, 0.5, 3.0, -1.0])
    probabilities = F.softmax(scores, 0)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    assert probabilities.sum().item() == pytest.approx(1)
    assert torch.equal(probabilities.argsort(), scores.argsort())


def test_a_linear_head_answers_with_the_softmax_of_its_scores():
    history = train(Experiment(steps=20))
    answers = Anatomy(history).answers("embedding")
    for snapshot in (0, 7, 20):
        word, target = history.inputs[snapshot, 0, 0], history.targets[snapshot, 0]
        head = torch.nn.Linear(2, len(history.words))
        head.load_state_dict({part: torch.tensor(v[snapshot]) for part, v in history.embedding.head.items()})
        given = F.softmax(head(torch.tensor(history.embedding.vectors[snapshot, word])), 0).detach().numpy()
        np.testing.assert_allclose(answers.given[snapshot], given, rtol=1e-5, atol=1e-7)
        assert answers.wanted[snapshot].tolist() == np.eye(len(history.words))[target].tolist()
        np.testing.assert_allclose(answers.loss[snapshot], -np.log(given[target]), rtol=1e-4)


def test_of_drawn_words_none_is_wanted_but_the_neighbour():
    anatomy = Anatomy(train(Experiment(objective="skip_gram_negative", negatives=3, steps=10)))
    answers = anatomy.answers("embedding")
    assert anatomy.names == ("neighbour", "drawn 1", "drawn 2", "drawn 3")
    assert anatomy.negatives.shape == (11, 3)
    assert (answers.wanted == [1, 0, 0, 0]).all()
    assert ((answers.given > 0) & (answers.given < 1)).all()


def test_without_a_head_the_answer_is_the_vector_and_its_place_is_wanted():
    history = train(Experiment(objective="points", steps=10))
    answers = Anatomy(history).answers("linear")
    assert Anatomy(history).negatives is None
    np.testing.assert_array_equal(answers.given, answers.vector)
    places = history.experiment.target_kind.points.numpy()
    np.testing.assert_array_equal(answers.wanted, places[history.targets[:, 0]])


def test_of_a_run_that_keeps_few_steps_these_are_told(monkeypatch):
    monkeypatch.setattr("playground.limits.RECORDED", 20_000)
    history = train(Experiment(objective="skip_gram_negative", steps=200, batch_size=1))
    assert history.stride > 1
    for name, track in history.tracks.items():
        np.testing.assert_allclose(Anatomy(history).answers(name).loss, track.loss, rtol=1e-4, atol=1e-6)
