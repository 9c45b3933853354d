"""What the objectives are there for: words that are used alike come together."""

import numpy as np
import pytest

from playground import Experiment, train

ANIMALS = ("cat", "dog", "bird", "fish", "horse")
VERBS = ("sleeps", "eats", "plays", "waits", "runs")
SEEDS = range(5)
TRAINED = {"dimension": 2, "optimizer": "adam", "learning_rate": 0.05, "batch_size": 32, "steps": 300}


FOODS, DRINKS = ("apple", "orange", "rice"), ("juice", "milk", "water")
EATEN_AND_DRUNK = (
    "eat|apple,eat|orange,eat|rice,drink|juice,drink|milk,drink|water,"
    "orange|juice,apple|juice,rice|milk,milk|drink,water|drink,juice|drink"
)


def directions(history, vectors, words):
    chosen = vectors[-1, [history.words.index(word) for word in words]]
    return chosen / np.linalg.norm(chosen, axis=1, keepdims=True)


def mean_cosines(history, group, others, vectors=None):
    """Of a group's words with each other, and with the other group's; of the Embedding's vectors unless told."""
    vectors = history.embedding.vectors if vectors is None else vectors
    own, other = directions(history, vectors, group), directions(history, vectors, others)
    return (own @ own.T)[~np.eye(len(group), dtype=bool)].mean(), (own @ other.T).mean()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "recipe",
    [
        {"objective": "next_word"},
        {"objective": "skip_gram", "window": 1},
        {"objective": "skip_gram_negative", "window": 1},
        {"objective": "cbow", "window": 1},
    ],
    ids=lambda recipe: recipe["objective"],
)
def test_animals_come_near_to_animals_and_verbs_to_verbs(recipe, seed):
    history = train(Experiment(**recipe, **TRAINED, seed=seed, layer="embedding"))
    for group, others in ((ANIMALS, VERBS), (VERBS, ANIMALS)):
        among_themselves, across = mean_cosines(history, group, others)
        assert among_themselves > across + 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_words_that_speak_for_one_label_gather_on_its_side(seed):
    history = train(Experiment(objective="labels", **TRAINED, seed=seed, layer="embedding"))
    happy, sad = ("sunny", "lovely", "happy"), ("rainy", "gloomy", "hate")
    among_themselves, across = mean_cosines(history, happy, sad)
    assert among_themselves > across + 0.5
    assert history.embedding.loss[-1] < 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_output_vectors_of_foods_come_near_to_foods_and_of_drinks_to_drinks(seed):
    history = train(Experiment(objective="pairs", pairs=EATEN_AND_DRUNK, **TRAINED, seed=seed, layer="embedding"))
    for group, others in ((FOODS, DRINKS), (DRINKS, FOODS)):
        among_themselves, across = mean_cosines(history, group, others, history.outputs)
        assert among_themselves > across + 0.5
