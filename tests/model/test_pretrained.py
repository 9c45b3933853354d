"""Numbers that a learner brings. How they are read: test_matrix; that the shown lines bring the same: test_snippets."""

import numpy as np
import pytest
import torch
from torch import nn

from playground import Experiment, train
from playground.choices import InvalidField
from playground.model.initializers import DRAWN
from playground.model.layers import LAYERS
from playground.model.pretrained import NUMBERS, coverage, source_matrix
from playground.training.initial_models import models

BRING = {"initializer": "from_pretrained"}
TWO = {**BRING, "text": "I you I you", "matrix": "[[1, 2], [2, 2]]"}
SOME = {**BRING, "text": "the cat sees the dog sees the", "matrix": "cat 1 2 3\ndog 4 5 6", "seed": 5}


def starts(**recipe):
    """The first weight of each layer, one row for each word."""
    layers, _ = models(Experiment(**recipe))
    return {name: LAYERS[name].words_first(layer.weight.detach()).numpy() for name, layer in layers.items()}


# Where they go ---------------------------------------------------------------------------------------


def test_the_rows_go_in_as_rows_of_embedding_and_as_columns_of_linear():
    history = train(Experiment(**TWO))
    assert history.embedding.weight[0].tolist() == [[1, 2], [2, 2]]
    assert history.linear.weight[0].tolist() == [[1, 2], [2, 2]]
    history = train(Experiment(**{**TWO, "matrix": "[[1, 2, 3], [4, 5, 6]]"}))
    assert history.embedding.weight[0].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert history.linear.weight[0].tolist() == [[1, 4], [2, 5], [3, 6]]


@pytest.mark.parametrize("layer", ["embedding", "linear"])
def test_each_layer_alone_gets_them_too(layer):
    assert starts(**{**TWO, "matrix": "1 2 3\n4 5 6"}, layer=layer)[layer].tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize("same_start", [True, False])
def test_both_layers_get_the_same_numbers(same_start):
    history = train(Experiment(**TWO, same_start=same_start, freeze=False))
    np.testing.assert_array_equal(history.embedding.vectors[0], history.linear.vectors[0])
    assert history.difference.max() < 1e-5


@pytest.mark.parametrize("dimension", [1, 2, 7])
def test_the_dimension_is_that_of_the_numbers(dimension):
    assert Experiment(**SOME, dimension=dimension).dimension == 3
    assert Experiment(**BRING, numbers="minilm", dimension=dimension).dimension == 50
    assert Experiment(dimension=dimension).dimension == dimension


def test_each_word_gets_its_own_row_whatever_the_capitals():
    experiment = Experiment(**{**SOME, "text": "Dog Cat Dog", "case": "keep"})
    assert experiment.vocabulary.words == ("Dog", "Cat")
    assert starts(**{**SOME, "text": "Dog Cat Dog", "case": "keep"})["embedding"].tolist() == [[4, 5, 6], [1, 2, 3]]


def test_a_renamed_word_looks_for_the_row_of_its_new_name():
    found = starts(**SOME, edits=[("rename", "sees", "DOG"), ("rename", "dog", "wolf")])["embedding"]
    assert found[1:3].tolist() == [[1, 2, 3], [4, 5, 6]]


def test_numbers_that_can_not_be_read_are_refused():
    with pytest.raises(InvalidField) as refused:
        Experiment(**{**TWO, "matrix": "[[1, 2], [2]]"})
    assert refused.value.field == "matrix"


# Frozen or not ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("same_start", [True, False])
@pytest.mark.parametrize("layer", ["both", "embedding", "linear"])
def test_frozen_vectors_rest_the_whole_run_while_the_head_learns(layer, same_start, optimizer):
    recipe = {**SOME, "layer": layer, "same_start": same_start, "optimizer": optimizer, "learning_rate": 0.05}
    for track in train(Experiment(**recipe)).tracks.values():
        assert (track.weight == track.weight[0]).all()
        assert (track.vectors == track.vectors[0]).all()
        assert (track.gradient == 0).all()
        assert track.loss[-5:].mean() < 0.8 * track.loss[:5].mean()


