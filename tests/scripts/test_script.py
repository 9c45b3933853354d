"""The shown script, run in a process that knows nothing of ours, gives the numbers of the History, bit for bit."""

import base64
import html
import json
import os
import re
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from playground import Experiment, limits, train
from playground.model.initializers import INITIALIZERS
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.layers import SELECTIONS
from playground.model.objectives import OBJECTIVES
from playground.model.optimizers import OPTIMIZERS
from playground.model.schedules import SCHEDULES
from playground.scripts import literals
from playground.scripts.script import script, shown
from playground.words.tokenizers import TOKENIZERS
from playground.words.vocabulary import CASES as CAPITALS
from playground.words.vocabulary import ORDERS
from tests.scripts.fresh import lay_out, numbers, run_all
from tests.scripts.recipes import ODD, ODD_WORDS, change, random_recipe, with_options

SIDES = {name: {"layer": name} for name in SELECTIONS} | {"apart": {"layer": "both", "same_start": False}}
SPARSE = [name for name, optimizer in OPTIMIZERS.items() if optimizer.sparse]
EVERYTHING = {
    "text": ODD,
    "tokenizer": "whitespace",
    "pad": True,
    "edits": (("rename", "numpy.", 'it\'s \\ "q" 日'),),
    "layer": "both",
    "bias": True,
    "padding_idx": 1,
    "max_norm": 1.5,
    "dimension": 3,
    "initializer": "from_pretrained",
    "matrix": "% 1 2 3\n# 4 5 6\n-1 7 8 9",
    "missing": "kaiming_normal_",
    "freeze": False,
    "objective": "skip_gram_negative",
    "window": 2,
    "optimizer": "nadam",
    "schedule": "warm_up",
    "max_grad_norm": 0.5,
    "hold": "[1, 3]",
    "steps": 40,
    "interventions": (
        (3, "vector", "nul\x00byte", "1,2,3"),
        *(change(5 + place, name) for place, name in enumerate(INTERVENTION_KINDS)),
        (20, "parameter"),
    ),
}
MANY_WORDS = " ".join(f"w{number}" for number in range(300)) + " one two"
ROWS = "\n".join(f"w{number} {number / 7} {-number / 3}" for number in range(200))


pytestmark = pytest.mark.script


def recipes():
    """A recipe for each entry of each registry, by name, with one layer and with both; and thirty random ones."""
    for side in ("linear", "apart"):
        more = SIDES[side]
        for name in INITIALIZERS:
            yield f"initializer {name} {side}", with_options(side, initializer=name, **more)
        for name in OBJECTIVES:
            yield f"objective {name} {side}", with_options(side, objective=name, **more)
        for name, optimizer in OPTIMIZERS.items():
            sparse = {"sparse": True} if optimizer.only_sparse else {}
            if not (sparse and side == "linear"):
                yield f"optimizer {name} {side}", with_options(side, optimizer=name, **more, **sparse)
                yield f"held, {name} {side}", with_options(side, optimizer=name, hold="[0, 2]", **more, **sparse)
        for name in SCHEDULES:
            yield f"schedule {name} {side}", with_options(side, schedule=name, max_grad_norm=0.1, **more)
        for name in INTERVENTION_KINDS:
            yield f"change {name} {side}", with_options(0, interventions=[change(4, name), change(12, name)], **more)
            yield (
                f"change {name} on a schedule {side}",
                with_options(
                    0, schedule="step", step_size=2, optimizer="momentum", interventions=[change(5, name)] * 2, **more
                ),
            )
    for side, more in SIDES.items():
        for count in range(4):
            yield f"layer {side} {count}", with_options(count, **more)
    yield from sparse_recipes()
    yield from data_recipes()
    for seed in range(30):
        yield f"random {seed}", random_recipe(seed)


def sparse_recipes():
    """Sparse gradients: the head gets an optimizer, and a scheduler, of its own."""
    for optimizer in SPARSE:
        for objective in OBJECTIVES:
            fields = {"layer": "both", "sparse": True, "optimizer": optimizer, "objective": objective}
            yield f"sparse {optimizer} {objective}", with_options(0, **fields)
        changes = [change(4, name) for name in INTERVENTION_KINDS]
        for schedule in SCHEDULES:
            fields = {"sparse": True, "optimizer": optimizer, "schedule": schedule, "interventions": changes}
            yield f"sparse {optimizer} {schedule} changed", with_options(0, **fields)


