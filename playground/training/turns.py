"""Who works next: workers are handed out turn by turn, first to those who have had none, then to the others in order.

So a short run, which needs no more than one, goes before the rest of a long one, whoever came first.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

from playground.training.workers import WorkerLost

MOST_LOST = 3
"""How many workers may be lost over one call before it is given up."""


class Rank(NamedTuple):
    """The lower goes first: what isn't long, and then what hasn't begun."""

    long: bool = False
    begun: bool = False


class Call(Future[Any]):
    """One turn that is waited for. A call that is made again, as its worker was ``lost``, keeps its rank."""

    def __init__(self, rank: Rank, work: Callable[..., Any], args: tuple[Any, ...], worker: Executor | None):
        super().__init__()
        self.rank, self.work, self.args, self.worker = rank, work, args, worker
        self.lost = 0


class Turns:
    """Some workers, each of which does one call at a time, and the calls that wait for them."""

    def __init__(self, workers: Sequence[Executor]):
        self._free, self._waiting = list(workers), list[Call]()
        self._lock = Lock()  # held to look at or change these

    def call(self, rank: Rank, work: Callable[..., Any], *args: Any, worker: Executor | None = None) -> Call:
        """Have the work done, by that worker if it has to be that one. The call knows afterwards which it was."""
        call = Call(rank, work, args, worker)
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
            for call in sorted(self._waiting, key=lambda call: call.rank):
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
            _settle(call, work, problem)
        with self._lock:
            self._free.append(worker)
            if again:
                self._waiting.append(call)
        self._hand_out()


def _settle(call: Call, work: Future[Any], problem: BaseException | None) -> None:
    if problem is None:
        call.set_result(work.result())
    else:
        call.set_exception(problem)