def test_vectors_that_are_not_frozen_move():
    for track in train(Experiment(**SOME, freeze=False)).tracks.values():
        assert (track.gradient[:-1] != 0).any(axis=(1, 2)).all()
        assert (track.vectors[-1] != track.vectors[0]).any(axis=1).all()


def test_a_frozen_run_with_sparse_gradients_is_one_without():
    sparse, dense = (train(Experiment(**SOME, layer="embedding", sparse=on)) for on in (True, False))
    np.testing.assert_array_equal(sparse.embedding.weight, dense.embedding.weight)
    np.testing.assert_array_equal(sparse.embedding.loss, dense.embedding.loss)


def test_max_norm_shortens_even_a_frozen_weight_as_in_pytorch():
    track = train(Experiment(**SOME, layer="embedding", max_norm=1.0)).embedding
    assert np.linalg.norm(track.weight[0][[1, 3]], axis=1).min() > 3
    assert np.linalg.norm(track.weight[-1], axis=1).max() <= 1 + 1e-6
    np.testing.assert_allclose(track.vectors, np.broadcast_to(track.vectors[0], track.vectors.shape), atol=1e-6)
    frozen = nn.Embedding.from_pretrained(torch.tensor([[3.0, 4.0]]), max_norm=1.0)
    torch.testing.assert_close(frozen(torch.tensor([0])), torch.tensor([[0.6, 0.8]]))
    torch.testing.assert_close(frozen.weight.data, torch.tensor([[0.6, 0.8]]))


def test_a_padding_row_that_is_brought_is_not_set_to_zero():
    assert starts(**TWO, padding_idx=0)["embedding"].tolist() == [[1, 2], [2, 2]]
    assert nn.Embedding.from_pretrained(torch.ones(2, 2), padding_idx=0).weight.tolist() == [[1, 1], [1, 1]]


def test_pytorchs_from_pretrained_freezes_unless_told_otherwise():
    numbers = torch.tensor([[1.0, 2.0], [2.0, 2.0]])
    assert not nn.Embedding.from_pretrained(numbers).weight.requires_grad
    assert nn.Embedding.from_pretrained(numbers, freeze=False).weight.requires_grad


def test_pytorchs_from_pretrained_shares_the_memory_of_the_numbers_so_training_changes_them():
    numbers = torch.tensor([[1.0, 2.0], [2.0, 2.0]])
    embedding = nn.Embedding.from_pretrained(numbers, freeze=False)
    assert embedding.weight.data_ptr() == numbers.data_ptr()
    embedding(torch.tensor([0])).sum().backward()
    torch.optim.SGD(embedding.parameters(), lr=1.0).step()
    assert numbers.tolist() == [[0, 1], [2, 2]]


@pytest.mark.parametrize("layer", ["both", "embedding", "linear"])
def test_a_run_does_not_change_the_numbers_for_the_next_one(layer):
    experiment = Experiment(**TWO, layer=layer, freeze=False, max_norm=1.0)
    first, second = train(experiment), train(experiment)
    for name, track in first.tracks.items():
        np.testing.assert_array_equal(track.weight, second.tracks[name].weight)
        assert track.weight[0].tolist() == [[1, 2], [2, 2]]


# Words without numbers -------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", ["embedding", "linear"])
@pytest.mark.parametrize("missing", DRAWN)
def test_words_without_numbers_start_as_the_chosen_initializer_starts_them(missing, layer):
    recipe = {"text": SOME["text"], "layer": layer, "seed": SOME["seed"]}
    found = starts(**SOME, layer=layer, missing=missing)[layer]
    drawn = starts(**recipe, dimension=3, initializer=missing)[layer]
    np.testing.assert_array_equal(found[[0, 2]], drawn[[0, 2]])
    assert found[[1, 3]].tolist() == [[1, 2, 3], [4, 5, 6]]


def test_words_without_numbers_start_as_embedding_does_by_default():
    torch.manual_seed(5)
    expected = nn.Embedding(4, 3).weight.data
    expected[[1, 3]] = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    for layers in (starts(**SOME), starts(**SOME, layer="embedding")):
        for weight in layers.values():
            np.testing.assert_array_equal(weight, expected)


