"""A small Python console: runs lines of PyTorch and keeps what an interactive Python prints for each of them.

What is printed is collected value by value, as ``sys.stdout`` belongs to the whole process and many learners run code
at once. Random numbers come from a generator of the run's own.
"""

import re
from dataclasses import dataclass
from threading import Condition
from typing import Any

import torch
from cachetools import cached

from playground import caches
from playground.run_lines import answer
from playground.run_lines import execute as execute_lines
from playground.seeding import seeded

Printed = tuple[str, str]
"""Lines of code, and what they print."""
BEGINNING = "import torch\nimport torch.nn.functional as F\nfrom torch import nn"
"""What stands above all code; behind it PyTorch is seeded as ``torch.manual_seed(SEED)`` would."""
SEED = 0


@dataclass(frozen=True)
class Output:
    """What came of some code. ``printed`` has only the lines that printed something; ``curve`` may be empty."""

    printed: tuple[Printed, ...]
    curve: tuple[float, ...]


@cached(caches.bounded(caches.PRINTED, caches.text_bytes), condition=Condition())
def run(code: str, curve: str = "") -> Output:
    """Run code in a fresh namespace, once in a process; ``curve`` names a list of numbers that it leaves behind."""
    printed, names = execute(code)
    return Output(tuple(pair for pair in printed if pair[1]), tuple(names[curve]) if curve else ())


def execute(code: str) -> tuple[list[Printed], dict[str, Any]]:
    """Each statement with what it prints, "" for nothing, and the names that the code leaves behind.

    A statement begins with each line that is not indented. One that fails prints the last line of its traceback, and
    the next one runs all the same, as in a console.
    """
    names: dict[str, Any] = {}
    execute_lines(BEGINNING, names)
    statements = [statement.rstrip() for statement in re.split(r"\n(?=\S)", code)]
    with seeded(torch.Generator().manual_seed(SEED)):
        return [(statement, answer(statement, names)) for statement in statements], names


def transcript(printed: tuple[Printed, ...]) -> str:
    """As a console shows it, ``>>> `` before each statement."""
    return "\n".join(f"{_prompted(source)}\n{output}" for source, output in printed)


def _prompted(source: str) -> str:
    first, *more = source.split("\n")
    return "\n".join([f">>> {first}", *(f"... {line}" for line in more)])
