"""Runs that go to a Dask cluster: a scheduler and workers in processes of their own on this machine."""

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from playground import Experiment, caches, host, train
from playground.analysis.many_starts import End, end
from playground.training import begun_runs, cluster, shared_runs
from playground.training.jobs import Job, Jobs
from playground.training.lanes import Lanes, held_bytes, lanes
from playground.training.turns import AT_ONCE
from playground.ui.runs.drawing import Run, drawn, first_run

ROOT = Path(__file__).parents[2]
LONG = Experiment(steps=4_000)


class RealCluster:
    """A scheduler, and workers by their addresses."""

    def __init__(self, stack: ExitStack):
        self._stack = stack
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.scheduler = self._start("scheduler", "--no-dashboard", "--port", self.address.rpartition(":")[2])
        self.workers = dict(self._worker(free_port()) for _ in range(2))

    def _worker(self, port: int) -> tuple[str, subprocess.Popen]:
        options = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--worker-port", str(port)]
        preload = ["--preload", "playground.ui.runs.drawing"]
        return f"tcp://127.0.0.1:{port}", self._start("worker", self.address, *options, *preload)

    def _start(self, what: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1", *options]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module", autouse=True)
def impatient():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "_GLANCE", 0.2)
        yield


@pytest.fixture(scope="module")
def server_at(impatient):
    """A server's lanes, whose runs go to the cluster at an address. Dask's threads end with the tests."""
    with ExitStack() as stack:

        def server(address: str) -> Lanes:
            made = cluster.clustered(lanes(0, first_run), address)
            stack.callback(made.short._cluster.close)
            return made

        yield server


@pytest.fixture(scope="module")
def real(impatient):
    with ExitStack() as stack:
        yield RealCluster(stack)


@pytest.fixture(scope="module")
def servers(real, server_at):
    """Two servers' lanes, which know both workers."""
    both = [server_at(real.address) for _ in range(2)]
    for server in both:
        until(lambda server=server: len(server.short._cluster._places) == 2)
    return both


def until(happens) -> None:
    end = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)


def jobs_of(server) -> Jobs:
    return Jobs(drawn, {}, server, 0)


def begun(job: Job, step: int = 0) -> None:
    until(lambda: job.step > step or job.wait(0))
    assert not job.wait(0)


def turn_at(server: Lanes) -> tuple[begun_runs.Turn, cluster.Place]:
    """One turn of the long run, and who gave it. A turn is over long before the run is."""
    call = server.short.call(AT_ONCE, begun_runs.take_turn, "any", LONG, drawn)
    return call.result(), call.worker


def test_a_recipe_is_trained_once_for_all_servers(servers):
    (turn, there), (next_turn, worker) = (turn_at(server) for server in servers)
    assert turn.step < next_turn.step < LONG.steps and worker.address == there.address
    asked = servers[1].short.call(AT_ONCE, begun_runs.so_far, "second", LONG, turn.step, drawn, worker=worker)
    stopped = asked.result().history
    assert stopped.stopped and stopped.steps[-1] == next_turn.step, "more than was asked for"
    first, second = map(jobs_of, servers)
    with second.joined(LONG) as job:
        run = job.result()
    with first.joined(LONG) as again:
        assert again.result().picture == run.picture
        assert again.turns == 1
    here = train(LONG)
    for name, track in here.tracks.items():
        for part in ("weight", "gradient", "loss", "vectors"):
            array = getattr(run.history.tracks[name], part)
            assert not array.flags.writeable
            np.testing.assert_array_equal(array, getattr(track, part))


def test_servers_with_other_code_train_their_own_runs(real, server_at, monkeypatch, caplog):
    monkeypatch.setattr(cluster, "code_version", lambda: "another")
    server = server_at(real.address)
    until(lambda: server.short._cluster._places or caplog.text)
    with jobs_of(server).joined(Experiment(steps=3)) as job:
        assert job.result().history.steps[-1] == 3
    assert job.lost == 0 and not isinstance(job.worker, cluster.Place)
    until(lambda: "has no worker with this server's code" in caplog.text)


def test_a_run_whose_worker_is_killed_is_made_again_and_without_a_cluster_here(real, servers, caplog):
    with jobs_of(servers[0]).joined(Experiment(steps=4_000, seed=5)) as job:
        begun(job)
        killed = job.worker.address
        real.workers[killed].kill()
        begun_again = job.worker
        until(lambda: job.lost == 1)
        until(lambda: job.worker is not begun_again)
        assert isinstance(job.worker, cluster.Place) and job.worker.address != killed
        real.scheduler.kill()
        run = job.result()
    assert not isinstance(job.worker, cluster.Place)
    np.testing.assert_array_equal(run.history.embedding.weight, train(job.experiment).embedding.weight)
    assert "this server's own workers train its runs" in caplog.text and "Traceback" not in caplog.text


def test_a_cluster_that_is_not_there_is_said_in_one_line(server_at, monkeypatch, caplog):
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    server = server_at(f"tcp://127.0.0.1:{free_port()}")
    with jobs_of(server).joined(Experiment(steps=3)) as job:
        assert job.result().history.steps[-1] == 3
    until(lambda: "can't be reached" in caplog.text)
    assert "Traceback" not in caplog.text


def test_runs_that_a_worker_keeps_for_servers_fit_into_its_room(monkeypatch):
    recipes = [Experiment(steps=3_000, dimension=30, seed=seed) for seed in range(3)]
    monkeypatch.setattr(shared_runs, "ROOM", 2 * held_bytes(recipes[0]))
    monkeypatch.setattr(shared_runs, "_FINISHED", caches.bounded(0.0, len))
    monkeypatch.setattr(shared_runs, "_USED", {})
    monkeypatch.setattr(shared_runs.begun_runs, "TURN", 0.0)

    def turn(recipe) -> int:
        return shared_runs.take_turn("", recipe, drawn).step

    def used():
        return [recipe for recipe, _ in shared_runs._USED]

    assert turn(recipes[0]) == turn(recipes[1]) == 0 and turn(recipes[0]) == 1
    assert turn(recipes[2]) == 0 and used() == [recipes[1], recipes[0]]
    monkeypatch.setattr(shared_runs, "IDLE", 0.0)
    turn(recipes[2])
    assert used() == [recipes[0], recipes[2]]


def test_what_is_made_of_a_run_is_kept_by_what_it_is_as_well(monkeypatch):
    monkeypatch.setattr(shared_runs, "_FINISHED", caches.bounded(1.0, len))
    recipe = Experiment(steps=3)
    assert isinstance(shared_runs.take_turn("", recipe, drawn).results[0], Run)
    assert isinstance(shared_runs.take_turn("", recipe, end).results[0], End)
    assert isinstance(shared_runs.so_far("", recipe, 3, drawn), Run)


@pytest.mark.parametrize("text", ["scheduler", "http://scheduler:8786", "tcp://scheduler", "tcp://a b:1"])
def test_the_setting_is_an_address(monkeypatch, text):
    monkeypatch.setenv(host.CLUSTER, text)
    with pytest.raises(ValueError, match="tcp://scheduler:8786"):
        host.cluster()
    monkeypatch.setenv(host.CLUSTER, " tcp://scheduler:8786 ")
    assert host.cluster() == "tcp://scheduler:8786"
    monkeypatch.delenv(host.CLUSTER)
    assert host.cluster() is None
