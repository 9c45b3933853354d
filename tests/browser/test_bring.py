"""Words and numbers that a learner brings, out of a file, pasted or typed; and what the charts then show."""

import io

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from safetensors.torch import save

from playground import Experiment, train
from playground.limits import VECTOR_FILE
from playground.words.matrix_text import parse
from tests.browser.screen import Screen, assert_matrix, assert_shows, float32

TEXT = "king queen apple . king queen pear ."
GLOVE = "5 2\nking 1.5 -0.25\nqueen 1.25 0.75\napple -2 0.5\nunseen 9 9\npear -2 1\n"
LIST = b"word\npear\n.\napple\nqueen\nking"
SHORT = {"text": TEXT, "steps": 30}
OWN = {**SHORT, "initializer": "from_pretrained"}


def give(screen: Screen, box: str, name: str, data: bytes, changes: bool = True) -> None:
    """Choose a file as by the button, and wait for its picture."""
    screen.painted()
    before = screen.key()
    place = opened(screen, box)
    place.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    if changes:
        screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)


def paste(screen: Screen, matrix: str) -> None:
    screen.change("a, one row per word", matrix, role="textbox")


@pytest.fixture(scope="module")
def numbers(open_for_all):
    """Words whose numbers are one's own."""
    return Screen(open_for_all(query=OWN))


@pytest.fixture
def screen(numbers):
    numbers.painted()
    numbers.press("End")
    numbers.wait_for_playhead(30)
    return numbers


@pytest.fixture(scope="module")
def taught(open_for_all):
    """A short text, and the section in which its words are changed."""
    screen = Screen(open_for_all(query=SHORT))
    screen.page.get_by_role("radio", name="Experiment").click()
    return screen


@pytest.fixture
def table(taught):
    """The table of the words, as on arrival."""
    taught.page.locator(".st-key-words").get_by_test_id("stDataFrame").wait_for()
    while (undo := taught.page.get_by_role("button", name="Undo: ")).count():
        before = taught.key()
        undo.last.click()
        taught.wait_for("before => document.querySelector('.player').dataset.key !== before", before)
    taught.press("End")
    expect(names_of(taught)).to_have_text(["king", "queen", "apple", ".", "pear"])
    return taught


def names_of(screen):
    return screen.page.locator(".player-words button")


def select(screen: Screen, row: int) -> None:
    """Clicks the box of a row of the table."""
    table = screen.page.locator(".st-key-words").get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    table.locator("canvas").first.wait_for()
    box = screen.at_rest(table)
    screen.page.mouse.click(box["x"] + 12, box["y"] + 36 + 35 * (row + 0.5))


def opened(screen: Screen, box: str):
    """An opener of the sidebar, open."""
    place = screen.page.get_by_test_id("stExpander").filter(has_text=box)
    if not place.locator("details").evaluate("details => details.open"):
        place.get_by_text(box).first.click()
    return place


def test_frozen_vectors_rest_and_freed_ones_move(screen):
    start = screen.data("embedding")[0]["z"]
    screen.go(0)
    assert screen.data("embedding")[0]["z"] == start
    expect(screen.page.locator(".player-readouts")).to_contain_text("frozen")
    switch_freeze(screen)
    screen.go(30)
    history = train(Experiment(**OWN, freeze=False))
    assert_shows(screen, history, 30)
    assert screen.data("embedding")[0]["z"] != start
    switch_freeze(screen)


def switch_freeze(screen):
    before = screen.key()
    screen.page.locator("label", has_text="freeze").click()
    screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)


def test_a_number_typed_into_the_grid_is_the_words_number(screen):
    grid = opened(screen, "In a grid").get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    grid.locator("canvas").first.wait_for()
    before, cell = screen.key(), screen.page.locator(".gdg-input")
    for _ in range(5):  # a grid that has just come may still be drawn anew
        box = screen.at_rest(grid)
        screen.page.mouse.click(box["x"] + box["width"] - 30, box["y"] + 36 + 35 * 1.5)  # queen, dimension 1
        screen.press("Enter")
        screen.frames(20)
        if cell.is_visible():
            break
    cell.fill("0.5")
    cell.press("Enter")
    screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)
    z = screen.data("embedding")[0]["z"]
    assert z[:2] == [[1, 2], [2, 0.5]]
    assert [row[1] for row in screen.data("linear")[0]["z"]] == [2, 0.5]


