"""The script that gives the numbers on the screen, to copy or to download."""

import streamlit as st

from playground import History
from playground.scripts.notebook import notebook
from playground.scripts.script import required_file, script, shown
from playground.ui.session import state
from playground.ui.session.page_link import page_link
from playground.ui.widgets.term_help import explained

_PYTHON, _NOTEBOOK = "first_layer.py", "first_layer.ipynb"
_FILES = {
    _PYTHON: "The whole script. Run it with Python to get the numbers in the picture.",
    _NOTEBOOK: "The same code as a notebook for Jupyter or Colab.",
}


def show(history: History, snapshot: int) -> None:
    """The whole script; of a long one the beginning of each part, and all of it in the download."""
    experiment = history.experiment
    link = page_link(state.address())
    code, lines, all_lines = shown(experiment, link)
    explained(_caption(history, snapshot))
    if lines < all_lines:
        st.caption(f"{lines:,} of {all_lines:,} lines are shown. The download has them all.")
    files = [(_PYTHON, lambda: script(experiment, link).encode()), (_NOTEBOOK, lambda: notebook(experiment, link))]
    read = required_file(experiment)
    with st.container(horizontal=True):
        for name, data in [*files, read] if read else files:
            more = _FILES.get(name, "The numbers the script reads. Put this file next to it.")
            st.download_button(f"Download {name}", data, name, on_click="ignore", key=f"behind {name}", help=more)
    st.code(code, language="python", wrap_lines=True)


def _caption(history: History, snapshot: int) -> str:
    """What it is, and where the numbers that are on the screen now are found in it."""
    prefixes = [f"{name}_" for name in history.tracks] if len(history.tracks) > 1 else [""]
    places = " and ".join(f"{prefix}weights[{snapshot}]" for prefix in prefixes)
    stopped = f" You stopped at step {history.steps[-1]:,}; the script runs to the end." if history.stopped else ""
    return (
        "Plain PyTorch, independent of this playground. On the same machine it gives the numbers on the "
        f"screen, bit for bit. After it has run, {places} hold the weights at step "
        f"{history.steps[snapshot]:,}.{stopped}"
    )
