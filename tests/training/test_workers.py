"""Runs in processes of their own: the same numbers, and nothing lost when one of them ends."""

import os
import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor

import numpy as np
import pytest

from playground import Experiment, History, train
from playground.training import workers
from playground.training.jobs import Jobs
from playground.training.workers import Lane, Process, wanted
from playground.ui.runs.drawing import Run, drawn

LONG = Experiment(steps=10_000, seed=3)
RECIPES = [
    Experiment(),
    Experiment(layer="linear", bias=True, optimizer="adam", learning_rate=0.05),
    Experiment(layer="embedding", max_norm=1.0, steps=20),
    Experiment(dimension=12, steps=20),
]


@pytest.fixture(scope="module")
def lane():
    lane = Lane(processes=False, prepare=os.getpid)
    lane.worker = Process()
    yield lane
    lane.worker.end()


@pytest.fixture
def jobs(lane):
    return Jobs(drawn, {}, [lane])


def arrays(history: History):
    for track in history.tracks.values():
        yield from (track.weight, track.gradient, track.loss, track.vectors, *track.head.values())
    yield from (history.steps, history.inputs, history.targets, history.learning_rate)


@pytest.mark.parametrize("experiment", RECIPES)
def test_a_run_and_its_picture_are_the_same_as_in_one_process(jobs, experiment):
    with jobs.joined(experiment) as job:
        run: Run = job.result()
    expected = drawn(train(experiment))
    assert run.picture == expected.picture
    assert run.history.experiment == experiment
    for array, other in zip(arrays(run.history), arrays(expected.history), strict=True):
        np.testing.assert_array_equal(array, other)
        assert not array.flags.writeable
    assert run.history.nbytes == expected.history.nbytes, "what was shared is shared again"


def test_it_is_computed_elsewhere_with_one_thread(lane):
    assert lane.call(os.getpid) not in (os.getpid(), os.getppid())
    assert lane.call(_threads) == 1


def _threads() -> int:
    import torch

    return torch.get_num_threads()


def test_how_far_a_run_is_and_what_there_is_of_it_is_known_while_it_goes_on(jobs):
    with jobs.joined(LONG) as job:
        while not job.has_begun:
            job.wait(0.01)
        run = job.so_far()
    assert run.history.stopped
    assert 0 < run.history.steps[-1] < LONG.steps


def test_the_page_itself_is_not_imported(lane):
    assert "streamlit" not in lane.call(_modules)


def _modules() -> set[str]:
    return {name.partition(".")[0] for name in sys.modules}


def test_when_a_worker_is_killed_its_run_is_made_again_by_another(jobs, lane):
    long = Experiment(steps=3_000)
    with jobs.joined(long) as job:
        while not job.has_begun:
            job.wait(0.01)
        os.kill(lane.call(os.getpid), signal.SIGKILL)
        run = job.result()
    np.testing.assert_array_equal(run.history.embedding.weight, train(long).embedding.weight)


def test_a_call_is_made_again_too(lane):
    before = lane.call(os.getpid)
    os.kill(before, signal.SIGKILL)
    assert lane.call(os.getpid) != before


def test_a_run_under_which_processes_end_again_and_again_is_given_up():
    class Ends:
        def call(self, function, *args):
            raise BrokenExecutor

    lane = Lane(processes=False, prepare=os.getpid)
    lane.worker, lane.replace = Ends(), lambda broken: None
    with Jobs(drawn, {}, [lane]).joined(Experiment()) as job, pytest.raises(MemoryError, match="ended 3 times"):
        job.result()


def test_workers_end_with_the_page():
    """A page that is killed takes nobody along by itself: its workers notice."""
    lines = "from playground.training.workers import Process; import os\n"
    lines += "print(Process().call(os.getpid), flush=True); os.kill(os.getpid(), 9)"
    page = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=False)
    worker = int(page.stdout)
    pid = os.pidfd_open(worker) if os.path.exists(f"/proc/{worker}") else None
    if pid is not None:
        import select

        assert select.select([pid], [], [], 20)[0], "it has ended"


@pytest.mark.parametrize(
    ("said", "cores", "memory", "processes"),
    [
        ("3", 1, 1, 3),
        ("0", 8, 64e9, 0),
        ("", 1, 64e9, 0),
        ("", 2, 64e9, 2),
        ("", 8, 1.3e9, 2),
        ("", 4, 6.9e8, 0),
        ("two", 4, 64e9, 4),
    ],
)
def test_there_are_as_many_as_is_said_or_as_there_is_room_for(monkeypatch, said, cores, memory, processes):
    monkeypatch.setenv(workers.SETTING, said)
    monkeypatch.setattr(workers, "cores", lambda: cores)
    monkeypatch.setattr(workers, "memory_limit", lambda: int(memory))
    assert wanted() == processes
