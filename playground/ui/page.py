"""The middle of the page: the run, ready to play, and below it what follows the playhead."""

from functools import partial

import streamlit as st

from playground.figures.run_picture import View
from playground.player.player import Listener, player
from playground.ui.panels.registry import PANELS
from playground.ui.runs import pinning, run_changes
from playground.ui.runs.pinned_pictures import pictured
from playground.ui.runs.run_cache import Run
from playground.ui.session import playhead, recipe_change, state


@st.fragment
def stage(run: Run) -> None:
    """Reruns by itself when the playhead comes to rest, which the player tells only while a panel is open."""
    recipe_change.rerun_if_marked()
    shown = pictured(run, View(playhead.slow(), state.outputs()))
    place = st.container()
    with pinning.row(run.history):
        run_changes.show_changes(run.history)
    run_changes.refusal(run_changes.BY_HAND)
    boxes = {name: st.expander(panel.title, key=name, on_change="rerun") for name, panel in PANELS.items()}
    opened = [name for name, box in boxes.items() if box.open]
    with place:
        listener = Listener(drop=partial(run_changes.put, run.history), slow=playhead.slow_down)
        step = player(shown, bool(opened), playhead.cue(), listener, key="player")
    snapshot = len(run.history.steps) - 1 if step is None else run.history.snapshot_at(step)
    for name in opened:
        with boxes[name]:
            PANELS[name].show(run.history, snapshot)
