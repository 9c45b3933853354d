"""Pinned runs: the button that pins, and the row between the stage and the panels that says what the lines are."""

from html import escape
from urllib.parse import quote

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground import Experiment, History, limits
from playground.analysis.comparison import named
from playground.experiment.links import pins_with_room
from playground.figures.run_picture import STYLES
from playground.ui.session import recipe_change, state

_HELP = "Keeps this run in the picture as thin dashed lines while you change the recipe."
_DASHES = {"dash": "8 6", "dot": "2.5 3", "dashdot": "8 3 2.5 3", "longdash": "13 5"}


def row(history: History) -> DeltaGenerator:
    """One line: pin this run, and which letter and line is which pinned run; it has room for more."""
    line = st.container(key="pins", horizontal=True, vertical_alignment="center", gap="small")
    with line:
        button(history, "pin")
        for number, pin in enumerate(state.pins()):
            _pinned(number, pin, history)
        if not state.pins_fit():
            st.caption("The pinned runs are too long for the address bar, so a link or reload omits them.")
    return line


def _pinned(number: int, pin: Experiment, history: History) -> None:
    label, gone = f"✕ {STYLES[number][0]}", "Unpin it and remove its dashed lines from the picture."
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        st.html(legend(number, name(pin, history)), width="content")
        st.button(label, key=f"{label} in the row", type="tertiary", on_click=unpin, args=(pin,), help=gone)


def name(pin: Experiment, history: History) -> str:
    """How a pinned run differs from the run that is shown."""
    return named(pin, history.experiment) or "the same as this run"


def legend(number: int, sentence: str) -> str:
    """The line and the letter of a pinned run as HTML, and what is told of it."""
    letter, color, dash = STYLES[number]
    line = f'<path d="M0 5H34" stroke="{color}" stroke-width="2" stroke-dasharray="{_DASHES[dash]}"/>'
    drawn = quote(f'<svg xmlns="http://www.w3.org/2000/svg" width="34" height="10">{line}</svg>')
    named = f'<b style="color:{color}; margin-left:4px">{letter}</b>'
    return f'<img alt="" src="data:image/svg+xml,{drawn}"> {named} {escape(sentence)}'


def button(history: History, key: str) -> None:
    """Pins the run; where that can't be, it says why."""
    refused = _refused(history)
    label = refused or "Pin this run"
    args = (history.experiment,)
    st.button(label, key=key, icon=":material/keep:", disabled=bool(refused), on_click=_pin, args=args, help=_HELP)


def _refused(history: History) -> str:
    if history.experiment in state.pins():
        return "This run is pinned"
    if history.stopped:
        return "A run that was stopped can't be pinned"
    if len(state.pins()) == limits.PINS:
        return f"{limits.PINS} runs are pinned: unpin one first"
    has_room = len(pins_with_room([*state.pins(), history.experiment])) > len(state.pins())
    return "" if has_room else "The text is too long for this run to be pinned"


def _pin(experiment: Experiment) -> None:
    state.pin(experiment)
    recipe_change.mark()


def unpin(experiment: Experiment) -> None:
    state.unpin(experiment)
    recipe_change.mark()


def show(experiment: Experiment) -> None:
    """Put a pinned run's recipe into the controls."""
    state.show(experiment)
    recipe_change.mark()
