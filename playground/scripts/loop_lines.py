"""The training as it is written in a script: what builds the optimizers, and the loop.

For two layers it stands in a function, which trains one ``layer`` with a ``head`` of its own.
"""

import math

from playground.experiment.experiment import Experiment
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.interventions import Intervention, fits
from playground.model.layers import LINEAR, Layer
from playground.scripts.names import ScriptNames, indented
from playground.scripts.snippets import head_lines
from playground.training.batches import batch_size, noise_seed
from playground.training.recording import spacing


def training(experiment: Experiment) -> list[str]:
    """The optimizers and the loop, and for two layers what trains each of them."""
    written = ScriptNames(experiment)
    kept = list(_recorded(written))
    lines = [
        *written.built(),
        *_generators(experiment),
        f"{', '.join(kept)} = {', '.join(['[]'] * len(kept))}  # recorded at each step, before the update",
        _loop(experiment),
        *indented(_step(written)),
    ]
    if len(written.kinds) == 1:
        return [*_order(experiment), *lines]
    return [
        *_order(experiment),
        "def train(layer, look_up):",
        *indented([*head_lines(experiment), *lines, f"return {', '.join(kept)}"]),
        "",
        *(
            f"{', '.join(f'{kind.name}_{name}' for name in kept)} = train({kind.name}, {_look_up(written, kind)})"
            for kind in written.kinds
        ),
    ]


def _look_up(written: ScriptNames, kind: Layer) -> str:
    """The function that gives words' vectors by number: the layer itself, if that is what it does."""
    code = written.read("ids", kind)
    return kind.name if code == f"{kind.name}(ids)" else f"lambda ids: {code}"


def _order(experiment: Experiment) -> list[str]:
    """The order of the examples, as many as all steps take."""
    if not _in_batches(experiment):
        return []
    count = len(experiment.task.examples)
    between = [""] * (len(experiment.selection.layers) > 1)
    rounds = math.ceil((experiment.steps + 1) * batch_size(experiment) / count)
    if not experiment.shuffle:
        return [f"order = torch.arange({count}).repeat({rounds})", *between]
    return [
        f"generator = torch.Generator().manual_seed({experiment.seed})",
        f"order = torch.cat([torch.randperm({count}, generator=generator) for _ in range({rounds})])",
        *between,
    ]


def _loop(experiment: Experiment) -> str:
    steps = experiment.steps + 1
    if _in_batches(experiment):
        return f"for step, batch in enumerate(order.split({batch_size(experiment)})[:{steps}]):"
    return f"for step in range({steps}):"


def _recorded(written: ScriptNames) -> dict[str, str]:
    """What is kept of each step, by the name of its list."""
    layer, biases = written.layer, {}
    if written.experiment.bias:
        bias = written.each(lambda kind: f"{layer}.bias.detach().clone()" if kind is LINEAR else "None")
        biases = {"biases": bias}
    return {"weights": f"{layer}.weight.detach().clone()", **biases, "losses": "loss.item()"}


def _generators(experiment: Experiment) -> list[str]:
    """What the negatives are drawn from, and what the changes in the run draw from."""
    return [
        *[f"generator = torch.Generator().manual_seed({noise_seed(experiment)})"]
        * (experiment.target_kind.negatives > 0),
        *dict.fromkeys(
            INTERVENTION_KINDS[name].before.format(seed=experiment.seed)
            for _, name, *_ in _changes(experiment)
            if INTERVENTION_KINDS[name].before
        ),
    ]


def _in_batches(experiment: Experiment) -> bool:
    return batch_size(experiment) < len(experiment.task.examples)


def _changes(experiment: Experiment) -> list[Intervention]:
    """The changes in the run that have an effect."""
    words, dimension = experiment.vocabulary, experiment.dimension
    return [change for change in experiment.interventions if fits(change, words, dimension, experiment.steps)]


def _step(written: ScriptNames) -> list[str]:
    experiment = written.experiment
    *before, loss = _recorded(written).items()
    return [
        *_interventions(written),
        *experiment.target_kind.draw_code(batch_size(experiment)),
        *_kept(experiment, before, "kept = "),
        *_vectors(written),
        *experiment.head.loss_code.format(targets=_of_batch(experiment, "targets")).splitlines(),
        *_kept(experiment, [loss]),
        f"if step == {experiment.steps} or not loss.isfinite():",
        "    break",
        *_update(written),
    ]


def _interventions(written: ScriptNames) -> list[str]:
    lines = []
    for step, name, *texts in _changes(written.experiment):
        verb = INTERVENTION_KINDS[name]
        lines += [f"if step == {step}:  # {verb.label}", *indented(verb.lines(written, *texts))]
    return lines


def _of_batch(experiment: Experiment, name: str) -> str:
    return f"{name}[batch]" if _in_batches(experiment) else name


def _kept(experiment: Experiment, recorded: list[tuple[str, str]], define: str = "") -> list[str]:
    """What is written down at this step; a long run, to save memory, is not at each."""
    lines, every = [f"{name}.append({value})" for name, value in recorded], spacing(experiment)
    if every == 1:
        return lines
    kept = [f"kept = step % {every} == 0 or step == {experiment.steps}  # not all, to save memory"] if define else []
    return [*kept, "if kept:", *indented(lines)]


def _vectors(written: ScriptNames) -> list[str]:
    """The vector of each example: of its one word, or the mean of its words' vectors."""
    experiment = written.experiment
    if experiment.task.examples.inputs.shape[1] == 1:
        return [f"vectors = {written.read(_of_batch(experiment, 'inputs'))}"]
    examples = "[inputs[example] for example in batch]" if _in_batches(experiment) else "inputs"
    return [
        f"examples = {examples}",
        f"rows = {written.read('torch.cat(examples)')}.split([len(words) for words in examples])",
        "vectors = torch.stack([sum(each) / len(each) for each in rows])  # the mean of each example's words",
    ]


def _update(written: ScriptNames) -> list[str]:
    experiment, backward = written.experiment, ["loss.backward()"]
    may_rest = experiment.freeze or any(
        INTERVENTION_KINDS[name].trains is False for _, name, *_ in _changes(experiment)
    )
    if may_rest and not experiment.head.learns:
        backward = ["if loss.requires_grad:  # unless everything is frozen", "    loss.backward()"]
    return [
        *written.optimizers("optimizer.zero_grad()"),
        *backward,
        *[written.clip()] * (experiment.max_grad_norm is not None),
        *written.optimizers("optimizer.step()"),
        *written.schedulers("scheduler.step()"),
    ]
