"""Why one word moves at the playhead's step."""

import numpy as np
import pandas as pd
import streamlit as st

from playground import History
from playground.analysis.word_forces import WordLoss, no_forces, words_of_batch
from playground.figures.panels.word_forces import landscape
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.term_help import explained


@st.fragment
def show(history: History, snapshot: int) -> None:
    """What each example of the batch asks of a word, and in two dimensions the loss at each place."""
    if reason := no_forces(history.experiment):
        st.caption(reason)
        return
    name = next(iter(history.tracks))
    words = words_of_batch(history, snapshot)
    word = st.selectbox(
        "Word of the batch",
        words,
        key="forced_word",
        format_func=lambda index: history.short_words[index],
        help="A word that this step's batch puts in. All other words stay where they are.",
    )
    word = word if word in words else words[0]
    if history.experiment.dimension == 2:
        draw(landscape(history, name, snapshot, word, color_scheme()))
        explained(
            "The darker, the lower the loss, were the word there and all else as it is. A thin arrow is what one "
            "example asks for, against its gradient; the thick one is their sum. The line is the way that the word "
            "came."
        )
    else:
        st.caption("The landscape needs two dimensions; the examples' gradients are below.")
    pulls = WordLoss(history, name, snapshot, word).pulls()
    table = {
        "example": [" + ".join(history.words[index] for index in pull.inputs) for pull in pulls],
        "to predict": [history.goals[pull.target] for pull in pulls],
        "its share of the gradient": [_written(pull.gradient) for pull in pulls],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True)


def _written(gradient: np.ndarray) -> str:
    return "[" + ", ".join(f"{number:.4f}" for number in gradient[:4]) + (", …]" if len(gradient) > 4 else "]")
