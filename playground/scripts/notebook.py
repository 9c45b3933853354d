"""The script of a recipe as a Jupyter notebook: a cell for each section, and above it what the section is about."""

import ast

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from playground.experiment.experiment import Experiment
from playground.scripts.picture_lines import DISPLAYED
from playground.scripts.sections import Section, sections


def notebook(experiment: Experiment, link: str = "") -> bytes:
    """The bytes of an .ipynb file; the same recipe gives the same bytes. ``link`` is the page's address with it."""
    cells = []
    for number, section in enumerate(sections(experiment, link, DISPLAYED)):
        cells.append(new_markdown_cell(_title(section), id=f"title-{number}"))
        cells.append(new_code_cell("\n".join(_quiet(section.lines())), id=f"code-{number}"))
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    return nbformat.writes(new_notebook(cells=cells, metadata=metadata)).encode()


def _title(section: Section) -> str:
    return f"{section.title}\n\n[Open this recipe on the page]({section.link})" if section.link else section.title


def _quiet(lines: list[str]) -> list[str]:
    """The lines of a cell; Jupyter would display what the last one gives, unless a semicolon ends it."""
    *others, last = lines
    return [*others, f"{last};"] if _gives_a_value(last) else lines


def _gives_a_value(line: str) -> bool:
    """Whether it is an expression by itself; what ``print`` and ``show`` give is None."""
    try:
        [statement] = ast.parse(line).body
    except (SyntaxError, ValueError):
        return False
    return isinstance(statement, ast.Expr) and not line.startswith(("print(", DISPLAYED))
