import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import playground
from playground import limits
from playground.choices import InvalidField
from playground.words.matrix import Matrix, write
from playground.words.matrix_text import parse

MILLION = 1_000_000
MEMORY = 100 * MILLION

# Anything that can be typed or pasted, and what matrices are made of.
PIECES = [*"01279[](),;|\t\n\r '\"-+.eE_x…٣", "0.5", "1e39", "nan", "-inf", "cat", "[[", "]]", "\n\n", "word,x,y\n"]
ODD = ["tensor([[", "...", "2 2\n", "\ufeff", "\x00", "\ud800", "\x85", "\u2028", "\xa0", ", ", "dtype=x)", "1,5"]
TEXTS = st.text(st.characters(exclude_categories=())) | st.lists(st.sampled_from(PIECES + ODD), max_size=30).map(
    "".join
)
FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)
SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 6))
MATRICES = SHAPES.flatmap(lambda shape: arrays(np.float32, shape, elements=FLOATS))
WORDS = st.text(st.characters(categories=("Ll", "Lu", "Lo")), min_size=1, max_size=6).map(lambda word: f"w{word}")


def refusal(text):
    with pytest.raises(InvalidField) as caught:
        parse(text)
    assert caught.value.field == "matrix"
    return str(caught.value)


def peak(function, *arguments):
    """The most memory that a call takes, in bytes."""
    tracemalloc.start()
    try:
        function(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def lines(rows, separator=" "):
    return "\n".join(separator.join(map(str, row)) for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 2], [2, 2]]",
        "[[1., 2.], [2., 2.]]",
        " [ [1,2],\n\n  [2,2,], ]\n",
        "[[1. 2.]\n [2. 2.]]",
        "torch.tensor([[1., 2.], [2., 2.]])",
        "tensor([[1., 2.],\n        [2., 2.]], requires_grad=True)",
        "Parameter containing:\ntensor([[1., 2.],\n        [2., 2.]], requires_grad=True)",
        "w = np.array([[1, 2], [2, 2]], dtype=np.float32)",
        "1 2\n2 2",
        "1,2\n2,2",
        "1;2\n2;2",
        "1\t2\n2\t2",
        "1, 2\n2, 2",
        "1,2,\n2,2,",
        '"1","2"\n"2","2"',
        "x,y\n1,2\n2,2",
        '"Dim 1","Dim 2"\n1,2\n2,2',
        ",0,1\n0,1,2\n1,2,2",
        "\ufeff1 2 \r\n\r\n  2   2\r\n\r\n",
    ],
)
def test_a_matrix_is_read_however_it_is_written(text):
    matrix = parse(text)
    assert matrix.rows.tolist() == [[1, 2], [2, 2]]
    assert matrix.rows.dtype == np.float32
    assert not matrix.rows.flags.writeable
    assert (matrix.words, matrix.repeated) == (None, 0)


@pytest.mark.parametrize(
    "text",
    [
        "the 1 2\n7 2 2",
        "2 2\nthe 1 2\n7 2 2",
        "2 2 \nthe 1 2 \n7 2 2 \n",
        "the\t1\t2\n7\t2\t2",
        "the,1,2\n7,2,2",
        "the;1;2\n7;2;2",
        'word,x,y\n"the",1,2\n"7",2,2',
        "word,0,1\nthe,1,2\n7,2,2",
        ",0,1\nthe,1,2\n7,2,2",
        "\ufeffthe 1 2\r\n\r\n7 2 2",
    ],
)
def test_words_in_front_of_the_numbers_are_read_however_they_are_written(text):
    matrix = parse(text)
    assert matrix.words == ("the", "7")
    assert matrix.rows.tolist() == [[1, 2], [2, 2]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7 1 2\n8 1 2\ncat 1 2", ("7", "8", "cat")),
        ("nan 1 2\ncat 1 2", ("nan", "cat")),
        (". . . 1 2\nat name@example.com 1 2", (". . .", "at name@example.com")),
        ("2 2\nroute 66 1 2\nnew york 1 2", ("route 66", "new york")),
        (", 1 2\n; 1 2\n\" 1 2\n' 1 2", (",", ";", '"', "'")),
        ("[ 1 2\n] 1 2\n[UNK] 1 2", ("[", "]", "[UNK]")),
        ("[PAD] 1 2\n<b> 1 2", ("[PAD]", "<b>")),
        ('"hello, world",1,2\n"say ""so""",1,2', ("hello, world", 'say "so"')),
        ('cat\t1\t2\n"\t1\t2', ("cat", '"')),
        ("e\u0301te\u0301 1 2\ndon\N{RIGHT SINGLE QUOTATION MARK}t 1 2", ("été", "don't")),
        ("a\u2028b 1 2\nc\x85d 1 2", ("a\u2028b", "c\x85d")),
        ("word,x,y\n7,1,2", ("7",)),
    ],
)
def test_a_word_may_be_anything(text, words):
    matrix = parse(text)
    assert matrix.words == words
    assert matrix.rows.tolist() == [[1, 2]] * len(words)


