import numpy as np
import pytest

from playground import Experiment, train
from playground.experiment.experiment import FIELDS
from playground.words.example_texts import CORPORA

GROUPS = {
    "animals": ["cat dog bird fish horse", "sleeps eats plays waits runs"],
    "food": ["apple rice bread", "milk water juice"],
    "he_she": ["king prince man boy", "queen princess woman girl"],
    "moods": ["love sunny lovely happy", "hate rainy gloomy sad"],
    "odd_even": ["one three five seven", "two four six eight"],
}


def run(name, **more):
    return train(Experiment(**{**CORPORA[name].recipe, **more}))


def distances(history, snapshot, first, second):
    """The distance of each word of one group to each other word of another."""
    vectors = history.embedding.vectors[snapshot]
    index = history.words.index
    return np.array(
        [np.linalg.norm(vectors[index(a)] - vectors[index(b)]) for a in first.split() for b in second.split() if a != b]
    )


@pytest.mark.parametrize("name", CORPORA)
def test_every_corpus_is_a_recipe_whose_loss_falls(name):
    history = run(name)
    assert not history.diverged
    for track in history.tracks.values():
        assert track.loss[-20:].mean() < 0.7 * track.loss[:5].mean()


@pytest.mark.parametrize("name", CORPORA)
def test_every_field_of_a_corpus_is_in_use(name):
    recipe = CORPORA[name].recipe
    experiment = Experiment(**recipe)
    assert recipe.keys() <= FIELDS.keys()
    assert {field: getattr(experiment, field) for field in recipe} == recipe


@pytest.mark.parametrize("name", CORPORA)
def test_a_corpus_is_small_enough_to_be_read(name):
    assert len(Experiment(**CORPORA[name].recipe).vocabulary) <= 16


@pytest.mark.parametrize("name", GROUPS)
def test_the_groups_that_are_told_of_form_within_the_run(name):
    history = run(name)
    one, other = GROUPS[name]
    within, between = (
        [np.concatenate([distances(history, step, *pair) for pair in pairs]).mean() for step in (0, -1)]
        for pairs in ([(one, one), (other, other)], [(one, other)])
    )
    assert within[0] > 0.6 * between[0]
    assert within[1] < 0.5 * between[1]


@pytest.mark.parametrize("recipe", [{}, *({"seed": seed, "steps": 400} for seed in range(1, 5))], ids=str)
def test_on_the_default_recipe_every_animal_is_nearer_to_every_animal_than_to_any_verb(recipe):
    history = train(Experiment(**recipe))
    animals, verbs = GROUPS["animals"]
    assert distances(history, 0, animals, animals).max() > distances(history, 0, animals, verbs).min()
    assert 1.5 * distances(history, -1, animals, animals).max() < distances(history, -1, animals, verbs).min()
    assert distances(history, -1, verbs, verbs).max() < distances(history, -1, animals, verbs).min()


def test_i_and_you_part_ways():
    history = run("i_you")
    assert distances(history, -1, "I", "you") > 1.2 * distances(history, 0, "I", "you")
    assert history.embedding.loss[-1] < 0.01


def test_each_day_has_one_next_day_and_shares_it_with_no_other():
    examples = Experiment(**CORPORA["days"].recipe).task.examples
    assert sorted(examples.inputs.ravel().tolist()) == sorted(examples.targets.tolist()) == list(range(7))


def test_the_days_keep_away_from_each_other():
    days = "monday tuesday wednesday thursday friday saturday sunday"
    history = run("days")
    assert distances(history, -1, days, days).min() > 4 * distances(history, 0, days, days).min()
    assert distances(history, -1, days, days).min() > 0.5 * distances(history, -1, days, days).mean()


def test_with_more_steps_the_nouns_of_two_languages_stay_apart_and_the_verbs_come_together():
    history = run("languages", steps=1_000)
    groups = ["cat dog horse", "chat chien cheval", "sleeps eats runs dort mange court"]
    for group in groups:
        others = [distances(history, -1, group, other).min() for other in groups if other != group]
        assert 2 * distances(history, -1, group, group).max() < min(others)


def test_each_word_goes_straight_to_its_corner():
    vectors = run("corners").embedding.vectors.astype(float)
    way, moves = vectors[-1] - vectors[0], np.diff(vectors[:30], axis=0)
    lengths = np.linalg.norm(moves, axis=2) * np.linalg.norm(way, axis=1)
    np.testing.assert_allclose((moves * way).sum(axis=2), lengths, rtol=1e-3)


def test_each_chinese_character_is_a_word():
    history = run("chinese")
    assert set(history.words) == set(CORPORA["chinese"].recipe["text"])


def test_words_of_a_trained_model_stand_with_their_own_kind_before_any_training_and_stay():
    history = run("pretrained")
    kinds = [
        "king queen prince princess",
        "man woman boy girl",
        "dog cat horse cow",
        "monday tuesday friday sunday",
    ]
    for kind in kinds:
        others = [distances(history, 0, kind, other).mean() for other in kinds if other != kind]
        assert distances(history, 0, kind, kind).mean() < min(others)
    assert set(history.words) == set(" ".join(kinds).split())
    np.testing.assert_array_equal(history.embedding.vectors[0], history.embedding.vectors[-1])
    moving = run("pretrained", freeze=False)
    np.testing.assert_array_equal(history.embedding.vectors[0], moving.embedding.vectors[0])
    assert np.abs(moving.embedding.vectors[-1] - moving.embedding.vectors[0]).max() > 0.1
