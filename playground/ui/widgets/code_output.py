"""Lines of PyTorch, and below them what they print."""

from collections.abc import Iterable

import streamlit as st


def printed(lines: Iterable[tuple[str, str]]) -> None:
    """Lines, each with what it prints, empty if nothing: such a line stands above the next that prints something."""
    waiting: list[str] = []
    for code, output in lines:
        waiting.append(code)
        if output:
            _box(waiting, output)
            waiting = []
    if waiting:
        _box(waiting, "")


def _box(code: list[str], output: str) -> None:
    with st.container(gap=None):
        st.code("\n".join(code), language="python", wrap_lines=True)
        if output:
            st.code(output, language=None)  # not wrapped: the rows of a matrix stay rows
