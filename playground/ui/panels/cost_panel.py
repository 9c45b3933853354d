"""What both ways cost as the vocabulary grows: computed at once, and measured on this machine when somebody asks."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from playground import History
from playground.cost.benchmark import Bench
from playground.cost.scaling import VOCABULARIES, Row, Sweep, next_row, table
from playground.figures.panels.scaling_charts import (
    QUANTITIES,
    growth_caption,
    growth_chart,
    growth_table,
    ways_caption,
)
from playground.training.workers import WorkerLost
from playground.ui.runs.lanes_of_server import LANES
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.markdown import plain


def _measured(sweep: Sweep, rows: Sequence[Row]) -> Row:
    """Where long runs are trained, as it may take a second; computed where memory runs out over it."""
    try:
        row: Row = LANES.call(True, next_row, sweep, rows).result()
    except WorkerLost:
        return table(sweep, rows)[len(rows)]
    return row


BENCH = Bench(_measured)
"""For all who visit this server."""

_WANTED = "_measuring"
_PAUSE = 0.25
"""Seconds from one turn of a measurement to the next."""


def show(history: History, snapshot: int) -> None:
    """Charts and table; with a click they fill with what is measured. It doesn't depend on the step."""
    sweep = Sweep(history.experiment.dimension, history.experiment.cost.batch)
    if _goes_on(sweep):
        st.fragment(_measure, run_every=_PAUSE)(sweep, len(history.words))
    else:
        _offer(sweep)
        _pictures(sweep, len(history.words))


def _goes_on(sweep: Sweep) -> bool:
    """Whether this session measures these sizes."""
    return st.session_state.get(_WANTED) == sweep and not BENCH.is_complete(sweep)


def _measure(sweep: Sweep, own: int) -> None:
    """What there is, and then a turn: so all of this stays to be seen and clicked while the turn is taken."""
    if not _goes_on(sweep):
        st.rerun()  # without the clock that calls this
    with st.container(key="measuring", horizontal=True, vertical_alignment="center"):
        st.progress(*_progress(sweep))
        st.button("Stop", key="stop_measuring", on_click=_stop, help="Keeps what has been measured.")
    _pictures(sweep, own)
    BENCH.turn(sweep)


def _progress(sweep: Sweep) -> tuple[float, str]:
    """The share that is done, and what is told of it."""
    done, all_of_them = len(BENCH.rows(sweep)), len(table(sweep))
    sentence = f"{done} of {all_of_them} done"
    if BENCH.is_taken:
        sentence += ". Someone else is measuring too, so you take turns"
    return done / all_of_them, sentence


def _offer(sweep: Sweep) -> None:
    """A way to measure, or to go on with it."""
    st.session_state.pop(_WANTED, None)  # it was for other sizes, or is done
    done = len(BENCH.rows(sweep))
    label = "Measure again" if BENCH.is_complete(sweep) else "Measure the rest" if done else "Measure on this machine"
    more = f"Builds each layer with up to {VOCABULARIES[-1]:,} words and times its steps. This takes a few seconds."
    st.button(label, key="measure", on_click=_want, args=(sweep,), help=more)


def _want(sweep: Sweep) -> None:
    if BENCH.is_complete(sweep):
        BENCH.forget(sweep)
    st.session_state[_WANTED] = sweep


def _stop() -> None:
    st.session_state.pop(_WANTED, None)


def _pictures(sweep: Sweep, own: int) -> None:
    rows = table(sweep, BENCH.rows(sweep))
    for column, quantity in zip(st.columns(len(QUANTITIES)), QUANTITIES, strict=True):
        with column:
            st.markdown(f"**{quantity.title}**")
            draw(growth_chart(quantity, rows, own, color_scheme()))
            st.caption(plain(quantity.caption(rows, sweep)))
    columns = [f"{words:,} words" for words in VOCABULARIES]
    numbers = pd.DataFrame.from_dict(growth_table(rows), orient="index", columns=columns)
    st.dataframe(numbers, row_height=35, height=36 + 35 * len(numbers))
    st.caption(plain(growth_caption(sweep)))
    st.caption(plain(ways_caption()))
