"""Placing the words without a browser: by typing, and by what a browser tells."""

import numpy as np
import pytest

from playground import Experiment, train
from playground.analysis.many_starts import end
from playground.analysis.placing import score
from playground.ui.session import challenge
from playground.ui.widgets.movable_marks import _read
from tests.ui.opened import address, control, opened, opened_at, said

RECIPE = Experiment(steps=20, seed=3)
LINK = {"steps": "20", "seed": "3"}
HIDDEN = {**LINK, "challenge": "true"}


def is_hidden(page) -> bool:
    return bool(page.header) and page.header[0].value == "Where will training put the words?"


def buttons(page) -> set[str]:
    return {button.key for button in page.button}


def typed(page, word, x, y):
    page.selectbox(key="placed_word").set_value(word).run()
    page.number_input(key=f"placed_x {word}").set_value(x)
    page.number_input(key=f"placed_y {word}").set_value(y)
    return next(button for button in page.button if button.label == "Put it there").click().run()


def test_a_link_opens_with_the_run_hidden_and_a_typed_guess_is_scored():
    page = opened(**HIDDEN)
    assert is_hidden(page) and "pin" not in buttons(page) and address(page) == HIDDEN
    typed(page, 2, 0.5, -0.25)
    typed(page, 5, -1.0, 1.0)
    page.button(key="give_placing").click().run()
    assert not page.exception
    history = train(RECIPE)
    start = history.embedding.vectors[0]
    guess = start.astype(float)
    guess[2], guess[5] = (0.5, -0.25), (-1.0, 1.0)
    assert score(guess, end(history).vectors, start).told(history.words) in said(page.markdown)
    assert len(page.get("plotly_chart")) == 1 and address(page) == LINK
    page.button(key="see_run").click().run()
    assert not is_hidden(page) and "pin" in buttons(page)


def test_the_section_has_the_way_in_and_the_link():
    page = opened_at("placing", **LINK)
    assert "challenge=true" in said(page.code)
    page.button(key="begin_placing").click().run()
    assert is_hidden(page) and address(page)["challenge"] == "true"
    typed(page, 0, 0.1, 0.1)
    page.button(key="leave_placing").click().run()
    assert not is_hidden(page) and "challenge" not in address(page)
    assert challenge._PLACES not in page.session_state, "what was placed is forgotten"


def test_another_recipe_has_words_of_its_own():
    page = opened(**HIDDEN)
    typed(page, 0, 0.1, 0.1)
    control(page, "seed").set_value(4).run()
    assert is_hidden(page)
    assert page.number_input(key="placed_x 0").value == pytest.approx(
        train(Experiment(steps=20, seed=4)).embedding.vectors[0, 0, 0], abs=1e-6
    )


def test_where_words_cant_be_placed_the_run_is_shown_and_it_is_said():
    page = opened(**HIDDEN, dimension="3")
    assert not is_hidden(page) and "set Dimension to 2" in said(page.main.info)
    assert "set Dimension to 2" in said(opened_at("placing", **LINK, dimension="3").caption)


@pytest.mark.parametrize("told", [None, "x", [1, 2], [[1]], [[1, 2, 3]], [[1, "2"]], [[np.nan, 1.0]], [[1, None]], {}])
def test_what_is_no_list_of_places_is_none(told):
    assert _read(told) == []


def test_places_are_read_as_they_are():
    assert _read([[1, 2.5], [0, -1]]) == [(1, 2.5), (0, -1)]
