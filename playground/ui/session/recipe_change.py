"""A change of the recipe made inside a fragment: the whole page follows it, not only that part."""

import streamlit as st

_CHANGED = "_recipe_changed"


def mark() -> None:
    """In a callback: what the whole page shows, or its address, has changed."""
    st.session_state[_CHANGED] = True


def rerun_if_marked() -> None:
    """At the top of a fragment: let the whole page run again after a marked change."""
    if st.session_state.pop(_CHANGED, False):
        st.rerun(scope="app")
