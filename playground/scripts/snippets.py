"""The lines of PyTorch that a recipe stands for. Tests run them and compare the numbers."""

from playground.experiment.experiment import Experiment
from playground.model.initializers import INITIALIZERS
from playground.model.objectives import OBJECTIVES
from playground.model.optimizers import OPTIMIZERS
from playground.model.schedules import SCHEDULES
from playground.training.initial_models import place


def layer_lines(experiment: Experiment) -> list[str]:
    """The constructors: ``embedding = nn.Embedding(5, 2)``."""
    words = len(experiment.vocabulary)
    return [kind.code(words, experiment.dimension, experiment.options(kind)) for kind in experiment.selection.layers]


def initial_lines(experiment: Experiment) -> list[str]:
    """What happens to the weights after the constructors and before training."""
    initializer = INITIALIZERS[experiment.initializer]
    first, *others = experiment.selection.layers
    filled = [first] if experiment.same_start else [first, *others]
    lines = [
        line
        for kind in filled
        for line in initializer.lines(place(experiment, kind), **experiment.options(initializer))
    ]
    for kind in others if experiment.same_start else []:  # copied, so that it lies in memory as Linear has it
        lines.append(f"{kind.name}.weight.data.copy_({first.name}.weight.data.T)")
        lines += [f"{kind.name}.weight.requires_grad_(False)"] if experiment.freeze else []
    return lines


def training_lines(experiment: Experiment) -> list[str]:
    """The head behind the first layer, the optimizer for the parameters of both, and what is done at each step."""
    objective, optimizer = OBJECTIVES[experiment.objective], OPTIMIZERS[experiment.optimizer]
    head = objective.head.code.format(dimension=experiment.dimension, targets=len(experiment.task.goals))
    rate, options = experiment.learning_rate, experiment.options(optimizer)
    rest = experiment.head_has_rest or bool(experiment.bias)
    first, *others = optimizer.codes("parameters", False, rate, options, rest)
    lines = [f"head = {head}", f"optimizer = {first}", *[f"for_the_rest = {other}" for other in others]]
    schedule = SCHEDULES[experiment.schedule]
    if code := schedule.code(experiment.steps, **experiment.options(schedule)):
        lines.append(f"scheduler = torch.optim.lr_scheduler.{code}")
    if experiment.max_grad_norm is not None:
        lines.append("# at each step, before optimizer.step()")
        lines.append(f"nn.utils.clip_grad_norm_(parameters, {experiment.max_grad_norm})")
    return lines
