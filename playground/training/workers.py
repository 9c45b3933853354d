"""Workers: executors that do one piece of work at a time, each in a process of its own."""

import logging
import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from playground.training import parcels
from playground.training.nursery import Nursery, Order


class WorkerLost(BrokenExecutor):
    """The process ended in the middle of its work. The next piece of work is done in another one."""


class WorkerProcess(Executor):
    """One process, forked when there is work and none is there. Work is sent by name, so it is a module's function."""

    def __init__(self, nursery: Nursery, order: Order = Order()):  # noqa: B008 - it can't be changed
        self._nursery, self._order = nursery, order
        self._thread = ThreadPoolExecutor(1, "worker")  # waits for the process
        self._line: Connection | None = None
        self.pid: int | None = None

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        assert not kwargs
        return self._thread.submit(self._do, work, args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._thread.submit(self._leave)
        self._thread.shutdown(wait, cancel_futures=cancel_futures)

    def kill(self) -> None:
        """End the process at once, as the system does when memory runs out."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGKILL)

    def _do(self, work: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        try:
            result, problem = parcels.received(self._sent((work, args)))
        except (EOFError, OSError):
            self._leave()
            logging.getLogger(__name__).warning("A worker ended in the middle of its work")
            raise WorkerLost("The process that worked on it ended, perhaps because memory ran out.") from None
        if problem is not None:
            raise problem
        return result

    def _sent(self, work: tuple[Callable[..., Any], tuple[Any, ...]]) -> Connection:
        """The line on which the work went out: to a new process if there is none, or if it has ended meanwhile."""
        if self._line is not None:
            try:
                parcels.send(self._line, work)
                return self._line
            except OSError:
                self._leave()
        self._line = self._nursery.fork(self._order)
        self.pid = parcels.received(self._line)
        parcels.send(self._line, work)
        return self._line

    def _leave(self) -> None:
        """Close the line, at which a process that is still there ends."""
        if self._line is not None:
            self._line.close()
        self._line = self.pid = None
