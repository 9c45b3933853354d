"""Where runs are computed: processes beside the page's, each with PyTorch, or the page's own where there is no room."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import Protocol, TypeVar

import torch
from loky.process_executor import ProcessPoolExecutor

from playground.training.machine import cores, memory_limit

SETTING = "FIRST_LAYER_WORKERS"
"""The environment variable that says how many processes there are: 0 for none."""
_BYTES, _PAGE_BYTES = 250_000_000, 700_000_000
"""What a worker takes, and the page with its caches."""
_WATCHED = 2.0
"""Seconds between two looks of a worker at whether the page's process is still there."""

Result = TypeVar("Result")


class Worker(Protocol):
    """Calls functions, one after another, with what they keep between calls in one place."""

    def call(self, function: Callable[..., Result], *args: object) -> Result:
        """Raises what the function raises, and BrokenExecutor if the process has ended meanwhile."""


class Here:
    """Calls them where it is called: in the page's process."""

    def call(self, function: Callable[..., Result], *args: object) -> Result:
        return function(*args)


class Process:
    """Calls them in a process of its own. The page's ``__main__`` is not imported there, as it would be run again."""

    def __init__(self) -> None:
        # Loky would replace a process whose memory grows: here that is a long run's.
        set_up = {"LOKY_MAX_MEMORY_LEAK_SIZE": "1e15", "MKL_CBWR": os.environ["MKL_CBWR"]}
        self._executor = ProcessPoolExecutor(1, initializer=_begin, initargs=(os.getpid(),), env=set_up)

    def call(self, function: Callable[..., Result], *args: object) -> Result:
        return self._executor.submit(function, *args).result()

    def end(self) -> None:
        self._executor.shutdown(wait=False, kill_workers=True)


def _begin(page: int) -> None:
    """At the start of a worker: one thread for each run, as beside the page, and an end when the page has ended."""
    torch.set_num_threads(1)
    threading.Thread(target=_end_with, args=(page,), daemon=True).start()


def _end_with(page: int) -> None:
    while os.getppid() == page:
        time.sleep(_WATCHED)
    os._exit(0)


class Lane:
    """One place where runs are computed: a worker, and another one when that has ended.

    Where it is to be a process, the page's own stands in until that has ``prepared``.
    """

    def __init__(self, processes: bool, prepare: Callable[[], object], only_quick: bool = False):
        self.only_quick = only_quick
        self.worker: Worker = Here()
        self._prepare, self._lock = prepare, threading.Lock()
        if processes:
            threading.Thread(target=self._start, daemon=True).start()

    def _start(self) -> None:
        process = Process()
        try:
            process.call(self._prepare)
        except BrokenExecutor:
            return  # there is no room for it: the page does its work
        self.worker = process

    def call(self, function: Callable[..., Result], *args: object) -> Result:
        """Like a worker's, again if the process has ended meanwhile."""
        worker = self.worker
        try:
            return worker.call(function, *args)
        except BrokenExecutor:
            self.replace(worker)
            return self.worker.call(function, *args)

    def replace(self, broken: Worker) -> None:
        """Another process for one that has ended; one for all who have noticed."""
        with self._lock:
            if self.worker is broken:
                self.worker = Process()


def lanes(prepare: Callable[[], object]) -> list[Lane]:
    """As many as the setting says; of several, one is for quick runs alone, which so never wait for others."""
    count = wanted()
    processes, count = count > 0, max(2, count) if count != 1 else 1
    return [Lane(processes, prepare, only_quick=number == 0 and count > 1) for number in range(count)]


def wanted() -> int:
    """How many processes: what the setting says, or as many as cores and memory have room for; none on one core."""
    said = os.environ.get(SETTING, "")
    if said.isascii() and said.isdigit():
        return min(int(said), 64)
    room = (memory_limit() - _PAGE_BYTES) // _BYTES
    return max(0, min(cores(), room)) if cores() > 1 else 0
