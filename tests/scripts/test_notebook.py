"""The notebook is the script in cells: executed, it gives the same numbers."""

import ast
import html
import json
from concurrent.futures import ThreadPoolExecutor

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from playground import Experiment, train
from playground.model.initializers import INITIALIZERS
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.objectives import OBJECTIVES
from playground.scripts.notebook import notebook
from playground.scripts.picture_lines import DISPLAYED, SAVED
from playground.scripts.script import required_file, script
from playground.scripts.sections import sections
from tests.scripts.fresh import environment
from tests.scripts.recipes import ODD, change, random_recipe, with_options

pytestmark = pytest.mark.script

RECIPES = {
    "the first visit": Experiment(),
    "odd words, and numbers in a file": Experiment(
        text=ODD,
        tokenizer="whitespace",
        layer="both",
        bias=True,
        initializer="from_pretrained",
        numbers="minilm",
        freeze=False,
        optimizer="adam",
        interventions=[change(20, "learning_rate"), change(40, "parameter")],
    ),
}


def read(experiment):
    return nbformat.reads(notebook(experiment).decode(), as_version=4)


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """What each notebook shows, run in a kernel of its own."""
    with ThreadPoolExecutor(2) as pool:
        ran = pool.map(run, RECIPES.values(), [tmp_path_factory.mktemp("notebook") for _ in RECIPES])
        return dict(zip(RECIPES, ran, strict=True))


def run(experiment, folder):
    if file := required_file(experiment):
        name, data = file
        (folder / name).write_bytes(data())
    found = read(experiment)
    NotebookClient(found, timeout=120, resources={"metadata": {"path": str(folder)}}).execute(env=environment())
    return [output for cell in found.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.parametrize("name", RECIPES)
def test_an_executed_notebook_prints_the_numbers_of_the_history(executed, name):
    printed = "".join(output.text for output in executed[name] if output.output_type == "stream")
    history, lines = train(RECIPES[name]), printed.split("\n")
    tracks = history.tracks.values()
    losses = " ".join(["loss:", *(str(track.loss[-1]) for track in tracks)])
    vectors = zip(*(track.vectors[-1].tolist() for track in tracks), strict=True)
    words = [" ".join([repr(word), *map(str, each)]) for word, each in zip(history.words, vectors, strict=True)]
    assert lines == [losses, *words, ""]


@pytest.mark.parametrize("name", RECIPES)
def test_beside_them_it_shows_one_picture_of_these_numbers_and_nothing_else(executed, name):
    [shown] = [output for output in executed[name] if output.output_type != "stream"]
    assert all(output.name == "stdout" for output in executed[name] if output.output_type == "stream")
    traces = shown.data["application/vnd.plotly.v1+json"]["data"]
    history = train(RECIPES[name])
    for marks, loss, track in zip(traces[::2], traces[1::2], history.tracks.values(), strict=True):
        assert [html.unescape(word) for word in marks["text"]] == list(history.words)
        np.testing.assert_array_equal([marks["x"], marks["y"]], track.vectors[-1][:, :2].T)
        np.testing.assert_array_equal(loss["y"], track.loss)


EACH = {objective: with_options(0, objective=objective) for objective in OBJECTIVES}
EACH |= {verb: with_options(0, interventions=[change(4, verb)]) for verb in INTERVENTION_KINDS}
EACH |= {name: with_options(0, initializer=name) for name in INITIALIZERS}
EACH |= {f"random {seed}": random_recipe(f"notebook {seed}") for seed in range(10)}


@pytest.mark.parametrize("name", EACH)
def test_a_notebook_is_valid_and_holds_the_script(name):
    found = read(EACH[name])
    nbformat.validate(found)
    code = [cell.source for cell in found.cells if cell.cell_type == "code"]
    titles = [cell.source for cell in found.cells if cell.cell_type == "markdown"]
    assert [cell.cell_type for cell in found.cells] == ["markdown", "code"] * len(code)
    assert titles == [section.title for section in sections(EACH[name])]
    *uncommented, saved = [line for line in script(EACH[name]).split("\n") if line and not line.startswith("# ")]
    *lines, shown = [line for cell in code for line in cell.split("\n") if line]
    assert [line.removesuffix(";") for line in lines] == uncommented
    assert (saved, shown) == (SAVED, DISPLAYED)


@pytest.mark.parametrize("name", EACH)
def test_no_cell_ends_in_a_value_that_jupyter_would_show(name):
    for cell in read(EACH[name]).cells:
        if cell.cell_type == "code" and isinstance(last := ast.parse(cell.source).body[-1], ast.Expr):
            assert cell.source.endswith(";") or ast.unparse(last).startswith(("print(", "figure.show("))


def test_the_link_to_the_recipe_is_in_the_notebook_and_in_the_script():
    link = "https://example.org/?text=it%27s+%22%22%22"
    assert f"# {link}\n" in script(Experiment(), link)
    first, *_ = nbformat.reads(notebook(Experiment(), link).decode(), as_version=4).cells
    assert first.source.endswith(f"[Open this recipe on the page]({link})")


def test_no_link_ends_its_comment():
    code = script(Experiment(), 'https://example.org/\nimport os\r"""')
    assert [line for line in code.split("\n") if "example.org" in line] == ['# https://example.org/importos"""']


def test_the_same_recipe_gives_the_same_bytes():
    assert notebook(Experiment()) == notebook(Experiment())
    assert json.loads(notebook(Experiment()))["metadata"]["kernelspec"]["name"] == "python3"
