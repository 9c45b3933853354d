"""Scripts of recipes, run in processes of their own."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playground import Experiment
from playground.scripts.script import required_file, script

RUNNER = Path(__file__).parent / "runner.py"


def environment() -> dict[str, str]:
    """Nothing that the playground, or whoever runs the tests, has set for Python or for sums."""
    return {name: value for name, value in os.environ.items() if name != "MKL_CBWR" and not name.startswith("PYTHON")}


def lay_out(folder: Path, experiment: Experiment) -> Path:
    """The script as it is downloaded, with the file that it reads."""
    folder.mkdir()
    (folder / "script.py").write_text(script(experiment), "utf-8")
    if file := required_file(experiment):
        name, data = file
        (folder / name).write_bytes(data())
    return folder


def run_all(together: list[Path], alone: list[Path]) -> dict[Path, subprocess.CompletedProcess]:
    """Many scripts in two processes, and others each in one of its own, just as it is: two processes at a time."""
    jobs = {folder: ([sys.executable, "-W", "error", "script.py"], folder) for folder in alone}
    for first in range(2):
        jobs[Path(str(first))] = ([sys.executable, str(RUNNER), *map(str, together[first::2])], None)
    with ThreadPoolExecutor(2) as pool:
        done = pool.map(lambda job: _run(*job), reversed(jobs.values()))
        return dict(zip(reversed(jobs), done, strict=True))


def _run(command: list[str], folder: Path | None) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, encoding="utf-8")


def numbers(folder: Path) -> dict[str, list]:
    """What the script in the folder left, by name."""
    error = folder / "error.txt"
    assert not error.exists(), error.read_text("utf-8")
    return pickle.loads((folder / "numbers.pickle").read_bytes())
