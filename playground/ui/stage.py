"""The middle of the page: the run, ready to play, and below it what follows the playhead."""

import numpy as np
import streamlit as st

from playground.player.player import player
from playground.ui.panels import in_pytorch
from playground.ui.runs import Run


@st.fragment
def stage(run: Run) -> None:
    """Reruns by itself when the playhead comes to rest, which the player tells only while a panel is open."""
    place = st.container()
    panel = st.expander("In PyTorch, line by line", key="in_pytorch", on_change="rerun")
    with place:
        step = player(run.picture, reports=bool(panel.open), key="player")
    if panel.open:
        steps = run.history.steps
        snapshot = len(steps) - 1 if step is None else int(np.abs(steps - step).argmin())
        with panel:
            in_pytorch(run.history, snapshot)
