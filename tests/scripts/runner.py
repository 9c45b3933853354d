"""Runs scripts in a fresh process, which knows nothing of ours, and writes down the numbers that each leaves.

    python runner.py FOLDER...

Each folder holds a ``script.py`` and what it reads. Every script gets a namespace of its own. ``numbers.pickle`` is a
dictionary from a name to a list with one array for each snapshot, and of ``head`` to its weights at the end.
``printed.txt`` is what the script prints, and ``error.txt`` how it failed, if it did.
"""

import contextlib
import os
import pickle
import sys
import traceback
from pathlib import Path

RECORDED = ("weights", "biases", "losses")


def run(folder: Path) -> None:
    os.chdir(folder)
    names = {"__name__": "__main__"}
    with open("printed.txt", "w", encoding="utf-8") as printed, contextlib.redirect_stdout(printed):
        try:
            exec(compile(Path("script.py").read_text("utf-8"), "script.py", "exec"), names)
        except Exception:
            Path("error.txt").write_text(traceback.format_exc(), "utf-8")
    Path("first_layer.html").unlink(missing_ok=True)  # it has Plotly.js in it: many would fill the disk
    found = {name: _arrays(value) for name, value in names.items() if name.endswith(RECORDED)}
    if "head" in names:
        found["head"] = {name: value.numpy() for name, value in names["head"].state_dict().items()}
    Path("numbers.pickle").write_bytes(pickle.dumps(found))


def _arrays(values: list) -> list:
    return [value.numpy() if hasattr(value, "numpy") else value for value in values]


if __name__ == "__main__":
    assert "torch" not in sys.modules, "a script says what is set before torch is imported"
    for argument in sys.argv[1:]:
        run(Path(argument))
    assert not [name for name in sys.modules if name.partition(".")[0] in ("playground", "tests", "pytest")]
