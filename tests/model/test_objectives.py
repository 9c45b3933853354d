import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from playground import Experiment, train
from playground.choices import InvalidField
from playground.model.objectives import OBJECTIVES
from playground.model.target_kinds import Places
from playground.model.training_examples import Batch, Examples
from playground.words.tokenizers import TOKENIZERS, tokenize
from playground.words.vocabulary import UNK_WORD, Vocabulary

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
    examples = objective.examples(vocabulary.ids(tokens), vocabulary.counts, tokenize, pairs=text)
    return by_name(examples, vocabulary.words)


def examples_of(name, ids, **options):
    """The examples of an objective, of a text whose words have these numbers."""
    ids = np.array(ids, dtype=np.int64)
    counts = np.bincount(ids[ids >= 0]).tolist()
    return OBJECTIVES[name].examples(ids, counts, tokenize, **options)


def next_words(ids):
    return examples_of("next_word", ids)


def rows(examples):
    """Each example as (inputs, target), by number."""
    return list(zip(map(tuple, examples.inputs.tolist()), examples.targets.tolist(), strict=True))


def named(experiment):
    return by_name(experiment.task.examples, experiment.vocabulary.words)


def loss(embedding, head, examples):
    """How wrong the plainest objective is on all of the examples."""
    return OBJECTIVES["pairs"].error(embedding, head, examples.batch(torch.arange(len(examples))))


def refused_in(field, **recipe):
    with pytest.raises(InvalidField) as refused:
        Experiment(**recipe)
    assert refused.value.field == field
    return str(refused.value)


# The words and the examples


@pytest.mark.parametrize("name", OBJECTIVES)
@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_every_objective_has_examples_of_its_words(name, tokenizer):
    objective = OBJECTIVES[name]
    options = {option.name: option.default for option in objective.options}
    read = {"text": "I love you.\nYou love me.", **options}
    tokens = objective.tokens(TOKENIZERS[tokenizer].split, **read)
    vocabulary = Vocabulary.of(tokens)
    split = TOKENIZERS[tokenizer].split
    examples = objective.examples(vocabulary.ids(tokens), vocabulary.counts, split, **options)
    goals = examples.kind.names or vocabulary.words
    assert len(examples) == len(examples.inputs) == len(examples.targets) > 0
    assert examples.inputs.dtype == examples.targets.dtype == torch.int64
    assert (examples.inputs >= 0).any(1).all()
    assert 0 <= examples.targets.min() <= examples.targets.max() < len(goals)
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


@pytest.mark.parametrize(("text", "problem"), [("", "is empty"), (" \n\u200b", "is empty"), ("cat", "only one word")])
def test_a_text_without_a_next_word_is_refused(text, problem):
    with pytest.raises(InvalidField, match=problem) as refused:
        OBJECTIVES["next_word"].tokens(tokenize, text=text)
    assert refused.value.field == "text"


@pytest.mark.parametrize("ids", [[], [0], [-1, -1, 3, -1]])
def test_a_text_of_which_nothing_is_left_is_refused(ids):
    with pytest.raises(InvalidField, match="dropped"):
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
    places = torch.arange(14.0).reshape(7, 2)
    examples = Examples(torch.tensor([[0, 1], [2, -1], [3, -1]]), torch.tensor([4, 5, 6]), Places(points=places))
    negatives = torch.tensor([[1], [2], [3]])
    batch = examples.batch(torch.tensor([2, 0, 2]), negatives)
    assert batch.inputs.tolist() == [[3, -1], [0, 1], [3, -1]]
    assert batch.targets.tolist() == [6, 4, 6]
    assert batch.negatives is negatives
    assert batch.places.tolist() == [[12, 13], [8, 9], [12, 13]]


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
        examples = examples_of("pairs", ids, pairs=text)
    except InvalidField as refused:
        assert not expected
        assert "dropped" in str(refused)
    else:
        assert by_name(examples, "abcdef") == expected
        assert examples.inputs.shape[1] == max(len(inputs) for inputs, _ in expected)


# The words around


def test_skip_gram_guesses_each_word_near_each_word():
    assert rows(examples_of("skip_gram", [0, 1, 2], window=1)) == [((0,), 1), ((1,), 0), ((1,), 2), ((2,), 1)]
    assert sorted(rows(examples_of("skip_gram", [0, 1, 2, 3], window=2))) == [
        ((0,), 1),
        ((0,), 2),
        ((1,), 0),
        ((1,), 2),
        ((1,), 3),
        ((2,), 0),
        ((2,), 1),
        ((2,), 3),
        ((3,), 1),
        ((3,), 2),
    ]


