"""Which section of the page is open."""

import streamlit as st

KEY = "section"
"""The name of its control, and under which an address says it."""


def opened(first: str) -> str:
    """The open section; ``first`` until another is chosen."""
    return str(st.session_state.get(KEY) or first)


def choose(section: str) -> None:
    """Open a section; "" is the first one."""
    st.session_state.pop(KEY, None)
    if section:
        st.session_state[KEY] = section
