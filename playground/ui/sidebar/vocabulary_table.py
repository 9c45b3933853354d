"""The vocabulary as the sidebar tells it: the table that the article calls ``vocab``."""

import pandas as pd
import streamlit as st

from playground.experiment.task import Task
from playground.wording import plural
from playground.words.vocabulary import Vocabulary

_LISTED, _ROW = 100, 28


def index_table(vocabulary: Vocabulary) -> None:
    """Each word with its number and its one-hot row, and what fell out."""
    count = len(vocabulary)
    words, tokens = vocabulary.dropped
    st.caption(
        f"vocab: {plural(count, 'distinct word')}, each with its number"
        + (f". The first {_LISTED} are listed here" if count > _LISTED else "")
        + (f". Dropped: {plural(words, 'word')} ({plural(tokens, 'occurrence')})" if words else "")
        + ("; they are read as <unk>".replace("<", "\\<") if words and vocabulary.unknown is not None else "")
    )
    listed = range(min(count, _LISTED))
    rows = {
        "word": vocabulary.words[:_LISTED],
        "index": listed,
        "one-hot": [one_hot(index, count) for index in listed],
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=36 + _ROW * min(count, 4), row_height=_ROW)


def one_hot(index: int, count: int, longest: int = 16) -> str:
    """The one-hot row, shortened in the middle where it is long."""
    if count <= longest:
        return " ".join("1" if place == index else "0" for place in range(count))
    before, after = index, count - index - 1
    return f"{'0 … ' if before else ''}1{' … 0' if after else ''}  ({count:,} numbers)"


def edits_caption(task: Task) -> list[str]:
    """How many words were changed by hand, and how many changes no longer fit."""
    if not task.edited:
        return []
    idle = len(task.edited) - sum(task.edited)
    waiting = (f" On hold, because these words no longer fit: {plural(idle, 'change')}.") if idle else ""
    return [f"{plural(len(task.edited), 'change')} made by hand in the section “Experiment”.{waiting}"]
