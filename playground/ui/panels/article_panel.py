"""The article's lines with the learner's words, and what PyTorch prints for them."""

import streamlit as st

from playground import History
from playground.model.layers import LAYERS
from playground.teaching.article import run, script
from playground.ui.widgets.code_output import printed
from playground.ui.widgets.markdown import plain


def show(history: History, snapshot: int) -> None:
    """Each line with a sentence, and below it what it prints."""
    if len(history.tracks) < len(LAYERS):
        (name,) = history.tracks
        label = LAYERS[name].label
        st.caption(
            plain(f"This run trains only {label}. Choose “Both” as the layer to see the other layer's lines too.")
        )
    ran = run(history, snapshot)
    for step, output in ran:
        st.markdown(plain(step.sentence))
        printed([(step.code, output)])
    lines = script([step for step, _ in ran])
    more = "All the lines above. Run them with Python to print the same output."
    st.download_button("Download the lines as article.py", lines, "article.py", on_click="ignore", help=more)