def test_a_glove_file_gives_each_word_its_own_numbers(screen):
    give(screen, "Numbers from a file", "vectors.txt", GLOVE.encode())
    history = train(Experiment(**OWN, matrix=GLOVE))
    np.testing.assert_array_equal(
        history.embedding.weight[0, [0, 1, 2, 4]], np.float32([[1.5, -0.25], [1.25, 0.75], [-2, 0.5], [-2, 1]])
    )
    screen.go(0)
    assert_shows(screen, history, 0)
    expect(screen.page.get_by_text("4 of 5 words have numbers. Without: .")).to_be_visible()


def test_the_articles_matrix_is_pasted_and_stands_in_the_charts_transposed_for_linear(screen):
    paste(screen, "[[3, 4], [5, 4]]")
    history = train(Experiment(**OWN, matrix="[[3, 4], [5, 4]]"))
    assert_shows(screen, history, 30)
    drawn = screen.data("embedding")[0]["z"], screen.data("linear")[0]["z"]
    assert drawn[0][:2] == [[3, 4], [5, 4]]
    assert [row[:2] for row in drawn[1]] == [[3, 5], [4, 4]]


def test_a_npy_file_and_a_text_file_of_words(open_page):
    screen = Screen(open_page(query={"initializer": "from_pretrained", "steps": "30"}))
    give(screen, "Words from a file", "words.txt", "one two three two one".encode("utf-16"))
    assert screen.page.locator(".player-words button").all_inner_texts() == ["one", "two", "three"]
    rows = np.random.default_rng(0).normal(size=(3, 3)).astype(np.float32)
    np.save(data := io.BytesIO(), rows)
    give(screen, "Numbers from a file", "rows.npy", data.getvalue())
    assert_matrix(screen, train(Experiment(text="one two three two one", steps=30, **own(rows))), "embedding", 30)


def own(rows: np.ndarray) -> dict[str, str]:
    matrix = str(rows.astype(float).tolist())
    assert np.array_equal(parse(matrix).rows, rows)
    return {"initializer": "from_pretrained", "matrix": matrix}


def test_a_column_of_a_table_is_taken_as_words_and_back_keeps_a_text_that_is_too_long_for_the_address(open_page):
    screen = Screen(open_page(query={"steps": 30}))
    give(screen, "Words from a file", "places.csv", b"city,country\nNew York,USA\nParis,France\nLyon,France\n")
    names = screen.page.locator(".player-words button")
    expect(names).to_have_text(["New York", "Paris", "Lyon"])
    screen.choose("Column", "country")
    expect(names).to_have_text(["USA", "France"])
    words = [f"word{number}" for number in range(1_500)]
    give(screen, "Words from a file", "words.txt", " ".join(words).encode())
    screen.change("Steps", "20")
    screen.change("Steps", "25")
    before = screen.key()
    screen.page.go_back()
    screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)
    expect(screen.page.locator(".player-step")).to_contain_text("of 20")
    assert screen.page.locator(".player-words button").all_inner_texts()[:2] == words[:2]


NO_GOOD = [
    ("Numbers from a file", "lies.npy", b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'shape': (9999999999, 9999)}"),
    ("Numbers from a file", "ragged.csv", b"1,2\n3\n"),
    ("Words from a file", "picture.txt", bytes(range(256)) * 40),
]


def test_a_file_that_is_no_good_is_named_and_the_picture_stays(screen):
    before = screen.key()
    for box, name, data in NO_GOOD:
        give(screen, box, name, data, changes=False)
        expect(screen.page.get_by_text(f"{name} can't be used")).to_be_visible()
        assert screen.key() == before


def test_a_file_of_300_mb_is_refused_before_it_is_sent(screen, tmp_path):
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(300_000_000)
    before = screen.key()
    place = opened(screen, "Numbers from a file")
    place.locator("input[type=file]").first.set_input_files(huge)
    expect(place).to_contain_text(f"File must be {VECTOR_FILE / 2**20:.1f}MB or smaller")
    assert screen.key() == before


