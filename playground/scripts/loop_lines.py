"""The training as it is written in a script: what builds the optimizers, and the loop.

For two layers it stands in a function, which trains one ``layer`` with a ``head`` of its own.
"""

from playground.experiment.experiment import Experiment
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.interventions import Intervention, fits
from playground.model.layers import LINEAR
from playground.scripts.names import ScriptNames, indented
from playground.training.batches import batch_size
from playground.training.recording import spacing


def training(experiment: Experiment) -> list[str]:
    """The optimizers and the loop, and for two layers what trains each of them."""
    written = ScriptNames(experiment)
    kept = list(_recorded(written))
    lines = [
        *written.built(),
        *_generators(experiment),
        f"{', '.join(kept)} = {', '.join(['[]'] * len(kept))}  # recorded at each step, before the update",
        f"for step in range({experiment.steps + 1}):",
        *indented(_step(written)),
    ]
    if len(written.kinds) == 1:
        return lines
    head, own = (", head", ", copy.deepcopy(head)") if experiment.head.learns else ("", "")
    return [
        f"def train(layer{head}):",
        *indented([*lines, f"return {', '.join(kept)}"]),
        "",
        *(f"{', '.join(f'{kind.name}_{name}' for name in kept)} = train({kind.name}{own})" for kind in written.kinds),
    ]


def _recorded(written: ScriptNames) -> dict[str, str]:
    """What is kept of each step, by the name of its list."""
    layer, biases = written.layer, {}
    if written.experiment.bias:
        bias = written.each(lambda kind: f"{layer}.bias.detach().clone()" if kind is LINEAR else "None")
        biases = {"biases": bias}
    return {"weights": f"{layer}.weight.detach().clone()", **biases, "losses": "loss.item()"}


def _generators(experiment: Experiment) -> list[str]:
    """What is drawn from: examples and negatives, and what the changes in the run draw."""
    drawn = experiment.target_kind.negatives > 0 or (experiment.shuffle and _in_batches(experiment))
    return [
        *[f"generator = torch.Generator().manual_seed({experiment.seed})"] * drawn,
        *["pool = torch.arange(0)  # the numbers of the examples to come"] * _in_batches(experiment),
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
        *_batch(experiment),
        *_kept(experiment, before, "kept = "),
        *_vectors(written),
        *experiment.head.loss_code.format(targets=_by_layer(experiment, "targets")).splitlines(),
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


def _batch(experiment: Experiment) -> list[str]:
    """Which examples come next, and which negatives."""
    count, size = len(experiment.task.examples), batch_size(experiment)
    lines = []
    if _in_batches(experiment):
        order = f"torch.randperm({count}, generator=generator)" if experiment.shuffle else f"torch.arange({count})"
        lines = [
            f"while len(pool) < {size}:  # all examples once more{', in a new order' * experiment.shuffle}",
            f"    pool = torch.cat([pool, {order}])",
            f"batch, pool = pool[:{size}], pool[{size}:]",
        ]
    return lines + experiment.target_kind.draw_code(size)


def _by_layer(experiment: Experiment, name: str) -> str:
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
    experiment, ids = written.experiment, _by_layer(written.experiment, "inputs")

    def read(ids: str) -> str:
        return written.each(lambda kind: kind.read_code.format(ids=ids, words=len(experiment.vocabulary)))

    if experiment.task.examples.inputs.shape[1] == 1:
        return [f"ids = {ids}", f"vectors = {read('ids')}"]
    return [
        f"ids = {ids}",
        "there = ids >= 0  # -1 fills up shorter examples",
        f"rows = {read('ids[there]')}",
        f"sums = torch.zeros(len(ids), {experiment.dimension}).index_add(0, there.nonzero()[:, 0], rows)",
        "vectors = sums / there.sum(1, keepdim=True)",
    ]


def _update(written: ScriptNames) -> list[str]:
    experiment, backward = written.experiment, ["loss.backward()"]
    may_rest = experiment.freeze or any(
        INTERVENTION_KINDS[name].trains is False for _, name, *_ in _changes(experiment)
    )
    if may_rest and not experiment.head.learns:
        backward = ["if loss.requires_grad:  # unless everything is frozen", "    loss.backward()"]
    clip = f"nn.utils.clip_grad_norm_({written.all_parameters}, {experiment.max_grad_norm})"
    return [
        *written.optimizers("optimizer.zero_grad()"),
        *backward,
        *[clip] * (experiment.max_grad_norm is not None),
        *written.optimizers("optimizer.step()"),
        *written.schedulers("scheduler.step()"),
    ]
