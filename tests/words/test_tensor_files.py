"""Matrices from files that hold several arrays: the right numbers, or a sentence."""

import io
import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import deserialize
from safetensors.torch import save

from playground import Experiment, limits, train
from playground.takeaway.model import safetensors
from playground.takeaway.taken import Taken
from playground.words import tensor_files
from playground.words.array_files import array, checked_shape
from playground.words.text_files import Unreadable

MATRIX = np.array([[0.1, -2.5], [3e-5, 7.0], [1.0, 0.0]], np.float32)
TYPES = [
    *(torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.bool),
    *(torch.int64, torch.int32, torch.int16, torch.int8, torch.uint64, torch.uint32, torch.uint16, torch.uint8),
]


def npz(**arrays: np.ndarray) -> bytes:
    written = io.BytesIO()
    np.savez_compressed(written, **arrays)
    return written.getvalue()


def offered(name: str, data: bytes) -> list[str]:
    return list(tensor_files.contents(name, data).matrices)


def test_of_an_archive_each_matrix_can_be_chosen():
    data = npz(first=MATRIX, second=2 * MATRIX)
    assert offered("w.npz", data) == ["first", "second"]
    np.testing.assert_array_equal(tensor_files.matrix("w.npz", data, "second"), 2 * MATRIX)


@pytest.mark.parametrize("dtype", TYPES, ids=str)
def test_a_tensor_of_any_type_comes_as_float32(dtype):
    tensor = torch.tensor(MATRIX).abs().to(dtype)
    data = save({"wte.weight": tensor, "bias": torch.ones(3), "conv": torch.ones(2, 2, 2)})
    assert offered("model.safetensors", data) == ["wte.weight"]
    read = tensor_files.matrix("model.safetensors", data, "wte.weight")
    np.testing.assert_array_equal(read, tensor.float().numpy())
    assert tensor_files.words("m.safetensors", data) == []


def test_the_model_file_of_this_page_brings_its_words():
    history = train(Experiment(steps=3))
    data = safetensors(Taken(history, 2, "embedding"))
    assert tensor_files.words("m.safetensors", data) == list(history.words)
    assert "embedding.weight" in offered("m.safetensors", data)
    np.testing.assert_array_equal(
        tensor_files.matrix("m.safetensors", data, "embedding.weight"), history.embedding.weight[2]
    )


def test_what_is_left_out_is_said_with_its_reason():
    arrays = {
        "w": MATRIX,
        "bias": MATRIX[0],
        "names": MATRIX.astype(str),
        "none": MATRIX[:0],
        "wide": np.ones((1, 1025)),
    }
    said = tensor_files.contents("w.npz", npz(**arrays)).left_out
    assert said.startswith("Left out: bias (not a matrix); names (not real numbers); none (empty); wide (over 1,024 ")
    model = {"w": torch.tensor(MATRIX), "w8": torch.ones(2, 2).to(torch.float8_e4m3fn), "conv": torch.ones(2, 2, 2)}
    model |= {f"bias.{layer}": torch.ones(3) for layer in range(5)}
    found = tensor_files.contents("m.safetensors", save(model))
    assert found.matrices == ("w",)
    assert sorted(found.left_out[10:-1].split("; ")) == [
        "bias.0, bias.1, bias.2 and 3 more (not a matrix)",
        "w8 (type F8_E4M3)",
    ]
    with pytest.raises(Unreadable, match=r"no matrix .* Left out: bias \(not a matrix\)\."):
        tensor_files.contents("w.npz", npz(bias=MATRIX[0]))


def test_an_array_whose_name_is_damaged_does_not_vanish():
    data = npz(first=MATRIX, second=2 * MATRIX)
    for name in (b"first.npy", b"second.npy"):
        for place in (data.index(name), data.rindex(name)):  # at the array, and in the list at the end
            for at in range(place, place + len(name)):
                found = tensor_files.contents("w.npz", data[:at] + b"~" + data[at + 1 :])
                assert len(found.matrices) == 1
                assert found.left_out.endswith("(damaged).")


def test_one_tensor_is_read_without_a_copy_of_the_others():
    data = save({"large": torch.zeros(9_000, 250), "small": torch.tensor(MATRIX)})
    tracemalloc.start()
    offered("m.safetensors", data)
    tensor_files.matrix("m.safetensors", data, "small")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000


@given(st.binary(max_size=12), st.integers(0, 200), st.sampled_from([0, 1, 20]))
@settings(max_examples=300, deadline=None)
def test_a_damaged_header_is_taken_only_where_the_library_takes_it(new, at, cut):
    whole = save({"a": torch.tensor(MATRIX), "b": torch.ones(2, 3, dtype=torch.int16)})
    broken = whole[:at] + new + whole[at + cut :]
    try:
        tensor_files.contents("w.safetensors", broken)
    except Unreadable:
        return
    assert {name for name, _ in deserialize(broken)}


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_broken_file_is_right_or_a_sentence(data):
    name, whole = data.draw(
        st.sampled_from([("w.npz", npz(w=MATRIX)), ("w.safetensors", save({"w": torch.tensor(MATRIX)}))])
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = data.draw(
        st.sampled_from([whole[:at], whole[:at] + b"\x00" + whole[at:], whole[:at] + b"\xff" + whole[at + 1 :]])
    )
    try:
        for chosen in offered(name, broken):
            assert tensor_files.matrix(name, broken, chosen).dtype == np.float32
    except Unreadable as problem:
        assert str(problem).endswith(".")


@pytest.mark.parametrize(
    ("shape", "fits"),
    [
        ((limits.NUMBERS_ROWS, 8), True),
        ((limits.NUMBERS_ROWS + 1, 1), False),
        ((1, limits.DIMENSIONS), True),
        ((1, limits.DIMENSIONS + 1), False),
        ((limits.NUMBERS // 1000, 1000), True),
        ((limits.NUMBERS // 1000 + 1, 1000), False),
        ((0, 3), False),
        ((3,), False),
    ],
)
def test_the_limits_are_those_of_the_shape(shape, fits):
    try:
        checked_shape(shape)
    except Unreadable:
        assert not fits
    else:
        assert fits


def test_a_file_that_is_too_large_is_refused_before_it_is_unpacked():
    written = io.BytesIO()
    np.save(written, np.zeros((9_990_000, 1), bool))
    tracemalloc.start()
    with pytest.raises(Unreadable, match="At most"):
        array(written.getvalue())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * len(written.getvalue())


def test_an_archive_that_unfolds_to_more_than_it_may_is_refused():
    data = npz(w=np.zeros((400_000, 8), np.float32))
    assert len(data) < 100_000
    with pytest.raises(Unreadable, match="limit"):
        tensor_files.matrix("w.npz", data, "w")
