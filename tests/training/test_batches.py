from collections import Counter
from itertools import islice

import pytest
import torch

from playground import Experiment
from playground.training.batches import batch_size, batches

TEXT = "one two three four five six seven eight nine ten eleven"  # ten examples


def drawn(count, **recipe):
    return [chosen.tolist() for chosen, _ in islice(batches(Experiment(text=TEXT, **recipe)), count)]


def test_a_batch_has_the_size_asked_for():
    assert {len(batch) for batch in drawn(20, batch_size=3)} == {3}


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_every_example_is_used_once_before_any_is_used_again(size):
    used = [example for batch in drawn(30, batch_size=size) for example in batch]
    for first in range(0, len(used) - 9, 10):
        assert sorted(used[first : first + 10]) == list(range(10))


def test_the_examples_are_shuffled_anew_each_time():
    used = [example for batch in drawn(20, batch_size=1) for example in batch]
    assert used[:10] != used[10:]
    assert used[:10] != sorted(used[:10])


@pytest.mark.parametrize("size", [10, 4_096])
def test_a_number_as_large_as_the_text_takes_all_of_them_in_order_at_every_step(size):
    assert batch_size(Experiment(text=TEXT, batch_size=size)) == 10
    assert drawn(3, batch_size=size) == [list(range(10))] * 3


def test_the_seed_and_nothing_else_decides_the_batches():
    torch.manual_seed(1)
    first = drawn(9, batch_size=3, seed=4)
    torch.manual_seed(2)
    assert drawn(9, batch_size=3, seed=4, initializer="rand", optimizer="adam", steps=7) == first
    assert drawn(9, batch_size=3, seed=5) != first


def test_over_a_pass_each_example_counts_the_same():
    used = Counter(example for batch in drawn(100, batch_size=3) for example in batch)
    assert set(used.values()) == {30}


def test_words_that_fell_out_are_in_no_batch():
    text = "a b x a b y a b z a b"
    experiment = Experiment(text=text, minimum_count=2, batch_size=3)
    examples = experiment.task.examples
    assert len(examples) == 7
    for chosen, _ in islice(batches(experiment), 20):
        batch = examples.batch(chosen)
        assert batch.inputs.shape == (3, 1)
        assert set(batch.inputs.ravel().tolist()) | set(batch.targets.tolist()) <= {0, 1}


@pytest.mark.parametrize("size", [1, 3, 4])
def test_pairs_are_batched_by_examples_not_by_words(size):
    experiment = Experiment(objective="pairs", pairs="a^b^c|d^e, a|b, c|d", batch_size=size)
    assert len(experiment.task.examples) == 4
    assert [len(chosen) for chosen, _ in islice(batches(experiment), 5)] == [size] * 5


# In the order of the text


@pytest.mark.parametrize("size", [1, 3, 7])
def test_unshuffled_examples_come_in_the_order_of_the_text_again_and_again(size):
    used = [example for batch in drawn(30, batch_size=size, shuffle=False) for example in batch]
    assert used == [example % 10 for example in range(30 * size)]


@pytest.mark.parametrize("size", [1, 3, 10])
def test_unshuffled_the_seed_changes_no_batch(size):
    assert drawn(9, batch_size=size, shuffle=False, seed=1) == drawn(9, batch_size=size, shuffle=False, seed=2)


# Negatives


def negatives_of(count, **recipe):
    experiment = Experiment(text=TEXT, objective="skip_gram_negative", **recipe)
    return [negatives.tolist() for _, negatives in islice(batches(experiment), count)]


def test_a_batch_has_negatives_where_the_objective_asks_for_them():
    assert all(negatives is None for _, negatives in islice(batches(Experiment(text=TEXT)), 3))
    for batch in negatives_of(5, batch_size=4, negatives=3):
        assert len(batch) == 4
        assert {len(row) for row in batch} == {3}


@pytest.mark.parametrize("more", [{}, {"shuffle": False}, {"batch_size": 1_000}], ids=str)
def test_negatives_are_drawn_anew_at_every_step_and_by_the_seed(more):
    first = negatives_of(5, seed=1, **more)
    assert len({str(batch) for batch in first}) == 5
    assert negatives_of(5, seed=1, **more) == first != negatives_of(5, seed=2, **more)
