"""What a browser tells may be anything: what is no drop and no cell of the grid changes nothing."""

import pytest

from tests.load.visitor import Visitor
from tests.ui.opened import shown

DROP = {"step": 2, "layer": 0, "word": 1, "place": [0.5, -0.5]}


def test_a_dropped_dot_changes_the_run():
    visitor = Visitor(steps="5")
    visitor.play(drop=DROP)
    [(step, kind, word, _)] = shown(visitor.page).interventions
    assert (step, kind, word) == (2, "vector", "cat")


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {**DROP, "place": [0.5]},
        {**DROP, "place": [0.5, 0.5, 0.5]},
        {**DROP, "layer": 2},
        {**DROP, "word": -1},
        {**DROP, "step": "2"},
    ],
)
def test_what_is_no_drop_changes_nothing(wrong):
    visitor = Visitor(steps="5")
    before = shown(visitor.page)
    visitor.play(drop=wrong)
    assert not visitor.page.exception
    assert shown(visitor.page) == before


@pytest.mark.parametrize(("row", "column"), [(99, 0), (0, 2), (-1, 0)])
def test_a_cell_that_the_grid_does_not_have_changes_nothing(row: int, column: int):
    visitor = Visitor(steps="5", initializer="from_pretrained")
    weights = shown(visitor.page).vocabulary.words, shown(visitor.page).matrix
    visitor.type_cell(row, column, 7.0)
    assert not visitor.page.exception
    assert "7.0" not in shown(visitor.page).matrix and weights[0] == shown(visitor.page).vocabulary.words


def test_a_drop_that_comes_twice_is_one_change():
    visitor = Visitor(steps="5")
    visitor.play(drop=DROP)
    once = shown(visitor.page)
    visitor.play(drop=DROP)
    assert not visitor.page.exception
    assert shown(visitor.page) == once


@pytest.mark.parametrize("late", [{**DROP, "step": 5_000}, {**DROP, "word": 7}, {**DROP, "layer": 1}])
def test_a_drop_in_a_picture_that_is_gone_changes_nothing(late):
    """It was on its way when the visitor asked for fewer steps, fewer words or one layer."""
    visitor = Visitor(steps="5", text="a b a b c", layer="embedding")
    before = shown(visitor.page)
    visitor.play(drop=late)
    assert not visitor.page.exception
    assert shown(visitor.page) == before


@pytest.mark.parametrize("step", [10**9, -1, 2**70])
def test_a_rest_in_a_picture_that_is_gone_is_one_in_this_one(step):
    visitor = Visitor(steps="5", section="Look-up")
    visitor.play(rest={"step": step, "moment": 99, "word": 10**6})
    assert not visitor.page.exception
