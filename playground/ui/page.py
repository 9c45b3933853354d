"""The middle of the page: the run, ready to play, and below it the open section, which follows the playhead."""

from functools import partial

import streamlit as st

from playground.figures.run_picture import View
from playground.player.player import Listener, player
from playground.ui.panels.registry import PICTURE, panels_of, sections
from playground.ui.runs import pinning, run_changes
from playground.ui.runs.pinned_pictures import pictured
from playground.ui.runs.run_cache import Run
from playground.ui.session import playhead, recipe_change, section, state

_QUESTION = (
    "**One word, two ways to get its vector:** `nn.Embedding` looks up a row; `nn.Linear` multiplies a one-hot vector. "
    "Are they the same?"
)


@st.fragment
def stage(run: Run) -> None:
    """Reruns by itself when the playhead comes to rest, which the player tells only while a section is open."""
    recipe_change.rerun_if_marked()
    with st.container(key="question"):
        st.markdown(_QUESTION)
    opened = _navigation()
    shown = pictured(run, View(playhead.slow(), state.outputs()))
    listener = Listener(drop=partial(run_changes.put, run.history), slow=playhead.slow_down)
    step = player(shown, opened != PICTURE, playhead.cue(), listener, key="player")
    with pinning.row(run.history):
        run_changes.show_changes(run.history)
    run_changes.refusal(run_changes.BY_HAND)
    snapshot = len(run.history.steps) - 1 if step is None else run.history.snapshot_at(step)
    for name, panel in panels_of(opened).items():
        with st.container(key=name):
            st.subheader(panel.title, anchor=False)
            panel.show(run.history, snapshot)


def _navigation() -> str:
    """The sections side by side; gives the one that is open."""
    with st.container(key="sections"):
        st.segmented_control(
            "Sections",
            sections(),
            default=None if section.KEY in st.session_state else PICTURE,
            required=True,
            key=section.KEY,
            label_visibility="collapsed",
            help="What you want to know: each section follows the playhead.",
        )
    return section.opened(PICTURE)
