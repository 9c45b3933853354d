"""The glossary: all of it in a panel, and what a paragraph uses of it behind its question mark."""

from collections.abc import Iterable

import streamlit as st

from playground import History
from playground.teaching.terms import GLOSSARY, Term, used
from playground.ui.widgets.markdown import plain


def explained(text: str) -> None:
    """A caption as plain text. What it uses of the glossary is explained where its question mark is pointed at."""
    st.caption(plain(text), help=definitions(text))


def definitions(text: str) -> str | None:
    """The terms that a text uses, explained, as Markdown; None if it uses none."""
    return "\n\n".join(_spelled(used(text))) or None


def glossary(history: History, snapshot: int) -> None:
    """All terms; they don't depend on the run."""
    st.markdown("\n".join(f"- {line}" for line in _spelled(GLOSSARY.values())))


def _spelled(terms: Iterable[Term]) -> Iterable[str]:
    return (f"**{plain(term.name)}**: {plain(term.definition)}" for term in terms)
