import numpy as np
import pytest

from playground import Experiment, train
from playground.figures.drawn_words import BUDGET, LISTED
from playground.figures.matrix_arrays import (
    DRAWN_BATCH,
    DRAWN_DIMENSIONS,
    DRAWN_WORDS,
    SENT_DIMENSIONS,
    cells,
    matrix_arrays,
)
from tests.figures.conftest import text

LARGE = [(200, 64, 60), (200, 256, 20), (60, 100, 200), (1_500, 20, 30), (31, 17, 300), (2, 1, 10)]


@pytest.fixture(scope="module", params=LARGE, ids=lambda size: "x".join(map(str, size)))
def large(request):
    words, dimension, steps = request.param
    return train(Experiment(text=text(words), dimension=dimension, steps=steps, layer="embedding"))


def arrays_of(history):
    return matrix_arrays(history, cells(history))


def assert_sent(history):
    sent, arrays = cells(history), arrays_of(history)
    if history.embedding is not None:
        expected = history.embedding.weight[:, sent.indices][:, :, : sent.dimensions]
        np.testing.assert_array_equal(arrays["embedding.weight"], expected)
    if history.linear is not None:
        expected = history.linear.weight[:, :, sent.indices][:, : sent.dimensions]
        np.testing.assert_array_equal(arrays["linear.weight"], expected)


def test_the_cells_are_the_weights_of_the_words_that_are_drawn_first(history):
    assert_sent(history)


def test_the_cells_are_the_weights_whatever_the_number_of_words(counted):
    assert_sent(counted)


def test_the_cells_fit_into_the_budget_or_are_just_what_is_seen_at_once(large):
    sent = cells(large)
    assert sent.words <= min(len(large.words), LISTED)
    assert sent.dimensions <= min(large.experiment.dimension, SENT_DIMENSIONS)
    assert sent.words >= min(len(large.words), DRAWN_WORDS)
    assert sent.dimensions >= min(large.experiment.dimension, DRAWN_DIMENSIONS)
    size = arrays_of(large)["embedding.weight"].nbytes
    assert size <= max(BUDGET, 4 * len(large.steps) * DRAWN_WORDS * DRAWN_DIMENSIONS)


def test_as_many_are_sent_as_fit(large):
    sent = cells(large)
    fewer = sent.words < min(len(large.words), LISTED)
    more = 4 * len(large.steps) * (sent.words + 1) * sent.dimensions
    assert not fewer or more > BUDGET


@pytest.mark.parametrize(
    ("name", "windows"),
    [
        ("default", []),
        ("30 words", []),
        ("31 words", [("words", 30, 31)]),
        ("200 words", [("words", 30, 200)]),
        ("1,500 words", [("words", 30, 200)]),
        ("twenty dimensions", [("dimensions", 16, 20)]),
    ],
)
def test_there_is_a_window_where_not_all_is_seen_at_once(run, name, windows):
    assert [(window.name, window.size, window.count) for window in cells(run(name)).windows] == windows


def test_only_the_window_of_words_follows_the_word_that_is_lit():
    sent = cells(train(Experiment(text=text(40), dimension=20, steps=1)))
    assert {window.name: window.lit for window in sent.windows} == {"words": True, "dimensions": False}


def test_every_cell_has_the_index_of_its_word(counted):
    sent, arrays = cells(counted), arrays_of(counted)
    assert (arrays["row.index"] == sent.indices[:, None]).all()
    np.testing.assert_array_equal(arrays["column.index"], arrays["row.index"].T)
    assert arrays["row.index"].shape == arrays["embedding.weight"].shape[1:]


def test_where_there_is_no_word_in_the_batch_nothing_is_drawn(run):
    history = run("joined pairs")
    for name in ("batch", "batch.place"):
        batch = arrays_of(history)[name]
        np.testing.assert_array_equal(
            np.isnan(batch[:, :, 0]), history.inputs.reshape(len(batch), -1)[:, :DRAWN_BATCH] < 0
        )
        assert np.isnan(batch).any()


def test_the_batch_is_told_by_index_and_by_place(counted):
    sent, arrays = cells(counted), arrays_of(counted)
    words = arrays["batch"][:, :, 0].astype(int)
    np.testing.assert_array_equal(words, counted.inputs.reshape(len(words), -1)[:, :DRAWN_BATCH])
    for word, place in zip(words.ravel(), arrays["batch.place"].ravel(), strict=True):
        assert sent.indices[int(place)] == word if place >= 0 else word not in sent.indices


def test_a_frame_goes_around_the_words_row_or_column(run):
    arrays = arrays_of(run("default"))
    for word in (0, 5, 11):
        row = arrays["row.x"][word], arrays["row.y"][word]
        column = arrays["column.x"][word], arrays["column.y"][word]
        assert [(side.min(), side.max()) for side in row] == [(-0.5, 1.5), (word - 0.5, word + 0.5)]
        assert [(side.min(), side.max()) for side in column] == [(word - 0.5, word + 0.5), (-0.5, 1.5)]
        assert arrays["one_hot.y"][word].max() == 7.5


def test_where_all_batches_are_the_same_a_word_is_framed_in_its_one_hot_rows():
    history = train(Experiment(text="spring summer autumn winter spring"))
    corners = matrix_arrays(history, cells(history, matrices=1))["one_hot.y"]
    assert np.nanmin(corners, axis=1).tolist() == [-0.5, 0.5, 1.5, 2.5]
    assert np.nanmax(corners, axis=1).tolist() == [0.5, 1.5, 2.5, 3.5]


def test_a_word_that_comes_twice_is_framed_twice_and_a_word_that_never_comes_not_at_all():
    history = train(Experiment(text="a b a b c"))
    corners = matrix_arrays(history, cells(history, matrices=1))["one_hot.y"]
    assert np.isfinite(corners).sum(axis=1).tolist() == [10, 10, 0]


def test_where_batches_differ_a_words_column_is_framed():
    corners = matrix_arrays(history := train(Experiment(batch_size=3)), cells(history, matrices=1))["one_hot.x"]
    assert np.ptp(corners, axis=1).tolist() == [1.0] * 12