def test_a_word_is_renamed_in_the_table_and_keeps_its_vector(table):
    select(table, 2)
    field = table.page.get_by_role("textbox", name="Rename apple")
    field.fill("lemon")
    table.page.get_by_role("button", name="Rename", exact=True).click()
    expect(names_of(table)).to_have_text(["king", "queen", "lemon", ".", "pear"])
    assert_shows(table, train(Experiment(**SHORT, edits=(("rename", "apple", "lemon"),))), 30)
    table.page.get_by_role("button", name="Undo: rename apple lemon").click()
    expect(names_of(table)).to_have_text(["king", "queen", "apple", ".", "pear"])


def test_a_new_word_gets_a_vector_that_never_moves(table):
    table.page.get_by_role("textbox", name="A new word").fill("owl")
    table.page.get_by_role("button", name="Add", exact=True).click()
    expect(names_of(table)).to_have_text(["king", "queen", "apple", ".", "pear", "owl"])
    table.page.get_by_role("radio", name="Picture").click()
    table.wait_for("() => look.plain(look.plot('embedding').data[0].z).length === 6")
    end = table.data("embedding")[0]["z"][5]
    table.go(0)
    assert table.data("embedding")[0]["z"][5] == end
    table.page.get_by_role("radio", name="Experiment").click()


def test_after_a_change_no_word_is_chosen_by_accident(table):
    select(table, 2)
    table.page.get_by_role("button", name="Remove apple").click()
    expect(names_of(table)).to_have_text(["king", "queen", ".", "pear"])
    expect(table.page.get_by_role("button", name="Remove", exact=True)).to_be_disabled()


def test_a_number_typed_for_many_words_is_no_trouble_with_few(table):
    select(table, 0)
    table.page.get_by_role("button", name="Remove king").wait_for()
    table.page.get_by_role("spinbutton", name="Move to number").fill("4")
    table.page.get_by_role("button", name="Move", exact=True).click()
    expect(names_of(table)).to_have_text(["queen", "apple", ".", "pear", "king"])
    table.change("Your text", "one two one", role="textbox")
    expect(names_of(table)).to_have_text(["one", "two"])
    expect(table.page.locator(".st-key-words").get_by_text("2 of 2 words")).to_be_visible()
    expect(table.page.get_by_test_id("stException")).to_have_count(0)
    table.change("Your text", TEXT, role="textbox")


def test_of_a_file_with_several_matrices_one_is_chosen(screen):
    one, other = (np.arange(10, dtype=np.float32).reshape(5, 2) / size for size in (7, -3))
    data = save({"wte.weight": torch.tensor(one), "wpe.weight": torch.tensor(other), "bias": torch.ones(2)})
    give(screen, "Numbers from a file", "model.safetensors", data)
    expect(screen.page.get_by_text("Left out: bias (not a matrix).")).to_be_visible()
    for name, rows in (("", one), ("wpe.weight", other)):  # at first that of the words
        if name:
            before = screen.key()
            screen.choose("Matrix in the file", name)
            screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)
        screen.go(0)
        np.testing.assert_array_equal(float32(screen.data("embedding")[0]["z"]), rows)


def test_rows_without_words_get_those_of_a_list_beside_their_file(screen):
    rows = np.arange(10, dtype=np.float32).reshape(5, 2) / 7
    np.save(data := io.BytesIO(), rows)
    give(screen, "Numbers from a file", "rows.npy", data.getvalue())
    words = screen.page.locator("[data-testid=stExpander]", has_text="Numbers from a file").locator("input").last
    words.set_input_files({"name": "few.txt", "mimeType": "text/plain", "buffer": b"pear"})
    expect(screen.page.get_by_text("It holds 1 word, but the numbers have 5 rows.")).to_be_visible()
    before = screen.key()
    words.set_input_files({"name": "words.tsv", "mimeType": "text/plain", "buffer": LIST})
    screen.wait_for("before => document.querySelector('.player').dataset.key !== before", before)
    screen.go(0)
    np.testing.assert_array_equal(float32(screen.data("embedding")[0]["z"]), rows[::-1])
