"""A run as a tidy table."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from playground.training.history import History


def run_table(history: History, snapshots: NDArray[np.int64] | None = None) -> pd.DataFrame:
    """A row for each number of each vector: "step", "layer", "word", "dimension", and the "value" as float32.

    All snapshots, or only these; the layer one after the other, and in each the steps in their order.
    """
    taken = np.arange(len(history.steps)) if snapshots is None else snapshots
    steps, words = len(taken), len(history.words)
    frames = []
    for name, track in history.tracks.items():
        values = track.vectors[taken]
        dimension = values.shape[2]
        word = np.tile(np.repeat(np.arange(words), dimension), steps)
        frames.append(
            pd.DataFrame(
                {
                    "step": np.repeat(history.steps[taken], words * dimension),
                    "layer": pd.Categorical.from_codes(np.full(values.size, 0), [name]),
                    "word": pd.Categorical.from_codes(word, pd.Index(history.words, dtype=object)),
                    "dimension": np.tile(np.arange(dimension), steps * words),
                    "value": values.reshape(-1),
                }
            )
        )
    table = pd.concat(frames, ignore_index=True)
    return table.astype({"layer": "category"})
