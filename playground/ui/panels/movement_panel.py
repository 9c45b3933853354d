"""Which words move, and why."""

import pandas as pd
import streamlit as st

from playground import History
from playground.analysis.movement import why
from playground.figures.panels.movement_map import movement_caption, movement_map, movement_table
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.term_help import explained


def show(history: History, snapshot: int) -> None:
    """Which rows moved when, and why."""
    draw(movement_map(history, snapshot, color_scheme()))
    explained(movement_caption(history, snapshot))
    for sentence in why(history):
        st.markdown(f"- {plain(sentence)}")
    st.dataframe(pd.DataFrame(movement_table(history, snapshot)), hide_index=True)
