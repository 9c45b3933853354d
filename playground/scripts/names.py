"""A run while it is written down: the names that things have in the script, and what builds its optimizers."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch

from playground.experiment.experiment import Experiment
from playground.model.held_words import BACK_CODE, rows_lines
from playground.model.layers import Layer
from playground.model.optimizers import OPTIMIZERS
from playground.model.schedules import SCHEDULES
from playground.scripts.literals import LINE, tensor


def indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


class ScriptNames:
    """A run while it is written down; interventions write about it, see ``playground.interventions.ScriptNames``."""

    def __init__(self, experiment: Experiment, *kinds: Layer):
        self.experiment = experiment
        self.kinds = kinds or experiment.selection.layers
        self.layer = self.kinds[0].name if len(self.kinds) == 1 else "layer"
        self.rows = f"{len(experiment.vocabulary)}, {experiment.dimension}"
        self.parameters = [f"{name}.parameters()" for name in (self.layer, *["head"] * experiment.head.learns)]
        self._kind = OPTIMIZERS[experiment.optimizer]
        self._options = experiment.options(self._kind)
        self.several = any(len(self._calls(kind)[0]) > 1 for kind in self.kinds)

    def options(self, kind: Layer) -> Mapping[str, Any]:
        """What that layer is built with."""
        return self.experiment.options(kind)

    def each(self, code: Callable[[Layer], str]) -> str:
        """What the code is for the layer in training."""
        codes = [code(kind) for kind in self.kinds]
        if len(set(codes)) == 1:
            return codes[0]
        return f"{codes[0]} if {self._first} else {codes[1]}"

    @property
    def _first(self) -> str:
        """The test for the first kind of layer."""
        return f"isinstance(layer, {self.kinds[0].call})"

    def read(self, ids: str, kind: Layer | None = None) -> str:
        """The words' vectors, by number, of that layer or of the one in training."""
        if kind is None and len(self.kinds) > 1:
            return f"look_up({ids})"
        return (kind or self.kinds[0]).read_code.format(ids=ids, words=len(self.experiment.vocabulary))

    def optimizers(self, *lines: str) -> list[str]:
        """The lines, which are about an ``optimizer``, for each that there is."""
        return ["for optimizer in optimizers:", *indented(lines)] if self.several else [*lines]

    def schedulers(self, line: str) -> list[str]:
        """The line, which is about a ``scheduler``, for each that there is."""
        if not self._schedule():
            return []
        return ["for scheduler in schedulers:", *indented([line])] if self.several else [line]

    def optimize(self, optimizer: str | None = None) -> list[str]:
        """The lines that rebuild the optimizers; the learning rate goes on from where it is."""
        if optimizer is not None:
            self._kind, self._options = OPTIMIZERS[optimizer], OPTIMIZERS[optimizer].defaults
        first = "optimizers[0]" if self.several else "optimizer"
        state, load = "scheduler.state_dict()", ["scheduler.load_state_dict(state)"]
        if self.several:
            state = f"[{state} for scheduler in schedulers]"
            load = ["for scheduler, state in zip(schedulers, states):", *indented(load)]
        scheduled = bool(self._schedule())
        return [
            f'rate = {first}.param_groups[0]["lr"]',
            *[f"state{'s' * self.several} = {state}"] * scheduled,
            *self.built(),
            *(load if scheduled else []),
            *self.optimizers('optimizer.param_groups[0]["lr"] = rate'),
        ]

    def built(self) -> list[str]:
        """The lines that build the optimizers, hold words, and build the schedulers."""
        built = [self._built(kind) for kind in self.kinds]
        lines = built[0]
        if built[0] != built[-1]:
            lines = [f"if {self._first}:", *indented(built[0]), "else:", *indented(built[1])]
        lines = [*lines, *self._held()]
        schedule = self._schedule()
        if schedule and self.several:
            return [*lines, f"schedulers = [{schedule} for optimizer in optimizers]"]
        return [*lines, f"scheduler = {schedule}"] if schedule else lines

    def _built(self, kind: Layer) -> list[str]:
        calls, before = self._calls(kind)
        if not self.several:
            return [*before, f"optimizer = {calls[0]}"]
        line = f"optimizers = [{', '.join(calls)}]"
        return [*before, *([line] if len(line) <= LINE else ["optimizers = [", *indented(f"{c}," for c in calls), "]"])]

    def _held(self) -> list[str]:
        """The lines that keep the rows of the words that are held, and put them back after each step."""
        if not self.experiment.held:
            return []
        numbers = tensor("held", torch.tensor(self.experiment.held)).lines()
        return [*numbers, *rows_lines(self.each(lambda kind: kind.rows_code)), *self.optimizers(BACK_CODE)]

    def _calls(self, kind: Layer) -> tuple[list[str], list[str]]:
        """The calls that build the optimizers of that layer and its head, and the lines before them."""
        rate, options, rest = self.experiment.learning_rate, self._options, self._has_rest(kind)
        groups = [self._kind.codes(group, sparse, rate, options, rest) for group, sparse in self._groups(kind)]
        return [call for calls, _ in groups for call in calls], [line for _, before in groups for line in before]

    def _has_rest(self, kind: Layer) -> bool:
        """Whether some parameters of that layer and of the head are no matrices."""
        return bool(self.options(kind).get("bias")) or self.experiment.head_has_rest

    def _groups(self, kind: Layer) -> list[tuple[str, bool]]:
        """The parameters for each optimizer, and whether their gradients are sparse: those of the head never are."""
        sparse = bool(self.options(kind).get("sparse"))
        if sparse and len(self.parameters) > 1:
            return [(self.parameters[0], True), (self.parameters[1], False)]
        return [(self.all_parameters, sparse)]

    def clip(self) -> str:
        """The line that shortens the gradients of all parameters together."""
        return f"nn.utils.clip_grad_norm_({self.all_parameters}, {self.experiment.max_grad_norm})"

    @property
    def all_parameters(self) -> str:
        first, *others = self.parameters
        return f"[{', '.join(f'*{part}' for part in self.parameters)}]" if others else first

    def _schedule(self) -> str:
        schedule = SCHEDULES[self.experiment.schedule]
        code = schedule.code(self.experiment.steps, **self.experiment.options(schedule))
        return f"torch.optim.lr_scheduler.{code}" if code else ""
