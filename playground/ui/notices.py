"""What could not be used of the link that the page was opened with."""

import streamlit as st

from playground.ui import state
from playground.ui.plain import plain


def notices() -> None:
    sentences = state.notices()
    with st.container():  # always there, so that what follows keeps its place on the page
        if sentences:
            st.warning(" ".join(map(plain, sentences)), icon=":material/link:")
