"""A choice is added by one entry, a lesson by one file: each test adds one, and everything else picks it up.

CONTRIBUTING.md names the one place for each kind.
"""

import contextlib
import io
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
import torch
from streamlit.testing.v1 import AppTest
from torch import nn
from torch.optim.lr_scheduler import ExponentialLR

from playground import Experiment, History, train
from playground.analysis.movement import why
from playground.experiment.views import PlaneChoice
from playground.figures.planes.plane import Plane, Spread
from playground.figures.planes.planes import PLANES, PlaneKind
from playground.figures.run_picture import RunPicture, View
from playground.figures.stage import stage
from playground.figures.vectors.vectors import vectors
from playground.model.heads import SCORES
from playground.model.initializers import INITIALIZERS, Initializer
from playground.model.intervention_kinds import INTERVENTION_KINDS, InterventionKind
from playground.model.objectives import OBJECTIVES, TEXT, Objective
from playground.model.optimizers import OPTIMIZERS, Optimizer
from playground.model.schedules import SCHEDULES, Schedule
from playground.model.target_kinds import TargetKind
from playground.model.training_examples import Examples
from playground.scripts.script import script
from playground.takeaway.files import FILES, File
from playground.takeaway.taken import Taken
from playground.teaching.lessons import LESSONS
from playground.teaching.lessons.lesson import read
from playground.teaching.traps import TRAPS
from playground.teaching.traps.trap import Reason, Trap
from playground.ui.panels.registry import PANELS, Panel
from playground.ui.widgets.markdown import plain
from playground.words.example_texts import CORPORA, Corpus
from playground.words.tokenizers import TOKENIZERS, Tokenizer

APP = Path(__file__).parents[1] / "playground/ui/visit.py"
TEXT_HERE = "I love you . you love me ."


@dataclass(frozen=True)
class Parity(TargetKind):
    """A kind of target that nobody knew: whether the next word has an even number."""

    names: tuple[str, ...] = ("even", "odd")

    def texts(self) -> dict[str, tuple[str, ...]]:
        return {"parities": self.names}


def _parity(ids: Any, counts: Any, split: Any) -> Examples:
    return Examples(torch.as_tensor(ids)[:-1, None], torch.as_tensor(ids)[1:] % 2, Parity())


class _HalfScores(type(SCORES)):
    """The usual head, with half the loss: a head of its own kind."""

    def loss(self, vectors: torch.Tensor, head: nn.Module, batch: Any) -> torch.Tensor:
        return super().loss(vectors, head, batch) / 2


def _fill(layer: Any, place: Any) -> None:
    nn.init.constant_(layer.weight, 0.25)


def _negate(live: Any, vocabulary: Any) -> None:
    with torch.no_grad():
        live.layer.weight.neg_()


ENTRIES: dict[str, tuple[dict, Any, dict[str, Any]]] = {
    "initializer": (
        INITIALIZERS,
        Initializer(
            "quarter",
            "All 0.25",
            "Every number is 0.25.",
            fill=_fill,
            lines=lambda place: [f"nn.init.constant_({place.weight}, 0.25)"],
        ),
        {"initializer": "quarter"},
    ),
    "objective": (
        OBJECTIVES,
        Objective(
            "parity",
            "Even or odd",
            "Predicts whether the next word has an even number.",
            tokens=lambda split, text, **_: split(text),
            examples=_parity,
            source=TEXT,
        ),
        {"objective": "parity"},
    ),
    "optimizer": (
        OPTIMIZERS,
        Optimizer(
            "rprop",
            "Rprop",
            "Looks only at the sign of each gradient.",
            dense=torch.optim.Rprop,
            remembers=lambda name, **_: f"{name} repeats the size of its last step.",
        ),
        {"optimizer": "rprop", "learning_rate": 0.01},
    ),
    "schedule": (
        SCHEDULES,
        Schedule(
            "exponential",
            "exponential (ExponentialLR)",
            "Multiplied by 0.9 at each step.",
            build=lambda optimizer, steps: ExponentialLR(optimizer, 0.9),
            code=lambda steps: "ExponentialLR(optimizer, 0.9)",
        ),
        {"schedule": "exponential"},
    ),
    "tokenizer": (
        TOKENIZERS,
        Tokenizer("pipes", "At bars", "A word is what stands between two bars.", split=lambda text: text.split("|")),
        {"tokenizer": "pipes", "text": "I|love you|I|love you|me"},
    ),
    "change in the run": (
        INTERVENTION_KINDS,
        InterventionKind(
            "negate",
            "Negate",
            "Turns every number of the weight around.",
            make=_negate,
            lines=lambda written: ["with torch.no_grad():", f"    {written.layer}.weight.neg_()"],
            texts=0,
        ),
        {"interventions": ((2, "negate"),)},
    ),
}


