"""Whether the run is out of sight while a visitor places its words, and where they have been put."""

from collections.abc import Sequence

import streamlit as st

from playground.experiment.experiment import Experiment

NAME = "challenge"
"""The name under which an address says that it is."""
Places = tuple[tuple[float, ...], ...]
_OPEN, _PLACES, _SCORED = "_challenge", "_placed", "_placed_scored"


def is_open() -> bool:
    return bool(st.session_state.get(_OPEN))


def begin(wanted: bool = True) -> None:
    """Hide the run, with no word placed yet; or show it."""
    st.session_state[_OPEN], st.session_state[_SCORED] = wanted, None
    st.session_state.pop(_PLACES, None)


def places(experiment: Experiment) -> Places | None:
    """Where the words of this recipe were put, if any was."""
    placed, found = st.session_state.get(_PLACES, (None, None))
    return found if placed == experiment else None


def put(experiment: Experiment, wanted: Sequence[Sequence[float]]) -> None:
    """All words, in their order."""
    st.session_state[_PLACES] = experiment, tuple(map(tuple, wanted))


def is_scored(experiment: Experiment) -> bool:
    """Whether the guess for this recipe was given: from then on the run may be seen."""
    return bool(st.session_state.get(_SCORED) == experiment)


def give(experiment: Experiment) -> None:
    st.session_state[_SCORED] = experiment
