"""What a lesson is made of, and how its question is answered: by asking the run."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import torch

from playground.experiment.experiment import Experiment
from playground.run_lines import value
from playground.training.history import History


@dataclass(frozen=True)
class Answer:
    """One of a question's answers; ``holds`` is an expression in ``value`` (and ``history``): whether it is so."""

    text: str
    holds: str


@dataclass(frozen=True)
class Playhead:
    """A step of a run, and whether the player plays from there."""

    step: int = 0
    plays: bool = False


@dataclass(frozen=True)
class Lesson:
    """A few sentences over a run, something to do, and a question that the run answers.

    ``recipe`` are the fields of the Experiment that are not the defaults, and ``start`` is where its playhead stands,
    with ``slow`` in slow motion. ``controls`` are the fields whose controls stand in the lesson. ``do`` are sentences,
    with the names of what is to be used in **bold**.

    The question is about the run of ``revealed``: the recipe with the changes of ``reveal``, seen from ``then``.
    ``measure`` are lines of Python about its ``history``; the value of the last one decides which of the ``answers``
    holds. ``because`` says why it does. The lines are run as they stand: a lesson's file is a part of the program.
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
    start: Playhead = Playhead()
    reveal: Mapping[str, Any] = field(default_factory=dict)
    then: Playhead = Playhead(plays=True)

    @cached_property
    def experiment(self) -> Experiment:
        return Experiment(**self.recipe)

    @cached_property
    def revealed(self) -> Experiment:
        """The recipe whose run answers the question."""
        return Experiment(**{**self.recipe, **self.reveal})

    def value(self, history: History) -> Any:
        """What ``measure`` comes to in a run."""
        return value(self.measure, {"history": history, "torch": torch, "np": np})

    def holding(self, history: History) -> list[Answer]:
        """The answers that hold in a run: one, in that of ``revealed``."""
        names = {"history": history, "torch": torch, "np": np, "value": self.value(history)}
        return [answer for answer in self.answers if value(answer.holds, dict(names))]


def read(file: Traversable) -> Lesson:
    """The lesson in a file; its name is that of the file without its number: 03_linear.toml holds "linear"."""
    fields = tomllib.loads(file.read_text("utf-8"))
    for places in ("start", "then"):
        if places in fields:
            fields[places] = Playhead(**fields[places])
    fields |= {name: tuple(fields[name]) for name in ("do", "controls") if name in fields}
    answers = tuple(Answer(**answer) for answer in fields.pop("answers"))
    return Lesson(name=file.name.split("_", 1)[1].removesuffix(".toml"), answers=answers, **fields)
