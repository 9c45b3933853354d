"""Files of the section are made at the playhead when their button is pressed; no table of the page writes formulas."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from playground import Experiment, train
from tests.browser.screen import Screen

FORMULAS = Experiment(text="=1+1 is +2 or @SUM", tokenizer="whitespace", steps=20, layer="embedding")


def saved(page, label: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(".st-key-take_away").get_by_role("button", name=label).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.fixture(scope="module")
def screen(open_for_all):
    query = {"text": FORMULAS.text, "tokenizer": "whitespace", "steps": "20", "layer": "embedding"}
    return Screen(open_for_all(query={**query, "section": "Take away", "step": "7"}))


def test_a_file_has_the_numbers_of_the_step_where_the_playhead_rests(screen):
    history = train(FORMULAS)
    for step in (7, 12):
        screen.go(step)
        screen.page.get_by_text(f"at step {step}.").wait_for()
        name, data = saved(screen.page, "vectors.npy")
        assert name == f"embedding-5x2-sgd-seed0-step{step}-vectors.npy"
        np.testing.assert_array_equal(np.load(io.BytesIO(data), allow_pickle=False), history.embedding.vectors[step])


def test_the_files_name_the_link_and_no_cell_is_a_formula(screen):
    _, table = saved(screen.page, "vectors.csv")
    words = [word for word, *_ in csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))]
    assert words == ["word", "'=1+1", "is", "'+2", "or", "'@SUM"]
    _, run = saved(screen.page, "run.parquet")
    assert len(pd.read_parquet(io.BytesIO(run))) == 21 * 5 * 2
    _, recipe = saved(screen.page, "recipe.json")
    assert b'"link": "http://' in recipe


def test_tables_of_words_have_no_download_of_their_own(screen):
    page = screen.page
    page.get_by_role("radio", name="Experiment").click()
    page.locator(".st-key-words [data-testid=stDataFrame]").hover()
    toolbar = page.locator(".st-key-words [data-testid=stElementToolbar]")
    toolbar.get_by_label("Search").wait_for(state="visible")
    assert toolbar.get_by_label("Download as CSV").is_hidden()
