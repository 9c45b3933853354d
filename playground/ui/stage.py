"""The middle of the page: the run, ready to play, and below it what follows the playhead."""

import numpy as np
import streamlit as st

from playground.player.player import player
from playground.ui.panels import PANELS
from playground.ui.runs import Run


@st.fragment
def stage(run: Run) -> None:
    """Reruns by itself when the playhead comes to rest, which the player tells only while a panel is open."""
    place = st.container()
    boxes = {name: st.expander(panel.title, key=name, on_change="rerun") for name, panel in PANELS.items()}
    opened = [name for name, box in boxes.items() if box.open]
    with place:
        step = player(run.picture, reports=bool(opened), key="player")
    steps = run.history.steps
    snapshot = len(steps) - 1 if step is None else int(np.abs(steps - step).argmin())
    for name in opened:
        with boxes[name]:
            PANELS[name].show(run.history, snapshot)
