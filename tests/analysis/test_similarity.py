import time
from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from playground import Experiment, train
from playground.analysis.similarity import arithmetic, cluster_order, cosine_over, cosines, neighbours, terms
from playground.words.example_texts import CORPORA
from playground.words.vocabulary import Vocabulary

PAIRS = "king queen prince princess dog cat horse cow monday tuesday friday sunday"


def drawn_at_random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def clusters(groups, each, dimension, scatter, seed=0):
    """Vectors around some directions, in a mixed order, and the group of each."""
    random = np.random.default_rng(seed)
    group = random.permutation(np.repeat(np.arange(groups), each))
    centres = np.eye(dimension)[:groups]
    return (centres[group] + scatter * random.normal(size=(len(group), dimension))).astype(np.float32), group


@pytest.fixture(scope="module")
def royals():
    history = train(Experiment(text=PAIRS, initializer="from_pretrained", numbers="minilm", steps=1))
    return history.words, history.embedding.vectors[-1]


def oracle(vectors):
    tensor = torch.tensor(vectors)
    return F.cosine_similarity(tensor[:, None], tensor[None], dim=-1).numpy()


@pytest.mark.parametrize("shape", [(2, 1), (2, 2), (12, 2), (30, 50)])
def test_cosines_are_pytorchs(shape):
    vectors = drawn_at_random(*shape)
    found = cosines(vectors)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, oracle(vectors), atol=1e-6)
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_array_equal(np.diag(found), 1)


def test_a_cosine_is_1_the_same_way_0_at_a_right_angle_and_minus_1_the_opposite_way():
    one = torch.tensor([3.0, 4.0])
    ways = [(6.0, 8.0), (-4.0, 3.0), (-0.3, -0.4)]
    assert [round(F.cosine_similarity(one, torch.tensor(way), 0).item(), 5) for way in ways] == [1, 0, -1]


@pytest.mark.parametrize("count", [0, 1, 5, 39, 100])
def test_neighbours_are_the_words_of_highest_cosine(count):
    vectors = drawn_at_random(40, 7)
    tensor = torch.tensor(vectors)
    expected = [word for word in torch.argsort(torch.tensor(oracle(vectors)[3]), descending=True).tolist() if word != 3]
    found = neighbours(vectors, 3, count)
    assert [index for index, _, _ in found] == expected[:count]
    for index, cosine, distance in found:
        assert cosine == pytest.approx(float(F.cosine_similarity(tensor[3], tensor[index], dim=0)), abs=1e-6)
        assert distance == pytest.approx(float(torch.dist(tensor[3], tensor[index])), rel=1e-5)


def test_kings_nearest_is_queen(royals):
    words, vectors = royals
    nearest = {word: words[neighbours(vectors, words.index(word), 1)[0].word] for word in ("king", "prince", "monday")}
    assert nearest == {"king": "queen", "prince": "princess", "monday": "tuesday"}


def test_queen_minus_princess_plus_prince_is_king(royals):
    words, vectors = royals
    plus, minus = [words.index("queen"), words.index("prince")], [words.index("princess")]
    assert words[arithmetic(vectors, plus, minus, 1)[0].word] == "king"


def test_arithmetic_looks_near_the_sum_and_leaves_its_words_out():
    vectors = drawn_at_random(20, 5)
    target = torch.tensor(vectors[4] + vectors[9] - vectors[2])
    found = arithmetic(vectors, [4, 9], [2], 100)
    assert sorted(index for index, _, _ in found) == [word for word in range(20) if word not in (2, 4, 9)]
    assert [cosine for _, cosine, _ in found] == sorted((cosine for _, cosine, _ in found), reverse=True)
    for index, cosine, distance in found:
        assert cosine == pytest.approx(
            float(F.cosine_similarity(target, torch.tensor(vectors[index]), dim=0)), abs=1e-5
        )
        assert distance == pytest.approx(float(torch.dist(target, torch.tensor(vectors[index]))), rel=1e-5)


def test_one_word_alone_is_a_sum_too():
    vectors = drawn_at_random(9, 4)
    assert arithmetic(vectors, [5], [], 8) == neighbours(vectors, 5, 8)
    assert {cosine for _, cosine, _ in arithmetic(vectors, [], [], 9)} == {0}
    assert arithmetic(vectors[:2], [0], [1], 5) == []


def test_a_word_that_is_not_there_is_refused():
    for call in (
        lambda v: neighbours(v, 9, 1),
        lambda v: arithmetic(v, [0, 9], [], 1),
        lambda v: arithmetic(v, [], [9], 1),
    ):
        with pytest.raises(IndexError):
            call(drawn_at_random(9, 4))


def test_a_vector_of_zeros_has_cosine_0_as_in_pytorch():
    vectors = np.array([[0, 0], [1, 2], [0, 0], [-1, -2]], np.float32)
    np.testing.assert_allclose(cosines(vectors), oracle(vectors), atol=1e-6)
    assert not cosines(vectors)[[0, 2]].any()
    assert [(index, cosine) for index, cosine, _ in neighbours(vectors, 0, 3)] == [(2, 0), (1, 0), (3, 0)]
    assert sorted(cluster_order(vectors)) == [0, 1, 2, 3]
    assert not cosine_over(vectors[None], 0, 1).any()