def test_cbow_guesses_each_word_from_those_around_it():
    assert rows(examples_of("cbow", [0, 1, 2], window=1)) == [((-1, 1), 0), ((0, 2), 1), ((1, -1), 2)]
    assert rows(examples_of("cbow", [0, 1, 2, 3], window=2)) == [
        ((-1, -1, 1, 2), 0),
        ((-1, 0, 2, 3), 1),
        ((0, 1, 3, -1), 2),
        ((1, 2, -1, -1), 3),
    ]


AROUND = ["skip_gram", "skip_gram_negative", "cbow"]


@given(st.lists(st.integers(-1, 5)), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_near_means_at_most_a_window_away_in_the_text_without_what_fell_out(ids, window):
    left = [number for number in ids if number >= 0]
    if len(left) < 2:
        for name in ("skip_gram", "cbow"):
            with pytest.raises(InvalidField, match="dropped"):
                examples_of(name, ids, window=window)
        return
    near = [
        (left[place], left[other])
        for place in range(len(left))
        for other in range(len(left))
        if 0 < abs(place - other) <= window
    ]
    skip_gram, cbow = (examples_of(name, ids, window=window) for name in ("skip_gram", "cbow"))
    assert [(word, target) for (word,), target in rows(skip_gram)] == near
    assert [(target, word) for inputs, target in rows(cbow) for word in inputs if word >= 0] == near
    assert cbow.targets.tolist() == left


@pytest.mark.parametrize("name", AROUND)
def test_a_window_wider_than_the_text_reaches_every_other_word(name):
    examples = Experiment(text="a b c", objective=name, window=10).task.examples
    near = [(word, target) for inputs, target in rows(examples) for word in inputs if word >= 0]
    assert sorted(near) == [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]


@pytest.mark.parametrize("name", AROUND)
def test_a_window_that_makes_too_many_examples_is_refused(name):
    text = "a b " * 600_000
    assert "smaller window" in refused_in("window", text=text, tokenizer="whitespace", objective=name, window=10)


# Negatives


@pytest.mark.parametrize("negatives", [1, 7])
def test_so_many_negatives_are_drawn_for_each_example(negatives):
    examples = Experiment(text="a b c a", objective="skip_gram_negative", negatives=negatives).task.examples
    drawn = examples.kind.draw(9, torch.Generator().manual_seed(0))
    assert drawn.shape == (9, negatives)
    assert drawn.dtype == torch.int64


@pytest.mark.parametrize("name", [name for name in OBJECTIVES if name != "skip_gram_negative"])
def test_other_objectives_draw_none(name):
    assert Experiment(objective=name).target_kind.draw(9, torch.Generator().manual_seed(0)) is None


def test_a_word_is_drawn_as_often_as_its_count_to_the_power_of_three_quarters():
    text = "a " * 81 + "b " * 16 + "c"
    examples = Experiment(text=text, objective="skip_gram_negative", negatives=50).task.examples
    drawn = examples.kind.draw(2_000, torch.Generator().manual_seed(0))
    shares = drawn.flatten().bincount() / drawn.numel()
    expected = torch.tensor([27.0, 8.0, 1.0]) / 36  # 81 ** 0.75 is 27, and 16 ** 0.75 is 8
    torch.testing.assert_close(shares, expected, atol=0.005, rtol=0)  # three standard deviations of 100,000 draws


@pytest.mark.parametrize("rules", [{"pad": True}, {"pad": True, "unk": True}], ids=str)
def test_a_word_that_is_in_no_text_is_never_drawn(rules):
    experiment = Experiment(text="a b c a", objective="skip_gram_negative", negatives=50, **rules)
    drawn = experiment.target_kind.draw(1_000, torch.Generator().manual_seed(0))
    assert {experiment.vocabulary.words[number] for number in drawn.unique().tolist()} == {"a", "b", "c"}


def test_the_loss_of_negative_sampling_by_hand():
    vectors, head = torch.tensor([[1.0, 2.0]]), nn.Embedding(3, 2)
    head.weight.data = torch.tensor([[0.5, 0.5], [1.0, -1.0], [0.0, 1.0]])
    batch = Batch(torch.tensor([[0]]), torch.tensor([0]), negatives=torch.tensor([[1, 2]]))
    found = OBJECTIVES["skip_gram_negative"].error(lambda ids: vectors[ids], head, batch)
    # u·v is 1.5 for the target, and -1 and 2 for the negatives, where the other sign counts
    expected = -sum(math.log(1 / (1 + math.exp(-score))) for score in (1.5, 1.0, -2.0))
    assert found.item() == pytest.approx(expected, rel=1e-6)


def test_a_vector_is_pushed_away_from_the_second_vectors_of_all_drawn_words():
    vectors, head = torch.tensor([[1.0, 2.0]], requires_grad=True), nn.Embedding(3, 2)
    head.weight.data = torch.tensor([[0.0, 0.0], [1.0, -1.0], [0.0, 1.0]])  # the neighbour's does not pull at all
    batch = Batch(torch.tensor([[0]]), torch.tensor([0]), negatives=torch.tensor([[1, 2]]))
    OBJECTIVES["skip_gram_negative"].error(lambda ids: vectors[ids], head, batch).backward()
    weights = [1 / (1 + math.exp(1.0)), 1 / (1 + math.exp(-2.0))]
    expected = weights[0] * head.weight[1] + weights[1] * head.weight[2]
    torch.testing.assert_close(vectors.grad[0], expected.detach())


# Labels of sentences


LABELS = "happy: I love this\nsad: I hate this\nfine: this\nhappy: love"


def labelled(sentences, **more):
    return Experiment(objective="labels", sentences=sentences, **more)


def test_from_a_sentences_words_its_label_is_guessed():
    experiment = labelled(LABELS)
    assert experiment.vocabulary.words == ("I", "love", "this", "hate")
    assert experiment.task.goals == ("happy", "sad", "fine")
    assert rows(experiment.task.examples) == [
        ((0, 1, 2), 0),
        ((0, 3, 2), 1),
        ((2, -1, -1), 2),
        ((1, -1, -1), 0),
    ]


def test_the_head_scores_each_label():
    head = OBJECTIVES["labels"].head.build(5, len(labelled(LABELS).task.goals))
    assert head.weight.shape == (3, 5)
    history = train(labelled(LABELS, steps=3))
    assert history.goals == ("happy", "sad", "fine")
    assert history.targets.max() == 2


def test_a_sentences_words_share_its_gradient():
    gradient = train(labelled("good: a b\nbad: c", steps=1)).embedding.gradient[0]
    np.testing.assert_array_equal(gradient[0], gradient[1])
    assert np.abs(gradient).max(axis=1).all()


@pytest.mark.parametrize("sentences", [" good : a b\n\n bad:a", "good：a b\nbad：a", "good: a b\r\nbad: a"])
def test_sentences_may_be_written_with_space_and_other_colons(sentences):
    experiment = labelled(sentences)
    assert experiment.task.goals == ("good", "bad")
    assert named_goals(experiment) == [(("a", "b"), "good"), (("a",), "bad")]


def named_goals(experiment):
    words, goals = experiment.vocabulary.words, experiment.task.goals
    return [
        (tuple(words[number] for number in inputs if number >= 0), goals[target])
        for inputs, target in rows(experiment.task.examples)
    ]


def test_a_colon_in_a_sentence_is_a_word_of_it():
    assert named_goals(labelled("one: a: b\ntwo: b"))[0] == (("a", ":", "b"), "one")


def test_words_of_sentences_that_fell_out_are_left_out_and_so_is_a_sentence_without_any():
    experiment = labelled("x: a b q\ny: a b\nz: q2", minimum_count=2)
    assert named_goals(experiment) == [(("a", "b"), "x"), (("a", "b"), "y")]
    assert experiment.task.goals == ("x", "y")


@pytest.mark.parametrize(
    "sentences",
    ["", "\n \n", "I love you", "happy:", ": I love you", "happy: a b", "happy: a b\nhappy: b", "a: b c\nno label"],
    ids=ascii,
)
def test_what_is_no_sentence_with_a_label_is_refused(sentences):
    assert "happy: I love this cat" in refused_in("sentences", objective="labels", sentences=sentences)


def test_labelled_sentences_that_make_too_large_a_table_are_refused():
    sentences = f"x: {'a b ' * 5_000}\n" + "y: a\n" * 5_000
    refused = refused_in("sentences", objective="labels", sentences=sentences, layer="embedding")
    assert "5,000,000" in refused


PARTS = [*"ab:,\n ：١5.-", "good: a b", "\nbad: b", "1, 2", "1e999", "nan", "\u2028"]
LINES = st.lists(st.sampled_from(PARTS)).map("".join)


@given(st.text() | LINES | st.text(st.characters(exclude_categories=())))
@settings(max_examples=200, deadline=None)
def test_any_sentences_are_examples_or_refused_as_sentences(sentences):
    try:
        experiment = labelled(sentences)
    except InvalidField as refused:
        assert refused.field == "sentences"
    else:
        examples = experiment.task.examples
        assert set(examples.targets.tolist()) == set(range(len(experiment.task.goals)))
        assert all(goal.strip() for goal in experiment.task.goals)
        assert (examples.inputs >= 0).any(1).all()


# Places


def placed(points, **more):
    return Experiment(objective="points", points=points, **more)


def test_each_word_has_a_place_to_go_to():
    experiment = placed("cat: 1, 2\nbig dog: -0.5, 1e3")
    assert experiment.vocabulary.words == ("cat", "big dog")
    assert rows(experiment.task.examples) == [((0,), 0), ((1,), 1)]
    assert experiment.target_kind.points.tolist() == [[1, 2], [-0.5, 1_000]]
    assert experiment.task.goals == ("(1, 2)", "(-0.5, 1000)")


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("layer", ["embedding", "linear"])
def test_the_words_arrive_and_the_loss_is_0(optimizer, layer):
    points = "cat: 1, 2, 0\ndog: -1, 0.5, 3\nowl: 0, 0, 0"
    track = train(placed(points, optimizer=optimizer, learning_rate=0.5, steps=400)).tracks[layer]
    np.testing.assert_allclose(track.vectors[-1], [[1, 2, 0], [-1, 0.5, 3], [0, 0, 0]], atol=1e-3)
    assert track.loss[-1] < 1e-6 < track.loss[0]


def test_the_loss_is_the_mean_squared_distance_along_each_dimension():
    history = train(placed("a: 3, 4\nb: 0, 0", initializer="constant_", val=0.0, steps=1))
    assert history.embedding.loss[0] == 25 / 4
    np.testing.assert_array_equal(history.embedding.gradient[0], [[-1.5, -2], [0, 0]])


@pytest.mark.parametrize("width", [1, 2, 5, 256])
def test_the_dimension_is_that_of_the_places(width):
    points = "\n".join(f"{word}: {', '.join(['1'] * width)}" for word in "ab")
    assert placed(points, dimension=7).dimension == placed(points).cost.dimension == width


@pytest.mark.parametrize(
    "points",
    [
        "",
        " \n",
        "cat",
        "cat:",
        ": 1, 2",
        "cat: 1, x",
        "cat: 1,",
        "cat: nan, 1",
        "cat: 1e999, 1",
        "cat: inf",
        "cat: 1e7",
    ],
    ids=ascii,
)
def test_what_is_no_word_with_a_place_is_refused(points):
    assert "cat: 1, 2" in refused_in("points", objective="points", points=points)
    assert refused_in("points", objective="points", points=f"dog: 1, 2\n{points or 'x'}")


def test_more_than_256_numbers_are_no_place():
    assert refused_in("points", objective="points", points=f"a: {', '.join(['1'] * 257)}\nb: 1")


def test_places_of_different_widths_are_refused():
    assert "“dog” has 3 coordinates" in refused_in("points", objective="points", points="cat: 1, 2\ndog: 1, 2, 3")


def test_places_and_given_vectors_have_one_width():
    numbers = {"initializer": "from_pretrained", "matrix": "[[1, 2, 3], [4, 5, 6]]"}
    assert placed("a: 1, 2, 3\nb: 1, 2, 3", **numbers).dimension == 3
    refused_in("points", objective="points", points="a: 1, 2\nb: 1, 2", **numbers)


def test_a_word_whose_place_is_its_vector_rests():
    history = train(placed("a: 1, 2\nb: 3, 4", initializer="from_pretrained", matrix="[[1, 2], [3, 4]]", freeze=False))
    assert (history.embedding.loss == 0).all()
    assert (history.embedding.weight == history.embedding.weight[0]).all()


@given(st.text() | LINES | st.text(st.characters(exclude_categories=())))
@settings(max_examples=200, deadline=None)
def test_any_places_are_examples_or_refused_as_places(points):
    try:
        experiment = placed(points)
    except InvalidField as refused:
        assert refused.field == "points"
    else:
        places = experiment.target_kind.points
        assert places.isfinite().all()
        assert places.shape[1] == experiment.dimension


@given(
    st.lists(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3), min_size=2, max_size=5),
)
@settings(max_examples=50, deadline=None)
def test_places_are_read_as_they_are_written(places):
    points = "\n".join(f"w{word}: {', '.join(map(repr, place))}" for word, place in enumerate(places))
    assert placed(points).target_kind.points.tolist() == places


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
    together, why_layers_differ = np.linalg.norm(a - b, axis=1), np.linalg.norm(a - p, axis=1)
    assert together[0] > 1.1 * together[1]
    assert why_layers_differ[1] > 2 * together[1]