def data_recipes():
    """Words, examples and numbers, from few to many; runs that end otherwise."""
    for objective in OBJECTIVES:
        for more in ({"batch_size": 4_096}, {"shuffle": False, "batch_size": 3}):
            yield f"{objective} {more}", with_options(1, objective=objective, **more)
    for tokenizer in TOKENIZERS:
        yield f"odd text cut into {tokenizer}", Experiment(text="\n".join(ODD_WORDS), tokenizer=tokenizer, steps=5)
    for name in CAPITALS:
        yield (
            f"case {name}",
            Experiment(text="The the The I i I Ä ä one", case=name, steps=5, unk=True, minimum_count=2),
        )
    for name in ORDERS:
        yield f"order {name}", Experiment(order=name, steps=5, pad=True)
    pretrained = {"initializer": "from_pretrained", "steps": 5}
    for freeze in (True, False):
        for layer in SELECTIONS:
            more = {**pretrained, "layer": layer, "freeze": freeze}
            yield f"model {layer} {freeze}", Experiment(numbers="minilm", **more)
            yield f"file {layer} {freeze}", Experiment(text=MANY_WORDS, matrix=ROWS, **more)
            places = {"objective": "points", "matrix": "[[1, 2], [3, 4]]"}
            yield f"nothing learns {layer} {freeze}", Experiment(**more, **places)
    yield "many examples", Experiment(text=MANY_WORDS * 50, objective="skip_gram", window=2, steps=3)
    yield "many examples of many words", Experiment(text=MANY_WORDS * 50, objective="cbow", window=2, steps=3)
    yield (
        "many places",
        Experiment(objective="points", points="\n".join(f"w{n}: {n / 7}, {-n}, 1e-9" for n in range(9_000)), steps=3),
    )
    for layer in SELECTIONS:
        yield f"diverges {layer}", Experiment(layer=layer, learning_rate=100.0, optimizer="momentum", bias=True)
    yield "everything", Experiment(**EVERYTHING)
    yield from memory_recipes()


def memory_recipes():
    """Batches so large that sums come in another order if a matrix lies otherwise in memory."""
    for dimension in (8, 50):
        rows = [[(row * 7 + column * 3) % 11 / 7 for column in range(dimension)] for row in range(12)]
        large = {"batch_size": 198, "steps": 20, "optimizer": "adam", "objective": "skip_gram"}
        for layer in ("linear", "both"):
            fields = {**large, "layer": layer}
            numbers = {"initializer": "from_pretrained", "matrix": str(rows), "freeze": False}
            replaced = {"dimension": dimension, "interventions": [change(3, "parameter")]}
            yield f"large batches {layer} {dimension}", Experiment(**fields, dimension=dimension)
            yield f"large batches of own numbers {layer} {dimension}", Experiment(**fields, **numbers)
            yield f"large batches and a new parameter {layer} {dimension}", Experiment(**fields, **replaced)


RECIPES = dict(recipes())
ALONE = {
    "the first visit alone": Experiment(),
    "odd words alone": Experiment(text=ODD, tokenizer="whitespace"),
    "everything alone": Experiment(**EVERYTHING),
}


LONG = {"steps": 300, "batch_size": 4, "bias": True}
THINNED = {
    f"long {more}": Experiment(**LONG | more)
    for more in ({}, {"max_norm": 1.0}, {"layer": "linear"}, {"learning_rate": 100.0, "layer": "linear"})
}
"""Runs of which not every step is kept, when there is little memory."""


@contextmanager
def budget_for(name):
    with pytest.MonkeyPatch.context() as patch:
        if name in THINNED:
            patch.setattr(limits, "RECORDED", 20_000)
        yield


@cache
def history_of(name):
    with budget_for(name):
        return train((RECIPES | THINNED | ALONE)[name])


