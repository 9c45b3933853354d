"""The panels in which words are looked up and the article is told, for every kind of run and whatever is typed."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground import Experiment, limits, train
from playground.analysis.lookup import look_up
from playground.choices import choose
from playground.experiment.links import to_query
from playground.model.layers import SELECTIONS
from playground.teaching.article import run
from playground.ui.panels import article_panel, lookup_panel
from playground.ui.panels.registry import PANELS
from tests.ui.opened import APP, control, said
from tests.ui.test_page import MARKUP

FIELD = "looked_up"
SHORT = {"text": "I love you . you love me", "steps": 5}
OPTIONS = [{}, {"bias": True, "max_norm": 0.5}, {"max_norm": 0.5}]
RUNS = [
    {**SHORT, "layer": layer, "dimension": dimension, **options}
    for layer, dimension, options in itertools.product(SELECTIONS, (1, 3, 50), OPTIONS)
]


def used(recipe):
    """The recipe without the options that the layer does not have."""
    names = {option.name for option in choose("layer", recipe["layer"], SELECTIONS).options}
    return {name: value for name, value in recipe.items() if name not in ("bias", "max_norm") or name in names}


def opened(*names: str, **recipe) -> AppTest:
    """The page with these panels open."""
    page = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in to_query(Experiment(**{**SHORT, **recipe})).items():
        page.query_params[name] = value
    for name in names:
        PANELS[name] = replace(PANELS[name], section=names[0])
        page.query_params["section"] = names[0]
    page.run()
    assert not page.exception
    return page


def typed(page: AppTest, text: str) -> AppTest:
    page.text_input(key=FIELD).set_value(text).run()
    assert not page.exception
    return page


def boxes(page: AppTest) -> list[str]:
    return [box.value for box in page.main.get("code")]


def joined(lines) -> list[str]:
    """Lines as they stand in boxes: those that print nothing above the next that does, and below what it prints."""
    shown, waiting = [], []
    for code, output in lines:
        waiting.append(code)
        if output:
            shown += ["\n".join(waiting), output]
            waiting = []
    return shown


def looked_up(page: AppTest) -> list[int]:
    """The numbers of the words, as the first line of code has them."""
    first = boxes(page)[0]
    return [int(number) for number in first[first.index("[") + 1 : first.index("]")].split(",")]


@pytest.mark.parametrize("recipe", RUNS, ids=str)
def test_both_panels_show_what_pytorch_prints_for_every_kind_of_run(recipe):
    page, history = opened("look_up", "article", **used(recipe)), train(Experiment(**used(recipe)))
    expected = [box for name in history.tracks for box in joined(look_up(history, name, -1, [0, 1]).printed)]
    ran = run(history, -1)
    expected += [box for step, output in ran for box in (step.code, output) if box]
    assert boxes(page) == expected
    assert len(page.get("plotly_chart")) == len(history.tracks)
    (download,) = page.main.get("download_button")
    assert download.label.endswith("article.py")
    assert ("Choose “Both” as the layer" in said(page.main.caption)) == (len(history.tracks) == 1)
    told = said(page.main.markdown)
    assert ("vector[0]" in told) == ("linear" in history.tracks)
    assert ("(bias)" in told) == bool(history.experiment.bias)
    sums = sum(line.startswith("- vector[") for line in told.split("\n"))
    assert sums == ("linear" in history.tracks) * min(4, history.experiment.dimension)
    if recipe["dimension"] == 50:
        assert "the first 8 of 50 numbers of each vector" in said(page.main.caption)


def test_nothing_is_computed_for_a_closed_panel(monkeypatch):
    def refuse(*_):
        raise AssertionError("a closed panel")

    monkeypatch.setattr(lookup_panel, "look_up", refuse)
    monkeypatch.setattr(article_panel, "run", refuse)
    opened()
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params["section"] = PANELS["look_up"].section
    page.run()
    assert page.exception, "an open one is computed"


def test_the_look_up_comes_first_and_the_article_is_told():
    assert next(iter(PANELS)) == "look_up"
    assert "article" in PANELS


def test_words_are_looked_up_in_any_order_and_as_often_as_they_are_typed():
    page = opened("look_up")
    assert page.text_input(key=FIELD).value == "I love"
    assert looked_up(page) == [0, 1]
    assert looked_up(typed(page, "me, you 0 you")) == [4, 2, 0, 2]
    assert not page.warning


BAD = [
    ("zebra you", "Not in the vocabulary: “zebra”", [2]),
    ("you 99", "numbers run from 0 to 4", [2]),
    ("-1 you", "numbers run from 0 to 4", [2]),
    ("you :red[x]", "“red”", [2]),
]


@pytest.mark.parametrize(("text", "sentence", "ids"), BAD)
def test_what_is_typed_badly_is_told_and_the_rest_looked_up(text, sentence, ids):
    page = typed(opened("look_up"), text)
    assert sentence in said(page.warning)
    assert looked_up(page) == ids


@pytest.mark.parametrize("text", ["", "   ", "zebra", "99"])
def test_without_a_word_of_the_vocabulary_the_page_says_what_to_do(text):
    page = typed(opened("look_up"), text)
    assert "Type words of the vocabulary, or click them" in said(page.main.caption)
    assert not page.get("plotly_chart")


@pytest.fixture(scope="module")
def any_page():
    return opened("look_up")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
@settings(max_examples=10, deadline=None)
def test_whatever_is_typed_there_is_no_traceback(any_page, text):
    typed(any_page, text)


def test_words_are_added_by_clicks_and_cleared():
    page = opened("look_up")
    page.button(key="look_up 3").click().run()
    page.button(key="look_up 3").click().run()
    assert page.text_input(key=FIELD).value == "I love . ."
    assert looked_up(page) == [0, 1, 3, 3]
    page.button(key="look_up nothing").click().run()
    assert page.text_input(key=FIELD).value == ""
    page.button(key="look_up 2").click().run()
    assert looked_up(page) == [2]


def test_until_something_is_typed_the_first_words_of_a_new_vocabulary_are_taken():
    page = opened("look_up")
    control(page, "text").set_value("one two three").run()
    assert page.text_input(key=FIELD).value == "one two"
    typed(page, "three")
    control(page, "text").set_value("zero one two three").run()
    assert page.text_input(key=FIELD).value == "three"
    assert looked_up(page) == [3]


def test_of_very_many_words_some_are_looked_up_and_it_is_told():
    page = typed(opened("look_up"), "you " * 30)
    assert looked_up(page) == [2] * limits.LOOKED_UP
    assert f"Only the first {limits.LOOKED_UP} of these 30 are looked up" in said(page.main.caption)


def test_the_word_whose_product_is_written_out_is_chosen():
    page, history = opened("look_up"), train(Experiment(**SHORT))
    _, choice = page.main.get("button_group")  # the first one opens sections
    assert choice.options == ["I", "love"]
    for word, index in (("I", 0), ("love", 1)):
        choice.set_value(index).run()
        assert f"**1\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{history.linear.weight[-1][0, index]:.4f}**" in "".join(
            text.value for text in page.main.markdown
        ), word


def test_the_work_is_told_for_this_vocabulary_and_for_a_large_one():
    page = opened("look_up")
    table = page.main.dataframe[0].value
    assert table["Embedding, 5 words"][0] == "0"
    assert table["Linear on one-hot, 5 words"].tolist() == ["20", "16", "80 bytes"]
    assert table["Linear on one-hot, 50,000 words"][0] == "200,000"
    assert table["Embedding, 5 words"].tolist() == table["Embedding, 50,000 words"].tolist()


def test_with_both_layers_the_page_says_whether_they_agree():
    assert "Both return the same numbers" in said(opened("look_up").main.caption)
    assert "The vectors differ by up to" in said(opened("look_up", bias=True).main.caption)


@pytest.mark.parametrize("markup", MARKUP)
def test_words_that_are_markup_are_looked_up_and_come_out_as_typed(markup):
    text = f"see {markup} twice {markup} see"
    page = opened("look_up", "article", text=text, tokenizer="whitespace")
    assert looked_up(typed(page, f"{markup} see")) == [1, 0]
    assert f"“{markup}” has 1" in said(page.main.markdown)
    words = Experiment(text=text, tokenizer="whitespace").vocabulary.words
    assert words[1] == markup
