"""Files that a learner brings: read once, when they come; what can't be read is said, and changes nothing."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from playground.choices import InvalidField
from playground.model.pretrained import source_matrix
from playground.ui.session import state
from playground.wording import plural
from playground.words import tensor_files
from playground.words.array_files import array
from playground.words.encodings import ENCODINGS
from playground.words.example_files import EXAMPLES
from playground.words.matrix import write
from playground.words.tables import columns, first_column, has_heading
from playground.words.tables import remarks as table_remarks
from playground.words.text_files import Unreadable, read
from playground.words.vector_files import ADVICE, excerpt, is_large

_PROBLEMS, _FILES, _TENSOR = "_file_problems", "_files", "tensor"
_NUMBERED, _ROW_WORDS = "_numbered_rows", "row_words"
TABLES = ("csv", "tsv")
_TEXTS = "UTF-8, UTF-16 or an older encoding, up to 10 MB."
_VECTORS = "Of a text over 10 MB, only the rows of your words are kept."
_ENCODING_HELP = "How the file's bytes stand for letters. Choose another one if you see wrong letters."
_HEADING_HELP = "If off, the first row is data like the others."
_COLUMN_HELP = "Each cell is a word, and so a dot in the picture."


@dataclass(frozen=True)
class _File:
    """A file that may have to be read again in another way, and what was guessed when it was read.

    ``is_guessed``: so was its encoding. ``columns`` are the names of those of a table, without their cells.
    """

    name: str
    data: bytes
    encoding: str
    remarks: Sequence[str]
    is_table: bool
    is_guessed: bool = False
    tensors: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


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
    if file and file.is_table:
        _heading("word_file")
        st.selectbox(
            "Column", file.columns, key="column", on_change=_about, args=("word_file", _take_column), help=_COLUMN_HELP
        )


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
        _heading(place)


def numbers() -> None:
    """Rows of numbers, with or without a word before each."""
    _uploader(
        "number_file",
        "Numbers: .csv, .txt, .vec, .json, .npy, .npz, .safetensors",
        [*TABLES, "txt", "vec", "json", "jsonl", "npy", "npz", "safetensors"],
        _take_numbers,
        "Sets where the dots start. One row per word in vocabulary order; or a word and its numbers on each line, as "
        "in GloVe and word2vec files, which are then matched by word; or JSON such as {“cat”: [1, 2]}.",
        _VECTORS,
        most := st.get_option("server.maxUploadSize"),
    )
    st.caption(f"If it is over {most} MB, keep its first lines: `{ADVICE}`")
    file = _files().get("number_file")
    if file and len(file.tensors) > 1:
        st.selectbox(
            "Matrix in the file",
            file.tensors,
            key=_TENSOR,
            on_change=_about,
            args=("number_file", lambda: _take_tensor("number_file")),
            help="The weight of a model's first layer usually has “embed” or “wte” in its name.",
        )
    if state.value("matrix") in st.session_state.get(_NUMBERED, ()):
        _uploader(
            _ROW_WORDS,
            "Words for these rows: .txt, .csv, .tsv",
            ["txt", *TABLES],
            _take_row_words,
            "One word per line, or the first column of a table, in the order of the rows. Without it, the rows are "
            "for your words in vocabulary order.",
        )


def _files() -> dict[str, _File]:
    return st.session_state.setdefault(_FILES, {})


def _uploader(
    place: str, label: str, kinds: list[str], take: Callable[[str], None], more: str, size: str = _TEXTS, most: int = 10
) -> None:
    """The place for a file of so many MB, and below it the choice of its encoding, where that was a guess."""
    st.file_uploader(
        label,
        type=kinds,
        key=place,
        max_upload_size=most,
        on_change=_came,
        args=(place, take),
        help=f"{more} {size}",
    )
    if (file := _files().get(place)) and file.is_guessed:
        key = f"{place} encoding"
        st.session_state[key] = file.encoding
        st.selectbox(
            "Encoding",
            list(dict.fromkeys([*ENCODINGS, file.encoding])),
            key=key,
            format_func=lambda name: ENCODINGS.get(name, name.upper()),
            on_change=_about,
            args=(place, lambda: _read_again(place, take)),
            help=_ENCODING_HELP,
        )


def _heading(place: str) -> None:
    """Whether a table's first row names the columns can be changed."""
    key = f"{place} heading"
    take = _take_column if place == "word_file" else lambda: _take_examples(place)
    st.session_state.setdefault(key, True)
    st.toggle("The first row names the columns", key=key, on_change=_about, args=(place, take), help=_HEADING_HELP)


