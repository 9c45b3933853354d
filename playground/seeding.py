"""Random numbers from a generator of one's own.

``torch.nn.Embedding(5, 2)`` draws from the process's global generator, so two runs at once would
disturb each other. Inside ``with seeded(generator):`` whatever PyTorch draws on this thread comes from
the given generator instead, with the very numbers that ``torch.manual_seed`` would have given.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class seeded(TorchDispatchMode):  # noqa: N801 - used as a `with` statement, like torch.no_grad
    """``with seeded(generator): ...``: PyTorch's draws on this thread come from ``generator``."""

    def __init__(self, generator: torch.Generator):
        super().__init__()
        self.generator = generator

    def __torch_dispatch__(
        self,
        func: Any,
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        options = dict(kwargs or {})
        if torch.Tag.nondeterministic_seeded in func.tags:
            options["generator"] = self.generator
            func = _with_generator(func)
        return func(*args, **options)


def _with_generator(func: Any) -> Any:
    """The same operation as an overload that takes a generator: ``rand`` has one of its own for that."""
    if any(argument.name == "generator" for argument in func._schema.arguments):
        return func
    overload = "generator" if func._overloadname == "default" else f"{func._overloadname}_generator"
    return getattr(func.overloadpacket, overload)
