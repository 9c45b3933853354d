"""Tables as people have them: Excel's first line, no heading, cells of several lines, training data."""

from pathlib import Path

import pytest

from playground.choices import InvalidField
from playground.words.example_files import pairs, points, sentences
from playground.words.tables import columns, has_heading, remarks
from playground.words.text_files import Unreadable, decode
from playground.words.tokenizers import tokenize
from playground.words.typed_lists import read_pairs, read_points, read_sentences

CASES = Path(__file__).parent / "cases"


EATEN = [(("eat",), ("apple",)), (("drink",), ("milk",))]


def _labelled(lines):
    return read_sentences(tokenize, lines)


def text(name):
    return decode((CASES / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "first", "cells"),
    [
        ("10_projector_metadata.tsv", "Word", ["cat", "dog", "bird"]),
        ("12_excel_sep_line.csv", "word", ["cat", "dog", "bird"]),
        ("13_word_list_without_header.csv", "column 1", ["apple", "banana", "cherry", "banana"]),
        ("14_excel_unicode_text_utf16le.txt", "word", ["café", "naïve"]),
        ("15_excel_zh_gbk.csv", "词", ["猫", "狗", "鱼"]),
    ],
)
def test_a_heading_is_no_word_and_a_word_is_no_heading(name, first, cells):
    table = columns(text(name))
    assert next(iter(table)) == first
    assert table[first] == cells


@pytest.mark.parametrize(
    ("written", "expected", "line"),
    [
        ('word,n\n"a, b", "c, d"\n', {"word": ["a, b"], "n": ["c, d"]}, 0),
        ('word,n\n"say \\"hi\\"",1\n', {"word": ['say "hi"'], "n": ["1"]}, 0),
        ("word,n\n'a,b',1\n", {"word": ["a,b"], "n": ["1"]}, 0),
        ('word,n\n5" disk,1\n', {"word": ['5" disk'], "n": ["1"]}, 0),
        ('word,n\n"a,1\nb,2\n', {"word": ['"a', "b"], "n": ["1", "2"]}, 2),
        ('word,n\n"a,1\n"b,2\n"c, d",3\n', {"word": ['"a', '"b', "c, d"], "n": ["1", "2", "3"]}, 2),
        ('word,n\nx,1\n"quoted" word,2\n', {"word": ["x", '"quoted" word'], "n": ["1", "2"]}, 3),
        ('sep=,\nword,n\n"a,1\n', {"word": ['"a'], "n": ["1"]}, 3),
        (";;\nword;n;\na;1;\nb;;\n", {"word": ["a", "b"], "n": ["1", ""]}, 0),
        ("apple\n", {"column 1": ["apple"]}, 0),
    ],
)
def test_cells_are_as_they_were_meant_and_a_lone_quotation_mark_is_said(written, expected, line):
    assert columns(written) == expected
    said = " ".join(remarks(written))
    assert f"in line {line} has no end" in said if line else not said


def test_the_guess_about_a_heading_can_be_overruled():
    written = text("13_word_list_without_header.csv")
    assert not has_heading(written)
    assert columns(written, heading=True) == {"apple": ["banana", "cherry", "banana"]}
    assert columns("word\ncat", heading=False) == {"column 1": ["word", "cat"]}


@pytest.mark.parametrize(
    ("written", "heading"),
    [
        ("word,count\ncat,2", True),
        ("cat,2\ndog,3", False),
        ("cat;0,5\ndog;0,7", False),
        ("animal,sound\ncat,meow", True),
        ("great film,happy\ndull,sad\nfine,happy", False),
    ],
)
def test_words_above_numbers_are_a_heading(written, heading):
    assert has_heading(written) is heading


def test_a_cell_may_have_several_lines():
    assert columns(text("16_multiline_cell.csv"))["text"][0] == "roses are red\nviolets are blue"


