"""The article's lines with the learner's words, and what PyTorch prints for them."""

import streamlit as st

from playground import History
from playground.article import run, script
from playground.layers import LAYERS
from playground.ui.plain import plain
from playground.ui.printed import printed


def article(history: History, snapshot: int) -> None:
    """Each line with a sentence, and below it what it prints."""
    if len(history.tracks) < len(LAYERS):
        (name,) = history.tracks
        label = LAYERS[name].label
        st.caption(plain(f"This run trains {label} alone: with “Both” as the layer, the other's lines are here too."))
    ran = run(history, snapshot)
    for step, output in ran:
        st.markdown(plain(step.sentence))
        printed([(step.code, output)])
    lines = script([step for step, _ in ran])
    more = "All the lines above. They run by themselves and print what stands here."
    st.download_button("Download the lines as article.py", lines, "article.py", on_click="ignore", help=more)
