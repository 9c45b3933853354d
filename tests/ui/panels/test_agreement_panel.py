"""The panel that compares the two layers: every switch parts them, and gives back what was there before."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from playground import Experiment, train
from playground.analysis.agreement import CAUSES, Cause, reasons
from playground.figures.panels.agreement_curves import agreement_caption
from playground.model.layers import SELECTIONS
from tests.ui.opened import assert_whole, control, opened, opened_at, said, shown

SHORT = {"steps": "10"}


def compared(**query: str) -> AppTest:
    """The page with the panel open."""
    return opened_at("agreement", **SHORT, **query)


def turn(page: AppTest, cause: Cause) -> None:
    switch = page.toggle(key=f"part {cause.name}")
    switch.set_value(not switch.value).run()


def drawn(page: AppTest) -> list[dict]:
    """The figures of the panel."""
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def test_nothing_is_drawn_while_the_panel_is_closed():
    page = opened(**SHORT)
    assert not drawn(page)
    assert not [toggle for toggle in page.toggle if toggle.key.startswith("part ")]


def test_the_panel_shows_the_curves_and_says_that_they_are_equal():
    page = compared()
    assert_whole(page)
    [figure] = drawn(page)
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert agreement_caption(train(shown(page)), -1) in said(page.caption)
    assert not any(page.toggle(key=f"part {name}").value for name in CAUSES)


def test_each_switch_parts_the_layers_says_why_and_gives_back_what_was_there_before():
    page = compared(optimizer="adagrad", initializer="uniform_")
    before = shown(page)
    for cause in CAUSES.values():
        turn(page, cause)
        assert_whole(page)
        assert not page.error
        assert [name for name in CAUSES if page.toggle(key=f"part {name}").value] == [cause.name]
        assert reasons(train(shown(page))) == (cause,)
        assert f"**{cause.name}**: {cause.explanation}" in said(page.markdown)
        turn(page, cause)
        assert_whole(page)
        assert shown(page) == before


@pytest.mark.parametrize("cause", [CAUSES["SparseAdam"], CAUSES["separate starts"]], ids=lambda cause: cause.name)
def test_what_a_link_has_switched_on_can_be_switched_off(cause: Cause):
    on = cause.on(train(Experiment(steps=10)))
    page = compared(**{name: str(value).lower() for name, value in on.items()})
    assert page.toggle(key=f"part {cause.name}").value
    turn(page, cause)
    assert_whole(page)
    assert shown(page) == Experiment(**{"steps": 10, **on, **cause.off})


def test_what_the_recipe_can_not_take_is_said_and_changes_nothing():
    page = compared(sparse="true")
    before = shown(page)
    turn(page, CAUSES["scale_grad_by_freq"])
    assert not page.exception
    assert "PyTorch can't scale sparse gradients" in said(page.error)
    assert shown(page) == before
    assert not page.toggle(key="part scale_grad_by_freq").value


def test_a_switch_that_is_on_and_changes_nothing_says_so():
    page = compared(max_norm="1000")
    assert "It is on but makes no difference in this run." in said(page.caption)
    assert "It is on, and changes nothing" not in said(compared(max_norm="0.5").caption)


@pytest.mark.parametrize("layer", [name for name, selection in SELECTIONS.items() if len(selection.layers) == 1])
def test_with_one_layer_there_is_a_button_that_trains_both(layer: str):
    page = compared(layer=layer)
    assert f"Only {SELECTIONS[layer].label} is trained" in said(page.markdown)
    assert not drawn(page)
    page.button(key="train_both").click().run()
    assert_whole(page)
    assert shown(page) == Experiment(steps=10)
    assert control(page, "layer").value == "both"
    assert len(drawn(page)) == 1
