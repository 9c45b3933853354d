"""Who works next: workers are handed out a turn at a time, to the call that is due first.

What is due when keeps short runs from waiting for long ones, and lets nobody wait for ever: a run that comes is due at
once; each turn that it has had puts it behind those who come within the next second. Long runs are due later than
short ones that have come by then, and take turns.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future
from functools import partial
from threading import Lock
from typing import Any, Protocol

from playground.training.workers import WorkerLost

MOST_LOST = 3
"""How many workers may be lost over one call before it is given up."""
AT_ONCE = 0.0
_FOR_EACH_TURN, _FOR_LONG = 1.0, 5.0
"""Seconds for which those that come later go first."""


def due(came: float, turns: int = 0, long: bool = False) -> float:
    """When a run is due that came at that time and has had so many turns."""
    return time.monotonic() + _FOR_LONG if long else came + _FOR_EACH_TURN * turns


class Call(Future[Any]):
    """One turn that is waited for. A call that is made again, as its worker was ``lost``, is due as before."""

    def __init__(self, due: float, work: Callable[..., Any], args: tuple[Any, ...], worker: Executor | None):
        super().__init__()
        self.due, self.work, self.args, self.worker = due, work, args, worker
        self.lost = 0


class Lane(Protocol):
    """Where calls are made."""

    def call(self, due: float, work: Callable[..., Any], *args: Any, worker: Executor | None = None) -> Call:
        """Have the work done, by that worker if it has to be that one. The call knows afterwards which it was."""


class Turns:
    """Some workers, each of which does one call at a time, and the calls that wait for them."""

    def __init__(self, workers: Sequence[Executor]):
        self._free, self._waiting = list(workers), list[Call]()
        self._lock = Lock()  # held to look at or change these

    def call(self, due: float, work: Callable[..., Any], *args: Any, worker: Executor | None = None) -> Call:
        call = Call(due, work, args, worker)
        self._wait(call)
        return call

    def _wait(self, call: Call) -> None:
        with self._lock:
            self._waiting.append(call)
        self._hand_out()

    def _hand_out(self) -> None:
        while (found := self._next()) is not None:
            call, worker = found
            try:
                work = worker.submit(call.work, *call.args)
            except RuntimeError as problem:  # the worker takes no more work: everything is ending
                call.set_exception(problem)
            else:
                work.add_done_callback(partial(self._done, call, worker))

    def _next(self) -> tuple[Call, Executor] | None:
        """The call that goes next, and the worker for it, which is no longer free; None if none can go."""
        with self._lock:
            for call in sorted(self._waiting, key=lambda call: call.due):
                worker = next((free for free in self._free if call.worker in (None, free)), None)
                if worker is None:
                    continue
                self._waiting.remove(call)
                if call.running() or call.set_running_or_notify_cancel():
                    self._free.remove(worker)
                    call.worker = worker
                    return call, worker
        return None

    def _done(self, call: Call, worker: Executor, work: Future[Any]) -> None:
        """Pass on what it came to, and then hand out the worker: whoever goes on from there is asked as well."""
        problem = CancelledError() if work.cancelled() else work.exception()
        call.lost += isinstance(problem, WorkerLost)
        again = isinstance(problem, WorkerLost) and call.lost < MOST_LOST
        if not again:
            settle(call, work, problem)
        with self._lock:
            self._free.append(worker)
            if again:
                self._waiting.append(call)
        self._hand_out()


def settle(call: Call, work: Future[Any], problem: BaseException | None) -> None:
    """Pass on what the work came to, or the problem."""
    if problem is None:
        call.set_result(work.result())
    else:
        call.set_exception(problem)
