"""The weights at the start and now."""

import streamlit as st

from playground import History
from playground.figures.matrices.matrices import DRAWN_WORDS
from playground.figures.panels.weight_change import change, change_caption
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.term_help import explained


def show(history: History, snapshot: int) -> None:
    """The weights at the start, now, and what has changed between."""
    first = 0
    if len(history.words) > DRAWN_WORDS:
        last = len(history.words) - DRAWN_WORDS
        label = f"First word shown, 0 to {last:,} ({DRAWN_WORDS} are shown)"
        more = "The rows shown start at the word with this number."
        first = st.number_input(label, 0, last, key="first_word_shown", help=more)
    drawn = range(first, min(first + DRAWN_WORDS, len(history.words)))
    draw(change(history, snapshot, color_scheme(), drawn))
    explained(change_caption(history, snapshot, drawn))
