"""A full disk stops nothing, as the page writes no file; a run that doesn't fit into memory is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.page
@pytest.mark.skipif(sys.platform != "linux", reason="the limits are Linux's")
@pytest.mark.parametrize("without", ["disk", "memory"])
def test_the_page_goes_on(without):
    command = [sys.executable, "-W", "ignore", "-m", "tests.ui.starved", without]
    environment = {**os.environ, "FIRST_LAYER_WORKERS": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-2_000:]
