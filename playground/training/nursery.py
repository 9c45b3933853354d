"""A process that imports PyTorch and the code of the runs once, tries it, and then forks workers, each in an instant.

It never imports the page's script, as children of ``multiprocessing`` would: Streamlit puts that into ``__main__``.
It ends with the process that started it, and so do the workers.
"""

import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from playground import caches
from playground.training import parcels

_ROOT = Path(__file__).parents[2]
_LONGEST_ORDER = 100
_CACHE = "8"
"""Megabytes that each worker keeps: what it has made is kept by the page."""


class Order(NamedTuple):
    """A worker that is wanted: how far it stands behind others for the processor, and after how many seconds
    without work it ends."""

    niceness: int = 0
    patience: float | None = None


class Nursery:
    """Starts the process, and asks it for workers. ``first_work`` is a function of a module, tried before any fork."""

    def __init__(self, first_work: Callable[[], object]):
        self._first_work = f"{first_work.__module__}:{first_work.__qualname__}"
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    def fork(self, order: Order) -> Connection:
        """The line to a new worker. It breaks when that one ends."""
        ours, its = socket.socketpair()
        with its:
            self._send(order, its)
        return Connection(ours.detach())

    def start(self) -> None:
        """Let the process begin its imports, if it isn't there yet."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the process. The workers go on until their lines are closed."""
        with self._lock:
            if self._line is not None:
                self._line.close()
            if self._process is not None:
                self._process.wait()
            self._line = self._process = None

    def _send(self, order: Order, line: socket.socket) -> None:
        with self._lock:
            try:
                _send(self._started(), order, line)
            except OSError:  # it has been killed
                self._line = None
                _send(self._started(), order, line)

    def _started(self) -> socket.socket:
        if self._line is None:
            self._line, its = socket.socketpair()
            with its:
                self._process = _launch(its, self._first_work)
        return self._line


def _launch(line: socket.socket, first_work: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-m", __name__, str(line.fileno()), first_work],
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", caches.SETTING: _CACHE},
        stdin=subprocess.DEVNULL,
        pass_fds=[line.fileno()],
    )


def _send(line: socket.socket, order: Order, worker: socket.socket) -> None:
    patience = "" if order.patience is None else order.patience
    text = f"{order.niceness} {patience}".ljust(_LONGEST_ORDER)
    socket.send_fds(line, [text.encode()], [worker.fileno()])


def _received(line: socket.socket) -> tuple[Order, Connection] | None:
    """The next order, and the line of the worker that is wanted; None when nobody is there to ask for more."""
    text, lines, _, _ = socket.recv_fds(line, _LONGEST_ORDER, 1)
    if not lines:
        return None
    niceness, *patience = text.decode().split()
    return Order(int(niceness), *map(float, patience)), Connection(lines[0])


def _main(line: socket.socket, first_work: str) -> None:
    import torch  # not by the page, which is not to wait for it here

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the page, with which this ends
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a worker ended
    torch.set_num_threads(1)
    module, function = first_work.split(":")
    work = getattr(import_module(module), function)
    if not torch.accelerator.is_available():  # there, going back through a layer starts threads, which can't be forked
        work()
    gc.collect()
    gc.freeze()  # what is there is shared by all workers: no collection is to write to it
    while received := _received(line):
        order, worker = received
        with worker:
            if os.fork() == 0:
                line.close()
                _be_worker(order, worker)


def _be_worker(order: Order, line: Connection) -> None:
    try:
        os.nice(order.niceness)
        with suppress(EOFError, OSError):  # the page has ended
            parcels.send(line, os.getpid())
            while line.poll(order.patience):
                _answer(line)
    finally:
        os._exit(0)


def _answer(line: Connection) -> None:
    """Do the next piece of work, and send what it gives, or what it raises."""
    parcels.send(line, outcome(*parcels.received(line)))


def outcome(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    """What the function gives, or what it raises, as they can be sent."""
    try:
        return function(*args), None
    except Exception as problem:
        return None, _portable(problem)


def _portable(problem: Exception) -> Exception:
    """The problem as it can be sent, with where it arose as a note."""
    try:
        pickle.loads(pickle.dumps(problem))
    except Exception:
        problem = RuntimeError(str(problem) or type(problem).__name__)
    problem.add_note("".join(traceback.format_exception(problem)))
    return problem


if __name__ == "__main__":
    _main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