def test_of_the_rows_with_one_word_the_first_counts():
    matrix = parse("cat 1 2\ndog 3 4\ncat 5 6\nCat 7 8\ndog 9 9")
    assert matrix.words == ("cat", "dog", "Cat")
    assert matrix.rows.tolist() == [[1, 2], [3, 4], [7, 8]]
    assert matrix.repeated == 2
    assert not matrix.rows.flags.writeable


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no numbers yet"),
        (" \n\ufeff", "no numbers"),
        ("[]", "no numbers"),
        ("[[]]", "Row 1 has no numbers"),
        ("[1, 2]", "its own brackets"),
        ("[1, 2], [2, 2]", "its own brackets"),
        ("[[1, 2], [2, 2]", "closing bracket"),
        ("[[1, 2], [2", "closing bracket is missing in or after row 2"),
        ("[[1, 2", "closing bracket is missing in or after row 1"),
        ("[[[1, 2]]]", "too many brackets"),
        ("[[1, 2]] and more", 'text after the matrix: "and more"'),
        ("[[1, 2], [3, 4], [5]]", "Row 3 has 1 number, but the rows before it have 2"),
        ("[[1, 2], [3, 4, 5]]", "Row 2 has 3 numbers, but the rows before it have 2"),
        ("[[1, 2], [3, x]]", 'Row 2: "x" is not a number'),
        ("[[1, 2], [3, ]]", "Row 2 has 1 number"),
        ("[[1, , 2]]", "Row 1 has an empty field"),
        ("[[1, 2, ..., 3]]", "omitted when the matrix was printed"),
        ("[[1, 2],\n ...,\n [1, 2]]", "omitted when the matrix was printed"),
        ("[[1, nan]]", '"nan" can\'t be trained'),
        ("[[1, -Infinity]]", '"-Infinity" can\'t be trained'),
        ("[[1, 1e39]]", '"1e39" is too large'),
        ("[[1, -1e999]]", '"-1e999" is too large'),
        ("1 2 3\n1 2 3\n1 2", "Row 3 has 2 numbers, but the rows before it have 3"),
        ("1 2\n3 4 5", "Row 2 has 3 numbers, but the rows before it have 2"),
        ("1 2\n\n3", "Row 3 has 1 number, but the rows before it have 2"),
        ("1,2\n,3", "Row 2 has an empty field"),
        ("1 2\n3 nan", 'Row 2: "nan" can\'t be trained'),
        ("1 2\n3 4e38", 'Row 2: "4e38" is too large'),
        ("1 2\n3 1.x", 'Row 2: "1.x" is not a number'),
        ("1.x 2\n3 4", "is not a number"),
        ("cat 1 2\ndog 1", "Row 2 has 1 number, but the rows before it have 2"),
        ("cat 1 2\ndog 1 2 3", "Row 2 has 3 numbers, but the rows before it have 2"),
        ("cat 1 2\ndog", "Row 2 has 0 numbers"),
        ("cat 1 2\ndog x 3", 'Row 2: "x" is not a number'),
        ("cat 1 2\ndog 1 x", 'Row 2: "x" is not a number'),
        ("cat 1.x 2", 'Row 1: "1.x" is not a number'),
        ("cat 1 2\ncat nan 2", 'Row 2: "nan"'),
        ("3 3\ncat 1 2 3\ndog 1", "Row 3 has 1 number, but the first line says 3"),
        ("cat,1\n,2", "Row 2 has no word"),
        ("5\ncat", 'Row 2: "cat" is not a number'),
        ("hello world", 'Row 1 has no numbers: "hello world"'),
        ("word,x,y", "Row 1 has no numbers"),
        ("1,5 2,5", '"1,5" has a decimal comma'),
        ("cat 0,5 7", '"0,5" has a decimal comma'),
        ("x" * 500, f'"{"x" * 39}…"'),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row_and_the_reason(text, sentence):
    assert sentence in refusal(text)


