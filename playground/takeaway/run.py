"""The whole run as a table: step, layer, word, dimension, value."""

import io

import numpy as np
import pandas as pd

from playground.takeaway.cells import guarded
from playground.takeaway.taken import Taken
from playground.training.run_table import run_table

MOST_ROWS = 1_000_000
"""Rows of a file; of a longer run every n-th snapshot is written, and the last."""


MOST_AT_ONCE = MOST_ROWS // 2
"""Rows of one snapshot, up to which the first and the last have room."""


def fits(taken: Taken) -> bool:
    """Whether there is a table at all."""
    return _rows(taken) <= MOST_AT_ONCE


def snapshots(taken: Taken) -> np.ndarray:
    """int64: those that are written."""
    count = len(taken.history.steps)
    stride = -(-count * _rows(taken) // MOST_ROWS)
    return np.union1d(np.arange(0, count, stride), [count - 1])


def _rows(taken: Taken) -> int:
    """Rows of a snapshot."""
    return sum(track.vectors[0].size for track in taken.history.tracks.values())


def csv(taken: Taken) -> bytes:
    frame = _frame(taken)
    words = frame["word"].cat.categories
    frame["word"] = frame["word"].astype(object).map({word: guarded(word) for word in words})
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def parquet(taken: Taken) -> bytes:
    """With the page's link in ``DataFrame.attrs``, where pandas reads it back."""
    written, frame = io.BytesIO(), _frame(taken)
    frame.attrs["link"] = taken.link
    frame.to_parquet(written, index=False)
    return written.getvalue()


def _frame(taken: Taken) -> pd.DataFrame:
    return run_table(taken.history, snapshots(taken))
