"""Files given to the page: what they hold is taken; what is no good is said beside the control and changes nothing."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

from playground import Experiment, limits
from tests.ui.opened import address, control, opened, said, shown

GLOVE = "king 1.5 -0.25\nqueen 1.25 0.75\n"
FASTTEXT = "__label__happy I love it\n__label__sad no\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
HUGE = (
    b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (10000000000, 200), }".ljust(128) + b"\n"
)


def npy(array) -> bytes:
    np.save(data := io.BytesIO(), array)
    return data.getvalue()


def give(page, field: str, name: str, data: bytes):
    [box] = [box for box in page.get("file_uploader") if box.key == field]
    box.upload(name, data, "application/octet-stream").run()
    assert not page.exception
    return page


@pytest.fixture
def numbers():
    return opened(text="king queen king apple", initializer="from_pretrained", steps="20")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_text_file_becomes_the_words(encoding):
    page = give(opened(steps="20"), "word_file", "naïve.txt", "Le café naïve, le thé.".encode(encoding))
    assert shown(page) == Experiment(text="Le café naïve, le thé.", steps=20)
    assert control(page, "text").value == "Le café naïve, le thé."
    assert not page.error


def test_a_column_of_a_table_is_chosen():
    page = give(opened(steps="20"), "word_file", "places.csv", b"city;land\nNew York;USA\nParis;France\n")
    assert shown(page).vocabulary.words == ("New York", "Paris")
    page.selectbox(key="column").set_value("land").run()
    assert shown(page).vocabulary.words == ("USA", "France")
    assert shown(page).tokenizer == "lines"
    [toggle] = [toggle for toggle in page.toggle if toggle.key == "word_file heading"]
    toggle.set_value(False).run()
    assert len(page.selectbox(key="column").options) == 2 and "city" not in page.selectbox(key="column").options
    assert "New York" in shown(page).vocabulary.words and "city" in shown(page).vocabulary.words


@pytest.mark.parametrize(
    ("name", "data", "matrix"),
    [
        ("vectors.txt", GLOVE.encode(), GLOVE),
        ("vectors.vec", b"2 2\n" + GLOVE.encode(), "2 2\n" + GLOVE),
        ("rows.csv", b"1,2\n3,4\n5,6\n", "1,2\n3,4\n5,6\n"),
        ("rows.tsv", b"1\t2\n3\t4\n", "1\t2\n3\t4\n"),
        ("rows.npy", npy(np.float32([[1, 2], [0.1, 4]])), "[[1.0, 2.0], [0.1, 4.0]]"),
    ],
)
def test_numbers_of_every_kind_of_file_are_taken(numbers, name, data, matrix):
    page = give(numbers, "number_file", name, data)
    assert shown(page).matrix == matrix
    assert not page.error


def test_words_without_numbers_are_listed(numbers):
    page = give(numbers, "number_file", "vectors.txt", GLOVE.encode() + b"pear 0 1\n")
    assert "2 of 3 words have numbers. Without: apple." in said(page.caption)
    assert "1 row is for words not in the vocabulary" in said(page.caption)


def test_a_first_column_of_numbers_can_be_words():
    page = opened(text="2019 2024 cat", initializer="from_pretrained", steps="20")
    give(page, "number_file", "years.txt", b"2019 0.5 0.25\n2024 0.75 0.1\n")
    assert shown(page).dimension == 3 and "All columns were read as numbers" in said(page.caption)
    [button] = [button for button in page.button if button.label == "The first column holds words"]
    button.click().run()
    assert not page.exception and shown(page).dimension == 2
    assert "2 of 3 words have numbers. Without: cat." in said(page.caption)


@pytest.mark.parametrize(
    ("field", "name", "data", "sentence"),
    [
        ("number_file", "ragged.csv", b"1,2\n3\n", "ow 2"),
        ("number_file", "nan.csv", b"1,nan\n", "nan"),
        ("number_file", "empty.txt", b"", "empty"),
        ("number_file", "bomb.npy", HUGE, "can't be used"),
        ("number_file", "cut.npy", npy(np.zeros((3, 2)))[:-9], "can't be used"),
        ("number_file", "inf.npy", npy(np.float32([[1, np.inf]])), "can't be used"),
        ("number_file", "objects.npy", npy(np.array([[{}]])), "can't be used"),
        ("number_file", "wide.csv", b"1," * 1_000_000 + b"1", "1,024"),
        ("word_file", "picture.txt", PNG, "can't be used"),
        ("word_file", "empty.txt", b"", "empty"),
        ("word_file", "header.csv", b"word\n", "can't be used"),
    ],
)
def test_a_file_that_is_no_good_is_named_and_nothing_is_lost(numbers, field, name, data, sentence):
    before, link = shown(numbers), address(numbers)
    page = give(numbers, field, name, data)
    [error] = page.error
    assert name in error.value.replace("\\", "")
    assert sentence in said([error])
    assert shown(page) == before
    assert address(page) == link
    page = give(page, field, "good.txt", GLOVE.encode())
    assert not page.error


def test_a_choice_about_a_file_that_comes_with_one_that_is_no_good_says_what_is_wrong(numbers):
    rows = np.ones((3, 2), np.float32)
    page = give(numbers, "number_file", "model.safetensors", save({"wte.weight": rows, "wpe.weight": 2 * rows}))
    before = shown(page)
    [menu] = [box for box in page.selectbox if box.label == "Matrix in the file"]
    menu.set_value(next(name for name in menu.options if name != menu.value))
    page = give(page, "number_file", "ragged.csv", b"1,2\n3\n")
    assert "ragged.csv can't be used" in said(page.error)
    assert shown(page) == before


@given(data=st.binary(max_size=300), kind=st.sampled_from(["txt", "csv", "npy", "tsv", "vec"]))
@settings(max_examples=12, deadline=None)
def test_whatever_bytes_a_file_holds_the_page_stays_whole(data, kind):
    page = opened(text="king queen king apple", initializer="from_pretrained", steps="20")
    give(page, "number_file", f"bytes.{kind}", data)
    if kind in ("txt", "csv"):
        give(page, "word_file", f"bytes.{kind}", data)
    assert isinstance(shown(page), Experiment)


def test_a_guessed_encoding_is_said_and_another_one_can_be_chosen():
    page = give(opened(steps="20"), "word_file", "слова.txt", "кошка спит".encode("cp1251"))
    assert shown(page).text == "кошка спит"
    assert "Cyrillic (Windows-1251), which is a guess" in said(page.info)
    page.selectbox(key="word_file encoding").set_value("cp1252").run()
    assert not page.exception
    assert shown(page).text == "кошка спит".encode("cp1251").decode("cp1252")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_the_encoding_of_a_broken_file_that_states_it_is_offered_too(encoding):
    page = give(opened(steps="20"), "word_file", "broken.txt", "été\ncat".encode(encoding) + b"\xff")
    assert "cat" in shown(page).text
    assert page.selectbox(key="word_file encoding").value == encoding


def test_a_text_in_utf8_is_no_guess():
    page = give(opened(steps="20"), "word_file", "words.txt", "café au lait".encode())
    assert "guess" not in said(page.info)
    assert "word_file encoding" not in {box.key for box in page.selectbox}


def test_whether_the_first_row_is_a_heading_can_be_changed():
    page = give(opened(steps="20"), "word_file", "list.csv", b"apple\nbanana\ncherry\n")
    assert shown(page).vocabulary.words == ("apple", "banana", "cherry")
    page.toggle(key="word_file heading").set_value(True).run()
    assert not page.exception
    assert shown(page).vocabulary.words == ("banana", "cherry")


@pytest.mark.parametrize(
    ("objective", "name", "data", "lines"),
    [
        ("pairs", "p.csv", b"from,to\neat,apple\ndrink,milk\n", "eat|apple\ndrink|milk"),
        ("labels", "l.tsv", b"label\ttext\nhappy\tI love it\nsad\tno\n", "happy: I love it\nsad: no"),
        ("labels", "l.txt", FASTTEXT.encode(), FASTTEXT),
        ("points", "w.csv", b"word;x;y\ncat;0,5;1\ndog;2;3\n", "cat: 0.5, 1\ndog: 2, 3"),
    ],
)
def test_training_data_comes_from_a_file(objective, name, data, lines):
    page = opened(objective=objective, steps="20")
    field = {"pairs": "pairs", "labels": "sentences", "points": "points"}[objective]
    page = give(page, f"{field}_file", name, data)
    assert not page.error
    assert getattr(shown(page), field) == lines


def test_of_a_large_file_of_vectors_the_rows_of_the_words_are_kept_and_that_is_said(numbers, monkeypatch):
    monkeypatch.setattr(limits, "UPLOAD", len(GLOVE) + 10)
    page = give(numbers, "number_file", "glove.txt", b"the 0.5 0.25\n" * 3 + GLOVE.encode())
    assert shown(page).matrix == "word\t0\t1\nking\t1.5\t-0.25\nqueen\t1.25\t0.75"
    assert "Of its 5 rows, 2 are kept" in said(page.info)
    assert "Without: apple." in said(page.caption)
    assert not page.error
