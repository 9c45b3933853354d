"""Tables of words and numbers as spreadsheets and pandas write them."""

import numpy as np
import pytest

from playground.choices import InvalidField
from playground.words.matrix_text import parse

ROWS = [[0.5, 1.25], [-0.25, 0.75]]


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        (",word,x,y\n0,cat,0.5,1.25\n1,dog,-0.25,0.75\n", "Left out: column 1. The words were read from “word”."),
        ("id;word;x;y\n7;cat;0,5;1,25\n9;dog;-0,25;0,75\n", "Left out: “id”. The words were read from “word”."),
        ("x,y,word\n0.5,1.25,cat\n-0.25,0.75,dog\n", "The words were read from “word”."),
        ("0.5,1.25,cat\n-0.25,0.75,dog\n", "The words were read from column 3."),
        ('word,x,y\ncat,"0,5","1,25"\ndog,"-0,25","0,75"\n', "Decimal commas were read as points."),
        ('word,vector\ncat,"[0.5, 1.25]"\ndog,"[-0.25, 0.75]"\n', ""),
        ("word,vector\ncat,[0.5 1.25]\ndog,[-0.25 0.75]\n", ""),
        (',count,word,vector\n0,7,cat,"[0.5, 1.25]"\n1,5,dog,"[-0.25, 0.75]"\n', "Left out: column 1 and “count”."),
        ("sep=;\nword;x;y\ncat;0,5;1,25\ndog;-0,25;0,75\n", "Decimal commas were read as points."),
        ("cat|0.5|1.25\ndog|-0.25|0.75\n", ""),
        ("| word | x | y |\n|---|---:|---|\n| cat | 0.5 | 1.25 |\n| dog | -0.25 | 0.75 |\n", ""),
        ("cat,0.5,1.25,\ndog,-0.25,0.75,\n", ""),
    ],
)
def test_the_words_and_the_numbers_are_found(text, remark):
    matrix = parse(text)
    assert matrix.words == ("cat", "dog")
    np.testing.assert_array_equal(matrix.rows, np.float32(ROWS))
    assert remark in " ".join(matrix.remarks)
    assert bool(remark) is bool(matrix.remarks)


def test_words_that_are_numbers_are_words_in_a_column_of_words():
    assert parse(",word,x\n0,2019,0.1\n1,2020,0.2\n").words == ("2019", "2020")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('word,x,y\ncat,"0,5","1"\ndog,"1,000","2"\n', 'Row 3: "1,000" may be a decimal number or thousands'),
        ('word,vector\ncat,"[1, 2]"\n' + "dog,[3 4]\n" * 30 + "bird,none\n", 'Row 33: "none" is no list'),
        (",word,x\n" + "".join(f"{n},w{n},1\n" for n in range(30)) + "30,w30\n", "Row 32 has 2 columns"),
    ],
)
def test_a_row_that_does_not_fit_is_named(text, sentence):
    with pytest.raises(InvalidField) as caught:
        parse(text)
    assert sentence in str(caught.value)
