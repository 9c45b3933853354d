"""Settings with which a choice does what it is known for, where the recipe has others."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground.choices import InvalidField
from playground.experiment.experiment import Experiment
from playground.model.objectives import OBJECTIVE, OBJECTIVES
from playground.model.optimizers import OPTIMIZER, OPTIMIZERS


def recommended(experiment: Experiment) -> tuple[str, dict[str, Any]] | None:
    """The choice that the settings are for, and the fields to set; None if the recipe has them.

    What is learned comes first, as its settings bring an optimizer.
    """
    if works := _others(experiment, OBJECTIVES[experiment.objective].works):
        return OBJECTIVE.name, works
    usual = OPTIMIZERS[experiment.optimizer].usual_rate
    if usual is not None and experiment.learning_rate != usual:
        return OPTIMIZER.name, {"learning_rate": usual}
    return None


def _others(experiment: Experiment, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Those fields that the recipe has otherwise, and what has to change with them."""
    fields: dict[str, Any] = {name: value for name, value in wanted.items() if getattr(experiment, name) != value}
    try:
        replace(experiment, **fields)
    except InvalidField as problem:
        return {**fields, **problem.offer}
    return fields
