"""The panel of costs without a browser: each run of the page is one turn of the measurement."""

import json
from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from playground.cost import scaling
from playground.cost.benchmark import Bench
from playground.cost.scaling import Sweep, next_row, table
from playground.figures.panels.scaling_charts import COMPUTED, MEASURED
from playground.training.workers import WorkerLost
from playground.ui.panels import cost_panel as panel
from tests.cost.test_scaling import quick
from tests.ui.opened import assert_whole, control, opened, opened_at, said

SWEEP = Sweep(dimension=2, batch=8)
COUNT = len(table(SWEEP))


@pytest.fixture(autouse=True)
def bench(monkeypatch):
    """A server that has measured nothing; and a measurement is as short as it can be."""
    monkeypatch.setattr(scaling, "timed", quick)
    monkeypatch.setattr(panel, "BENCH", Bench())
    return panel.BENCH


def page(**query: str) -> AppTest:
    return opened_at("cost", steps="10", **query)


def click(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert_whole(page)


def label(page: AppTest) -> str:
    """What the button offers; empty while it is measured."""
    return next((button.label for button in page.main.button if button.key == "measure"), "")


def marks(page: AppTest) -> dict[str, int]:
    """How many numbers the table shows as measured and as computed."""
    [frame] = [shown.value for shown in page.main.dataframe if "1,000,000 words" in shown.value.columns]
    cells = " ".join(frame.to_numpy().ravel())
    return {mark: cells.count(mark) for mark in (MEASURED, COMPUTED)}


def test_nothing_is_computed_or_measured_for_a_closed_panel(monkeypatch):
    monkeypatch.setattr(panel, "table", None)
    monkeypatch.setattr(panel, "BENCH", None)
    assert_whole(opened(steps="10"))


def asked_for(work, rows, monkeypatch) -> list[tuple]:
    """What the server's lanes are asked for when the next row after these is measured; they do that ``work``."""
    asked, answer = [], Future()
    try:
        answer.set_result(work())
    except WorkerLost as problem:
        answer.set_exception(problem)
    lanes = SimpleNamespace(call=lambda *call: asked.append(call) or answer)
    monkeypatch.setattr(panel, "LANES", lanes)
    return [panel._measured(SWEEP, rows), *asked]


def test_it_is_measured_where_long_runs_are_trained(monkeypatch):
    row = table(SWEEP)[2]
    assert asked_for(lambda: row, table(SWEEP)[:2], monkeypatch) == [row, (True, next_row, SWEEP, table(SWEEP)[:2])]


def test_a_size_over_which_its_process_ends_is_computed(monkeypatch):
    def end():
        raise WorkerLost

    assert asked_for(end, table(SWEEP)[:2], monkeypatch)[0] == table(SWEEP)[2]


def test_before_it_is_measured_all_but_the_time_is_shown(bench):
    shown = page()
    assert_whole(shown)
    assert len(shown.get("plotly_chart")) == 3
    assert marks(shown) == {MEASURED: 0, COMPUTED: 2 * COUNT}
    assert label(shown) == "Measure on this machine"
    assert "is 64 bytes as indices, but 96 MB as one-hot vectors" in said(shown.caption)
    shown.run()
    assert not bench.rows(SWEEP), "nobody has asked"


def test_a_click_measures_one_size_after_the_other_and_shows_what_there_is(bench):
    shown = page()
    click(shown, "measure")
    for done in range(1, COUNT):
        shown.run()
        assert_whole(shown)
        assert marks(shown)[MEASURED] == 3 * done
        assert f"{done} of {COUNT} done" in bar(shown)
    shown.run()
    assert marks(shown) == {MEASURED: 3 * COUNT, COMPUTED: 0}
    assert label(shown) == "Measure again"
    assert bench.is_complete(SWEEP)


def bar(page: AppTest) -> str:
    [progress] = page.get("progress")
    return progress.proto.text


def test_a_stopped_measurement_keeps_what_there_is_and_can_be_gone_on_with(bench):
    shown = page()
    click(shown, "measure")
    click(shown, "stop_measuring")
    done = len(bench.rows(SWEEP))
    assert done > 0
    assert marks(shown)[MEASURED] == 3 * done
    assert label(shown) == "Measure the rest"
    shown.run()
    assert len(bench.rows(SWEEP)) == done, "it stays stopped"
    click(shown, "measure")
    shown.run()
    assert len(bench.rows(SWEEP)) > done


def test_what_somebody_has_measured_is_shown_to_everybody_at_once(bench):
    while not bench.is_complete(SWEEP):
        bench.turn(SWEEP)
    shown = page()
    assert marks(shown) == {MEASURED: 3 * COUNT, COMPUTED: 0}
    assert label(shown) == "Measure again"


def test_measured_again_it_begins_anew(bench):
    while not bench.is_complete(SWEEP):
        bench.turn(SWEEP)
    shown = page()
    click(shown, "measure")
    assert marks(shown)[MEASURED] == 0
    assert len(bench.rows(SWEEP)) == 1


def test_another_recipe_has_other_numbers_and_ends_the_measurement(bench):
    shown = page()
    click(shown, "measure")
    control(shown, "dimension").set_value(3).run()
    assert_whole(shown)
    assert label(shown) == "Measure on this machine"
    assert "3,000,000 for 1,000,000 words" in said(shown.caption)
    done = len(bench.rows(SWEEP))
    control(shown, "dimension").set_value(2).run()
    assert label(shown) == "Measure the rest"
    assert len(bench.rows(SWEEP)) == done


def test_a_batch_is_no_larger_than_the_text(bench):
    shown = page(text="a b c", batch_size="99")
    assert "a batch of 2 is 16 bytes" in said(shown.caption)


def test_while_somebody_else_measures_that_is_told_and_the_turn_is_left_to_them(bench):
    shown = page()
    with bench._measuring:
        click(shown, "measure")
        shown.run()
        assert "Someone else is measuring" in bar(shown)
        assert not bench.rows(SWEEP)
    shown.run()
    assert "Somebody else" not in bar(shown)
    assert len(bench.rows(SWEEP)) == 1


def test_the_own_vocabulary_is_marked():
    shown = page(text="a b c")
    for chart in shown.get("plotly_chart"):
        [line] = json.loads(chart.proto.spec)["layout"]["shapes"]
        assert line["x0"] == line["x1"] == 3
