"""The same recipe from many starts, trained when it is asked for."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground import History, limits
from playground.analysis.many_starts import End, Start, company, end, initializers, seeds
from playground.figures.panels.many_starts import loss_fan, small_multiples
from playground.ui.runs.compared_runs import ends
from playground.ui.runs.waiting import fail
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.term_help import explained
from playground.wording import plural

_SEEDS, _INITIALIZERS = "Seeds", "Initializers"
_ASKED = "_starts_asked"


@st.fragment
def show(history: History, snapshot: int) -> None:
    """Which starts, and what came of them; nothing is trained before the button is pressed."""
    starts = _chosen(history)
    asked = (history.experiment, tuple(start.experiment for start in starts))
    if st.button(
        f"Train {plural(len(starts), 'run')}",
        key="train_starts",
        help="Trains the same recipe from each of these starts, a few at a time.",
    ):
        st.session_state[_ASKED] = asked
    if st.session_state.get(_ASKED) != asked:
        return
    place = st.empty()
    try:
        found = _trained(history, starts, place)
    except Exception as problem:
        fail(problem, place, "one of these runs", "")
        return
    place.empty()
    _pictures(history, starts, found)


def _chosen(history: History) -> list[Start]:
    kind, number = st.columns([2, 3], vertical_alignment="bottom")
    chosen = kind.segmented_control(
        "Different",
        [_SEEDS, _INITIALIZERS],
        default=_SEEDS,
        required=True,
        key="starts_kind",
        help="What the runs differ in; all else is the recipe's.",
    )
    if chosen == _INITIALIZERS:
        return initializers(history.experiment)
    count = number.slider(
        "How many", 2, limits.STARTS, 12, key="starts_count", help="Runs, that of the recipe included."
    )
    return seeds(history.experiment, int(count))


def _trained(history: History, starts: list[Start], place: DeltaGenerator) -> list[End]:
    """How the runs end, in their order; with the visitor's next click the rest is called off."""
    found = [] if history.stopped else [end(history)]  # which is the first

    def tell() -> None:
        place.progress(len(found) / len(starts), f"{len(found)} of {len(starts)} runs are trained.")

    for each in ends((start.experiment for start in starts[len(found) :]), tell):
        found.append(each)
        tell()
    return found


def _pictures(history: History, starts: list[Start], found: Sequence[End]) -> None:
    names, scheme = [start.name for start in starts], color_scheme()
    draw(loss_fan(names, found, scheme))
    explained("The loss of each run, as the mean of ten steps; the thick line is this run.")
    draw(small_multiples(names, found, history.short_words, scheme))
    explained(
        "Where the words end. Each picture is shifted, turned and mirrored to lie like the first: what is left is what "
        "the start has changed."
    )
    pairs, words = company(found), history.words
    table = pd.DataFrame(
        {
            "word": [words[pair.word] for pair in pairs],
            "most often next to": [words[pair.neighbour] for pair in pairs],
            "in so many runs": [pair.share for pair in pairs],
        }
    )
    percent = {"in so many runs": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)}
    st.dataframe(table, hide_index=True, column_config=percent, height=240)
    explained("A neighbour that a word has in most runs comes from the text; one that changes comes from the start.")
