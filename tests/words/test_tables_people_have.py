"""Tables as people have them: Excel's first line, no heading, cells of several lines, training data."""

from pathlib import Path

import pytest

from playground.words.example_files import pairs, points, sentences
from playground.words.tables import columns, has_heading, remarks
from playground.words.text_files import Unreadable, decode
from playground.words.tokenizers import tokenize
from playground.words.typed_lists import read_pairs, read_points, read_sentences

CASES = Path(__file__).parent / "cases"


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
            lambda lines: read_sentences(tokenize, lines),
            "text,label\nI love it,happy: so",
            [("happy so", ["I", "love", "it"])],
        ),
        (points, read_points, "word;x;y\ncat;0,5;1\ndog;2;-3", [("cat", (0.5, 1.0)), ("dog", (2.0, -3.0))]),
    ],
)
def test_training_data_comes_from_tables(convert, read, table, expected):
    assert read(convert(columns(table))) == expected


@pytest.mark.parametrize("convert", [pairs, sentences, points])
def test_one_column_is_no_training_data_and_that_is_said(convert):
    with pytest.raises(Unreadable, match="at least two"):
        convert({"word": ["cat"]})
