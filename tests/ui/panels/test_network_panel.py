"""The panel that draws the model as neurons: for the word that is chosen, or the one that the playhead is at."""

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground import train
from playground.figures.network.network import network_caption
from playground.figures.network.neurons import MOST_WORDS
from playground.model.layers import SELECTIONS
from tests.ui.opened import assert_whole, control, opened, opened_at, said, shown
from tests.ui.test_page import MARKUP

SHORT = {"steps": "10"}
MANY = " ".join(f"w{number}" for number in range(250))


def drawn(page: AppTest) -> list[dict]:
    """The figures of the panel."""
    components = (element.proto for element in page.get("bidi_component"))
    return [
        json.loads(proto.json)["figure"] for proto in components if proto.component_name == "first_layer_hover_chart"
    ]


def network(**query: str) -> AppTest:
    """The page with the panel open."""
    return opened_at("network", **SHORT, **query)


def first_of_the_batch(page: AppTest) -> int:
    return int(train(shown(page)).inputs[-1][0, 0])


def test_nothing_is_drawn_while_the_panel_is_closed():
    assert not drawn(opened(**SHORT))


@pytest.mark.parametrize("layer", SELECTIONS)
def test_each_trained_layer_has_its_network(layer: str):
    page = network(layer=layer)
    assert_whole(page)
    assert len(drawn(page)) == len(SELECTIONS[layer].layers)
    assert said(page.caption).count("the index of") == int(layer != "linear")
    assert said(page.caption).count("takes 1 for") == int(layer != "embedding")


def test_the_word_that_goes_in_is_the_first_of_the_batch_until_another_is_chosen():
    page = network()
    history, first = train(shown(page)), first_of_the_batch(page)
    assert network_caption(history, -1, first) in said(page.caption)
    assert page.selectbox(key="network_word").value is None
    other = (first + 1) % len(history.words)
    page.selectbox(key="network_word").set_value(history.words[other]).run()
    assert_whole(page)
    assert network_caption(history, -1, other) in said(page.caption)
    page.selectbox(key="network_word").set_value(None).run()
    assert network_caption(history, -1, first) in said(page.caption)


def test_the_way_of_a_word_that_is_pointed_at_is_lit_in_both_layers_until_it_no_longer_is():
    page = network()
    history, first = train(shown(page)), first_of_the_batch(page)
    other = (first + 1) % len(history.words)
    page.session_state["_network_lit"] = history.words[other]
    page.run()
    for figure in drawn(page):
        assert [text for text in figure["layout"]["yaxis"]["ticktext"] if "<b>" in text] == [
            f"<b>{history.words[other]}</b>"
        ]
    assert network_caption(history, -1, other) in said(page.caption)
    page.session_state["_network_lit"] = None
    page.run()
    assert network_caption(history, -1, first) in said(page.caption)


def test_a_word_that_is_not_drawn_is_not_lit():
    page = network(text=MANY)
    page.multiselect(key="network_words").set_value(["w200", "w7"])
    page.session_state["_network_lit"] = "w9"
    page.run()
    history, first = train(shown(page)), first_of_the_batch(page)
    assert network_caption(history, -1, first, [200, 7]) in said(page.caption)


def test_the_rows_stay_where_they_are_when_one_of_them_lights_up():
    page = network(text=MANY)
    before = drawn(page)[0]["layout"]["yaxis"]["ticktext"]
    page.session_state["_network_lit"] = before[2]
    page.run()
    after = drawn(page)[0]["layout"]["yaxis"]["ticktext"]
    plain = [[re.sub("<.*?>", "", text) for text in texts] for texts in (before, after)]
    assert plain[0] == plain[1] and after[2] == f"<b>{before[2]}</b>"


def test_few_words_are_all_drawn_and_of_many_those_that_are_picked():
    page = network()
    assert not page.multiselect
    page = network(text=MANY)
    assert f"{MOST_WORDS} of 250 words" in said(page.caption)
    page.multiselect(key="network_words").set_value(["w200", "w7"]).run()
    assert_whole(page)
    history, first = train(shown(page)), first_of_the_batch(page)
    assert network_caption(history, -1, first, [200, 7]) in said(page.caption)
    assert "3 of 250 words" in said(page.caption)


def test_a_word_of_another_vocabulary_is_forgotten():
    page = network(text=MANY)
    page.multiselect(key="network_words").set_value(["w200", "w7"])
    page.selectbox(key="network_word").set_value("w200").run()
    control(page, "text").set_value(MANY.replace("w200", "owl")).run()
    assert_whole(page)
    assert page.selectbox(key="network_word").value is None
    assert page.multiselect(key="network_words").value == ["w7"]


def test_words_that_are_markup_are_told_as_typed():
    page = network(text=" and ".join(MARKUP), tokenizer="whitespace")
    history = train(shown(page))
    for markup in {"<script>alert(1)</script>", "**bold**", ":red[hot]"}.intersection(MARKUP):
        page.selectbox(key="network_word").set_value(markup).run()
        assert_whole(page)
        assert network_caption(history, -1, history.words.index(markup)) in said(page.caption)


@pytest.mark.parametrize("layer", ["embedding", "linear"])
def test_the_weights_that_are_sent_are_those_of_the_run(layer: str):
    page = network(layer=layer)
    [figure] = drawn(page)
    track = train(shown(page)).tracks[layer]
    assert f"{layer}.weight {track.weight.shape[1:]}" in [note["text"] for note in figure["layout"]["annotations"]]
    [neurons] = [trace for trace in figure["data"] if trace["name"] == "vector"]
    vector = track.vectors[-1, first_of_the_batch(page)]
    np.testing.assert_allclose([float(text) for text in neurons["text"]], vector, atol=0.0051)
