"""Own numbers, typed into a grid."""

import numpy as np
import pandas as pd
import streamlit as st

from playground import Experiment
from playground.training.history import Floats
from playground.training.initial_models import models
from playground.ui.session import state
from playground.words.matrix import write

_MOST_CELLS = 2_000
_VERSION = "_grid"


def grid(experiment: Experiment) -> None:
    """The weights that the run starts with, a row for each word, to be changed in place."""
    cells = len(experiment.vocabulary) * experiment.dimension
    box = st.expander("In a grid", key="grid", on_change="rerun")
    if not box.open:
        return
    with box:
        if cells > _MOST_CELLS:
            st.caption(f"{cells:,} numbers are too many to type; the limit is {_MOST_CELLS:,}. Upload a file instead.")
            return
        start = _start(experiment)
        version = st.session_state.setdefault(_VERSION, 0)
        st.data_editor(
            _table(experiment.vocabulary.words, start),
            key=f"grid {version}",
            on_change=_change,
            args=(f"grid {version}", start),
            disabled=["word"],
            height=36 + 35 * min(len(start), 6),
        )
        st.caption("Enter decimals such as 0.25. An empty cell keeps its number.")


def _start(experiment: Experiment) -> Floats:
    """The first layer's weight before training, a row for each word, float32 (V, D)."""
    layers, _ = models(experiment)
    kind = experiment.selection.layers[0]
    return kind.words_first(layers[kind.name].weight.detach()).numpy()


def _table(words: tuple[str, ...], start: Floats) -> pd.DataFrame:
    columns = {str(column): start[:, column].astype(float) for column in range(start.shape[1])}
    return pd.DataFrame({"word": words, **columns}).set_index("word")


def _change(key: str, start: Floats) -> None:
    """Take the changed cells over into the recipe; an emptied or endless number stays what it was."""
    changed, (rows, columns) = np.array(start), start.shape
    for row, cells in st.session_state[key]["edited_rows"].items():
        for column, number in cells.items():
            there = int(row) in range(rows) and int(column) in range(columns)  # a browser may tell anything
            if there and number is not None and np.isfinite(np.float32(number)):
                changed[int(row), int(column)] = number
    st.session_state[_VERSION] += 1
    state.put({"matrix": write(changed)})