@pytest.mark.parametrize("separator", list(" ,;\t"))
def test_a_row_has_a_largest_width(separator):
    row = ["1.5"] * limits.DIMENSIONS
    assert parse(separator.join(row)).rows.shape == (1, limits.DIMENSIONS)
    assert parse(separator.join(["cat", *row])).rows.shape == (1, limits.DIMENSIONS)
    assert f"Row 1 has more than {limits.DIMENSIONS:,} numbers" in refusal(separator.join([*row, "1"]))
    assert f"Row 1 has more than {limits.DIMENSIONS:,} numbers" in refusal(separator.join(["cat", *row, "1"]))


def test_a_row_in_brackets_has_the_same_largest_width():
    assert parse(f"[[{'1,' * limits.DIMENSIONS}]]").rows.shape == (1, limits.DIMENSIONS)
    assert f"Row 1 has more than {limits.DIMENSIONS:,} numbers" in refusal(f"[[{'1,' * limits.DIMENSIONS}1]]")


def test_a_matrix_has_a_largest_size():
    assert f"{limits.NUMBERS_BYTES:,}" in refusal("1" * (limits.NUMBERS_BYTES + 1))
    assert f"{limits.NUMBERS_ROWS:,}" in refusal("1\n" * (limits.NUMBERS_ROWS + 1))


