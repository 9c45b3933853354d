"""Panels below the stage, each opened on demand: nothing is computed for a closed one."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from playground import History
from playground.figures.change import change, change_caption
from playground.figures.matrices import DRAWN_WORDS
from playground.figures.movement import movement_caption, movement_map, movement_table
from playground.figures.spread import spread, spread_caption
from playground.initializers import INITIALIZERS
from playground.layers import LAYERS
from playground.movement import why
from playground.snippets import Printed, layer_printed, vocab_printed
from playground.ui.charts import base, draw
from playground.ui.plain import plain
from playground.ui.similarity import similarity
from playground.ui.what_if import what_if
from playground.ui.words import words


@dataclass(frozen=True)
class Panel:
    """``show(history, snapshot)`` draws it, at the snapshot where the playhead rests."""

    title: str
    show: Callable[[History, int], None]


def _in_pytorch(history: History, snapshot: int) -> None:
    """The article's lines, and what PyTorch prints for them at this step."""
    st.caption(f"At step {history.steps[snapshot]:,} of this run.")
    _show(vocab_printed(history))
    for column, name in zip(st.columns(len(history.tracks)), history.tracks, strict=True):
        with column:
            _show(layer_printed(history, LAYERS[name], snapshot))


def _show(lines: list[Printed]) -> None:
    st.code("\n".join(f">>> {code}\n{output}" for code, output in lines), language="python", wrap_lines=True)


def _change(history: History, snapshot: int) -> None:
    """The weights at the start, now, and what has changed between."""
    first = 0
    if len(history.words) > DRAWN_WORDS:
        last = len(history.words) - DRAWN_WORDS
        label = f"First word shown, 0 to {last:,} ({DRAWN_WORDS} are drawn)"
        first = st.number_input(label, 0, last, key="first_word_shown")
    drawn = range(first, min(first + DRAWN_WORDS, len(history.words)))
    draw(change(history, snapshot, base(), drawn))
    st.caption(plain(change_caption(history, snapshot, drawn)))


def _spread(history: History, snapshot: int) -> None:
    """How the weights are distributed, before and after."""
    draw(spread(history, snapshot, base()))
    experiment = history.experiment
    if len(history.tracks) == 2:
        why = (
            "Both start from the same matrix." if experiment.same_start else INITIALIZERS[experiment.initializer].apart
        )
        st.caption(plain(why))
    st.caption(plain(spread_caption(history)))


def _movement(history: History, snapshot: int) -> None:
    """Which rows moved when, and why."""
    draw(movement_map(history, snapshot, base()))
    st.caption(plain(movement_caption(history, snapshot)))
    for sentence in why(history):
        st.markdown(f"- {plain(sentence)}")
    st.dataframe(pd.DataFrame(movement_table(history, snapshot)), hide_index=True)


PANELS = {
    "words": Panel("Words: look at them all, rename, move, remove or add some", words),
    "what_if": Panel("What if, from here: another learning rate, another place for a word, …", what_if),
    "change": Panel("Weights: at the start, now, and the difference", _change),
    "movement": Panel("Which words move, and why", _movement),
    "similarity": Panel("Which words are alike", similarity),
    "spread": Panel("How large the weights are, at the start and now", _spread),
    "in_pytorch": Panel("In PyTorch, line by line", _in_pytorch),
}
