"""The stage's picture the plain way: st.plotly_chart in a fragment, drawn anew for each step (see player.py)."""

import dataclasses
from collections.abc import Mapping

import streamlit as st

from playground import Experiment, History, train
from playground.figures.stage import stage


def up_to(history: History, snapshot: int) -> History:
    """The history as if the run had ended there, so that its figures show that snapshot."""

    def cut(value: object) -> object:
        if isinstance(value, Mapping):
            return {name: cut(part) for name, part in value.items()}
        return None if value is None else value[: snapshot + 1]  # type: ignore[index]

    tracks = {
        name: dataclasses.replace(
            track, **{field.name: cut(getattr(track, field.name)) for field in dataclasses.fields(track)}
        )
        for name, track in history.tracks.items()
    }
    cuts = {name: cut(getattr(history, name)) for name in ("steps", "learning_rate", "inputs", "targets")}
    return dataclasses.replace(history, **tracks, **cuts)


@st.cache_resource
def run() -> History:
    return train(Experiment())


@st.fragment
def charts() -> None:
    step = st.session_state.setdefault("step", 100)
    if st.button("One step forward"):
        step = st.session_state["step"] = step + 1
    for column, panel in zip(st.columns(4), stage(up_to(run(), step)).parts, strict=True):
        panel.figure.update_layout(meta=step, height=480)
        column.plotly_chart(panel.figure, key=panel.name, theme=None)


st.set_page_config(layout="wide")
charts()