@dataclass
class Ran:
    """Where each recipe's script was run, and what came of those that had a process of their own."""

    folders: dict[str, Path]
    processes: dict[Path, subprocess.CompletedProcess]

    def printed(self, name):
        return (self.folders[name] / "printed.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    top, folders = tmp_path_factory.mktemp("scripts"), {}
    for place, (name, recipe) in enumerate((RECIPES | THINNED | ALONE).items()):
        with budget_for(name):
            folders[name] = lay_out(top / str(place), recipe)
    alone = [folders[name] for name in ALONE]
    return Ran(folders, run_all([folder for folder in folders.values() if folder not in alone], alone))


def assert_same_bits(found, expected):
    found, expected = np.asarray(found), np.ascontiguousarray(expected)
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype
    assert found.tobytes() == expected.tobytes()


def assert_is_the_history(found, history):
    """The script keeps what the History keeps, and of a run that diverges also the step at which it does."""
    for name, track in history.tracks.items():
        prefix, kept = f"{name}_" if len(history.tracks) > 1 else "", len(history.steps)
        for field, expected in {"weights": track.weight, "losses": track.loss, "biases": track.bias}.items():
            values = found.get(prefix + field)
            if expected is None:
                assert values is None or set(values) == {None}
                continue
            assert history.diverged or len(values) == kept
            assert_same_bits(np.stack(values[:kept]), expected)
        for part, states in {} if history.diverged or prefix else track.head.items():  # of two layers each has its own
            assert_same_bits(found["head"][part], states[-1])


@pytest.mark.parametrize("name", RECIPES | THINNED)
def test_the_script_gives_the_numbers_of_the_history(ran, name):
    assert_is_the_history(numbers(ran.folders[name]), history_of(name))


DIVERGING = [name for name in RECIPES if name.startswith("diverges")]


@pytest.mark.parametrize("name", DIVERGING)
def test_the_script_stops_when_the_loss_is_no_number(ran, name):
    found = [values for field, values in numbers(ran.folders[name]).items() if field.endswith("losses")]
    assert history_of(name).diverged
    assert min(map(len, found)) < RECIPES[name].steps
    for losses in found:
        assert np.isfinite(losses).tolist() == [True] * (len(losses) - 1) + [False]


@pytest.mark.parametrize("name", THINNED)
def test_the_long_runs_here_are_thinned(name):
    assert history_of(name).stride > 1


def assert_prints_the_end(printed, history):
    """The last loss of each layer, and words as Python writes them, so that none upsets a terminal."""
    lines, tracks = printed.split("\n"), list(history.tracks.values())
    assert all(line.isprintable() for line in lines)
    assert history.diverged or lines[0] == " ".join(["loss:", *(str(track.loss[-1]) for track in tracks)])
    if len(history.words) <= 50 and not history.diverged:
        vectors = zip(*(track.vectors[-1].tolist() for track in tracks), strict=True)
        words = zip(map(repr, history.words), vectors, strict=True)
        assert lines[1:] == [*(" ".join([word, *map(str, each)]) for word, each in words), ""]


@pytest.mark.parametrize("name", RECIPES)
def test_the_script_prints_what_came_out(ran, name):
    assert_prints_the_end(ran.printed(name), history_of(name))


@pytest.mark.parametrize("name", ALONE)
def test_the_script_in_a_process_of_its_own_prints_the_same(ran, name):
    process = ran.processes[ran.folders[name]]
    assert process.stderr == ""  # and no warning
    assert_prints_the_end(process.stdout, history_of(name))


def test_the_processes_knew_nothing_of_ours(ran):
    assert len(ran.processes) == len(ALONE) + 2
    for process in ran.processes.values():
        assert process.returncode == 0, process.stderr


@pytest.mark.parametrize("name", ALONE)
def test_a_script_leaves_one_picture_of_these_numbers(ran, name):
    folder = ran.folders[name]
    page = (folder / "first_layer.html").read_text("utf-8")
    data, _ = json.JSONDecoder().raw_decode(page, page.index("[", page.rindex("Plotly.newPlot(")))
    history = train(ALONE[name])
    for marks, loss, track in zip(data[::2], data[1::2], history.tracks.values(), strict=True):
        assert [html.unescape(word) for word in marks["text"]] == list(history.words)
        np.testing.assert_array_equal(_floats(marks["x"]), track.vectors[-1][:, 0])
        np.testing.assert_array_equal(_floats(loss["y"]), track.loss)


def _floats(values):
    """Plotly writes a list of numbers as it is, and an array in Base64."""
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    return np.array(values)


def test_the_script_sets_what_the_playground_sets_before_anything_is_multiplied():
    lines = script(Experiment()).split("\n")
    [setting] = [place for place, line in enumerate(lines) if "MKL_CBWR" in line]
    assert f'"{os.environ["MKL_CBWR"]}"' in lines[setting]
    assert setting < min(place for place, line in enumerate(lines) if line.startswith(("torch.manual", "def train")))
    assert lines[setting - 1] == "torch.set_num_threads(1)"


def test_the_script_of_the_first_visit_is_read_in_a_minute():
    lines = script(Experiment()).split("\n")
    assert len(lines) <= 77
    assert len(script(Experiment(layer="embedding")).split("\n")) <= 64
    assert max(map(len, lines)) <= 120


def test_a_short_script_is_shown_whole():
    code, shown_lines, lines = shown(Experiment())
    assert code == script(Experiment())
    assert shown_lines == lines == len(code.splitlines())


@pytest.mark.parametrize("name", ["many examples", "many places"])
def test_a_long_script_is_shown_with_the_beginning_of_each_part_and_says_how_much_is_left_out(name):
    code, shown_lines, lines = shown(RECIPES[name])
    whole, left_out = iter(script(RECIPES[name]).splitlines()), 0
    for line in code.splitlines():
        if more := re.fullmatch(r"# … ([\d,]+) more lines", line):
            count = int(more[1].replace(",", ""))
            assert len(list(islice(whole, count))) == count
            left_out += count
        else:
            assert line == next(whole)
    assert list(whole) == []
    assert lines == len(script(RECIPES[name]).splitlines())
    assert shown_lines == lines - left_out < 200 < lines


def test_a_script_of_many_examples_is_shown_at_once(monkeypatch):
    """What is not shown is not even written."""
    experiment, written = Experiment(text="a b c d " * 25_000, steps=1), []
    listed = literals._listed
    monkeypatch.setattr(literals, "_listed", lambda *given: written.extend(found := listed(*given)) or found)
    _, shown_lines, lines = shown(experiment)
    assert shown_lines < 200 and lines > 1_000
    assert len(written) < 10_000
