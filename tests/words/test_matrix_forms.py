"""Matrices as people have them: vector files, prints and JSON, each read right or refused with what would work."""

from pathlib import Path

import numpy as np
import pytest

from playground.choices import InvalidField
from playground.words.matrix_lines import with_word_column
from playground.words.matrix_text import parse
from playground.words.text_files import decode

GLOVE = ("the", ",", ". . .", "at name@domain.com", "cat", "• name@domain.com")
CASES = Path(__file__).parent / "cases"


def read(name):
    return parse(decode((CASES / name).read_bytes()))


@pytest.mark.parametrize(
    ("name", "words", "width", "remark"),
    [
        ("01_glove840B_tokens_with_spaces.txt", GLOVE, 4, ""),
        ("03_word2vec_nbsp_token.vec", ("</s>", "cat", "dog"), 3, "1 line was left out, the first in row 4"),
        ("04_fasttext_tab_token.vec", ("the", "cat", "dog"), 3, "1 line was left out, the first in row 3"),
        ("06_word_is_a_number.vec", ("-0.27998", "2019", "1/2", "cat"), 3, ""),
        ("06b_all_words_are_numbers_no_header.txt", None, 3, "All columns were read as numbers"),
        ("08_gensim_token_with_space.txt", ("hello", "new york", "ice cream"), 1, ""),
        ("09_glove_6B_300d_head.txt", ("the", "cat", "dog", "bird", "fish"), 300, ""),
        ("10_projector_vectors.tsv", None, 3, ""),
        ("11_excel_de_vectors_bom_semicolon_decimal_comma.csv", ("Hund", "Katze", "Maus"), 2, "Decimal commas"),
        ("18_numpy2_list_repr.txt", None, 2, ""),
        ("18c_numpy_print.txt", None, 2, ""),
        ("18d_torch_print_scientific.txt", None, 2, ""),
        ("18f_python_repl.txt", None, 2, ""),
        ("19_word_to_vector.json", ("king", "queen", "man"), 2, ""),
    ],
)  # fmt: skip
def test_files_as_people_have_them_are_read_right_and_what_was_guessed_or_left_out_is_said(name, words, width, remark):
    matrix = read(name)
    assert matrix.words == words
    assert matrix.rows.shape[1] == width
    assert remark in " ".join(matrix.remarks)
    assert bool(matrix.remarks) is bool(remark)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("07_fasttext_cut_off_download.vec", "Row 4 has 2 numbers, but the first line says 4"),
        ("07_fasttext_cut_off_download.vec", "its download may have been cut off"),
        ("18e_torch_print_cut.txt", "print(w.tolist())"),
    ],
)
def test_what_is_not_whole_is_refused_with_what_would_help(name, hint):
    with pytest.raises(InvalidField) as caught:
        read(name)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words", "rows"),
    [
        ("3 2\n0 0.1 0.2\n1 0.3 0.4\n2 0.5 0.6", ("0", "1", "2"), [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]),
        ("\u22121 2\n3 4", None, [[-1, 2], [3, 4]]),
        ("cat: 0.1, 0.2\ndog: 0.3, 0.4", ("cat", "dog"), [[0.1, 0.2], [0.3, 0.4]]),
        ("12:30: 1 2\nnoon: 3 4", ("12:30", "noon"), [[1, 2], [3, 4]]),
        ("[array([1., 2.]), array([3., 4.], dtype=float32)]", None, [[1, 2], [3, 4]]),
        ("[tensor([1., 2.]), tensor([3., 4.])]", None, [[1, 2], [3, 4]]),
        ("[[np.float64(1.5), np.float64(-2)]]", None, [[1.5, -2]]),
        (">>> w\ntensor([[1., 2.],\n        [3., 4.]])", None, [[1, 2], [3, 4]]),
        ("Out[3]: array([[1, 2], [3, 4]])", None, [[1, 2], [3, 4]]),
        ("1,5;2,5", None, [[1.5, 2.5]]),
        ("cat;0,5;-0,7", ("cat",), [[0.5, -0.7]]),
        ("cat\t0,5\t7", ("cat",), [[0.5, 7]]),
        ('{"cat": [1, 2], "dog": [3, 4]}', ("cat", "dog"), [[1, 2], [3, 4]]),
        ('{"word": "cat", "vector": [1, 2]}\n{"word": "dog", "vector": [3, 4]}', ("cat", "dog"), [[1, 2], [3, 4]]),
        ('[["cat", 1, 2], ["dog", 3, 4]]', ("cat", "dog"), [[1, 2], [3, 4]]),
        ('{"cat": 1, "dog": 2}', ("cat", "dog"), [[1], [2]]),
        ("cat: [0.1, 0.2]\ndog: [0.3, 0.4]", ("cat", "dog"), [[0.1, 0.2], [0.3, 0.4]]),
        ("cat = 0.1, 0.2\ndog = 0.3, 0.4", ("cat", "dog"), [[0.1, 0.2], [0.3, 0.4]]),
        ("cat -> 0.1, 0.2\ndog -> 0.3, 0.4", ("cat", "dog"), [[0.1, 0.2], [0.3, 0.4]]),
        ("cat (0.1, 0.2)\ndog (0.3, 0.4)", ("cat", "dog"), [[0.1, 0.2], [0.3, 0.4]]),
        ("new york 0.1, 0.2\ndog 0.3, 0.4", ("new york", "dog"), [[0.1, 0.2], [0.3, 0.4]]),
        ("cat\t0.1,0.2,1\ndog\t0.3,0.4,2", ("cat", "dog"), [[0.1, 0.2, 1], [0.3, 0.4, 2]]),
        ("a;1,2,3\nb;4,5,6", ("a", "b"), [[1, 2, 3], [4, 5, 6]]),
        ("cat: 0,1; 0,2\ndog: 0,3; 0,4", ("cat", "dog"), [[0.1, 0.2], [0.3, 0.4]]),
        ("12:30 0.5 0.6\n13:45 0.7 0.8", ("12:30", "13:45"), [[0.5, 0.6], [0.7, 0.8]]),
        ("a=1 0.5 0.6\nb=2 0.7 0.8", ("a=1", "b=2"), [[0.5, 0.6], [0.7, 0.8]]),
        ("[(1, 2), (3, 4)]", None, [[1, 2], [3, 4]]),
        (">>> w.tolist()\n[[1.0, 2.0], [3.0, 4.0]]\n>>> ", None, [[1, 2], [3, 4]]),
        ("# two numbers each\ncat 1 2\n# 3 4", ("cat", "#"), [[1, 2], [3, 4]]),
        ("1 2\n0 0.1 0.2", ("0",), [[0.1, 0.2]]),
        ("2 2\n 1 2\ncat 3 4", ("cat",), [[3, 4]]),
        ("boeing 747 0.1 0.2\ncat 0.5 0.6", ("boeing 747", "cat"), [[0.1, 0.2], [0.5, 0.6]]),
        ("cat 0.5 0.6\nroute 66 0.1 0.2", ("cat", "route 66"), [[0.5, 0.6], [0.1, 0.2]]),
        ("     0    1\ncat  0.1  0.2\ndog  0.3  0.4", ("cat", "dog"), [[0.1, 0.2], [0.3, 0.4]]),
        ("     x    y\ncat  0.1  0.2\ndog  0.3  0.4", ("cat", "dog"), [[0.1, 0.2], [0.3, 0.4]]),
        ("     0    1\n0  0.1  0.2\n1  0.3  0.4", None, [[0.1, 0.2], [0.3, 0.4]]),
        ("0,1\n0.5,0.25\n0.75,1.0", None, [[0.5, 0.25], [0.75, 1]]),
        ("\t0\t1\n0\t0.5\t0.25\n1\t0.75\t1", None, [[0.5, 0.25], [0.75, 1]]),
        ("word x y\nnew york 1 2", ("new york",), [[1, 2]]),
        ("[1, 2]\n[3, 4]", None, [[1, 2], [3, 4]]),
        ("tensor([1., 2.])\ntensor([3., 4.])", None, [[1, 2], [3, 4]]),
        ("<tf.Variable 'e:0' shape=(1, 2), numpy=\narray([[1., 2.]], dtype=float32)>", None, [[1, 2]]),
        ('"V1" "V2"\n"cat" 1 2\n"new york" 3 4', ("cat", "new york"), [[1, 2], [3, 4]]),
        ("'cat'\t1\t2\n'dog'\t3\t4", ("cat", "dog"), [[1, 2], [3, 4]]),
        ("     [,1] [,2]\n[1,]  0.1  0.2\n[2,]  0.3  0.4", None, [[0.1, 0.2], [0.3, 0.4]]),
        ("cat，1，2\ndog，3，4", ("cat", "dog"), [[1, 2], [3, 4]]),
        ("， 1 2\ndog 3 4", ("，", "dog"), [[1, 2], [3, 4]]),
        ('{"cat": [1, 2], "dog": [3, 4],}', ("cat", "dog"), [[1, 2], [3, 4]]),
    ],
)
def test_other_ways_to_write_it_mean_the_same(text, words, rows):
    matrix = parse(text)
    assert matrix.words == words
    np.testing.assert_array_equal(matrix.rows, np.float32(rows))


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("5 2\ncat 1 2\ndog 3 4", "The first line says 5 rows, but 2 follow."),
        ("2 3\nthe 0.11 0.25 0.31\ncat 0.18 0.24 0.", 'its last number, "0.", may be cut off'),
        ("cat 0.5 0.6\nroute 66 0.1 0.2", "with the number at their end: route 66"),
        ("3 2\ncat 1 2\n\u200b 3 4\ndog 5 6", "1 line was left out, the first in row 3"),
        ("# of mine\ncat 1 2", "1 line that begins with # was left out."),
        ("0,1\n0.5,0.25", "The first line was taken for the names of the columns."),
        ("2019 0.5 0.25\n2024 0.75 0.1", "All columns were read as numbers"),
        ('{"cat": [1, 2], "": [3, 4]}', "1 line was left out, the first in row 2"),
    ],
)
def test_what_was_guessed_or_left_out_is_said(text, remark):
    assert remark in " ".join(parse(text).remarks)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1:0.5 2:0.3\n1:0.1 2:0.7", "Row 1 has no numbers"),
        ("     0    1  ...  98\ncat 0.1 0.2  ...  0.3", '"..." stands for numbers omitted'),
        ("word,x,y\ncat,NA,2\ndog,3,4", 'Row 2: "NA" is not a number'),
        ("2 3\ncat 0.1 0.2", "Row 2 has 2 numbers, but the first line says 3"),
        ("5 1\ncat 0.1 0.2\ndog 0.3 0.4", "Row 2 has 2 numbers"),
        ("cat: 0.1, 0.2\ndog: 0.3, 0.4\nbird: x", 'Row 3 is not written as those above it: "bird: x"'),
        ("      0    1\ncat  0.1  0.2\n..   ...  ...", '"..." stands for numbers omitted'),
    ],
)
def test_a_row_unlike_the_others_is_named(text, sentence):
    with pytest.raises(InvalidField) as caught:
        parse(text)
    assert sentence in str(caught.value)


def test_words_that_are_numbers_are_words_below_a_line_that_says_so():
    text = decode((CASES / "06b_all_words_are_numbers_no_header.txt").read_bytes())
    assert parse(text).may_begin_with_words
    matrix = parse(with_word_column(text))
    assert matrix.rows.shape[1] == 2 and not matrix.remarks
    assert matrix.words == tuple(line.split()[0] for line in text.splitlines())


@pytest.mark.parametrize(
    "text", ['{"cat": [1, 2]', '{"cat": ["x"]}', '{"cat": [1, 2], "dog": [3]}', '{"cat": [NaN]}', '{"cat": null}']
)
def test_json_that_is_no_matrix_is_refused_with_a_sentence(text):
    with pytest.raises(InvalidField):
        parse(text)