def _columns(place: str) -> dict[str, list[str]]:
    """A table is read when it comes and when it is to be read in another way; from then on its columns are known."""
    file = _files()[place]
    found = columns(read(file.data, file.encoding).text, st.session_state[f"{place} heading"])
    _files()[place] = replace(file, columns=tuple(found))
    return found


def _came(place: str, take: Callable[[str], None]) -> None:
    """A file came, or was taken away, which changes nothing."""
    upload = st.session_state[place]
    _files().pop(place, None)
    _guarded(place, lambda: None if upload is None else _take(place, take, upload.name, upload.getvalue()))


def _about(place: str, act: Callable[[], None]) -> None:
    """A choice about a file counts while the file is there: another, maybe no good, may have come in the same run."""
    if place in _files():
        _guarded(place, act)


def _guarded(place: str, act: Callable[[], None]) -> None:
    found = st.session_state.setdefault(_PROBLEMS, {})
    found.pop(place, None)
    try:
        act()
    except (Unreadable, InvalidField) as problem:
        upload = st.session_state.get(place)
        name = upload.name if upload is not None else "The file"
        found[place] = f"{name} can't be used: {problem}"
        _files().pop(place, None)


def _take(place: str, take: Callable[[str], None], name: str, data: bytes, encoding: str | None = None) -> None:
    """Read the file, and let ``take`` use it; it is kept only as long as something of it may be changed."""
    if name.lower().endswith(".npy"):
        _use_numbers(write(array(data)))
        return
    if name.lower().endswith(tensor_files.KINDS):
        arrays = tensor_files.contents(name, data)
        left_out = (arrays.left_out,) if arrays.left_out else ()
        _files()[place] = _File(name, data, "", left_out, False, tensors=arrays.matrices)
        st.session_state[_TENSOR] = arrays.matrices[0]
        _take_tensor(place)
        return
    if place == "number_file" and is_large(data):
        found = excerpt(data, state.current().vocabulary.words)
        _files()[place] = _File(name, b"", "", found.remarks, False)
        _use_numbers(found.text)
        return
    reading = read(data, encoding)
    is_table = name.lower().endswith(TABLES) and place != "number_file"
    said = (*reading.remarks, *table_remarks(reading.text)) if is_table else reading.remarks
    file = _files()[place] = _File(name, data, reading.encoding, said, is_table, bool(reading.remarks))
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
    _use_numbers(_text(place))


def _take_tensor(place: str) -> None:
    """The chosen matrix of several; in a file of this page, each row with its word."""
    file, chosen = _files()[place], st.session_state[_TENSOR]
    rows = tensor_files.matrix(file.name, file.data, chosen)
    named = tensor_files.words(file.name, file.data)
    if len(named) == rows.shape[1] != len(rows):
        rows = rows.T  # as nn.Linear stores them: a column for each word
    _use_numbers(_with_words(named, rows) if len(named) == len(rows) else write(rows))


def _with_words(named: Sequence[str], rows: np.ndarray) -> str:
    """A matrix as JSON, a list of lists that begin with the word."""
    lines = (f"[{json.dumps(word)}, {write([row])[2:-1]}" for word, row in zip(named, rows, strict=True))
    return "[" + ", ".join(lines) + "]"


def _use_numbers(text: str) -> None:
    """Rows with their words, or without; those get the words of the list beside the file, if there is one."""
    matrix = source_matrix("typed", text)  # it is kept there, for the run to read it no second time
    st.session_state[_NUMBERED] = (text,) if matrix.words is None else ()
    state.put({"matrix": text})
    if matrix.words is None and st.session_state.get(_ROW_WORDS) is not None:
        _came(_ROW_WORDS, _take_row_words)


def _take_row_words(place: str) -> None:
    """A word for each row of the file that came without words."""
    numbered, *_ = st.session_state[_NUMBERED]
    rows = source_matrix("typed", numbered).rows
    text = _text(place)
    named = first_column(text, len(rows)) if _files()[place].is_table else text.removesuffix("\n").split("\n")
    if len(named) != len(rows):
        raise Unreadable(f"It holds {plural(len(named), 'word')}, but the numbers have {plural(len(rows), 'row')}.")
    written = _with_words(named, rows)
    st.session_state[_NUMBERED] = (numbered, written)
    state.put({"matrix": written})
