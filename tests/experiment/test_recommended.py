"""The settings that are offered with a choice do what the choice is known for."""

import numpy as np
import pytest

from playground import Experiment, train
from playground.experiment.recommended import recommended
from playground.model.objectives import OBJECTIVES
from playground.model.optimizers import OPTIMIZERS
from tests.experiment.topics import TOPICS, purity, text

SEEDS = range(3)
BY_TOPIC = [name for name, objective in OBJECTIVES.items() if objective.works]


def with_offer(recipe: dict) -> dict:
    """The recipe after all that is offered has been taken."""
    while found := recommended(Experiment(**recipe)):
        recipe = recipe | found[1]
    return recipe


def mean_purity(topics: str, recipe: dict) -> float:
    runs = (train(Experiment(**recipe, text=text(topics), layer="embedding", seed=seed)) for seed in SEEDS)
    return float(np.mean([purity(history, topics) for history in runs]))


@pytest.mark.parametrize("topics", TOPICS)
@pytest.mark.parametrize("objective", BY_TOPIC)
def test_words_of_a_short_text_gather_by_topic(objective, topics):
    assert mean_purity(topics, with_offer({"objective": objective})) >= 0.85


def test_skip_gram_negative_sampling_and_cbow_have_such_settings():
    assert BY_TOPIC == ["skip_gram", "skip_gram_negative", "cbow"]


def test_cbow_finds_topics_with_the_help_of_weight_decay():
    recipe = with_offer({"objective": "cbow"})
    without = [mean_purity(topics, recipe | {"weight_decay": 0.0}) for topics in list(TOPICS)[:2]]
    assert max(without) < 0.75


def rate(name: str, **recipe) -> Experiment:
    sparse = {"sparse": True} if OPTIMIZERS[name].only_sparse else {}
    return Experiment(**recipe, **sparse, layer="embedding", optimizer=name, learning_rate=OPTIMIZERS[name].usual_rate)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("objective", ["next_word", "pairs", "labels", "points"])
def test_every_optimizer_learns_at_its_usual_rate(name, objective):
    losses = train(rate(name, objective=objective)).embedding.loss
    assert losses[-20:].mean() < 0.45 * losses[0]


def test_the_first_visit_is_offered_nothing():
    assert recommended(Experiment()) is None


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_another_learning_rate_is_offered_with_the_optimizer(name):
    recipe = {"optimizer": name, "learning_rate": 0.123, "sparse": OPTIMIZERS[name].only_sparse}
    assert recommended(Experiment(**recipe)) == ("optimizer", {"learning_rate": OPTIMIZERS[name].usual_rate})


@pytest.mark.parametrize("objective", BY_TOPIC)
def test_what_is_offered_can_be_used(objective):
    sparse = Experiment(objective=objective, sparse=True, optimizer="sparse_adam", learning_rate=0.1)
    choice, fields = recommended(sparse)
    assert choice == "objective"
    assert fields["sparse"] is False
    assert recommended(Experiment(**with_offer({"objective": objective}))) is None
