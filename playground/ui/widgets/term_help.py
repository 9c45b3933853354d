"""What a paragraph uses of the glossary, behind its question mark."""

from collections.abc import Iterable

import streamlit as st

from playground.teaching.terms import Term, used
from playground.ui.widgets.markdown import plain


def explained(text: str) -> None:
    """A caption as plain text. What it uses of the glossary is explained where its question mark is pointed at."""
    st.caption(plain(text), help=definitions(text))


def definitions(text: str) -> str | None:
    """The terms that a text uses, explained, as Markdown; None if it uses none."""
    return "\n\n".join(as_markdown(used(text))) or None


def as_markdown(terms: Iterable[Term]) -> Iterable[str]:
    """Each term in bold, with its definition."""
    return (f"**{plain(term.name)}**: {plain(term.definition)}" for term in terms)
