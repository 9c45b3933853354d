"""A recipe as a script of plain PyTorch that gives the same numbers, bit for bit on the same machine.

It keeps what a History keeps: ``weights[0]``, ``losses[0]`` (and ``biases[0]``, of a Linear with a bias) are those of
the first snapshot. With both layers these are ``embedding_weights``, ``linear_weights`` and so on. Behind a run that
diverges stands the step whose loss is no number, which a History leaves out.

To read: ``literals`` (words and numbers as they are written), ``loop_lines`` (the training), and ``sections``, which
puts the script together.
"""

from dataclasses import replace

from playground.experiment.experiment import Experiment
from playground.scripts.literals import Lines
from playground.scripts.sections import Section, required_file, sections

__all__ = ["Section", "required_file", "script", "sections", "shown"]

_MOST_SHOWN = 200
"""Lines up to which a script is shown whole."""
_MOST_OF_PART = 12
"""Lines that are shown of each statement of a longer one."""


def script(experiment: Experiment, link: str = "") -> str:
    """The whole script, to be run in a process of its own; ``link`` is the page's address with the recipe."""
    return "\n\n".join(section.code() for section in sections(experiment, link)) + "\n"


def shown(experiment: Experiment, link: str = "") -> tuple[str, int, int]:
    """The script as a page can show it, how many lines of it these are, and how many it has."""
    whole = sections(experiment, link)
    count = sum(section.count + 1 for section in whole) - 1
    if count <= _MOST_SHOWN:
        return script(experiment, link), count, count
    cut = [replace(section, parts=[_cut(part) for part in section.parts]) for section in whole]
    left_out = sum(max(0, part.count - _MOST_OF_PART) for section in whole for part in section.parts)
    return "\n\n".join(section.code() for section in cut) + "\n", count - left_out, count


def _cut(part: Lines) -> Lines:
    more = part.count - _MOST_OF_PART
    if more <= 0:
        return part
    return Lines(_MOST_OF_PART + 1, lambda: [*part.first(_MOST_OF_PART), f"# … {more:,} more lines"])
