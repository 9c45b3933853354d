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
from playground.tokenizers import TOKENIZERS, tokenize
from playground.vocabulary import UNK_WORD, Vocabulary

# wevi's example, https://ronxin.github.io/wevi/
WEVI = "eat|apple,eat|rice,drink|milk,drink|water,apple^orange|juice"
PIECES = [*"ab^|,\n ，｜.", "eat|apple", "apple^orange|juice", "\u200b", "\u0301", "\ud800"]
PAIR_TEXTS = st.text() | st.lists(st.sampled_from(PIECES)).map("".join) | st.text(st.characters(exclude_categories=()))


def by_name(examples, words):
    """The examples with the words for their numbers."""
    rows = zip(examples.inputs.tolist(), examples.targets.tolist(), strict=True)
    return [(tuple(words[number] for number in row if number >= 0), words[target]) for row, target in rows]


def pairs(text):
    """What the pairs of this text are, when no word falls out."""
    objective = OBJECTIVES["pairs"]
    tokens = objective.tokens(tokenize, text="", pairs=text)
    vocabulary = Vocabulary.of(tokens, case="keep")
    return by_name(objective.examples(vocabulary.ids(tokens), pairs=text), vocabulary.words)


def next_words(ids):
    return OBJECTIVES["next_word"].examples(np.array(ids, dtype=np.int64))


def named(experiment):
    return by_name(experiment.task.examples, experiment.vocabulary.words)


# The words and the examples


@pytest.mark.parametrize("name", OBJECTIVES)
@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_every_objective_has_examples_of_its_words(name, tokenizer):
    objective = OBJECTIVES[name]
    options = {option.name: option.default for option in objective.options}
    read = {"text": "I love you.\nYou love me.", **options}
    tokens = objective.tokens(TOKENIZERS[tokenizer].split, **read)
    vocabulary = Vocabulary.of(tokens)
    examples = objective.examples(vocabulary.ids(tokens), **options)
    assert len(examples) == len(examples.inputs) == len(examples.targets) > 0
    assert examples.inputs.dtype == examples.targets.dtype == torch.int64
    assert (examples.inputs >= 0).any(1).all()
    assert 0 <= examples.targets.min() <= examples.targets.max() < len(vocabulary)
    assert examples.inputs.max() < len(vocabulary)


@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=lambda objective: objective.name)
def test_every_objective_reads_its_words_from_a_field_of_text(objective):
    assert objective.source.kind is str
    assert objective.source.name in ("text", *(option.name for option in objective.options))
    assert objective.source.default.strip()


def test_the_next_word_is_guessed_from_each_word():
    assert OBJECTIVES["next_word"].tokens(tokenize, text="I love you") == ["I", "love", "you"]
    examples = next_words([0, 1, 2, 1])
    assert examples.inputs.tolist() == [[0], [1], [2]]
    assert examples.targets.tolist() == [1, 2, 1]


def test_the_next_word_is_the_next_one_that_did_not_fall_out():
    examples = next_words([-1, 0, -1, -1, 1, 0, -1])
    assert examples.inputs.tolist() == [[0], [1]]
    assert examples.targets.tolist() == [1, 0]


@given(st.lists(st.integers(-1, 5)))
@settings(max_examples=100, deadline=None)
def test_the_next_words_are_those_of_the_text_without_what_fell_out(ids):
    left = [number for number in ids if number >= 0]
    try:
        examples = next_words(ids)
    except InvalidField:
        assert len(left) < 2
    else:
        assert examples.inputs.tolist() == [[number] for number in left[:-1]]
        assert examples.targets.tolist() == left[1:]


def test_words_that_fell_out_are_left_out_of_the_text():
    text = "a x b a y b a"
    assert named(Experiment(text=text, minimum_count=2)) == [
        (("a",), "b"),
        (("b",), "a"),
        (("a",), "b"),
        (("b",), "a"),
    ]
    assert [target for _, target in named(Experiment(text=text, minimum_count=2, unk=True))] == [
        UNK_WORD if word in "xy" else word for word in text.split()[1:]
    ]


@pytest.mark.parametrize(("text", "problem"), [("", "is empty"), (" \n\u200b", "is empty"), ("cat", "has one word")])
def test_a_text_without_a_next_word_is_refused(text, problem):
    with pytest.raises(InvalidField, match=problem) as refused:
        OBJECTIVES["next_word"].tokens(tokenize, text=text)
    assert refused.value.field == "text"


@pytest.mark.parametrize("ids", [[], [0], [-1, -1, 3, -1]])
def test_a_text_of_which_nothing_is_left_is_refused(ids):
    with pytest.raises(InvalidField, match="fell out"):
        next_words(ids)


# Pairs


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


def test_what_cannot_be_seen_at_the_ends_of_a_word_makes_no_other_word():
    assert pairs("\u200bapple\u00a0|\ufeffjuice") == [(("apple",), "juice")]


def test_pairs_are_no_text_to_cut():
    for name in TOKENIZERS:
        experiment = Experiment(objective="pairs", pairs="new york|big city", tokenizer=name)
        assert experiment.vocabulary.words == ("new york", "big city")


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


@pytest.mark.parametrize(
    "text",
    ["^".join("ab" * 5_000) + "|a" + ", a|b" * 10_000, "^".join("ab" * 5_000) + "|" + "^".join("ab" * 5_000)],
    ids=["one wide pair and many narrow ones", "many inputs with many targets"],
)
def test_pairs_that_would_make_a_table_too_large_to_hold_are_refused(text):
    with pytest.raises(InvalidField) as refused:
        Experiment(objective="pairs", pairs=text, layer="embedding")
    assert refused.value.field == "pairs"


