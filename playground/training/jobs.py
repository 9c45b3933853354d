"""Runs trained in the background: each once for all who wait for it, and no longer than somebody does."""

import time
from collections.abc import Callable, Iterator, MutableMapping
from concurrent.futures import Executor, Future, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import uuid4

from cachetools import LRUCache

from playground import limits
from playground.experiment.experiment import Experiment
from playground.training import begun_runs
from playground.training.begun_runs import Turn
from playground.training.history import History
from playground.training.lanes import Lanes, held_bytes, is_long
from playground.training.turns import AT_ONCE, MOST_LOST, Call, due
from playground.training.workers import WorkerLost

ROOM = limits.RUN_MEMORY + limits.RECORDED
"""How many bytes the long runs that have begun may hold at once: as many as the largest run may."""

Result = TypeVar("Result")
Other = TypeVar("Other")


@dataclass(frozen=True, eq=False)
class Product(Generic[Result]):
    """What those who wait for a run get.

    ``finish`` makes it of the History, where that was trained. It goes into ``kept``, and is taken from there as long
    as it stays there.
    """

    finish: Callable[[History], Result]
    kept: MutableMapping[Experiment, Result]


_Wanted = tuple[Experiment, Product[Any]]


class Job(Generic[Result]):
    """One run. It gets turns until it has ended or nobody waits for it."""

    def __init__(self, experiment: Experiment, product: Product[Result]):
        self.experiment, self.product, self.outcome = experiment, product, Future[Result]()
        self.name = uuid4().hex  # by which its worker knows it
        self.long, self.bytes = is_long(experiment), held_bytes(experiment)
        self.waiting, self.step = 0, 0  # how many wait for it, and how far it is
        self.came, self.turns = time.monotonic(), 0  # since when somebody waits, and how many turns it has had since
        self.lost = 0  # how many workers ended while it had a turn
        self.call: Call | None = None  # its present turn, or the last
        self._began: tuple[float, int] | None = None  # when it was first heard of this time, and its step then

    def wait(self, seconds: float | None = None) -> bool:
        """Wait this long at most for its end; returns whether it has ended."""
        return bool(wait([self.outcome], seconds).done)

    def result(self) -> Result:
        """What it came to, when it has ended. Raises what the training raised."""
        return self.outcome.result()

    @property
    def wanted(self) -> _Wanted:
        """Those who want the same share the job."""
        return self.experiment, self.product

    @property
    def worker(self) -> Executor | None:
        """Who has begun it, and keeps it between two turns."""
        return self.call.worker if self.call else None

    @property
    def has_begun(self) -> bool:
        """Whether something has been computed."""
        return self.step > 0

    @property
    def seconds_left(self) -> float | None:
        """Until its last step, at the rate since it was last taken up; None as long as nobody can know."""
        since, first = self._began or (0.0, self.step)
        done = self.step - first
        return (time.monotonic() - since) / done * (self.experiment.steps - self.step) if done > 0 else None

    def reach(self, step: int) -> None:
        """It has come to this step; an earlier one than before if its worker was lost."""
        if self._began is None or step < self.step:
            self._began = (time.monotonic(), step)
        self.step = step
        self.turns += 1

    def wake(self) -> None:
        """Somebody waits for it again."""
        self.came, self.turns, self._began = time.monotonic(), 0, None


