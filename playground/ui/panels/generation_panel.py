"""What the model says, word by word, at the playhead's step."""

import streamlit as st

from playground import History
from playground.analysis.generation import said, says_nothing
from playground.figures.drawn_words import drawn
from playground.figures.panels.spoken_words import spoken_words
from playground.model.layers import LAYERS
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.term_help import explained

_COUNT = 20


@st.fragment
def show(history: History, snapshot: int) -> None:
    """Its words at step 0 and at the playhead, and the numbers behind each."""
    if reason := says_nothing(history.experiment):
        st.caption(reason)
        return
    name = next(iter(history.tracks))
    first, temperature, seed = _controls(history)
    steps = [0, snapshot] if snapshot else [0]
    for shown in steps:
        choices = list(said(history, name, shown, first, _COUNT, temperature, seed))
        words = " ".join(history.words[choice.word] for choice in choices)
        st.markdown(f"**Step {history.steps[shown]:,}:** {plain(f'{history.words[first]} {words}')}")
    draw(spoken_words(history, choices, color_scheme()))
    explained(
        f"{LAYERS[name].title} makes a vector of the last word, and the head a probability for each word. A bar is one "
        "choice: its parts are the likeliest words, and the framed one was taken and is asked about next."
    )


def _controls(history: History) -> tuple[int, float, int]:
    """The word to begin with, the temperature, and the seed."""
    word, heat, number = st.columns([2, 3, 1.5], vertical_alignment="bottom")
    known = [history.words[index] for index in drawn(history).indices]
    chosen = word.selectbox(
        "Begin with", known, key="spoken_first", help="The first word; the model says what follows."
    )
    temperature = heat.slider(
        "Temperature",
        0.0,
        2.0,
        1.0,
        0.1,
        key="spoken_temperature",
        help="The scores are divided by it before softmax. At 0 the likeliest word is always taken; the higher it is, "
        "the more alike the words' chances are.",
    )
    seed = number.number_input("Seed of the draws", 0, 9_999, 0, key="spoken_seed", help="Another seed, other draws.")
    return history.words.index(chosen or known[0]), float(temperature), int(seed)
