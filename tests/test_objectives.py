import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from playground import Experiment, train
from playground.choices import InvalidField
from playground.objectives import OBJECTIVES, Examples, loss
from playground.vocabulary import Vocabulary, tokenize

# wevi's example, https://ronxin.github.io/wevi/
WEVI = "eat|apple,eat|rice,drink|milk,drink|water,apple^orange|juice"
PIECES = [*"ab^|,\n ，｜.", "eat|apple", "apple^orange|juice", "\u200b", "\u0301", "\ud800"]
PAIR_TEXTS = st.text() | st.lists(st.sampled_from(PIECES)).map("".join) | st.text(st.characters(exclude_categories=()))


def pairs(text):
    return OBJECTIVES["pairs"].examples([], pairs=text)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_every_objective_has_examples_of_a_text(name):
    objective = OBJECTIVES[name]
    options = {option.name: option.default for option in objective.options}
    examples = objective.examples(tokenize("I love you. You love me."), **options)
    assert examples
    assert all(inputs and target and all(inputs) for inputs, target in examples)


def test_the_next_word_is_guessed_from_each_word():
    examples = OBJECTIVES["next_word"].examples(["I", "love", "you"])
    assert examples == [(("I",), "love"), (("love",), "you")]


@pytest.mark.parametrize(("tokens", "problem"), [([], "is empty"), (["cat"], "has one word")])
def test_a_text_without_a_next_word_is_refused(tokens, problem):
    with pytest.raises(InvalidField, match=problem) as refused:
        OBJECTIVES["next_word"].examples(tokens)
    assert refused.value.field == "text"


def test_wevis_example_is_understood():
    assert pairs(WEVI) == [
        (("eat",), "apple"),
        (("eat",), "rice"),
        (("drink",), "milk"),
        (("drink",), "water"),
        (("apple", "orange"), "juice"),
    ]


@pytest.mark.parametrize("text", ["a|b, c|d", "a|b\nc|d", "a | b ,, c|d,\n", "a|b，c｜d"])
def test_pairs_may_be_written_in_lines_or_with_commas(text):
    assert pairs(text) == [(("a",), "b"), (("c",), "d")]


def test_several_targets_are_an_example_each():
    assert pairs("a^b|c^d") == [(("a", "b"), "c"), (("a", "b"), "d")]


def test_a_word_in_a_pair_may_have_spaces_inside():
    assert pairs("new york | big city") == [(("new york",), "big city")]


@pytest.mark.parametrize(
    "text", ["", " , \n", "eat", "eat|", "|apple", "a|b|c", "a^|b", "a|b, c", "a|\u200b"], ids=ascii
)
def test_what_is_no_pair_is_refused(text):
    with pytest.raises(InvalidField, match=r"eat\|apple") as refused:
        pairs(text)
    assert refused.value.field == "pairs"


@given(PAIR_TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_text_holds_pairs_or_is_refused_as_pairs(text):
    try:
        examples = pairs(text)
    except InvalidField as refused:
        assert refused.field == "pairs"
    else:
        assert examples
        assert all(word.strip() for inputs, target in examples for word in (*inputs, target))


def test_with_pairs_the_vocabulary_is_the_words_of_the_pairs():
    experiment = Experiment(text="rice cat", objective="pairs", pairs=WEVI)
    assert experiment.vocabulary.words == ("eat", "apple", "rice", "drink", "milk", "water", "orange", "juice")


def test_examples_become_numbers_and_minus_1_stands_where_there_is_no_word():
    vocabulary = Vocabulary(("apple", "orange", "juice"))
    examples = Examples.of([(("apple", "orange"), "juice"), (("juice",), "apple")], vocabulary)
    assert examples.inputs.tolist() == [[0, 1], [2, -1]]
    assert examples.targets.tolist() == [2, 0]
    assert len(examples) == 2


def test_the_mean_of_joined_words_is_used():
    embedding, head = nn.Embedding(5, 3), nn.Linear(3, 5)
    batch = Examples(torch.tensor([[0, 1, 2], [3, -1, -1], [4, 4, -1]]), torch.tensor([4, 3, 0]))
    w = embedding.weight
    means = torch.stack([(w[0] + w[1] + w[2]) / 3, w[3], w[4]])
    assert torch.allclose(loss(embedding, head, batch), F.cross_entropy(head(means), batch.targets))


def test_the_words_of_a_joined_input_share_its_gradient():
    history = train(Experiment(text="", objective="pairs", pairs="apple^orange|juice", steps=5))
    apple, orange = (history.words.index(word) for word in ("apple", "orange"))
    gradient = history.embedding.gradient
    np.testing.assert_array_equal(gradient[:, apple], gradient[:, orange])
    assert np.abs(gradient[0, apple]).max() > 0


@pytest.mark.parametrize(
    "recipe",
    [
        {"text": "a x . b x . a y . b y . p q"},
        {"text": "", "objective": "pairs", "pairs": "a|x, b|x, a|y, b|y, p|q"},
    ],
    ids=lambda recipe: recipe.get("objective", "next_word"),
)
def test_words_with_the_same_targets_come_together_and_leave_the_others(recipe):
    history = train(Experiment(**recipe, batch_size=100, steps=500))
    a, b, p = (history.embedding.vectors[[0, -1], history.words.index(word)] for word in "abp")
    together, apart = np.linalg.norm(a - b, axis=1), np.linalg.norm(a - p, axis=1)
    assert together[0] > 1.2 * together[1]
    assert apart[1] > 2 * together[1]


def test_what_cannot_be_seen_at_the_ends_of_a_word_makes_no_other_word():
    assert pairs("\u200bapple\u00a0|\ufeffjuice") == [(("apple",), "juice")]
