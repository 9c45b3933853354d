"""Files that a learner brings: read once, when they come; what can't be read is said, and changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from playground.choices import InvalidField
from playground.model.pretrained import source_matrix
from playground.ui.session import state
from playground.words.array_files import array
from playground.words.encodings import ENCODINGS
from playground.words.example_files import EXAMPLES
from playground.words.matrix import write
from playground.words.tables import columns, has_heading
from playground.words.text_files import Unreadable, read

_PROBLEMS, _FILES = "_file_problems", "_files"
TABLES = ("csv", "tsv")
_TEXTS = "UTF-8, UTF-16 or an older encoding, up to 10 MB."
_ENCODING_HELP = "How the file's bytes stand for letters. Choose another one if you see wrong letters."
_HEADING_HELP = "If off, the first row is data like the others."
_COLUMN_HELP = "Each cell is a word, and so a dot in the picture."


@dataclass(frozen=True)
class _File:
    """A file that may have to be read again in another way, and what was guessed when it was read."""

    name: str
    data: bytes
    encoding: str
    remarks: Sequence[str]
    is_table: bool


def problems() -> dict[str, str]:
    """What was wrong with the file last given to a place, by the place's name."""
    return st.session_state.get(_PROBLEMS, {})


def remarks() -> dict[str, str]:
    """What was guessed or could not be read of the file last given to a place, by the place's name."""
    return {place: " ".join(file.remarks) for place, file in _files().items() if file.remarks}


def words() -> None:
    """A text, or a table of which one column is taken."""
    _uploader(
        "word_file",
        "A text (.txt) or a table (.csv, .tsv)",
        ["txt", *TABLES],
        _take_words,
        "Its words replace yours, so the dots change. For a table, you choose the column.",
    )
    file = _files().get("word_file")
    if file and file.is_table and (table := _table("word_file", file)):
        st.selectbox("Column", table, key="column", on_change=_take_column, help=_COLUMN_HELP)


def examples(field: str) -> None:
    """Lines of training data: as they would be typed, or the columns of a table."""
    what = {
        "pairs": "Two columns: an input and its target.",
        "sentences": "A label and a sentence: two columns, or lines “__label__x text” or “label: text”.",
        "points": "A word and its numbers.",
    }[field]
    place = f"{field}_file"
    _uploader(
        place, "A table (.csv, .tsv) or lines (.txt)", ["txt", *TABLES], _take_examples, f"{what} It replaces yours."
    )
    file = _files().get(place)
    if file and file.is_table:
        _table(place, file)


def numbers() -> None:
    """Rows of numbers, with or without a word before each."""
    _uploader(
        "number_file",
        "Numbers: .csv, .tsv, .txt, .vec, .json, .npy",
        [*TABLES, "txt", "vec", "json", "jsonl", "npy"],
        _take_numbers,
        "Sets where the dots start. One row per word in vocabulary order; or a word and its numbers on each line, as "
        "in GloVe and word2vec files, which are then matched by word; or JSON such as {“cat”: [1, 2]}.",
    )


def _files() -> dict[str, _File]:
    return st.session_state.setdefault(_FILES, {})


def _uploader(place: str, label: str, kinds: list[str], take: Callable[[str], None], more: str) -> None:
    """The place for a file, and below it the choice of its encoding, where that was a guess."""
    st.file_uploader(label, type=kinds, key=place, on_change=_came, args=(place, take), help=f"{more} {_TEXTS}")
    if (file := _files().get(place)) and file.remarks:
        key = f"{place} encoding"
        st.session_state[key] = file.encoding
        st.selectbox(
            "Encoding",
            ENCODINGS,
            key=key,
            format_func=ENCODINGS.__getitem__,
            on_change=_guarded,
            args=(place, lambda: _read_again(place, take)),
            help=_ENCODING_HELP,
        )


def _table(place: str, file: _File) -> dict[str, list[str]]:
    """The file's columns; whether its first row names them can be changed."""
    key = f"{place} heading"
    take = _take_column if place == "word_file" else lambda: _take_examples(place)
    st.session_state.setdefault(key, True)
    st.toggle("The first row names the columns", key=key, on_change=_guarded, args=(place, take), help=_HEADING_HELP)
    try:
        return _columns(place)
    except Unreadable:
        return {}


def _columns(place: str) -> dict[str, list[str]]:
    file = _files()[place]
    return columns(read(file.data, file.encoding).text, st.session_state[f"{place} heading"])


def _came(place: str, take: Callable[[str], None]) -> None:
    """A file came, or was taken away, which changes nothing."""
    upload = st.session_state[place]
    _files().pop(place, None)
    _guarded(place, lambda: None if upload is None else _take(place, take, upload.name, upload.getvalue()))


def _guarded(place: str, act: Callable[[], None]) -> None:
    found = dict(problems())
    found.pop(place, None)
    try:
        act()
    except (Unreadable, InvalidField) as problem:
        upload = st.session_state.get(place)
        name = upload.name if upload is not None else "The file"
        found[place] = f"{name} can't be used: {problem}"
        _files().pop(place, None)
    st.session_state[_PROBLEMS] = found


def _take(place: str, take: Callable[[str], None], name: str, data: bytes, encoding: str | None = None) -> None:
    """Read the file, and let ``take`` use it; it is kept only as long as something of it may be changed."""
    if name.lower().endswith(".npy"):
        text = write(array(data))
        source_matrix("typed", text)  # it is kept there, for the run to read it no second time
        state.put({"matrix": text})
        return
    reading = read(data, encoding)
    is_table = name.lower().endswith(TABLES) and place != "number_file"
    file = _files()[place] = _File(name, data, reading.encoding, reading.remarks, is_table)
    if file.is_table:
        st.session_state[f"{place} heading"] = has_heading(reading.text)
    take(place)
    if not file.is_table and not file.remarks:
        _files()[place] = _File(name, b"", reading.encoding, (), is_table)


def _read_again(place: str, take: Callable[[str], None]) -> None:
    file = _files()[place]
    _take(place, take, file.name, file.data, st.session_state[f"{place} encoding"])


def _text(place: str) -> str:
    file = _files()[place]
    return read(file.data, file.encoding).text


def _take_words(place: str) -> None:
    if _files()[place].is_table:
        st.session_state.pop("column", None)
        _take_column()
    else:
        one_per_line = state.value("tokenizer") == "lines"
        state.put({"text": _text(place), "edits": None, **({"tokenizer": None} if one_per_line else {})})


def _take_column() -> None:
    table = _columns("word_file")
    if st.session_state.get("column") not in table:
        st.session_state["column"] = next(iter(table))
    cells = [
        " ".join(cell.split()) for cell in table[st.session_state["column"]]
    ]  # a cell of several lines is one word
    state.put({"text": "\n".join(cells), "tokenizer": "lines", "edits": None})


def _take_examples(place: str) -> None:
    field = place.removesuffix("_file")
    lines = EXAMPLES[field](_columns(place)) if _files()[place].is_table else _text(place)
    state.put({field: lines})


def _take_numbers(place: str) -> None:
    text = _text(place)
    source_matrix("typed", text)  # it is kept there, for the run to read it no second time
    state.put({"matrix": text})
