"""Files that a learner brings: read once, when they come; what can't be read is said, and changes nothing."""

from collections.abc import Callable

import streamlit as st

from playground.choices import InvalidField
from playground.model.pretrained import source_matrix
from playground.ui.session import state
from playground.words.array_files import array
from playground.words.matrix import write
from playground.words.tables import columns
from playground.words.text_files import Unreadable, decode

_PROBLEMS, _COLUMNS, _COLUMN = "_file_problems", "_columns", "_column"
_COLUMN_HELP = "Each cell is a word, and so a dot in the picture."


def problems() -> dict[str, str]:
    """What was wrong with the file last given to a place, by the place's name."""
    return st.session_state.get(_PROBLEMS, {})


def words() -> None:
    """A text, or a table of which one column is taken."""
    st.file_uploader(
        "A text (.txt) or a table (.csv)",
        type=["txt", "csv"],
        key="word_file",
        on_change=_taken,
        args=("word_file", _take_words),
        help="Its words replace yours, so the dots change. For a table, you choose the column. UTF-8, UTF-16 "
        "or Latin-1, up to 10 MB.",
    )
    table = st.session_state.get(_COLUMNS)
    if table:
        st.session_state.setdefault("column", st.session_state[_COLUMN])  # forgotten while it was not drawn
        st.selectbox("Column", table, key="column", on_change=_take_column, help=_COLUMN_HELP)


def numbers() -> None:
    """Rows of numbers, with or without a word before each."""
    st.file_uploader(
        "Numbers: .csv, .tsv, .txt, .vec, .npy",
        type=["csv", "tsv", "txt", "vec", "npy"],
        key="number_file",
        on_change=_taken,
        args=("number_file", _take_numbers),
        help="Sets where the dots start. One row per word in vocabulary order; or a word and its numbers on "
        "each line, as in GloVe and word2vec files, which are then matched by word. Up to 10 MB.",
    )


def _taken(place: str, take: Callable[[str, bytes], None]) -> None:
    """A file came, or was taken away, which changes nothing."""
    found = dict(problems())
    found.pop(place, None)
    upload = st.session_state[place]
    try:
        if upload is not None:
            take(upload.name, upload.getvalue())
    except (Unreadable, InvalidField) as problem:
        found[place] = f"{upload.name} can't be used: {problem}"
    st.session_state[_PROBLEMS] = found


def _take_words(name: str, data: bytes) -> None:
    was_table = st.session_state.pop(_COLUMNS, None) is not None
    text = decode(data)
    if name.lower().endswith(".csv"):
        st.session_state[_COLUMNS] = columns(text)
        st.session_state["column"] = next(iter(st.session_state[_COLUMNS]))
        _take_column()
    else:
        state.put({"text": text, "edits": None, **({"tokenizer": None} if was_table else {})})


def _take_column() -> None:
    st.session_state[_COLUMN] = st.session_state["column"]
    cells = st.session_state[_COLUMNS][st.session_state["column"]]
    state.put({"text": "\n".join(cells), "tokenizer": "lines", "edits": None})


def _take_numbers(name: str, data: bytes) -> None:
    text = write(array(data)) if name.lower().endswith(".npy") else decode(data)
    source_matrix("typed", text)  # it is kept there, for the run to read it no second time
    state.put({"matrix": text})
