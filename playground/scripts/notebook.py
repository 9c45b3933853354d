"""The script of a recipe as a Jupyter notebook: a cell for each section, and above it what the section is about."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from playground.experiment.experiment import Experiment
from playground.scripts.sections import sections


def notebook(experiment: Experiment) -> bytes:
    """The bytes of an .ipynb file; the same recipe gives the same bytes."""
    cells = []
    for number, section in enumerate(sections(experiment)):
        cells.append(new_markdown_cell(section.title, id=f"title-{number}"))
        cells.append(new_code_cell("\n".join(section.lines()), id=f"code-{number}"))
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    return nbformat.writes(new_notebook(cells=cells, metadata=metadata)).encode()
