"""Files to take along: each is made when it is asked for."""

from functools import partial

import streamlit as st

from playground import History
from playground.model.layers import LAYERS
from playground.takeaway import run
from playground.takeaway.files import FILES, MODEL, File
from playground.takeaway.model import loading
from playground.takeaway.taken import Taken
from playground.ui.session import state
from playground.ui.session.page_link import page_link
from playground.ui.widgets.charts import choose_format

_LAYER = "taken_layer"
_OF_LAYER = "The vectors and the model are those of this layer; the tables of the run have both."


def show(history: History, snapshot: int) -> None:
    """The files by what is in them, named by the recipe and the step of the playhead."""
    taken = Taken(history, snapshot, _layer(history), page_link(state.address()), state.whole_query())
    st.caption(f"Float32 numbers as PyTorch has them, at step {taken.step:,}. Move the playhead for another step.")
    for group in dict.fromkeys(file.group for file in FILES.values()):
        st.markdown(f"**{group}**")
        with st.container(horizontal=True):
            for file in FILES.values():
                if file.group == group:
                    _button(file, taken)
        if group == MODEL:
            st.code("\n".join(loading(taken, _name(taken, "model.safetensors"))), language="python", wrap_lines=True)
    choose_format()
    if not run.fits(taken):
        st.caption("Each step of this run has too many numbers for a table with a row for each. Take the vectors.")
    elif (count := len(run.snapshots(taken))) < len(history.steps):
        st.caption(f"The tables of the run have {count:,} of its {len(history.steps):,} snapshots, evenly chosen.")


def _layer(history: History) -> str:
    """The layer whose numbers are taken."""
    names = list(history.tracks)
    if len(names) == 1:
        return names[0]
    chosen = st.segmented_control(
        "Of which layer",
        names,
        default=names[0],
        required=True,
        key=_LAYER,
        format_func=lambda name: LAYERS[name].title,
        help=_OF_LAYER,
    )
    return chosen if chosen in names else names[0]


def _button(file: File, taken: Taken) -> None:
    st.download_button(
        file.name,
        partial(file.write, taken),
        _name(taken, file.name),
        file.mime,
        key=f"take {file.name}",
        on_click="ignore",
        icon=":material/download:",
        help=file.use,
        disabled=not file.fits(taken),
    )


def _name(taken: Taken, name: str) -> str:
    return f"{taken.stem}-{name}"