@pytest.fixture(params=ENTRIES)
def added(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The fields of a recipe that takes the entry, which stands in its registry for this test."""
    registry, entry, recipe = ENTRIES[request.param]
    monkeypatch.setitem(registry, entry.name, entry)
    return {"text": TEXT_HERE, "steps": 6, **recipe}


def _run_script(experiment: Experiment) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(script(experiment), names)
    return names


def test_an_entry_trains_is_drawn_and_written_as_a_script_with_the_same_numbers(added: dict[str, Any]) -> None:
    history = train(Experiment(**added))
    assert len(history.steps) == 7
    assert stage(history).parts and why(history)
    names = _run_script(history.experiment)
    for name, track in history.tracks.items():
        assert names[f"{name}_losses"] == track.loss.tolist()
        np.testing.assert_array_equal(torch.stack(names[f"{name}_weights"]).numpy(), track.weight)


def test_a_menu_offers_each_entry_and_the_page_takes_it(added: dict[str, Any], request: Any) -> None:
    page = AppTest.from_file(str(APP), default_timeout=60)
    options = Experiment(**added).in_use
    page.query_params.update({name: options[name].to_link(value) for name, value in added.items()})
    page.query_params["section"] = "Experiment"
    page.run()
    assert not page.exception
    entry = ENTRIES[request.node.callspec.params["added"]][1]
    menus = [label for box in page.selectbox for label in box.options]
    assert entry.label in [*menus, *(button.label for button in page.button)]


def test_a_head_is_a_class_and_its_objective_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = OBJECTIVES["next_word"]
    entry = Objective(
        "half", "Half", "Half the loss.", tokens=usual.tokens, examples=usual.examples, source=TEXT, head=_HalfScores()
    )
    monkeypatch.setitem(OBJECTIVES, "half", entry)
    half, whole = (train(Experiment(text=TEXT_HERE, steps=1, objective=name)) for name in ("half", "next_word"))
    assert half.embedding and whole.embedding
    assert half.embedding.loss[0] == pytest.approx(whole.embedding.loss[0] / 2)


def test_a_panel_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def show(history: History, snapshot: int) -> None:
        st.write(f"{len(history.words)} words at {snapshot}")

    monkeypatch.setitem(PANELS, "count", Panel("Counting", "How many words", show))
    page = AppTest.from_file(str(APP), default_timeout=60).run()
    page.session_state["section"] = "Counting"
    page.run()
    assert not page.exception
    assert "How many words" in [heading.value for heading in page.header]


def test_a_file_to_take_away_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def words(taken: Taken) -> bytes:
        return "\n".join(taken.history.words).encode()

    monkeypatch.setitem(FILES, "words.txt", File("words.txt", "Lists", "Any editor.", "text/plain", words))
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params["section"] = "Take away"
    page.run()
    assert not page.exception
    assert "words.txt" in [button.label for button in page.main.get("download_button")]


def test_a_lesson_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "99_again.toml"
    file.write_text(files("playground.teaching.lessons").joinpath("05_same.toml").read_text("utf-8"), "utf-8")
    lesson = read(file)
    monkeypatch.setitem(LESSONS, lesson.name, lesson)
    assert len(lesson.holding(train(lesson.revealed))) == 1
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params["lesson"] = "again"
    page.run()
    assert not page.exception
    assert plain(lesson.question) in " ".join(text.value for text in page.markdown)


def test_a_trap_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    trap = Trap(
        "list",
        "A list of indices",
        "nn.Embedding takes a list.",
        wrong="nn.Embedding({V}, {D})([0, 1])",
        right="nn.Embedding({V}, {D})(torch.tensor([0, 1])).shape == (2, {D})",
        why=(Reason("It takes a tensor.", "isinstance(torch.tensor([0]), torch.Tensor)"),),
        shows="True",
        error="TypeError",
    )
    monkeypatch.setitem(TRAPS, trap.name, trap)
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.query_params["section"] = "Code"
    page.run()
    assert not page.exception
    assert any("A list of indices" in menu.options for menu in page.button_group)


def test_an_example_text_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CORPORA, "two", Corpus("two", "Two words", "Two.", recipe={"text": "a b a b"}))
    page = AppTest.from_file(str(APP), default_timeout=60).run()
    assert any("Two words" in box.options for box in page.selectbox)


def test_a_plane_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def last_two(history: History, spread: Spread, choice: PlaneChoice) -> Plane:
        return Plane(np.zeros(4), np.eye(4)[:, 2:], ("third", "fourth"), how="the last two")

    monkeypatch.setitem(PLANES, "last", PlaneKind("last", "Last two", "The last two.", fit=last_two))
    page = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in {"dimension": "4", "steps": "3", "plane": "last"}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception and page.selectbox(key="plane").value == "last"
    part = vectors(RunPicture(train(Experiment(dimension=4, steps=3)), View(plane=PlaneChoice("last"))))
    assert part.figure.layout.xaxis.title.text == "third"
    assert "(the last two)" in part.caption
