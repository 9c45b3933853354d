"""Vectors in JSON, in the shapes that programs write, and as Python prints a dictionary."""

import json

import numpy as np
import pandas as pd
import pytest

from playground.choices import InvalidField
from playground.words.matrix_text import parse

WORDS, ROWS = ("king", "queen"), [[0.5, -1.0], [0.25, 2.0]]
VECTORS = dict(zip(WORDS, ROWS, strict=True))
FRAME = pd.DataFrame(ROWS, WORDS)
NAMED = FRAME.set_axis(["x", "y"], axis=1)
RECORDS = [{"token": word, "embedding": row} for word, row in VECTORS.items()]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(VECTORS),
        json.dumps({"embeddings": VECTORS}),
        json.dumps(RECORDS),
        "\n".join(map(json.dumps, RECORDS)),
        json.dumps([{"id": "a7", "index": 3, "word": word, "vector": row} for word, row in VECTORS.items()]),
        json.dumps({"words": WORDS, "vectors": ROWS}),
        json.dumps({"tokens": WORDS, "values": ROWS, "dim": 2}),
        json.dumps([[word, *row] for word, row in VECTORS.items()]),
        json.dumps([[word, row] for word, row in VECTORS.items()], indent=1),
        FRAME.to_json(),
        FRAME.to_json(orient="index"),
        FRAME.to_json(orient="split"),
        NAMED.to_json(),
        NAMED.to_json(orient="split"),
        NAMED.reset_index(names="word").to_json(orient="records"),
        NAMED.reset_index(names="word").to_json(orient="records", lines=True),
        repr(VECTORS),
        repr(list(VECTORS.items())),
        repr({word: np.float32(row) for word, row in VECTORS.items()}),
        repr({word: list(np.float64(row)) for word, row in VECTORS.items()}),
    ],
)
def test_the_words_and_their_numbers_are_found(text):
    matrix = parse(text)
    assert matrix.words == WORDS
    assert matrix.rows.tolist() == ROWS
    assert (matrix.remarks, matrix.repeated) == ((), 0)


@pytest.mark.parametrize(
    "value",
    [
        {
            "object": "list",
            "data": [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(ROWS)],
        },
        {"embeddings": ROWS},
        [{"vector": row} for row in ROWS],
    ],
)
def test_rows_may_be_without_words(value):
    matrix = parse(json.dumps(value))
    assert matrix.words is None
    assert matrix.rows.tolist() == ROWS


def test_of_a_word_that_comes_twice_the_first_row_counts_and_that_is_said():
    matrix = parse('{"king": [1, 2], "queen": [3, 4], "king": [5, 6]}')
    assert (matrix.words, matrix.rows.tolist(), matrix.repeated) == (WORDS, [[1, 2], [3, 4]], 1)


def test_a_word_may_have_any_letters():
    words = ("it's", 'say "so"', "a\u2028b", "(c)", "b\\n")
    assert parse(json.dumps({word: [1] for word in words}, ensure_ascii=False)).words == words
    assert parse(repr({word: [1] for word in words})).words == words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"king": [0.1, 0.2], "queen": [0.3,', "The JSON can't be read: Expecting value"),
        ('{"king": [0.1]}\n{"queen": [0.3', "line 2 is no JSON"),
        ('{"king": [0.1, null]}', 'Row 1: "null" is not a number'),
        ('{"king": [true]}', 'Row 1: "true" is not a number'),
        ('{"a": {"b": 1}, "c": {"b": 2}}', "which names are the words"),
        ('{"king": {"x": 1}, "queen": {"y": 2}}', "different names"),
        ('[["king", [1]], [2]]', "only some of its rows have a word"),
        ('{"a":' * 100_000, "The JSON can't be read"),
    ],
)
def test_what_is_not_clear_or_not_whole_is_said(text, sentence):
    with pytest.raises(InvalidField) as caught:
        parse(text)
    assert sentence in str(caught.value)
