"""What files of a run are called."""

from playground.experiment.experiment import Experiment


def run_name(experiment: Experiment, layer: str) -> str:
    """The beginning of their names: by the layer that is in them, or "both", and what tells recipes apart at a glance.

    >>> run_name(Experiment(), "both")
    'both-12x2-sgd-seed0'
    """
    size = f"{len(experiment.vocabulary)}x{experiment.dimension}"
    return f"{layer}-{size}-{experiment.optimizer}-seed{experiment.seed}"
