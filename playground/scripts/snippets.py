"""The lines of PyTorch that a recipe stands for. Tests run them and compare the numbers."""

from playground.experiment.experiment import Experiment
from playground.model.initializers import INITIALIZERS
from playground.model.layers import Layer
from playground.model.optimizers import OPTIMIZERS
from playground.model.schedules import SCHEDULES
from playground.training.initial_models import head_seed, place


def model_lines(experiment: Experiment) -> list[str]:
    """Each layer, built and filled right after the seed, then the head after its own."""
    lines: list[str] = []
    for kind in experiment.selection.layers:
        lines += [*_built(experiment, kind), *_filled(experiment, kind)]
    return [*lines, *head_lines(experiment)]


def layer_lines(experiment: Experiment) -> list[str]:
    """The constructors, ``embedding = nn.Embedding(5, 2)``, each after the seed.

    The first layer comes last: what ``initial_lines`` draw for it follows its own numbers.
    """
    return [line for kind in reversed(experiment.selection.layers) for line in _built(experiment, kind)]


def initial_lines(experiment: Experiment) -> list[str]:
    """What happens to the weights after the constructors and before training."""
    first, *others = experiment.selection.layers
    lines = _filled(experiment, first)
    for kind in others:
        filled = _filled(experiment, kind)
        again = bool(filled) and not experiment.same_start
        lines += [*(_built(experiment, kind) if again else []), *filled]
    return lines


def head_lines(experiment: Experiment) -> list[str]:
    """The head after its own seed; none where nothing follows the first layer."""
    head = experiment.head.code.format(dimension=experiment.dimension, targets=len(experiment.task.goals))
    return [f"torch.manual_seed({head_seed(experiment)})", f"head = {head}"] if experiment.head.learns else []


def _built(experiment: Experiment, kind: Layer) -> list[str]:
    code = kind.code(len(experiment.vocabulary), experiment.dimension, experiment.options(kind))
    return [f"torch.manual_seed({experiment.seed})", code]


def _filled(experiment: Experiment, kind: Layer) -> list[str]:
    """The initializer's lines for a layer, or those that copy the first layer's weight."""
    initializer, first = INITIALIZERS[experiment.initializer], experiment.selection.layers[0]
    if kind is first or not experiment.same_start:
        return initializer.lines(place(experiment, kind), **experiment.options(initializer))
    # Copied, so that it lies in memory as Linear has it.
    copied = [f"{kind.name}.weight.data.copy_({first.name}.weight.data.T)"]
    return [*copied, f"{kind.name}.weight.requires_grad_(False)"] if experiment.freeze else copied


def training_lines(experiment: Experiment) -> list[str]:
    """The head behind the first layer, the optimizer for the parameters of both, and what is done at each step."""
    optimizer = OPTIMIZERS[experiment.optimizer]
    rate, options = experiment.learning_rate, experiment.options(optimizer)
    rest = experiment.head_has_rest or bool(experiment.bias)
    first, *others = optimizer.codes("parameters", False, rate, options, rest)
    lines = [*head_lines(experiment), f"optimizer = {first}", *[f"for_the_rest = {other}" for other in others]]
    schedule = SCHEDULES[experiment.schedule]
    if code := schedule.code(experiment.steps, **experiment.options(schedule)):
        lines.append(f"scheduler = torch.optim.lr_scheduler.{code}")
    if experiment.max_grad_norm is not None:
        lines.append("# at each step, before optimizer.step()")
        lines.append(f"nn.utils.clip_grad_norm_(parameters, {experiment.max_grad_norm})")
    return lines
