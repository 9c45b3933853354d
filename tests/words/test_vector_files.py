"""Of a file of word vectors that is too large to be kept, the rows of the learner's words are taken."""

import tracemalloc

import numpy as np
import pytest

from playground import limits
from playground.choices import InvalidField
from playground.words.matrix_text import parse
from playground.words.text_files import Unreadable
from playground.words.vector_files import excerpt, is_large

GLOVE = "the 0.418 0.24968\nKing 0.5 -1e-3\n, 0.013441 0.23682\nking 1 2\nnew york 3 4\n"


def found(data, *words):
    matrix = parse(excerpt(data if isinstance(data, bytes) else data.encode(), words).text)
    return dict(zip(matrix.words, matrix.rows.tolist(), strict=True))


def sentence(data, *words):
    with pytest.raises((Unreadable, InvalidField)) as refused:
        excerpt(data if isinstance(data, bytes) else data.encode(), words)
    return str(refused.value)


def test_a_file_is_large_when_it_may_not_be_kept_whole():
    assert not is_large(bytes(limits.UPLOAD))
    assert is_large(bytes(limits.UPLOAD + 1))


def test_the_rows_of_the_words_are_kept_whatever_their_capitals():
    assert found(GLOVE, "KING", ",") == {
        "King": [0.5, np.float32(-1e-3)],
        ",": [np.float32(0.013441), np.float32(0.23682)],
        "king": [1, 2],
    }
    assert excerpt(GLOVE.encode(), ["king"]).remarks == (
        "Of its 5 rows, 2 are kept: those of your words. Upload it again after changing the words.",
    )


def test_a_word_may_have_blanks_or_be_a_number():
    assert found("2 2\nnew york 3 4\n2019 5 6\n", "new york", "2019") == {"new york": [3, 4], "2019": [5, 6]}
    assert found("cat 1 2\n2019 5 6\n", "2019") == {"2019": [5, 6]}
    assert found('"\t5\t6\ncat\t1\t2\n', '"') == {'"': [5, 6]}


@pytest.mark.parametrize("separator", list(" \t,;"))
def test_what_is_kept_is_what_the_whole_file_has(separator):
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(3_000, 7))
    text = "\n".join(separator.join([f"wörd{n}", *(f"{x:.6f}" for x in row)]) for n, row in enumerate(rows))
    whole, words = parse(text), [f"wörd{n}" for n in range(0, 3_000, 3)]
    part = parse(excerpt(text.encode(), words).text)
    assert part.words == tuple(words)
    np.testing.assert_array_equal(part.rows, whole.rows[::3])
    np.testing.assert_array_equal(whole.rows, rows.round(6).astype(np.float32))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (GLOVE, "None of your 1 word is among its 5 rows."),
        (GLOVE + "dog 1", "Row 6 has 1 number, but the rows before it have 2"),
        ("cat 1 2\npear 1 x\n", 'Row 2: "x" is not a number'),
        ("cat 1 2\npear nan 2\n", 'Row 2: "nan" can\'t be trained'),
        ("2 2\npear 1 2\ndog 1", "its download may have been cut off"),
        ("1 2\n3 4\n", "Its rows begin with no word. A file of more than 10,000,000 bytes needs a word"),
        ('{"cat": [1, 2]}', "head -n 20000"),
        (GLOVE.encode("utf-16"), "in UTF-8"),
        (b"PK\x03\x04", "ZIP"),
    ],
)
def test_what_cannot_be_taken_is_said_with_its_line(data, said):
    assert said in sentence(data, "pear")


def test_a_letter_cut_in_half_leaves_the_other_lines_as_they_are():
    data = "café 1 2\n".encode() + b"caf\xc3 3 4\n" + b" 5 6\n"
    assert found(data, "café") == {"café": [1, 2]}
    *_, blank, broken = excerpt(data, ["café"]).remarks
    assert blank == "1 line was left out, the first in row 3: the word there is a blank."
    assert broken == "1 line is not all UTF-8, the first is line 2: its broken letters are �."


def test_a_large_file_takes_little_memory_beside_what_is_kept():
    row = " 0.12345" * 50
    data = "\n".join(f"word{number}{row}" for number in range(20_000)).encode()
    tracemalloc.start()
    try:
        assert found(data, "word7", "word19999")
        assert tracemalloc.get_traced_memory()[1] < len(data)
    finally:
        tracemalloc.stop()