def test_labels_as_fasttext_writes_them():
    read = read_sentences(tokenize, text("17_fasttext_labels.txt"))
    assert [label for label, _ in read] == ["ham", "spam"]
    assert read[1][1][:3] == ["WIN", "cash", "now"]


def test_a_label_and_its_sentence_may_stand_in_two_columns():
    assert read_sentences(tokenize, "happy\tI love: this\nsad\tno") == [
        ("happy", ["I", "love", ":", "this"]),
        ("sad", ["no"]),
    ]


@pytest.mark.parametrize(
    ("convert", "read", "table", "expected"),
    [
        (pairs, read_pairs, "from,to\neat,apple\ndrink,milk", [(("eat",), ("apple",)), (("drink",), ("milk",))]),
        (pairs, read_pairs, 'from,to\n"a,b","c|d"', [(("a b",), ("c d",))]),
        (
            sentences,
            _labelled,
            "text,label\nI love it,happy: so",
            [("happy so", ["I", "love", "it"])],
        ),
        (pairs, read_pairs, ",from,to\n0,eat,apple\n1,drink,milk", EATEN),
        (
            pairs,
            read_pairs,
            "n,target,input\n3,apple,eat\n9,milk,drink",
            [(("eat",), ("apple",)), (("drink",), ("milk",))],
        ),
        (
            sentences,
            _labelled,
            "I love it,happy\nno,sad\nyes,happy",
            [("happy", ["I", "love", "it"]), ("sad", ["no"]), ("happy", ["yes"])],
        ),
        (
            sentences,
            _labelled,
            "id,text,label\n7,I love it,happy\n9,no,sad",
            [("happy", ["I", "love", "it"]), ("sad", ["no"])],
        ),
        (points, read_points, ",x,y,word\n0,0.5,1,cat\n1,2,-3,dog", [("cat", (0.5, 1.0)), ("dog", (2.0, -3.0))]),
        (points, read_points, "word;x;y\ncat;0,5;1\ndog;2;-3", [("cat", (0.5, 1.0)), ("dog", (2.0, -3.0))]),
    ],
)
def test_training_data_comes_from_tables(convert, read, table, expected):
    assert read(convert(columns(table))) == expected


@pytest.mark.parametrize(
    ("read", "lines", "expected"),
    [
        (read_pairs, "eat -> apple\ndrink→milk", [(("eat",), ("apple",)), (("drink",), ("milk",))]),
        (read_points, "cat 0.5 1\nnew york 2 \u22123", [("cat", (0.5, 1.0)), ("new york", (2.0, -3.0))]),
        (read_points, "cat,0.5,1\ndog,2,-3", [("cat", (0.5, 1.0)), ("dog", (2.0, -3.0))]),
        (read_points, "cat: 0.5 1\n12:30: 2; 3", [("cat", (0.5, 1.0)), ("12:30", (2.0, 3.0))]),
        (_labelled, "I love it\t1\nno\t0", [("1", ["I", "love", "it"]), ("0", ["no"])]),
        (_labelled, "I love it __label__happy\n__label__sad no", [("happy", ["I", "love", "it"]), ("sad", ["no"])]),
    ],
)
def test_lines_may_be_written_otherwise(read, lines, expected):
    assert read(lines) == expected


@pytest.mark.parametrize(
    ("read", "lines", "sentence"),
    [
        (_labelled, "__label__a __label__b I love it", "has two labels"),
        (_labelled, '{"label": "happy", "text": "I love it"}', "is not a label: sentence line"),
        (read_points, "cat: 1_0, 2", "is not a word: place line"),
        (read_points, "1 2", "is not a word: place line"),
    ],
)
def test_what_may_mean_something_else_is_refused(read, lines, sentence):
    with pytest.raises(InvalidField, match=sentence):
        read(lines)


@pytest.mark.parametrize("convert", [pairs, sentences, points])
def test_one_column_is_no_training_data_and_that_is_said(convert):
    with pytest.raises(Unreadable, match="at least two"):
        convert({"word": ["cat"]})