@pytest.mark.parametrize(
    "text",
    [
        "[" * MILLION,
        "[[" + "1, " * MILLION,
        f"[[{'1.5,' * MILLION}]]",
        "cat " + "1.5 " * MILLION,
        "1.5," * MILLION,
        "1.5\t" * MILLION,
        '"a";' + "1.5;" * MILLION,
        "cat 1 2\n" + "1.5 " * MILLION,
        '"' * MILLION,
        "(" * MILLION,
        "1" * MILLION + " x",
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_what_is_far_too_large_or_deep_takes_little_memory_to_refuse(text):
    assert peak(refusal, text) < MEMORY


def test_a_file_of_word_vectors_takes_little_more_memory_than_its_size():
    row = " 0.12345" * 50
    text = "\n".join(f"word{number}{row}" for number in range(10_000))
    assert parse(text).rows.shape == (10_000, 50)
    assert peak(parse, text) < 3 * len(text)


@given(TEXTS)
@example("1" * 5_000)
@example("0,")
@example("0;\n1\t")
@example("1" * 5_000 + " 2")
@example("[[" + "9" * 5_000 + "]]")
@settings(max_examples=1_000, deadline=None)
def test_any_text_is_a_matrix_or_is_refused_with_a_sentence(text):
    try:
        matrix = parse(text)
    except InvalidField as error:
        assert error.field == "matrix"
        assert str(error).endswith(".")
        assert len(str(error)) < 250
        str(error).encode()
    else:
        assert matrix.rows.dtype == np.float32
        assert matrix.rows.size
        assert np.isfinite(matrix.rows).all()
        assert matrix.words is None or len(set(matrix.words)) == len(matrix.words) == len(matrix.rows)


def same_bits(one, other):
    return one.shape == other.shape and (one.view(np.uint32) == other.view(np.uint32)).all()


@given(MATRICES)
@settings(max_examples=200, deadline=None)
def test_a_matrix_that_was_written_is_read_bit_for_bit(rows):
    assert same_bits(parse(write(rows)).rows, rows)
    assert same_bits(parse(lines(rows.tolist(), ",")).rows, rows)


@given(arrays(np.uint32, 64))
@settings(max_examples=200, deadline=None)
def test_every_float_keeps_its_bits(bits):
    rows = bits.view(np.float32)[np.isfinite(bits.view(np.float32))].reshape(-1, 1)
    assert not rows.size or same_bits(parse(write(rows)).rows, rows)


@pytest.mark.parametrize("bits", [0x80000000, 0x00000001, 0x807FFFFF, 0x7F7FFFFF, 0x15AE43FD, 0x95AE43FD])
def test_floats_that_are_hard_to_read_keep_their_bits(bits):
    rows = np.array([[bits]], dtype=np.uint32).view(np.float32)
    assert same_bits(parse(write(rows)).rows, rows)


def test_a_number_is_written_as_short_as_it_can_be():
    assert write([[1, 0.1], [-0.0, 1e-45]]) == "[[1.0, 0.1], [-0.0, 1e-45]]"


@given(MATRICES, st.data())
@settings(max_examples=200, deadline=None)
def test_rows_with_words_are_read_as_they_were_written(rows, data):
    words = data.draw(st.lists(WORDS, min_size=len(rows), max_size=len(rows), unique=True))
    separator = data.draw(st.sampled_from([" ", "\t", ",", ";"]))
    matrix = parse(lines(([word, *row] for word, row in zip(words, rows.tolist(), strict=True)), separator))
    places = list({word: index for index, word in reversed(list(enumerate(matrix.words)))}.values())
    assert len(places) + matrix.repeated == len(rows)
    assert matrix.repeated or same_bits(matrix.rows, rows)


def matrix_of(words, rows):
    return Matrix(np.arange(2 * rows, dtype=np.float32).reshape(rows, 2), words, 0)


def test_without_words_a_row_belongs_to_the_word_with_its_number():
    found = matrix_of(None, 2).find(["a", "b", "c"])
    assert found.indices.tolist() == [0, 1]
    assert found.rows.tolist() == [[0, 1], [2, 3]]
    assert (found.missing, found.unused) == (("c",), 0)
    assert matrix_of(None, 5).find(["a", "b"]).unused == 3


def test_a_word_has_the_row_of_its_exact_spelling_or_else_of_its_small_one():
    found = matrix_of(("polish", "Polish", "i", "Paris", "dog"), 5).find(["Polish", "cat", "POLISH", "I", "paris"])
    assert found.indices.tolist() == [0, 2, 3, 4]
    assert found.indices.dtype == np.int64
    assert found.rows[:, 0].tolist() == [2, 0, 4, 6]
    assert found.rows.dtype == np.float32
    assert (found.missing, found.unused) == (("cat",), 1)


@pytest.mark.parametrize("words", [None, ("a", "b")])
def test_nothing_is_found_for_no_words(words):
    found = matrix_of(words, 2).find([])
    assert (found.indices.shape, found.rows.shape) == ((0,), (0, 2))
    assert (found.missing, found.unused) == ((), 2)


@given(st.lists(WORDS, unique=True), st.lists(WORDS, min_size=1, unique=True))
@settings(max_examples=200, deadline=None)
def test_every_word_is_found_or_missing(asked, known):
    found = matrix_of(tuple(known), len(known)).find(asked)
    assert len(found.indices) == len(found.rows) == len(asked) - len(found.missing)
    assert {asked[index] for index in found.indices}.isdisjoint(found.missing)
    assert set(known).isdisjoint(found.missing)
    assert found.indices.tolist() == sorted(found.indices)
    assert 0 <= found.unused <= len(known)


def test_the_vectors_of_a_trained_model_are_read():
    path = Path(playground.__file__).parent / "model" / "pretrained_vectors" / "minilm-first-layer-50d.txt"
    matrix = parse(path.read_text(encoding="utf-8"))
    assert matrix.rows.shape == (386, 50)
    assert matrix.repeated == 0
    found = matrix.find(["king", "Queen", "no such word"])
    assert found.indices.tolist() == [0, 1]
    assert found.missing == ("no such word",)
