"""The panel with the script: what it shows and says. tests/browser downloads it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground import Experiment
from playground.experiment.links import to_query
from playground.scripts.script import script
from playground.ui.panels import script_panel
from playground.ui.panels.registry import PANELS

APP = Path(__file__).parents[3] / "playground/ui/visit.py"
RECIPES = {
    "the first visit": Experiment(),
    "one layer": Experiment(layer="linear", steps=30),
    "numbers in a file": Experiment(initializer="from_pretrained", numbers="minilm", steps=5),
}
LONG = Experiment(text=" ".join(f"w{number % 400}" for number in range(900)), steps=5, objective="skip_gram")


def opened(experiment: Experiment) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in to_query(experiment).items():
        page.query_params[name] = value
    page.query_params["section"] = PANELS["behind"].section
    page.run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(element.value for element in page.main.caption).replace("\\", "")


def downloads(page: AppTest) -> list[str]:
    return [button.label for button in page.main.get("download_button")]


@pytest.mark.parametrize("name", RECIPES)
def test_the_panel_shows_the_script_of_the_run(name):
    page = opened(RECIPES[name])
    [block] = page.main.code
    link = block.value.splitlines()[1].removeprefix("# ")
    assert Experiment.from_link(link) == RECIPES[name]
    assert block.value == script(RECIPES[name], link).strip()
    assert downloads(page)[:2] == ["Download first_layer.py", "Download first_layer.ipynb"]


def test_the_panel_says_where_the_numbers_on_the_screen_are_found():
    assert "embedding_weights[200] and linear_weights[200] hold the weights at step 200" in said(opened(Experiment()))
    assert "it has run, weights[30] hold the weights at step 30" in said(opened(RECIPES["one layer"]))


def test_the_file_that_the_script_reads_is_offered_too():
    assert downloads(opened(RECIPES["numbers in a file"]))[2:] == ["Download minilm-first-layer-50d.txt"]
    assert downloads(opened(Experiment()))[2:] == []


def test_a_long_script_is_cut_and_the_panel_says_so():
    page, lines = opened(LONG), len(script(LONG, "link").splitlines())
    [block] = page.main.code
    left_out = sum(int(line.split()[2]) for line in block.value.splitlines() if line.endswith("more lines"))
    assert left_out > 0
    assert f"{lines - left_out:,} of {lines:,} lines are shown. The download has them all." in said(page)


def test_nothing_is_written_for_a_closed_panel(monkeypatch):
    written = []
    monkeypatch.setattr(script_panel, "shown", lambda experiment, link: written.append(experiment) or ("", 0, 0))
    page = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not page.exception
    assert written == []
    assert opened(Experiment()) and written == [Experiment()]
