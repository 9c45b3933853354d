"""Workers are processes: what they compute is what is computed here, and one that ends is replaced."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from playground import Experiment, train
from playground.choices import InvalidField
from playground.training import lanes
from playground.training.jobs import Jobs
from playground.training.nursery import Nursery, Order
from playground.training.turns import AT_ONCE
from playground.training.workers import WorkerLost, WorkerProcess
from playground.ui.runs.drawing import Run, drawn, first_run

RECIPES = [
    Experiment(),
    Experiment(bias=True, max_norm=1.0, optimizer="adam", steps=50),
    Experiment(objective="skip_gram_negative", dimension=12, steps=50),
    Experiment(initializer="xavier_normal_", learning_rate=100.0, steps=50),
]
SCRIPT = """
from playground.training.lanes import lanes
from playground.ui.runs.drawing import first_run

print("script", flush=True)
print(lanes(1, first_run).call(False, int, "1").result())
"""
ROOT = Path(__file__).parents[2]
SHORT, LONG = Experiment(steps=50, seed=3), Experiment(steps=10_000, seed=4)


@pytest.fixture(scope="module")
def nursery():
    started = Nursery(first_run)
    yield started
    started.close()


@pytest.fixture
def worker(nursery):
    with WorkerProcess(nursery) as process:
        yield process


@pytest.fixture(scope="module")
def server():
    return lanes.lanes(1, first_run)


def asked(server: lanes.Lanes, experiment: Experiment) -> Run:
    with Jobs(drawn, {}, server, 0).joined(experiment) as job:
        return job.result()


def pid_of(lane) -> int:
    return lane.call(AT_ONCE, os.getpid).result()


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: f"{recipe.objective} {recipe.optimizer}")
def test_a_worker_comes_to_the_same_numbers_bit_for_bit_and_the_same_picture(server, recipe):
    run, here = asked(server, recipe), drawn(train(recipe))
    assert run.history.experiment == recipe and run.history.steps.tolist() == here.history.steps.tolist()
    for name, track in here.history.tracks.items():
        for part in ("weight", "gradient", "loss", "vectors"):
            np.testing.assert_array_equal(getattr(run.history.tracks[name], part), getattr(track, part))
    assert run.picture == here.picture


def test_what_comes_from_a_worker_is_read_only_and_no_larger(server):
    run, here = asked(server, SHORT), drawn(train(SHORT))
    assert run.nbytes == here.nbytes
    for track in run.history.tracks.values():
        for array in (track.weight, track.gradient, track.loss, track.vectors, *track.head.values()):
            assert not array.flags.writeable


def test_a_worker_is_another_process_and_does_one_thing_after_the_other(worker):
    pids = {worker.submit(os.getpid).result() for _ in range(3)}
    assert pids == {worker.pid} and os.getpid() not in pids


def test_a_worker_knows_neither_streamlit_nor_the_script_that_the_page_runs():
    script = f"import sys, {first_run.__module__}; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_script_without_a_guard_is_run_once_and_all_processes_end_with_it(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    command, path = [sys.executable, str(tmp_path / "script.py")], {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=path, capture_output=True, text=True, check=True)
    assert done.stdout == "script\n1\n", "it was read to its end, which nobody holds open"


def test_what_a_worker_raises_is_raised_here(worker):
    with pytest.raises(ValueError, match="'x'") as raised:
        worker.submit(int, "x").result()
    assert "Traceback" in raised.value.__notes__[0]


def test_a_worker_that_is_killed_is_lost_and_the_next_work_is_done_by_another(worker):
    first = worker.submit(os.getpid).result()
    with pytest.raises(WorkerLost):
        worker.submit(_end).result()
    assert worker.submit(os.getpid).result() != first


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_one_that_was_killed_while_it_had_nothing_to_do_is_replaced_without_a_word(worker):
    process = psutil.Process(worker.submit(os.getpid).result())
    worker.kill()
    process.wait(30)
    assert worker.submit(os.getpid).result() != process.pid


def test_a_nursery_that_was_killed_is_started_again(nursery):
    with WorkerProcess(nursery) as first, WorkerProcess(nursery) as second:
        first.submit(int).result()
        psutil.Process(first.pid).parent().kill()
        psutil.wait_procs([nursery._process], 30)
        assert second.submit(int).result() == 0
        assert first.submit(int).result() == 0, "those that it had forked live on"


def test_a_worker_ends_with_the_line_to_it(nursery):
    with WorkerProcess(nursery) as worker:
        process = psutil.Process(worker.submit(os.getpid).result())
    process.wait(30)


def test_a_worker_without_work_ends_when_its_patience_does_and_comes_back_when_there_is_some(nursery):
    with WorkerProcess(nursery, Order(patience=0.5)) as worker:
        process = psutil.Process(worker.submit(os.getpid).result())
        process.wait(30)
        assert worker.submit(int).result() == 0


def test_long_runs_stand_behind_short_ones_for_the_processor(server):
    short, long = (psutil.Process(pid_of(lane)) for lane in (server.short, server.long))
    assert short.pid != long.pid
    assert long.nice() > short.nice()


def test_a_long_run_whose_worker_is_killed_is_made_again(server):
    jobs = Jobs(drawn, {}, server, 0)
    with jobs.joined(LONG) as job:
        while not job.has_begun:
            assert not job.wait(0.01)
        job.worker.kill()
        run = job.result()
    assert job.lost == 1
    np.testing.assert_array_equal(run.history.embedding.weight, train(LONG).embedding.weight)


def test_a_long_run_is_stopped_looked_at_and_continued_in_its_process(server):
    jobs = Jobs(drawn, {}, server, 0)
    with jobs.joined(LONG) as job:
        while not job.has_begun:
            assert not job.wait(0.01)
    stopped = jobs.so_far(job).result()
    assert stopped.history.stopped and 0 < stopped.history.steps[-1] < LONG.steps
    with jobs.joined(LONG) as again:
        assert again is job and again.step > 0
        run = again.result()
    assert not run.history.stopped and run.history.steps[-1] == LONG.steps


def test_an_error_that_can_not_be_sent_comes_as_a_plain_one_with_its_sentence(worker):
    with pytest.raises((InvalidField, RuntimeError), match="steps"):
        worker.submit(_refuse).result()


def _refuse() -> None:
    raise InvalidField("steps", "Use fewer steps.")
