"""Which words are similar: one pair over the run, and sums of words."""

import json
from base64 import b64decode

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground import train
from playground.analysis.similarity import cosine_over, neighbours
from tests.ui.opened import assert_whole, opened_at, said, shown


@pytest.fixture
def page() -> AppTest:
    return opened_at("similarity", steps="20")


def typed(page: AppTest, field: str, text: str) -> str:
    page.text_input(key=field).set_value(text).run()
    assert_whole(page)
    return said(page.caption)


def curve(page: AppTest) -> dict:
    return json.loads(page.get("plotly_chart")[-1].proto.spec)


def titled(page: AppTest) -> str:
    return curve(page)["layout"]["annotations"][0]["text"]


def test_the_pair_over_the_run_is_the_one_that_was_chosen(page):
    typed(page, "near_word", "cat")
    typed(page, "pair_word", "dog")
    history = train(shown(page))
    assert titled(page) == "“cat” and “dog”"
    cat, dog = map(history.words.index, ("cat", "dog"))
    drawn = np.frombuffer(b64decode(curve(page)["data"][0]["y"]["bdata"]), np.float32)
    np.testing.assert_array_equal(drawn, cosine_over(history.embedding.vectors, cat, dog))


def test_without_a_choice_the_pair_is_the_same_at_every_step(page):
    history, titles = train(shown(page)), set()
    for step in (0, 5, 20):
        page.session_state["player"] = {"rest": {"step": step, "moment": 0, "word": None}}
        titles.add(titled(page.run()))
    nearest = neighbours(history.embedding.vectors[-1], 0, 1)[0].word
    assert titles == {f"“{history.words[0]}” and “{history.words[nearest]}”"}


def test_a_word_that_is_not_there_is_said_and_draws_no_curve(page):
    before = len(page.get("plotly_chart"))
    assert "“unicorn” is not in the vocabulary." in typed(page, "pair_word", "unicorn")
    assert len(page.get("plotly_chart")) == before - 1
    assert "“unicorn” is not in the vocabulary." in typed(page, "near_word", "unicorn")


def test_the_example_of_a_sum_can_be_typed(page):
    example = page.text_input(key="summed_words").placeholder
    assert example == "bird - fish + horse"
    tables = len(page.dataframe)
    typed(page, "summed_words", example)
    assert len(page.dataframe) == tables + 1


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Enter words, such as bird - fish + horse."),
        ("cat-dog", "Not in the vocabulary: cat-dog. Put spaces around + and -, such as bird - fish + horse."),
        ("unicorn", "Not in the vocabulary: unicorn."),
        ("cat - cat", "The sum is 0, which has no direction."),
    ],
)
def test_a_sum_that_gives_no_words_says_why(page, written, sentence):
    assert sentence in typed(page, "summed_words", written).splitlines()


def test_a_word_can_be_subtracted_from_nothing(page):
    tables = len(page.dataframe)
    typed(page, "summed_words", "- cat")
    assert len(page.dataframe) == tables + 1


def test_a_sum_of_all_words_leaves_none():
    page = opened_at("similarity", steps="20", text="I love")
    assert "The sum uses every word" in typed(page, "summed_words", "I + love")
