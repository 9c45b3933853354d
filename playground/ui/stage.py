"""The middle of the page: the run, ready to play, and below it what follows the playhead."""

from functools import partial

import numpy as np
import streamlit as st

from playground.figures.stage import View
from playground.player.player import Listener, player
from playground.ui import interventions, pinned, playhead, state
from playground.ui.beside import pictured
from playground.ui.panels import PANELS
from playground.ui.runs import Run


@st.fragment
def stage(run: Run) -> None:
    """Reruns by itself when the playhead comes to rest, which the player tells only while a panel is open."""
    interventions.settle()
    pinned.settle()
    shown = pictured(run, View(playhead.slow(), state.outputs()))
    place = st.container()
    with pinned.row(run.history):
        interventions.told(run.history)
    interventions.refusal(interventions.BY_HAND)
    boxes = {name: st.expander(panel.title, key=name, on_change="rerun") for name, panel in PANELS.items()}
    opened = [name for name, box in boxes.items() if box.open]
    with place:
        listener = Listener(drop=partial(interventions.put, run.history), slow=playhead.slow_down)
        step = player(shown, bool(opened), playhead.cue(), listener, key="player")
    steps = run.history.steps
    snapshot = len(steps) - 1 if step is None else int(np.abs(steps - step).argmin())
    for name in opened:
        with boxes[name]:
            PANELS[name].show(run.history, snapshot)
