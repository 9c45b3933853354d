"""The arrays behind the matrix panels: which part of the weights and batches is sent, and how much is seen at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.figures.bindings import Window
from playground.figures.drawn_words import BUDGET, LISTED, Drawn, drawn
from playground.model.layers import LAYERS
from playground.training.history import Floats, History

DRAWN_WORDS, DRAWN_DIMENSIONS, DRAWN_BATCH = 30, 16, 12
"""How many words, dimensions and inputs fit into a picture that can be read."""
SENT_DIMENSIONS = 64

_FRAME_X, _FRAME_Y = np.array([0, 1, 1, 0, 0], np.float32), np.array([0, 0, 1, 1, 0], np.float32)


@dataclass(frozen=True)
class Cells:
    """The first ``words`` of the ``drawn`` words and the first ``dimensions`` of the weights are sent."""

    drawn: Drawn
    words: int
    dimensions: int

    @property
    def indices(self) -> NDArray[np.int64]:
        return self.drawn.indices[: self.words]

    @property
    def windows(self) -> tuple[Window, ...]:
        """What is moved where not all can be seen at once."""
        words = Window("words", DRAWN_WORDS, self.words, lit=True)
        dimensions = Window("dimensions", DRAWN_DIMENSIONS, self.dimensions)
        return tuple(window for window in (words, dimensions) if window.size < window.count)


def cells(history: History, matrices: int = 1) -> Cells:
    """As many words, and then dimensions, as BUDGET allows for all snapshots; never less than can be seen at once.

    So many ``matrices`` of a layer are sent: they share the budget.
    """
    order = drawn(history)
    room = BUDGET // (4 * len(history.steps) * matrices)
    words, dimensions = min(order.total, LISTED), min(history.experiment.dimension, SENT_DIMENSIONS)
    words = min(words, max(DRAWN_WORDS, room // dimensions))
    return Cells(order, words, min(dimensions, max(DRAWN_DIMENSIONS, room // words)))


def matrix_arrays(history: History, sent: Cells) -> dict[str, np.ndarray]:
    """The arrays that the panels are bound to.

    "embedding.weight" (S, V', D'), "linear.weight" (S, D', V') and "linear.bias.column" (S, D', 1); the indices of the
    words at the same cells, "row.index" (V', D') and "column.index" (D', V'); the batch as indices, "batch" (S, B', 1),
    and as places among the words that are sent, "batch.place" (S, B', 1), -1 for any other word; both NaN where there
    is no word; and for each word the corners of the frames around its row, its column and its one-hot rows.
    """
    words, dimensions = sent.words, sent.dimensions
    batch = _batch(history)
    arrays: dict[str, np.ndarray] = {"batch.place": _places(batch, sent)}
    if history.embedding is not None:
        arrays["embedding.weight"] = history.embedding.weight[:, sent.indices, :dimensions]
        arrays["row.index"] = np.repeat(sent.indices[:, None], dimensions, axis=1)
        arrays["batch"] = batch
        arrays |= _frames("row", dimensions, words, by_row=True)
    if history.linear is not None:
        arrays["linear.weight"] = history.linear.weight[:, :dimensions, sent.indices]
        arrays["column.index"] = np.repeat(sent.indices[None], dimensions, axis=0)
        if history.linear.bias is not None:
            arrays["linear.bias.column"] = history.linear.bias[:, :dimensions, None]
        arrays |= _frames("column", words, dimensions, by_row=False)
        arrays |= _one_hot_frames(arrays["batch.place"], words)
    return arrays


def gradient_arrays(history: History, sent: Cells, factor: float) -> dict[str, np.ndarray]:
    """The gradients of the cells that are sent, ``factor`` times as large, and NaN where a word's gradient is 0.

    "embedding.grad" (S, V', D') and "linear.grad" (S, D', V'), as PyTorch stores them.
    """
    arrays: dict[str, np.ndarray] = {}
    for name, track in history.tracks.items():
        gradient = LAYERS[name].words_first(track.gradient)
        cells = gradient[:, sent.indices, : sent.dimensions] * np.float32(factor)
        shown = np.where(gradient[:, sent.indices].any(2, keepdims=True), cells, np.float32(np.nan))
        arrays[f"{name}.grad"] = LAYERS[name].words_first(shown)
    return arrays


def _batch(history: History) -> Floats:
    """The input words of each snapshot's batch, one after the other, float32 (S, B', 1), NaN where there is none."""
    inputs = history.inputs.reshape(len(history.steps), -1, 1)[:, :DRAWN_BATCH].astype(np.float32)
    return np.where(inputs < 0, np.float32(np.nan), inputs)


def _places(batch: Floats, sent: Cells) -> Floats:
    """For indices of words their places among the words that are sent."""
    places = np.full(sent.drawn.total, -1, np.float32)
    places[sent.indices] = np.arange(sent.words)
    return np.where(np.isnan(batch), batch, places[np.nan_to_num(batch).astype(int)])


def _frames(name: str, columns: int, rows: int, by_row: bool) -> dict[str, Floats]:
    """A rectangle around each row (or column) of a matrix of that size: x and y of its corners."""
    count = rows if by_row else columns
    first = np.arange(count, dtype=np.float32)[:, None]
    across, along = _FRAME_X * (columns if by_row else 1), _FRAME_Y * (1 if by_row else rows)
    zero = np.zeros_like(first)
    x, y = (zero, first) if by_row else (first, zero)
    return {f"{name}.x": x + across - 0.5, f"{name}.y": y + along - 0.5}


def _one_hot_frames(places: Floats, words: int) -> dict[str, Floats]:
    """Around each word's rows of the batch, if all batches are the same; else around its column, where its 1s are.

    ``places`` (S, B', 1) are the words in the rows. The frames have the same number of corners for each word, with NaN
    between rows and where a word has fewer rows than another.
    """
    batch = places[-1, :, 0]
    if not np.array_equal(places, np.broadcast_to(places[-1], places.shape), equal_nan=True):
        return _frames("one_hot", words, len(batch), by_row=False)
    rows = _frames("", words, len(batch), by_row=True)
    found = [np.flatnonzero(batch == word) for word in range(words)]
    most = max(1, *map(len, found))
    frames = {f"one_hot{axis}": np.full((words, most, 6), np.nan, np.float32) for axis in rows}
    for axis, corners in rows.items():
        for word, own in enumerate(found):
            frames[f"one_hot{axis}"][word, : len(own), :5] = corners[own]
    return {name: frame.reshape(words, -1) for name, frame in frames.items()}


def gradient_factor(history: History) -> float:
    """1, 10, 100, ...: how many times as large gradients are drawn, so that large ones begin before the point."""
    sizes = np.concatenate([np.abs(track.gradient[track.gradient != 0]) for track in history.tracks.values()])
    if not sizes.size:
        return 1.0
    usual = float(np.quantile(sizes, 0.9))
    return float(10.0 ** np.clip(np.ceil(-np.log10(usual)), 0, 9)) if usual > 0 else 1.0
