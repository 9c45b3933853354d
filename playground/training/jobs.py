"""Runs trained in the background: each once for all who wait for it, and no longer than somebody does."""

import os
import time
from collections.abc import Callable, Iterator, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from itertools import takewhile
from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

from playground.experiment.experiment import Experiment
from playground.training.history import History
from playground.training.loop import Training
from playground.training.recording import BUDGET

QUICK = 2.0
"""Estimated seconds up to which a run is quick: those do not queue behind longer ones."""
MOST_ASIDE = 128_000_000
"""How many bytes of trainings are kept that nobody waits for but that can be continued."""

Result = TypeVar("Result")


class Job(Generic[Result]):
    """One training. A thread takes its turns, until it has ended or nobody waits; others look on from theirs."""

    def __init__(self, experiment: Experiment):
        self.experiment, self.outcome = experiment, Future[Result]()
        self.quick = experiment.cost.seconds <= QUICK
        self.waiting, self.running = 0, False  # how many wait for it; whether it has a thread
        self.step = 0
        self._began = (0.0, 0)  # when it last got a thread, and at which step it was then
        self._training: Training | None = None
        self._steps: Iterator[int] = iter(())

    def turns(self) -> Iterator[None]:
        """Continue from where it was: a loop over this makes a step between two turns."""
        self.running = True
        yield
        if self._training is None:
            self._training = Training(self.experiment)
            self._steps = iter(self._training)
        self._began = (time.monotonic(), self.step)
        for step in self._steps:
            self.step = step
            yield

    def wait(self, seconds: float | None = None) -> bool:
        """Wait this long at most for its end; returns whether it has ended."""
        return bool(wait([self.outcome], seconds).done)

    def result(self) -> Result:
        """What it came to, when it has ended. Raises what the training raised."""
        return self.outcome.result()

    @property
    def has_begun(self) -> bool:
        """Whether something has been computed."""
        return self.step > 0

    def so_far(self) -> History:
        """What has been computed up to now, when it has begun, whether it goes on or not."""
        assert self._training is not None
        return self._training.history()

    @property
    def seconds_left(self) -> float | None:
        """Until its last step, at the rate since it last got a thread; None before there is one."""
        since, first = self._began
        done = self.step - first
        return (time.monotonic() - since) / done * (self.experiment.steps - self.step) if done > 0 else None


class Jobs(Generic[Result]):
    """All that is trained at the moment, on some threads for quick runs and as many for others.

    ``finish`` makes of a History, in the thread that trained it, what all who wait for the run get. That goes
    into ``finished``, and is taken from there as long as it stays there.
    """

    def __init__(
        self,
        finish: Callable[[History], Result],
        finished: MutableMapping[Experiment, Result],
        threads: int = os.cpu_count() or 1,  # more runs at once would only slow each other down
    ):
        self._finish, self._finished = finish, finished
        self._current: dict[Experiment, Job[Result]] = {}  # in the order in which they came
        self._aside: LRUCache[Experiment, Job[Result]] = LRUCache(MOST_ASIDE, getsizeof=_size)
        self._threads = {quick: ThreadPoolExecutor(threads) for quick in (True, False)}
        self._lock = Lock()  # held to look at or change any of the above, and who waits

    @contextmanager
    def joined(self, experiment: Experiment) -> Iterator[Job[Result]]:
        """Wait for the recipe's run, together with all others who do. With the last who leaves, it stops."""
        with self._lock:
            job = self._job(experiment)
            job.waiting += 1
        try:
            yield job
        finally:
            with self._lock:
                job.waiting -= 1

    def before(self, job: Job[Result]) -> int:
        """How many runs the job waits for before it gets a thread."""
        with self._lock:
            earlier = takewhile(lambda other: other is not job and not job.running, self._current.values())
            return sum(other.quick == job.quick and other.waiting > 0 for other in earlier)

    def _job(self, experiment: Experiment) -> Job[Result]:
        if experiment in self._finished:
            job: Job[Result] = Job(experiment)
            job.outcome.set_result(self._finished[experiment])
            return job
        if experiment not in self._current:
            job = self._aside.pop(experiment) if experiment in self._aside else Job(experiment)
            self._current[experiment] = job
            self._threads[job.quick].submit(self._train, job)
        return self._current[experiment]

    def _train(self, job: Job[Result]) -> None:
        try:
            for _ in job.turns():
                if not job.waiting and self._set_aside(job):
                    return
            result = self._finish(job.so_far())
            with self._lock:
                self._finished[job.experiment] = result
                del self._current[job.experiment]
        except BaseException as problem:  # whatever it is, nobody must wait for ever
            with self._lock:
                self._current.pop(job.experiment, None)
            job.outcome.set_exception(problem)
        else:
            job.outcome.set_result(result)

    def _set_aside(self, job: Job[Result]) -> bool:
        """Let the job wait for somebody who wants it, unless one has come by now."""
        with self._lock:
            if job.waiting:
                return False
            del self._current[job.experiment]
            job.running = False
            if job.has_begun and not job.quick:
                with suppress(ValueError):  # it is too large to be kept
                    self._aside[job.experiment] = job
            return True


def _size(job: Job) -> int:
    """How many bytes a training holds at most."""
    return job.experiment.cost.memory + BUDGET
