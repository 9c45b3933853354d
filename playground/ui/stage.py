"""The middle of the page: the run, ready to play."""

import streamlit as st

from playground.player.player import player
from playground.ui.runs import Run


@st.fragment
def stage(run: Run) -> None:
    player(run.picture, reports=False, key="player")
