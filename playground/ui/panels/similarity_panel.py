"""How similar the words are at the playhead's step."""

import pandas as pd
import streamlit as st

from playground import History
from playground.analysis.similarity import Neighbour, arithmetic, neighbours, numbered, terms
from playground.figures.panels.cosine_map import cosine_curve, cosine_map, similarity_caption
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.term_help import explained
from playground.wording import abbreviate

_NEAREST = 5


def show(history: History, snapshot: int) -> None:
    """The cosines of all, the nearest of one word, one pair over the run, and sums of words."""
    name = next(iter(history.tracks))
    if len(history.tracks) > 1:
        more = "The layer whose vectors are compared."
        layers = list(history.tracks)
        name = st.segmented_control("Of", layers, default=name, key="similar_in", required=True, help=more) or name
    draw(cosine_map(history, name, snapshot, color_scheme()))
    explained(similarity_caption(history, name, snapshot))
    near, summed = st.columns(2)
    with near:
        _near(history, name, snapshot)
    with summed:
        _summed(history, name, snapshot)


def _near(history: History, name: str, snapshot: int) -> None:
    more = (
        f"A word of the vocabulary. The {_NEAREST} words whose vectors point in the most similar direction are listed."
    )
    index = _word(history, "Nearest to", "near_word", history.words[0], more)
    if index is None:
        return
    found = neighbours(history.tracks[name].vectors[snapshot], index, _NEAREST)
    _table(history, found)
    more = "The curve below shows this pair's cosine over the run. If empty, the nearest word at the end is used."
    other = _word(history, "Compare over time with", "pair_word", "", more, _nearest_at_the_end(history, name, index))
    if other is not None:
        draw(cosine_curve(history, index, other, snapshot, color_scheme()))


def _nearest_at_the_end(history: History, name: str, word: int) -> str:
    return history.words[neighbours(history.tracks[name].vectors[-1], word, 1)[0].word]


def _word(history: History, label: str, key: str, default: str, more: str, otherwise: str = "") -> int | None:
    """A field for a word: its number, that of ``otherwise`` while nothing is typed, or None, and why is said."""
    typed = st.text_input(label, default, key=key, placeholder=abbreviate(otherwise), help=more).strip() or otherwise
    index = numbered(typed, history.experiment.vocabulary)
    if index is None:
        st.caption(f"“{plain(typed)}” is not in the vocabulary.")
    return index


def _summed(history: History, name: str, snapshot: int) -> None:
    example = _example(history)
    more = (
        f"For example, {plain(example)}. The {_NEAREST} words whose vectors point closest to the direction "
        "of that sum are listed."
    )
    written = st.text_input("Add and subtract words", key="summed_words", placeholder=example, help=more)
    read = terms(written, history.experiment.vocabulary)
    if read.unknown:
        hint = (
            f" Put spaces around + and -, such as {example}." if set("+-−").intersection("".join(read.unknown)) else ""
        )
        st.caption(plain(f"Not in the vocabulary: {', '.join(read.unknown)}.{hint}"))
    elif sorted(read.plus) == sorted(read.minus):
        st.caption(plain("The sum is 0, which has no direction." if read.plus else f"Enter words, such as {example}."))
    else:
        found = arithmetic(history.tracks[name].vectors[snapshot], read.plus, read.minus, _NEAREST)
        _table(history, found)
        if not found:
            st.caption("The sum uses every word, so none is left to list.")


def _example(history: History) -> str:
    """A sum of words of the vocabulary."""
    words = [word for word in history.words if word.isalpha()] or list(history.words)
    return "".join(map("".join, zip(("", " - ", " + "), words[-3:], strict=False)))


def _table(history: History, found: list[Neighbour]) -> None:
    rows = {
        "word": [history.words[near.word] for near in found],
        "cosine": [round(float(near.cosine), 4) for near in found],
        "distance": [round(float(near.distance), 4) for near in found],
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True, row_height=35, height=36 + 35 * len(found))
