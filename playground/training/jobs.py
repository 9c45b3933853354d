"""Runs trained in the background: each once for all who wait for it, and no longer than somebody does."""

import time
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from concurrent.futures import BrokenExecutor, Future, wait
from contextlib import contextmanager, suppress
from itertools import cycle, takewhile
from threading import Condition, Thread
from typing import Generic, TypeVar
from uuid import uuid4

from cachetools import LRUCache

from playground.experiment.experiment import Experiment
from playground.training import turns
from playground.training.history import History
from playground.training.turns import Turn
from playground.training.workers import Lane, Worker

QUICK = 2.0
"""Estimated seconds up to which a run is quick: those go before longer ones."""
MOST_BEGUN = 3
"""How many longer runs one lane has begun at a time: each takes memory."""
MOST_LOST = 3
"""How often a process may end under a run before that is given up."""
MOST_ASIDE = 50
"""How many runs are remembered that can be continued."""

Result = TypeVar("Result")
Answer = TypeVar("Answer")


class Job(Generic[Result]):
    """One training. A lane gives it turns, until it has ended or nobody waits; others look on from their threads."""

    def __init__(self, experiment: Experiment, finish: Callable[[History], Result]):
        self.experiment, self.outcome = experiment, Future[Result]()
        self.quick = experiment.cost.seconds <= QUICK
        self.waiting = 0  # how many wait for it
        self.home: Worker | None = None  # where it has begun
        self.step, self.lost = 0, 0
        self._finish, self._name = finish, uuid4().hex
        self._began: tuple[float, int] | None = None  # when this go began, and at which step

    def turn(self, worker: Worker) -> Turn[Result]:
        """The next turn, in this worker; anew if it has begun in another."""
        if self.home is not worker:
            self.leave()
            self.home = worker
        if self._began is None:
            self._began = (time.monotonic(), self.step)
        turn = worker.call(turns.take, self._name, self.experiment, self._finish)
        self.step = turn.step
        return turn

    def leave(self) -> None:
        """Forget what has been computed."""
        if self.home is not None:
            with suppress(BrokenExecutor):
                self.home.call(turns.forget, self._name)
        self.home, self.step, self._began = None, 0, None

    def set_aside(self) -> None:
        self._began = None
        if self.home is not None:
            self.home.call(turns.set_aside, self._name)

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

    def so_far(self) -> Result | None:
        """What has been computed up to now, whether it goes on or not; None if there is nothing."""
        if self.outcome.done():
            return self.result()
        with suppress(BrokenExecutor):
            return self.home.call(turns.so_far, self._name, self._finish) if self.home else None
        return None

    @property
    def seconds_left(self) -> float | None:
        """Until its last step, at the rate of this go; None before there is one."""
        since, first = self._began or (0.0, self.step)
        done = self.step - first
        return (time.monotonic() - since) / done * (self.experiment.steps - self.step) if done > 0 else None


class Jobs(Generic[Result]):
    """All that is trained at the moment, in some lanes.

    ``finish`` makes of a History, where it was trained, what all who wait for the run get. That goes into
    ``finished``, and is taken from there as long as it stays there. Both can be pickled where lanes are processes.
    """

    def __init__(
        self,
        finish: Callable[[History], Result],
        finished: MutableMapping[Experiment, Result],
        lanes: Sequence[Lane],
    ):
        self._finish, self._finished, self._lanes = finish, finished, lanes
        self._current: dict[Experiment, Job[Result]] = {}  # in the order in which they came
        self._queue: list[Job[Result]] = []  # those that wait for their next turn
        self._aside: LRUCache[Experiment, Job[Result]] = LRUCache(MOST_ASIDE)
        self._changed = Condition()  # held to look at or change any of the above, and who waits
        self._next_lane = cycle(lanes)
        for lane in lanes:
            Thread(target=self._serve, args=(lane,), daemon=True).start()

    @contextmanager
    def joined(self, experiment: Experiment) -> Iterator[Job[Result]]:
        """Wait for the recipe's run, together with all others who do. With the last who leaves, it stops."""
        with self._changed:
            job = self._job(experiment)
            job.waiting += 1
        try:
            yield job
        finally:
            with self._changed:
                job.waiting -= 1

    def call(self, function: Callable[..., Answer], *args: object) -> Answer:
        """Call a function that takes no longer than a quick run, where runs are computed."""
        return next(self._next_lane).call(function, *args)

    def before(self, job: Job[Result]) -> int:
        """How many runs have come before the job and wait like it for their first turn."""
        with self._changed:
            earlier = takewhile(lambda other: other is not job, self._current.values())
            return 0 if job.home else sum(other.quick == job.quick and other.waiting > 0 for other in earlier)

    def _job(self, experiment: Experiment) -> Job[Result]:
        if experiment in self._finished:
            job = Job(experiment, self._finish)
            job.outcome.set_result(self._finished[experiment])
            return job
        if experiment not in self._current:
            job = self._aside.pop(experiment) if experiment in self._aside else Job(experiment, self._finish)
            self._current[experiment] = job
            self._queue.append(job)
            self._changed.notify_all()
        return self._current[experiment]

    def _serve(self, lane: Lane) -> None:
        """Give the lane's turns to the jobs, for ever."""
        while True:
            with self._changed:
                while (job := self._next(lane)) is None:
                    self._changed.wait()
                self._queue.remove(job)
            if job.waiting or not self._set_aside(job):
                self._turn(job, lane)
            del job  # what it came to is not held while there is nothing to do

    def _next(self, lane: Lane) -> Job[Result] | None:
        """The job that is next in the lane: quick ones first, the others in turn."""
        homes = [other.worker for other in self._lanes]
        begun = sum(job.home is lane.worker and not job.quick for job in self._current.values())
        for job in self._queue:
            if job.quick and (job.home is lane.worker or job.home not in homes):
                return job
        for job in [] if lane.only_quick else self._queue:
            if job.home is lane.worker or (job.home not in homes and begun < MOST_BEGUN) or not job.waiting:
                return job
        return None

    def _turn(self, job: Job[Result], lane: Lane) -> None:
        worker = lane.worker
        try:
            turn = job.turn(worker)
            if turn.ended:
                result: Result = turn.result  # type: ignore[assignment]
                with self._changed:
                    self._finished[job.experiment] = result
                    self._drop(job)
                job.outcome.set_result(result)
            else:
                self._queue_again(job)
        except BrokenExecutor:
            lane.replace(worker)
            job.leave()
            job.lost += 1
            if job.lost < MOST_LOST:
                self._queue_again(job)
            else:
                self._fail(job, MemoryError(f"The process that trained it ended {job.lost} times."))
        except BaseException as problem:  # whatever it is, nobody must wait for ever
            self._fail(job, problem)

    def _queue_again(self, job: Job[Result]) -> None:
        with self._changed:
            self._queue.append(job)
            self._changed.notify_all()

    def _fail(self, job: Job[Result], problem: BaseException) -> None:
        with self._changed:
            self._drop(job)
        job.outcome.set_exception(problem)

    def _drop(self, job: Job[Result]) -> None:
        self._current.pop(job.experiment, None)
        self._changed.notify_all()  # another long run may begin

    def _set_aside(self, job: Job[Result]) -> bool:
        """Let the job wait for somebody who wants it, unless one has come by now."""
        with self._changed:
            if job.waiting:
                return False
            self._drop(job)
            if job.has_begun and not job.quick:
                self._aside[job.experiment] = job
        with suppress(BrokenExecutor):
            job.set_aside()
        return True
