"""How alike the words are at the step where the playhead rests."""

import pandas as pd
import streamlit as st

from playground import History
from playground.figures.similarity import cosine_curve, cosine_map, similarity_caption
from playground.similarity import Neighbour, arithmetic, neighbours
from playground.ui.charts import base, draw
from playground.ui.glossary import explained
from playground.ui.plain import plain

_NEAREST = 5
_SUM = "king - man + woman"


def similarity(history: History, snapshot: int) -> None:
    """The cosines of all, the nearest of one word, one pair over the run, and sums of words."""
    name = next(iter(history.tracks))
    if len(history.tracks) > 1:
        more = "The layer whose vectors are compared."
        layers = list(history.tracks)
        name = st.segmented_control("Of", layers, default=name, key="similar_in", required=True, help=more) or name
    draw(cosine_map(history, name, snapshot, base()))
    explained(similarity_caption(history, name, snapshot))
    near, summed = st.columns(2)
    with near:
        _near(history, name, snapshot)
    with summed:
        _summed(history, name, snapshot)


def _near(history: History, name: str, snapshot: int) -> None:
    more = f"A word of the vocabulary. Listed are the {_NEAREST} whose vectors point most nearly the same way."
    word = st.text_input("Nearest to", history.words[0], key="near_word", help=more).strip()
    index = _index(history, word)
    if index is None:
        st.caption(f"“{plain(word)}” is not in the vocabulary.")
        return
    found = neighbours(history.tracks[name].vectors[snapshot], index, _NEAREST)
    _table(history, found)
    if found:
        draw(cosine_curve(history, index, found[0].word, snapshot, base()))


def _summed(history: History, name: str, snapshot: int) -> None:
    more = f"As in {_SUM}. Listed are the {_NEAREST} words whose vectors point most nearly the way of that sum."
    written = st.text_input("Add and subtract words", key="summed_words", placeholder=_SUM, help=more)
    plus, minus, unknown = _terms(history, written)
    if unknown:
        st.caption(f"Not in the vocabulary: {plain(', '.join(unknown))}.")
    elif plus:
        _table(history, arithmetic(history.tracks[name].vectors[snapshot], plus, minus, _NEAREST))


def _terms(history: History, written: str) -> tuple[list[int], list[int], list[str]]:
    """The words to add, to subtract, and those that are unknown; signs stand between spaces."""
    plus: list[int] = []
    minus: list[int] = []
    unknown, side = [], plus
    for term in written.split():
        if term in ("+", "-", "−"):
            side = plus if term == "+" else minus
            continue
        index = _index(history, term)
        if index is None:
            unknown.append(term)
        else:
            side.append(index)
    return plus, minus, unknown


def _index(history: History, word: str) -> int | None:
    try:
        return history.experiment.vocabulary.index(word)
    except KeyError:
        return None


def _table(history: History, found: list[Neighbour]) -> None:
    rows = {
        "word": [history.words[near.word] for near in found],
        "cosine": [round(float(near.cosine), 4) for near in found],
        "distance": [round(float(near.distance), 4) for near in found],
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True, row_height=35, height=36 + 35 * len(found))
