"""What a lesson is made of, and how its question is answered: by asking the run."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import torch
from torch import nn

from playground import run_lines
from playground.experiment.experiment import Experiment
from playground.memo import cached_property
from playground.training.history import History


@dataclass(frozen=True)
class Answer:
    """One of a question's answers; ``holds`` is an expression in ``value`` (and ``history``): whether it is so."""

    text: str
    holds: str


BAR, SENTENCES, VECTORS, MATRICES, LOSS = "bar", "sentences", "vectors", "matrices", "loss"
PARTS = (BAR, SENTENCES, VECTORS, MATRICES, LOSS)
"""What a lesson may show of the stage, beside the words."""


@dataclass(frozen=True)
class Playhead:
    """A step of a run, None for the last, and whether the player plays from there.

    ``moment`` is that of the step in slow motion, and ``word`` the number of one that is lit.
    """

    step: int | None = None
    plays: bool = False
    moment: int = 0
    word: int | None = None

    def step_of(self, experiment: Experiment) -> int:
        """The step in a run of this recipe."""
        return experiment.steps if self.step is None else self.step


@dataclass(frozen=True)
class Lesson:
    """A few sentences beside a run, something to do, and a question that the run answers.

    ``recipe`` are the fields of the Experiment that are not the defaults, and ``start`` is where its playhead stands,
    with ``slow`` in slow motion, and with ``regions`` before the head's answers. ``plane`` are the fields of the
    PlaneChoice that are not the defaults. ``controls`` are the fields whose controls stand in the lesson. ``do`` are
    sentences, with the names of what is to be used in **bold**; ``prints`` are lines of Python to show with what they
    print.
    The stage ``shows`` these of ``PARTS``, and those of ``reveals`` only when the question is answered.

    The question is about the run of ``revealed``: the recipe with the changes of ``reveal``, seen from ``then``.
    ``measure`` are lines of Python about its ``history``; the value of the last one decides which of the ``answers``
    holds. ``because`` says why it does. All lines are run as they stand: a lesson's file is a part of the program.
    """

    name: str
    title: str
    text: str
    do: tuple[str, ...]
    question: str
    answers: tuple[Answer, ...]
    measure: str
    because: str
    recipe: Mapping[str, Any] = field(default_factory=dict)
    controls: tuple[str, ...] = ()
    slow: bool = False
    regions: bool = False
    plane: Mapping[str, str] = field(default_factory=dict)
    prints: tuple[str, ...] = ()
    shows: tuple[str, ...] = PARTS
    reveals: tuple[str, ...] = ()
    start: Playhead = Playhead(0)
    reveal: Mapping[str, Any] = field(default_factory=dict)
    then: Playhead = Playhead()

    @cached_property
    def experiment(self) -> Experiment:
        return Experiment(**self.recipe)

    @cached_property
    def revealed(self) -> Experiment:
        """The recipe whose run answers the question."""
        return Experiment(**{**self.recipe, **self.reveal})

    def value(self, history: History) -> Any:
        """What ``measure`` comes to in a run."""
        return self._measured(history)["value"]

    def holding(self, history: History) -> list[Answer]:
        """The answers that hold in a run: one, in that of ``revealed``."""
        names = self._measured(history)
        return [answer for answer in self.answers if run_lines.value(answer.holds, names)]

    def _measured(self, history: History) -> dict[str, Any]:
        """The names that the lines of ``measure`` leave, and the ``value`` that they come to."""
        names = {"history": history, "torch": torch, "nn": nn, "np": np}
        measured = run_lines.value(self.measure, names)
        return {**names, "value": measured}

    def printed(self) -> list[tuple[str, str]]:
        """The lines of ``prints``, each with what a console prints for it."""
        return [(line, run_lines.answer(line, {"torch": torch, "nn": nn})) for line in self.prints]


def read(file: Traversable) -> Lesson:
    """The lesson in a file; its name is that of the file without its number: 03_linear.toml holds "linear"."""
    fields = tomllib.loads(file.read_text("utf-8"))
    for places in ("start", "then"):
        if places in fields:
            fields[places] = Playhead(**fields[places])
    fields |= {name: tuple(fields[name]) for name in ("do", "prints", "controls", "shows", "reveals") if name in fields}
    answers = tuple(Answer(**answer) for answer in fields.pop("answers"))
    return Lesson(name=file.name.split("_", 1)[1].removesuffix(".toml"), answers=answers, **fields)