def test_in_one_dimension_a_cosine_is_1_or_minus_1():
    vectors = np.array([[3], [-0.1], [0.5], [-7], [2]], np.float32)
    np.testing.assert_array_equal(cosines(vectors), np.sign(vectors) * np.sign(vectors.T))
    assert [index for index, _, _ in neighbours(vectors, 0, 4)] == [4, 2, 1, 3]
    signs = np.sign(vectors[cluster_order(vectors), 0])
    assert np.count_nonzero(np.diff(signs)) == 1


def test_the_largest_and_small_numbers_have_a_direction_too():
    vectors = np.array([[3e38, 3e38], [-3e38, -3e38], [1e-6, 1e-6]], np.float32)
    np.testing.assert_allclose(cosines(vectors), [[1, -1, 1], [-1, 1, -1], [1, -1, 1]])
    nearest, farthest = neighbours(vectors, 0, 2)
    assert (nearest.word, farthest.word) == (2, 1)
    assert farthest.distance == pytest.approx(6e38 * 2**0.5)


def test_the_same_vector_is_at_distance_0():
    vectors = np.repeat(drawn_at_random(1, 50) * 1_000, 40, axis=0)
    assert {(cosine, distance) for _, cosine, distance in neighbours(vectors, 7, 39)} == {(1, 0)}


def test_fifty_thousand_words_have_neighbours_without_all_pairs():
    vectors = drawn_at_random(50_000, 2)
    start = time.perf_counter()
    found = neighbours(vectors, 49_999, 3)
    assert time.perf_counter() - start < 5  # 50,000 x 50,000 numbers would take minutes, and 20 GB
    expected = F.cosine_similarity(torch.tensor(vectors[:-1]).double(), torch.tensor(vectors[-1]).double(), dim=-1)
    assert [cosine for _, cosine, _ in found] == pytest.approx(expected.sort(descending=True).values[:3].tolist())


def test_a_cosine_over_the_run_is_that_of_each_snapshot():
    vectors = drawn_at_random(6, 5, 3)
    found = cosine_over(vectors, 1, 4)
    assert (found.shape, found.dtype) == ((6,), np.float32)
    np.testing.assert_array_equal(found, [cosines(snapshot)[1, 4] for snapshot in vectors])
    np.testing.assert_array_equal(found, cosine_over(vectors, 4, 1))
    np.testing.assert_array_equal(cosine_over(vectors, 2, 2), 1)


@pytest.mark.parametrize("shape", [(1, 3), (2, 1), (2, 2), (3, 2), (30, 1), (30, 2), (31, 50)])
def test_the_order_is_a_permutation_and_the_same_each_time(shape):
    vectors = drawn_at_random(*shape)
    order = cluster_order(vectors)
    assert sorted(order) == list(range(len(vectors)))
    np.testing.assert_array_equal(order, cluster_order(vectors))


@pytest.mark.parametrize("seed", range(20))
def test_clusters_that_lie_apart_stand_in_one_run_each(seed):
    vectors, group = clusters(5, 6, 8, 0.1, seed)
    assert np.count_nonzero(np.diff(group[cluster_order(vectors)])) == 4


def test_two_dimensions_are_gone_through_as_on_a_clock():
    angles = np.deg2rad([0, 100, 20, 80, 10, 130, 40])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert cluster_order(vectors).tolist() == [0, 4, 2, 6, 3, 1, 5]


@pytest.mark.parametrize("seed", range(5))
def test_animals_and_verbs_stand_together_at_the_end_of_the_run(seed):
    recipe = CORPORA["animals"].recipe
    history = train(Experiment(**recipe, seed=seed))
    animals, verbs = {"cat", "dog", "bird", "fish", "horse"}, {"sleeps", "eats", "plays", "waits", "runs"}
    for track in history.tracks.values():
        order = [history.words[word] for word in cluster_order(track.vectors[-1])]
        together = sum(any(group.issuperset(pair) for group in (animals, verbs)) for pair in pairwise(order))
        assert together >= 6, order  # of 8, if each group stands in one run


def test_the_groups_of_trained_vectors_stand_together(royals):
    _, vectors = royals
    assert np.count_nonzero(np.diff(cluster_order(vectors) // 4)) == 2


SUMS = {
    "cat": (["cat"], [], []),
    "cat - dog + x-ray": (["cat", "x-ray"], ["dog"], []),
    "- cat": ([], ["cat"], []),
    "cat − dog": (["cat"], ["dog"], []),
    "CAT + Dog": (["cat", "dog"], [], []),
    "cat dog": (["cat", "dog"], [], []),
    "good day - cat": (["good day"], ["cat"], []),
    "cat-dog": ([], [], ["cat-dog"]),
    "cat - unicorn": (["cat"], [], ["unicorn"]),
    "cat - ": (["cat"], [], []),
    " + - ": ([], [], []),
    "": ([], [], []),
}


@pytest.mark.parametrize("written", SUMS)
def test_a_sum_is_read_by_signs_that_stand_between_spaces(written):
    words = ("cat", "dog", "x-ray", "good day")
    found = terms(written, Vocabulary(words, (1,) * len(words), {word: k for k, word in enumerate(words)}))
    assert ([words[k] for k in found.plus], [words[k] for k in found.minus], found.unknown) == SUMS[written]
