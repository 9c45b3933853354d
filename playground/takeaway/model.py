"""The whole model at one step: the first layer and its head."""

import json

from safetensors.torch import save
from torch import nn

from playground.takeaway.taken import Taken
from playground.training.restore import head_at, layer_at


def modules(taken: Taken) -> dict[str, nn.Module]:
    """The modules by name: "embedding" or "linear", and "head" where there is one."""
    found: dict[str, nn.Module] = {taken.layer: layer_at(taken.history, taken.kind, taken.snapshot)}
    if taken.history.experiment.head.learns:
        found["head"] = head_at(taken.history, taken.layer, taken.snapshot)
    return found


def safetensors(taken: Taken) -> bytes:
    """The state_dict of each module, and as metadata the words in their order and the page's link."""
    state = {
        f"{name}.{part}": value.detach().contiguous()
        for name, module in modules(taken).items()
        for part, value in module.state_dict().items()
    }
    metadata = {"format": "pt", "words": json.dumps(taken.history.words), "link": taken.link}
    return save(state, metadata)


def loading(taken: Taken, file: str) -> list[str]:
    """The lines that make PyTorch modules of the file."""
    experiment = taken.history.experiment
    layer = taken.kind.code(len(taken.history.words), experiment.dimension, experiment.options(taken.kind))
    lines = [
        "from safetensors.torch import load_file",
        "from torch import nn",
        "",
        f"state = load_file({file!r})",
        layer,
    ]
    if experiment.head.learns:
        head = experiment.head.code.format(dimension=experiment.dimension, targets=len(taken.history.goals))
        lines.append(f"head = {head}")
    modules = ", ".join([f'"{taken.layer}": {taken.layer}', *['"head": head'] * experiment.head.learns])
    return [*lines, f"nn.ModuleDict({{{modules}}}).load_state_dict(state)"]
