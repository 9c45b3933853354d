"""The model as neurons, for a word of the learner's choice or the one that is looked at."""

import streamlit as st

from playground import History
from playground.figures.drawn import drawn
from playground.figures.network import MOST_WORDS, network, network_caption
from playground.layers import LAYERS
from playground.ui.charts import base, draw
from playground.ui.glossary import explained
from playground.vocabulary import abbreviate


def network_panel(history: History, snapshot: int) -> None:
    """Each trained layer as a network, side by side where there is room."""
    known = [history.words[index] for index in drawn(history).indices]
    word = _word(history, snapshot, known)
    words = _words(history, known) if len(history.words) > MOST_WORDS else []
    for column, name in zip(st.columns(len(history.tracks)), history.tracks, strict=True):
        with column:
            st.markdown(f"**{LAYERS[name].label}**")
            draw(network(history, name, snapshot, word, base(), words))
    explained(network_caption(history, snapshot, word, words))


def _word(history: History, snapshot: int, known: list[str]) -> int:
    """The chosen word, or the first one of the batch that the playhead is at."""
    batch = history.inputs[snapshot]
    first = int(batch[batch >= 0][0])
    chosen = st.selectbox(
        "Word",
        known,
        index=None,
        key="network_word",
        placeholder=f"{abbreviate(history.words[first])}, the first word of the batch",
        help="The word that goes in: its lines are lit. Left empty, it follows the playhead."
        + _of_how_many(history, known),
    )
    return first if chosen is None else history.words.index(chosen)


def _words(history: History, known: list[str]) -> list[int]:
    """The words to draw where not all have room."""
    picked = st.multiselect(
        f"Words drawn, up to {MOST_WORDS}",
        known,
        key="network_words",
        max_selections=MOST_WORDS,
        placeholder=drawn(history).first(MOST_WORDS),
        help="The words that have a neuron in the picture; the one that goes in always has."
        + _of_how_many(history, known),
    )
    return [history.words.index(word) for word in picked]


def _of_how_many(history: History, known: list[str]) -> str:
    count = len(history.words)
    return f" The {len(known):,} most frequent of {count:,} words can be chosen." if len(known) < count else ""
