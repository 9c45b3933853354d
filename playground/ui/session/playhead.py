"""Where the page sends the playhead, and whether steps are seen in slow motion."""

import streamlit as st

from playground.experiment.experiment import Experiment
from playground.player.player import Cue
from playground.teaching.lessons import Playhead

_CUE, _SLOW = "_cue", "_slow"


def send(step: int | None, plays: bool = False, moment: int = 0, word: int | None = None) -> None:
    """Let the playhead go to a step, and on from there if it ``plays``; None recalls what it was told before.

    ``moment`` is that of a step in slow motion, and ``word`` the number of a word to light.
    """
    st.session_state[_CUE] = Cue(cue().number + 1, step, plays, moment, word)


def go_to(place: Playhead, experiment: Experiment) -> None:
    """Let the playhead go where a lesson wants it in the run of this recipe."""
    send(place.step_of(experiment), place.plays, place.moment, place.word)


def cue() -> Cue:
    return st.session_state.get(_CUE, Cue())


def slow() -> bool:
    """Whether steps are seen in slow motion."""
    return bool(st.session_state.get(_SLOW))


def slow_down(wanted: bool) -> None:
    st.session_state[_SLOW] = wanted
