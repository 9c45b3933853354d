"""The terms on this page."""

import streamlit as st

from playground import History
from playground.teaching.terms import GLOSSARY
from playground.ui.widgets.term_help import as_markdown


def show(history: History, snapshot: int) -> None:
    """All terms; they don't depend on the run."""
    st.markdown("\n".join(f"- {line}" for line in as_markdown(GLOSSARY.values())))
