"""Which lessons have been taken: kept by the visitor's own browser, so that a reload or another day finds them."""

from collections.abc import Set

import streamlit as st

from playground.player.assets import loader
from playground.teaching.lessons import LESSONS, Lesson

_DONE, _KEPT = "_done", "progress"


def done() -> Set[str]:
    """The names of the lessons that have been taken."""
    return LESSONS.keys() & (st.session_state.get(_DONE, set()) | _kept())


def _kept() -> set[str]:
    """Those that the browser remembers from before."""
    return set((st.session_state.get(_KEPT) or {}).get("done") or ())


def add(lesson: Lesson) -> None:
    st.session_state[_DONE] = {*done(), lesson.name}


def keep() -> None:
    """Let the browser remember, and tell what it remembers."""
    component = st.components.v2.component("first_layer_progress", js=loader("lesson_progress"))
    component(key=_KEPT, data={"done": sorted(done())}, on_done_change=lambda: None)
