"""Each format is read back as it was written; with a byte broken, missing or added, or cut off: rightly, or refused."""

import io
import json

import numpy as np
import pandas as pd
import pytest
import safetensors
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.choices import InvalidField
from playground.words import tensor_files
from playground.words.array_files import array
from playground.words.matrix_text import parse
from playground.words.tables import columns, remarks
from playground.words.text_files import Unreadable, read

WORDS = st.text(st.characters(categories=("Ll", "Lu", "Lo"), codec="utf-8"), min_size=1, max_size=6).map("w{}".format)
TABLES = (
    st.lists(WORDS, min_size=2, max_size=5, unique_by=lambda word: word.lower())
    .flatmap(
        lambda words: st.tuples(
            st.just([parse(f"{word} 1").words[0] for word in words]),  # as the page spells them
            arrays(
                np.float32, (len(words), 3), elements=st.integers(-99_999, 99_999).map(lambda n: np.float32(n / 1_000))
            ),
        )
    )
    .filter(lambda table: len(set(table[0])) == len(table[0]))
)
DAMAGE = st.tuples(
    st.sampled_from(["cut", "broken", "missing", "added"]), st.floats(0, 1), st.binary(min_size=1, max_size=1)
)
REFUSED = (Unreadable, InvalidField)


def lines(words, rows, separator=" "):
    return [separator.join([word, *(f"{x:.3f}" for x in row)]) for word, row in zip(words, rows, strict=True)]


def with_heading(words, rows):
    return [f"{len(words)} {rows.shape[1]}", *lines(words, rows)]


def frame(words, rows):
    return pd.DataFrame(rows.astype(np.float64).round(3), words)


TEXTS = {
    "GloVe": lambda words, rows: "\n".join(lines(words, rows)) + "\n",
    "word2vec": lambda words, rows: "\n".join(with_heading(words, rows)) + "\n",
    "tabs": lambda words, rows: "\n".join(lines(words, rows, "\t")) + "\n",
    "csv": lambda words, rows: frame(words, rows).to_csv(float_format="%.3f"),
    "decimal commas": lambda words, rows: frame(words, rows).to_csv(sep=";", decimal=",", float_format="%.3f"),
    "JSON": lambda words, rows: frame(words, rows).T.to_json(force_ascii=False).replace("},", "},\n"),
    "JSON lines": lambda words, rows: "\n".join(
        json.dumps({"word": word, "vector": row}) for word, row in zip(words, rows.round(3).tolist(), strict=True)
    ),
}


def damaged(data: bytes, damage) -> tuple[bytes, int]:
    """The bytes, and where they are others."""
    kind, place, byte = damage
    at = min(int(place * len(data)), len(data) - 1)
    rest = {"cut": b"", "broken": byte + data[at + 1 :], "missing": data[at + 1 :], "added": byte + data[at:]}[kind]
    return data[:at] + rest, at


def read_text(data: bytes):
    """The words with their rows, and what was said."""
    reading = read(data)
    matrix = parse(reading.text)
    return dict(zip(matrix.words or (), matrix.rows.tolist(), strict=False)), [*reading.remarks, *matrix.remarks]


@pytest.mark.parametrize("name", TEXTS)
@given(table=TABLES)
@settings(max_examples=25, deadline=None)
def test_a_text_is_read_back_as_it_was_written(name, table):
    words, rows = table
    found, said = read_text(TEXTS[name](words, rows).encode())
    assert list(found) == list(words)
    np.testing.assert_array_equal(list(found.values()), rows)
    assert set(said) <= {"Decimal commas were read as points."}


@pytest.mark.parametrize("name", TEXTS)
@given(table=TABLES, damage=DAMAGE)
@settings(max_examples=60, deadline=None)
def test_a_damaged_text_keeps_its_other_lines_or_that_is_said(name, table, damage):
    words, rows = table
    data = TEXTS[name](words, rows).encode()
    broken, at = damaged(data, damage)
    try:
        found, said = read_text(broken)
    except REFUSED as problem:
        assert str(problem).endswith(".")
        return
    around = data[
        max(0, data.rfind(b"\n", 0, at)) : len(data) if damage[0] == "cut" else data.find(b"\n", at + 1) + 1 or None
    ]
    for word, row in zip(words, rows.tolist(), strict=True):
        assert found.get(word) == row or word.encode() in around or json.dumps(word).encode() in around or said


@given(table=TABLES, place=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_download_that_was_cut_off_has_no_wrong_number_without_a_word(table, place):
    words, rows = table
    data = TEXTS["word2vec"](words, rows).encode()
    heading = data.index(b"\n") + 2
    try:
        found, said = read_text(data[: heading + int(place * (len(data) - heading))])
    except REFUSED:
        return
    assert said or found == dict(zip(words, rows.tolist(), strict=True))


def saved(write, *arrays, **named):
    write(file := io.BytesIO(), *arrays, **named)
    return file.getvalue()


def read_tensor(name, data):
    return tensor_files.matrix(name, data, tensor_files.contents(name, data).matrices[0])


BINARIES = {
    ".npy": (lambda rows: saved(np.save, rows), array, lambda data, _: np.load(io.BytesIO(data))),
    ".npz": (
        lambda rows: saved(np.savez_compressed, w=rows),
        lambda data: read_tensor("a.npz", data),
        lambda _, rows: rows,  # its check sums tell
    ),
    ".safetensors": (
        lambda rows: safetensors.numpy.save({"w": rows}),
        lambda data: read_tensor("a.safetensors", data),
        lambda data, _: next(iter(safetensors.numpy.load(data).values())),
    ),
}


@pytest.mark.parametrize("kind", BINARIES)
@given(table=TABLES, damage=DAMAGE)
@settings(max_examples=60, deadline=None)
def test_a_damaged_array_is_refused_or_read_as_its_own_library_reads_it(kind, table, damage):
    _, rows = table
    write, own, theirs = BINARIES[kind]
    data = write(rows)
    np.testing.assert_array_equal(own(data), rows)
    broken, _ = damaged(data, damage)
    try:
        found = own(broken)
    except REFUSED as problem:
        assert str(problem).endswith(".")
    else:
        np.testing.assert_array_equal(found, theirs(broken, rows).astype(np.float32))


BLANKS = ("Cc", "Cs", "Cn", "Co", "Zs", "Zl", "Zp", "Cf")
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=BLANKS), min_size=1, max_size=6)


@given(cells=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), damage=DAMAGE)
@settings(max_examples=80, deadline=None)
def test_a_damaged_table_keeps_its_other_rows_or_that_is_said(cells, damage):
    data = pd.DataFrame(cells, columns=["word", "note"]).to_csv(index=False).encode()
    assert columns(read(data).text) == {"word": [one for one, _ in cells], "note": [other for _, other in cells]}
    broken, at = damaged(data, damage)
    try:
        reading = read(broken)
        found = columns(reading.text)
        said = [*reading.remarks, *remarks(reading.text)]
    except REFUSED as problem:
        assert str(problem).endswith(".")
        return
    touched = data[:at].count(b"\n")
    if touched and damage[0] != "cut" and not said:
        rows = set(zip(*list(found.values())[:2], strict=True))
        assert rows >= {row for number, row in enumerate(cells, start=1) if abs(number - touched) > 1}