class Jobs(Generic[Result]):
    """All that is trained at the moment.

    Who doesn't say otherwise gets the product that ``finish`` and ``finished`` make. Trainings that nobody waits for
    are kept to be continued: the last one, and as many before it as fit into ``most_aside`` bytes.
    """

    def __init__(
        self,
        finish: Callable[[History], Result],
        finished: MutableMapping[Experiment, Result],
        lanes: Lanes,
        most_aside: int,
    ):
        self._usual, self._lanes = Product(finish, finished), lanes
        self._current: dict[_Wanted, Job[Any]] = {}  # in the order in which they came
        self._outside: list[Job[Any]] = []  # those of them that have not been let in
        self._aside = _Aside(most_aside)
        self._lock = Lock()  # held to look at or change any of the above, and who waits; never while others are called

    def joined(self, experiment: Experiment) -> AbstractContextManager[Job[Result]]:
        """Wait for the recipe's run, together with all others who do. With the last who leaves, it stops."""
        return self.joined_for(experiment, self._usual)

    @contextmanager
    def joined_for(self, experiment: Experiment, product: Product[Other]) -> Iterator[Job[Other]]:
        """The same, for something else that is made of the run."""
        with self._lock:
            job = self._job(experiment, product)
            job.waiting += 1
        self._let_in()
        try:
            yield job
        finally:
            self._leave(job)

    def before(self, job: Job[Any]) -> int:
        """How many runs the job waits for before it begins."""
        with self._lock:
            earlier = takewhile(lambda other: other is not job and not job.has_begun, self._current.values())
            return sum(other.long == job.long and other.waiting > 0 for other in earlier)

    def so_far(self, job: Job[Other]) -> Future[Other] | None:
        """What has been computed up to now, whether it goes on or not; None of a run that has not begun."""
        args = (job.name, job.experiment, job.step, job.product.finish)
        return self._call(job, AT_ONCE, begun_runs.so_far, *args) if job.has_begun else None

    def _job(self, experiment: Experiment, product: Product[Other]) -> Job[Other]:
        if experiment in product.kept:
            job = Job(experiment, product)
            job.outcome.set_result(product.kept[experiment])
            return job
        wanted = experiment, product
        if wanted not in self._current:
            job = self._aside.take(wanted) or Job(experiment, product)
            job.wake()
            self._current[wanted] = job
            self._outside.append(job)
        return self._current[wanted]

    def _let_in(self) -> None:
        """Give the next turn to all that there is room for, the short ones and then the long ones in their order."""
        with self._lock:
            let_in: list[Job[Any]] = [job for job in self._outside if not job.long]
            for job in self._outside:
                if job.long and not self._find_room(job, let_in):
                    break
                let_in += [job] if job.long else []
            self._outside = [job for job in self._outside if job not in let_in]
            dropped = self._aside.take_dropped()
        for job in let_in:
            self._turn(job)
        for job in dropped:
            self._call(job, AT_ONCE, begun_runs.forget, job.name)

    def _find_room(self, job: Job[Any], let_in: list[Job[Any]]) -> bool:
        """Whether the job fits beside the others that are in, or is alone; those that nobody waits for make room."""
        others = [other for other in self._current.values() if other.long and other not in self._outside]
        held = sum(other.bytes for other in {*others, *let_in} if other.long)
        if held and held + job.bytes > ROOM:
            return False
        self._aside.shrink(ROOM - held - job.bytes)
        return True

    def _leave(self, job: Job[Any]) -> None:
        with self._lock:
            job.waiting -= 1
            call = None if job.waiting else job.call
            if not job.waiting and job in self._outside:
                self._outside.remove(job)
                self._set_aside(job)
        if call is not None:
            call.cancel()
        self._let_in()

    def _set_aside(self, job: Job[Any]) -> None:
        """Let the job wait for somebody who wants it."""
        del self._current[job.wanted]
        if job.worker is not None:
            self._aside[job.wanted] = job

    def _turn(self, job: Job[Any]) -> None:
        when, args = due(job.came, job.turns, job.long), (job.name, job.experiment, job.product.finish)
        job.call = self._call(job, when, begun_runs.take_turn, *args)
        job.call.add_done_callback(partial(self._after, job))

    def _call(self, job: Job[Any], due: float, work: Callable[..., Any], *args: Any) -> Call:
        return self._lanes.of(job.long).call(due, work, *args, worker=job.worker)

    def _after(self, job: Job[Any], call: Future[Any]) -> None:
        """A turn has ended: another one follows, unless it was the last, or nobody waits."""
        try:
            goes_on = self._note(job, call)
        except BaseException as problem:  # whatever it is, nobody must wait for ever
            goes_on = False
            with self._lock:
                self._current.pop(job.wanted, None)
            job.outcome.set_exception(problem)
        if goes_on:
            self._turn(job)
        else:
            self._let_in()

    def _note(self, job: Job[Any], call: Future[Any]) -> bool:
        """Take down what a turn came to, if it was not called off; returns whether there is to be another one.

        Raises what the turn raised.
        """
        turn: Turn[Any] = Turn(job.step) if call.cancelled() else call.result()
        with self._lock:
            job.reach(turn.step)
            job.lost += call.lost if isinstance(call, Call) else 0
            for result in turn.results:
                job.product.kept[job.experiment] = result
                del self._current[job.wanted]
            if not turn.results and job.lost >= MOST_LOST:
                raise WorkerLost(f"The process that worked on it ended {job.lost} times, perhaps for want of memory.")
            if not turn.results and not job.waiting:
                self._set_aside(job)
            goes_on = not turn.results and job.waiting > 0
        for result in turn.results:
            job.outcome.set_result(result)
        return goes_on


class _Aside(LRUCache[_Wanted, Job[Any]]):
    """Trainings that can be continued. Those that have been dropped are to be forgotten by their workers."""

    def __init__(self, most: int):
        super().__init__(most, getsizeof=lambda job: min(job.bytes, most))
        self._dropped: list[Job[Any]] = []

    def popitem(self) -> tuple[_Wanted, Job[Any]]:
        wanted, job = super().popitem()
        self._dropped.append(job)
        return wanted, job

    def take(self, wanted: _Wanted) -> Job[Any] | None:
        """The training that is wanted, if it is here, which it then no longer is."""
        return self.pop(wanted) if wanted in self else None

    def shrink(self, most: int) -> None:
        """Drop the oldest, until the rest holds no more than this."""
        while self and sum(job.bytes for job in self.values()) > most:
            self.popitem()

    def take_dropped(self) -> list[Job[Any]]:
        """Those that have been dropped since this was last asked."""
        dropped, self._dropped = self._dropped, []
        return dropped