def test_the_initializer_of_words_without_numbers_has_its_own_options():
    found = starts(**SOME, missing="constant_", val=-7.0)
    assert found["embedding"][[0, 2]].tolist() == [[-7] * 3] * 2
    assert Experiment(**SOME, missing="normal_").std == 1
    assert Experiment(**SOME, missing="sparse_").std == 0.01
    with pytest.raises(InvalidField, match="b must be greater than a"):
        Experiment(**SOME, missing="init.uniform_", a=3.0, b=1.0)


def test_only_words_without_numbers_differ_when_each_layer_draws_its_own():
    found = starts(**SOME, same_start=False)
    same = (found["embedding"] == found["linear"]).all(axis=1)
    assert same.tolist() == [False, True, False, True]


def test_without_a_row_for_any_word_all_start_as_the_chosen_initializer_starts_them():
    recipe = {"text": "w v w", "layer": "embedding", "dimension": 50}
    found = starts(**BRING, **{**recipe, "numbers": "minilm", "missing": "ones_"})["embedding"]
    assert (found == 1).all()


def test_rows_in_the_order_of_the_vocabulary_may_be_too_few_or_too_many():
    few = starts(**{**TWO, "text": "a b c", "missing": "zeros_"})["embedding"]
    assert few.tolist() == [[1, 2], [2, 2], [0, 0]]
    many = starts(**{**TWO, "matrix": "[[1, 2], [3, 4], [5, 6]]"})["embedding"]
    assert many.tolist() == [[1, 2], [3, 4]]


# How it is told --------------------------------------------------------------------------------------


def told(text, words):
    return coverage(source_matrix("typed", text), words)


def test_nothing_is_told_when_each_word_has_its_row_and_no_row_is_left():
    assert told("cat 1\ndog 2", ("dog", "cat")) == ""
    assert told("[[1, 2], [2, 2]]", ("dog", "cat")) == ""


def test_words_without_numbers_are_named_and_rows_without_words_counted():
    assert told("cat 1\ndog 2\ncow 3", ("a", "cat", "b")) == (
        "1 of 3 words have numbers. Without: a and b. 2 rows are for words not in the vocabulary."
    )


def test_rows_that_came_again_for_a_word_are_counted():
    assert told("cat 1\ncat 2\ncat 3\ndog 4", ("dog", "cat")) == "Repeated words keep their first row; 2 rows skipped."


def test_of_many_words_without_numbers_eight_are_named():
    words = tuple(f"w{number}" for number in range(2_000))
    assert told("w0 1\nw1 2", words) == (
        "2 of 2,000 words have numbers. Without: w2, w3, w4, w5, w6, w7, w8, w9 and 1,990 more."
    )


# From a trained model --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NUMBERS)
def test_every_source_has_rows_of_finite_numbers_that_can_not_be_written_to(name):
    text = "[[1, 2], [2, 2]]" if NUMBERS[name].options else None
    rows = source_matrix(name, text).rows
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()
    with pytest.raises(ValueError, match="read-only"):
        rows[0] = 0


def test_minilm_has_the_words_and_the_dimensions_that_are_told():
    numbers = source_matrix("minilm", None)
    assert numbers.rows.shape == (386, 50)
    assert len(set(numbers.words)) == 386
    assert "386 English words" in NUMBERS["minilm"].explanation
    assert "dimensions to 50" in NUMBERS["minilm"].explanation


@pytest.mark.parametrize(("word", "nearest"), [("king", "queen"), ("queen", "king"), ("mother", "father")])
def test_in_minilm_words_that_mean_something_alike_are_close(word, nearest):
    numbers = source_matrix("minilm", None)
    directions = numbers.rows / np.linalg.norm(numbers.rows, axis=1, keepdims=True)
    cosines = directions @ directions[numbers.words.index(word)]
    cosines[numbers.words.index(word)] = -1
    assert numbers.words[cosines.argmax()] == nearest


def test_in_minilm_a_capital_word_finds_its_row():
    recipe = {**BRING, "numbers": "minilm", "text": "King queen King Qqq", "case": "keep"}
    numbers = source_matrix("minilm", None)
    found = starts(**recipe, missing="zeros_")["embedding"]
    np.testing.assert_array_equal(found[0], numbers.rows[numbers.words.index("king")])
    np.testing.assert_array_equal(found[1], numbers.rows[numbers.words.index("queen")])
    assert (found[2] == 0).all()
