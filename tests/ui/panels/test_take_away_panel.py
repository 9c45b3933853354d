"""The section offers each file of the registry, and makes none before its button is pressed."""

import dataclasses
import json

import pytest

from playground.takeaway import files, run
from playground.takeaway.files import FILES
from tests.ui.opened import assert_whole, opened_at, said

pytestmark = pytest.mark.page


def offered(page):
    return {button.label: button.proto.disabled for button in page.main.get("download_button")}


def test_each_file_has_a_button():
    page = opened_at("take_away")
    assert_whole(page)
    assert offered(page) == dict.fromkeys(FILES, False)


def test_nothing_is_made_for_a_section_that_is_only_looked_at(monkeypatch):
    def fail(_):
        raise AssertionError("nobody asked")

    for name, file in FILES.items():
        monkeypatch.setitem(files.FILES, name, dataclasses.replace(file, write=fail))
    assert_whole(opened_at("take_away"))


def test_the_lines_load_the_layer_that_is_chosen():
    page = opened_at("take_away", layer="both")
    assert "embedding-12x2-sgd-seed0-step200-model.safetensors" in said(page.main.code)
    page.button_group(key="taken_layer").set_value("linear").run()
    assert "linear = nn.Linear(12, 2, bias=False)" in said(page.main.code)


def test_a_run_with_too_many_numbers_a_step_says_what_to_take_instead(monkeypatch):
    monkeypatch.setattr(run, "MOST_AT_ONCE", 10)
    page = opened_at("take_away")
    assert offered(page)["run.csv"] and not offered(page)["vectors.csv"]
    assert "Take the vectors." in said(page.main.caption)


def test_the_camera_saves_what_is_chosen_here_in_every_section():
    page = opened_at("take_away")
    page.button_group(key="camera_format").set_value("svg").run()
    page.button_group(key="section").set_value("similarity").run()
    charts = page.get("plotly_chart")
    assert charts
    assert all(json.loads(chart.proto.config)["toImageButtonOptions"]["format"] == "svg" for chart in charts)
