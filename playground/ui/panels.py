"""Panels below the stage, each opened on demand: nothing is computed for a closed one."""

import streamlit as st

from playground import History
from playground.layers import LAYERS
from playground.snippets import Printed, layer_printed, vocab_printed


def in_pytorch(history: History, snapshot: int) -> None:
    """The article's lines, and what PyTorch prints for them at this step."""
    st.caption(f"At step {history.steps[snapshot]:,} of this run.")
    _show(vocab_printed(history))
    for column, name in zip(st.columns(len(history.tracks)), history.tracks, strict=True):
        with column:
            _show(layer_printed(history, LAYERS[name], snapshot))


def _show(lines: list[Printed]) -> None:
    st.code("\n".join(f">>> {code}\n{output}" for code, output in lines), language="python", wrap_lines=True)
