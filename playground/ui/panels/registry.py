"""Panels below the stage, each opened on demand: nothing is computed for a closed one."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from playground import History
from playground.analysis.movement import why
from playground.figures.matrices.matrices import DRAWN_WORDS
from playground.figures.panels.head_weights import head_caption, head_sentence, head_weights
from playground.figures.panels.movement_map import movement_caption, movement_map, movement_table
from playground.figures.panels.weight_change import change, change_caption
from playground.figures.panels.weight_histograms import spread, spread_caption
from playground.model.initializers import INITIALIZERS
from playground.ui.panels import cost_panel, script_panel, traps_panel
from playground.ui.panels.agreement_panel import agreement
from playground.ui.panels.article_panel import article
from playground.ui.panels.compare_panel import compare
from playground.ui.panels.lookup_panel import lookup
from playground.ui.panels.network_panel import network_panel
from playground.ui.panels.similarity_panel import similarity
from playground.ui.panels.what_if_panel import what_if
from playground.ui.panels.words_panel import words
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.term_help import explained, glossary


@dataclass(frozen=True)
class Panel:
    """``show(history, snapshot)`` draws it, at the snapshot where the playhead rests."""

    title: str
    show: Callable[[History, int], None]


def _change(history: History, snapshot: int) -> None:
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


def _head(history: History, snapshot: int) -> None:
    """What stands behind the first layer."""
    explained(head_sentence(history))
    figure = head_weights(history, snapshot, color_scheme())
    if figure is not None:
        draw(figure)
        explained(head_caption(history))


def _spread(history: History, snapshot: int) -> None:
    """How the weights are distributed, before and after."""
    draw(spread(history, snapshot, color_scheme()))
    experiment = history.experiment
    if len(history.tracks) == 2:
        why = (
            "Same starting weights."
            if experiment.same_start
            else INITIALIZERS[experiment.initializer].why_layers_differ
        )
        explained(why)
    explained(spread_caption(history))


def _movement(history: History, snapshot: int) -> None:
    """Which rows moved when, and why."""
    draw(movement_map(history, snapshot, color_scheme()))
    explained(movement_caption(history, snapshot))
    for sentence in why(history):
        st.markdown(f"- {plain(sentence)}")
    st.dataframe(pd.DataFrame(movement_table(history, snapshot)), hide_index=True)


PANELS = {
    "look_up": Panel("Look-up: pick a row, or multiply a one-hot vector", lookup),
    "words": Panel("Words: see, rename, move, remove or add words", words),
    "what_if": Panel("What if: change the learning rate, move a word, … from here on", what_if),
    "compare": Panel("Compare runs: pin this one, change something and see both", compare),
    "change": Panel("Weights: at the start, now and the difference", _change),
    "movement": Panel("Which words move, and why", _movement),
    "similarity": Panel("Which words are similar", similarity),
    "head": Panel("The head: what follows the first layer", _head),
    "network": Panel("Network: the model as neurons", network_panel),
    "agreement": Panel("Same or not: where the two layers differ, and why", agreement),
    "cost": Panel("Cost: memory and time as the vocabulary grows", cost_panel.show),
    "spread": Panel("How large the weights are, at the start and now", _spread),
    "article": Panel("The article, line by line, with your words", article),
    "behind": Panel("The PyTorch code: a script to copy or download", script_panel.show),
    "traps": Panel("Traps: what goes wrong, and why", traps_panel.show),
    "glossary": Panel("Glossary: the terms on this page", glossary),
}
