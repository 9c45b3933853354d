"""A clock that jumps changes nothing: what takes time is measured by one that only goes forward."""

import re
from pathlib import Path

import pytest

import playground

HERE = Path(playground.__file__).parent
FILES = [file for file in sorted(HERE.rglob("*")) if file.suffix in (".py", ".js", ".html")]
OF_THE_WALL = re.compile(r"\btime\.time\b|\bdatetime\b|\bDate\.now\b|\bnew Date\b|\btime\.(local|gm)time\b")
BEFORE_ALL = HERE / "training/cluster.py"
"""It asks once, as it is imported, for an order of runs between machines."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(HERE)))
def test_no_time_is_asked_of_the_clock_on_the_wall(file):
    asked = OF_THE_WALL.findall(file.read_text("utf-8"))
    assert len(asked) == (file == BEFORE_ALL)