def test_with_pairs_the_vocabulary_is_the_words_of_the_pairs():
    experiment = Experiment(text="rice cat", objective="pairs", pairs=WEVI)
    assert experiment.vocabulary.words == ("eat", "apple", "rice", "drink", "milk", "water", "orange", "juice")


def test_examples_are_numbers_and_minus_1_stands_where_there_is_no_word():
    examples = Experiment(objective="pairs", pairs="apple^orange|juice, juice|apple").task.examples
    assert examples.inputs.tolist() == [[0, 1], [2, -1]]
    assert examples.targets.tolist() == [2, 0]
    assert len(examples) == 2


def test_a_batch_is_the_chosen_examples():
    examples = Examples(torch.tensor([[0, 1], [2, -1], [3, -1]]), torch.tensor([4, 5, 6]))
    batch = examples.batch(torch.tensor([2, 0, 2]))
    assert batch.inputs.tolist() == [[3, -1], [0, 1], [3, -1]]
    assert batch.targets.tolist() == [6, 4, 6]


FALLING = "a^x|b, a^b|y, x|a, a|b^z, b|a"  # x and y and z come less often than a and b


def test_a_pair_is_left_out_when_its_target_fell_out_or_all_of_its_inputs():
    experiment = Experiment(objective="pairs", pairs=FALLING, minimum_count=4)
    assert experiment.vocabulary.words == ("a", "b")
    assert named(experiment) == [(("a",), "b"), (("a",), "b"), (("b",), "a")]


def test_in_pairs_too_unk_stands_for_what_fell_out():
    experiment = Experiment(objective="pairs", pairs=FALLING, minimum_count=4, unk=True)
    assert named(experiment) == [
        (("a", UNK_WORD), "b"),
        (("a", "b"), UNK_WORD),
        ((UNK_WORD,), "a"),
        (("a",), "b"),
        (("a",), UNK_WORD),
        (("b",), "a"),
    ]


SIDE = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3)


@given(st.lists(st.tuples(SIDE, SIDE), min_size=1), st.sets(st.sampled_from("abcdef")))
@settings(max_examples=200, deadline=None)
def test_the_pairs_that_are_left_are_those_of_the_words_that_are_left(written, fallen):
    text = ", ".join(f"{'^'.join(inputs)}|{'^'.join(targets)}" for inputs, targets in written)
    tokens = OBJECTIVES["pairs"].tokens(tokenize, text="", pairs=text)
    assert tokens == [word for inputs, targets in written for word in (*inputs, *targets)]
    ids = np.array([-1 if word in fallen else "abcdef".index(word) for word in tokens])
    left = [(tuple(word for word in inputs if word not in fallen), target) for inputs, all in written for target in all]
    expected = [(inputs, target) for inputs, target in left if inputs and target not in fallen]
    try:
        examples = OBJECTIVES["pairs"].examples(ids, pairs=text)
    except InvalidField as refused:
        assert not expected
        assert "fell out" in str(refused)
    else:
        assert by_name(examples, "abcdef") == expected
        assert examples.inputs.shape[1] == max(len(inputs) for inputs, _ in expected)


# The loss


def test_the_mean_of_joined_words_is_used():
    embedding, head = nn.Embedding(5, 3), nn.Linear(3, 5)
    batch = Examples(torch.tensor([[0, 1, 2], [3, -1, -1], [4, 4, -1]]), torch.tensor([4, 3, 0]))
    w = embedding.weight
    means = torch.stack([(w[0] + w[1] + w[2]) / 3, w[3], w[4]])
    assert torch.allclose(loss(embedding, head, batch), F.cross_entropy(head(means), batch.targets))


@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=4), min_size=1, max_size=9), st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_the_loss_and_its_gradient_are_those_of_an_embedding_bag(rows, seed):
    torch.manual_seed(seed)
    bag, head = nn.EmbeddingBag(7, 3, mode="mean"), nn.Linear(3, 7)
    embedding = nn.Embedding(7, 3, _weight=bag.weight.detach().clone())
    targets = torch.tensor([row[0] for row in rows])
    offsets = torch.tensor([0, *map(len, rows[:-1])]).cumsum(0)
    words = torch.tensor([word for row in rows for word in row])
    expected = F.cross_entropy(head(bag(words, offsets)), targets)
    widest = max(map(len, rows))
    inputs = torch.tensor([row + [-1] * (widest - len(row)) for row in rows])
    found = loss(embedding, head, Examples(inputs, targets))
    torch.testing.assert_close(found, expected)
    expected.backward()
    found.backward()
    torch.testing.assert_close(embedding.weight.grad, bag.weight.grad)


@pytest.mark.parametrize("inputs", [[[1, -1], [2, 3]], [[1], [3]]])
def test_only_words_of_the_batch_are_looked_up(inputs):
    embedding, head = nn.Embedding(5, 3, max_norm=0.5), nn.Linear(3, 5)
    embedding.weight.data.fill_(1.0)
    loss(embedding, head, Examples(torch.tensor(inputs), torch.tensor([0, 4])))
    looked_up = {number for row in inputs for number in row if number >= 0}
    lengths = embedding.weight.detach().norm(dim=1)
    for word, length in enumerate(lengths.tolist()):
        assert length == pytest.approx(0.5 if word in looked_up else 3**0.5, rel=1e-4)


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
