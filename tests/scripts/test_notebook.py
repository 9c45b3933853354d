"""The notebook is the script in cells: executed, it gives the same numbers."""

import json
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbclient import NotebookClient

from playground import Experiment, train
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.objectives import OBJECTIVES
from playground.scripts.notebook import notebook
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
    """What each notebook prints, run in a kernel of its own."""
    with ThreadPoolExecutor(2) as pool:
        ran = pool.map(run, RECIPES.values(), [tmp_path_factory.mktemp("notebook") for _ in RECIPES])
        return dict(zip(RECIPES, ran, strict=True))


def run(experiment, folder):
    if file := required_file(experiment):
        name, data = file
        (folder / name).write_bytes(data())
    found = read(experiment)
    NotebookClient(found, timeout=120, resources={"metadata": {"path": str(folder)}}).execute(env=environment())
    outputs = [output for cell in found.cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.mark.parametrize("name", RECIPES)
def test_an_executed_notebook_prints_the_numbers_of_the_history(executed, name):
    history, lines = train(RECIPES[name]), executed[name].split("\n")
    tracks = history.tracks.values()
    losses = " ".join(["loss:", *(str(track.loss[-1]) for track in tracks)])
    vectors = zip(*(track.vectors[-1].tolist() for track in tracks), strict=True)
    words = [" ".join([repr(word), *map(str, each)]) for word, each in zip(history.words, vectors, strict=True)]
    assert lines == [losses, *words, ""]


EACH = {objective: with_options(0, objective=objective) for objective in OBJECTIVES}
EACH |= {verb: with_options(0, interventions=[change(4, verb)]) for verb in INTERVENTION_KINDS}
EACH |= {f"random {seed}": random_recipe(f"notebook {seed}") for seed in range(10)}


@pytest.mark.parametrize("name", EACH)
def test_a_notebook_is_valid_and_holds_the_script(name):
    found = read(EACH[name])
    nbformat.validate(found)
    code = [cell.source for cell in found.cells if cell.cell_type == "code"]
    titles = [cell.source for cell in found.cells if cell.cell_type == "markdown"]
    assert [cell.cell_type for cell in found.cells] == ["markdown", "code"] * len(code)
    assert titles == [section.title for section in sections(EACH[name])]
    uncommented = [line for line in script(EACH[name]).split("\n") if line and not line.startswith("# ")]
    assert [line for cell in code for line in cell.split("\n") if line] == uncommented


def test_the_same_recipe_gives_the_same_bytes():
    assert notebook(Experiment()) == notebook(Experiment())
    assert json.loads(notebook(Experiment()))["metadata"]["kernelspec"]["name"] == "python3"
