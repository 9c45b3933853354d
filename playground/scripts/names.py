"""A run while it is written down: the names that things have in the script, and what builds its optimizers."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from playground.experiment.experiment import Experiment
from playground.model.layers import Layer
from playground.model.optimizers import OPTIMIZERS
from playground.model.schedules import SCHEDULES


def indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


class ScriptNames:
    """A run while it is written down; interventions write about it, see ``playground.interventions.ScriptNames``."""

    def __init__(self, experiment: Experiment):
        self.experiment = experiment
        self.kinds = experiment.selection.layers
        self.layer = self.kinds[0].name if len(self.kinds) == 1 else "layer"
        self.rows = f"{len(experiment.vocabulary)}, {experiment.dimension}"
        self.parameters = [f"{name}.parameters()" for name in (self.layer, *["head"] * experiment.head.learns)]
        self._kind = OPTIMIZERS[experiment.optimizer]
        self._options = experiment.options(self._kind)
        self.several = any(len(self._calls(kind)) > 1 for kind in self.kinds)

    def options(self, kind: Layer) -> Mapping[str, Any]:
        """What that layer is built with."""
        return self.experiment.options(kind)

    def each(self, code: Callable[[Layer], str]) -> str:
        """What the code is for the layer in training."""
        codes = [code(kind) for kind in self.kinds]
        if len(set(codes)) == 1:
            return codes[0]
        return f"{codes[0]} if layer is {self.kinds[0].name} else {codes[1]}"

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
        """The lines that build the optimizers and the schedulers."""
        built = [self._built(kind) for kind in self.kinds]
        lines = built[0]
        if built[0] != built[-1]:
            lines = [f"if layer is {self.kinds[0].name}:", *indented(built[0]), "else:", *indented(built[1])]
        schedule = self._schedule()
        if schedule and self.several:
            return [*lines, f"schedulers = [{schedule} for optimizer in optimizers]"]
        return [*lines, f"scheduler = {schedule}"] if schedule else lines

    def _built(self, kind: Layer) -> list[str]:
        calls = self._calls(kind)
        if self.several:
            return ["optimizers = [", *indented(f"{call}," for call in calls), "]"]
        return [f"optimizer = {calls[0]}"]

    def _calls(self, kind: Layer) -> list[str]:
        rate, options, rest = self.experiment.learning_rate, self._options, self._has_rest(kind)
        groups = [self._kind.codes(group, sparse, rate, options, rest) for group, sparse in self._groups(kind)]
        return [call for calls in groups for call in calls]

    def _has_rest(self, kind: Layer) -> bool:
        """Whether some parameters of that layer and of the head are no matrices."""
        return bool(self.options(kind).get("bias")) or self.experiment.head_has_rest

    def _groups(self, kind: Layer) -> list[tuple[str, bool]]:
        """The parameters for each optimizer, and whether their gradients are sparse: those of the head never are."""
        sparse = bool(self.options(kind).get("sparse"))
        if sparse and len(self.parameters) > 1:
            return [(self.parameters[0], True), (self.parameters[1], False)]
        return [(self.all_parameters, sparse)]

    @property
    def all_parameters(self) -> str:
        first, *others = self.parameters
        return f"[{', '.join(f'*{part}' for part in self.parameters)}]" if others else first

    def _schedule(self) -> str:
        schedule = SCHEDULES[self.experiment.schedule]
        code = schedule.code(self.experiment.steps, **self.experiment.options(schedule))
        return f"torch.optim.lr_scheduler.{code}" if code else ""
