"""The model as neurons, for a word of the learner's choice or the one that is looked at."""

from functools import partial

import streamlit as st

from playground import History
from playground.figures.drawn_words import drawn
from playground.figures.network.first_layers import IN_ROWS
from playground.figures.network.network import network, network_caption, words_with_neurons
from playground.figures.network.neurons import MOST_WORDS
from playground.model.layers import LAYERS
from playground.ui.widgets.charts import color_scheme
from playground.ui.widgets.hover_chart import Rows, pointed
from playground.ui.widgets.term_help import explained

_CHOSEN, _LIT = "network_word", "_network_lit"


@st.fragment
def show(history: History, snapshot: int) -> None:
    """Each trained layer as a network, side by side where there is room; reruns by itself for what is pointed at."""
    known = [history.words[index] for index in drawn(history).indices]
    chosen = _word(history, snapshot, known)
    picked = _words(history, known) if len(history.words) > MOST_WORDS else []
    words = words_with_neurons(history, chosen, picked)
    word = _lit(history, words, chosen)
    for column, name in zip(st.columns(len(history.tracks)), history.tracks, strict=True):
        with column:
            st.markdown(f"**{LAYERS[name].label}**")
            rows = Rows(IN_ROWS, len(words), partial(_light, history, words), partial(_choose, history, words, known))
            pointed(network(history, name, snapshot, word, color_scheme(), words), rows, f"network {name}")
    explained(f"{network_caption(history, snapshot, word, words)} Point at or click another word to light up its path.")


def _light(history: History, words: list[int], row: int | None) -> None:
    st.session_state[_LIT] = None if row is None else history.words[words[row]]


def _choose(history: History, words: list[int], known: list[str], row: int) -> None:
    if (word := history.words[words[row]]) in known:
        st.session_state[_CHOSEN] = word


def _lit(history: History, words: list[int], otherwise: int) -> int:
    """The word that is pointed at, if it is one of those that are drawn."""
    lit = st.session_state.get(_LIT)
    return next((word for word in words if history.words[word] == lit), otherwise)


def _word(history: History, snapshot: int, known: list[str]) -> int:
    """The chosen word, or the first one of the batch that the playhead is at."""
    batch = history.inputs[snapshot]
    first = int(batch[batch >= 0][0])
    chosen = st.selectbox(
        "Word",
        known,
        index=None,
        key=_CHOSEN,
        placeholder=f"{history.short_words[first]}, the first word of the batch",
        help="The input word, whose lines are lit. If empty, it follows the playhead." + _of_how_many(history, known),
    )
    return first if chosen is None else history.words.index(chosen)


def _words(history: History, known: list[str]) -> list[int]:
    """The words to draw where not all have room."""
    picked = st.multiselect(
        f"Words shown, up to {MOST_WORDS}",
        known,
        key="network_words",
        max_selections=MOST_WORDS,
        placeholder=drawn(history).first(MOST_WORDS),
        help="The words with a neuron in the picture; the input word always has one." + _of_how_many(history, known),
    )
    return [history.words.index(word) for word in picked]


def _of_how_many(history: History, known: list[str]) -> str:
    count = len(history.words)
    return f" The {len(known):,} most frequent of {count:,} words can be chosen." if len(known) < count else ""
