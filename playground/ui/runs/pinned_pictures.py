"""Pinned runs beside the one that is shown. Those that are no longer there are trained anew, like any other."""

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground import Experiment, History
from playground.figures.run_picture import STYLES, View
from playground.ui.runs import pinning
from playground.ui.runs.drawing import Run
from playground.ui.runs.run_cache import JOBS, picture
from playground.ui.runs.waiting import PATIENCE, fail, watch
from playground.ui.session import state


def pictured(run: Run, view: View) -> dict[str, Any]:
    """The picture with the pinned runs in it; without them, if one of them can't be trained."""
    place = st.empty()  # always there, so that what follows keeps its place on the page
    try:
        return picture(run, view, state.pins(), partial(trained, place, "stage"))
    except Exception as problem:
        fail(problem, place, "a pinned run", " The picture is shown without the pinned runs.")
        return picture(run, view)


def trained(place: DeltaGenerator, part: str, pin: Experiment) -> History:
    """A pinned run; while it is waited for, that is told in this place of a part of the page."""
    letter = STYLES[state.pins().index(pin)][0]
    with JOBS.joined(pin) as job:
        watch(job, place, PATIENCE, f"waiting_{part}_{letter}", partial(_unpin_button, pin, letter, part))
        return job.result().history


def _unpin_button(pin: Experiment, letter: str, part: str) -> None:
    more = "Continue without this pinned run, which is being trained again."
    st.button(f"Unpin {letter}", on_click=pinning.unpin, args=(pin,), key=f"unpin {letter} {part}", help=more)
