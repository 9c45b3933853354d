"""Words and numbers that are written in a script are the same when Python has read them."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.scripts import literals


@given(words=st.lists(st.text(), min_size=1, max_size=300, unique=True))
def test_words_come_back_as_they_were(words):
    made = {}
    exec("\n".join(literals.vocabulary(words).lines()), made)
    assert made["vocab"] == {word: index for index, word in enumerate(words)}


@given(
    numbers=st.one_of(
        arrays(np.int64, st.integers(1, 300), elements=st.integers(-1, 50_000)),
        arrays(np.int64, st.tuples(st.integers(1, 60), st.integers(2, 9)), elements=st.integers(-1, 50_000)),
        arrays(np.float32, st.tuples(st.integers(1, 60), st.integers(1, 9)), elements=st.floats(-1e9, 1e9, width=32)),
    ),
    most=st.sampled_from([0, 1_000_000]),
)
def test_numbers_come_back_as_they_were(numbers, most):
    made = {"torch": torch}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(literals, "MOST_LISTED", most)
        part = literals.tensor("numbers", torch.from_numpy(numbers))
    lines = list(part.lines())
    exec("\n".join(lines), made)
    assert part.count == len(lines)
    found = made["numbers"].numpy()
    assert (found.shape, found.dtype, found.tobytes()) == (numbers.shape, numbers.dtype, numbers.tobytes())


@given(st.lists(st.lists(st.integers(0, 20_000), min_size=1, max_size=5), min_size=1), st.integers(0, 10))
def test_examples_of_several_words_come_back_as_they_were(examples, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(literals, "MOST_LISTED", most)
        names = {"torch": torch}
        exec("\n".join(literals.tensors("inputs", examples).lines()), names)
    assert [each.tolist() for each in names["inputs"]] == examples
