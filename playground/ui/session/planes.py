"""In which plane vectors of more than two dimensions are seen, as the sidebar's widgets have it."""

import streamlit as st

from playground.experiment.experiment import Experiment
from playground.experiment.views import OVERVIEW, PlaneChoice
from playground.figures.planes.planes import PLANES
from playground.wording import abbreviate

KEY = "plane"
"""The key of the menu."""


def axis_key(name: str, field: str) -> str:
    """The key of the widget for an axis of a kind of plane."""
    return f"{KEY}.{name}.{field}"


def chosen(experiment: Experiment) -> PlaneChoice:
    """What is chosen; the overview, where there are no more than two dimensions."""
    name = st.session_state.get(KEY, OVERVIEW.name)
    if name == OVERVIEW.name or experiment.dimension <= 2:
        return OVERVIEW
    across, up = (st.session_state.get(axis_key(name, field)) or "" for field in ("across", "up"))
    return PlaneChoice(name, across, up)


def choose(choice: PlaneChoice) -> None:
    """Set the widgets, before they are drawn."""
    st.session_state[KEY] = choice.name
    for field in ("across", "up"):
        st.session_state[axis_key(choice.name, field)] = getattr(choice, field)


def of_link(choice: PlaneChoice, experiment: Experiment) -> tuple[PlaneChoice, list[str]]:
    """The plane that an address names, and a sentence if it can't be had."""
    if choice.name not in PLANES:
        return OVERVIEW, [f"The link names a plane “{abbreviate(choice.name, 40)}” that doesn't exist."]
    if choice.name != OVERVIEW.name and experiment.dimension <= 2:
        return OVERVIEW, ["The link chooses a plane, which takes more than two dimensions. It was ignored."]
    return choice, []
