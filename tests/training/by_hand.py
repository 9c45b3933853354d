"""Workers whose turns are taken when a test says so, in this thread: what happens in which order is the test's."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from playground import Experiment
from playground.training.lanes import Lanes
from playground.training.turns import Turns
from playground.training.workers import WorkerLost


class Hand(Executor):
    """A worker that holds the one piece of work it was given, until it is told to do it."""

    def __init__(self) -> None:
        self.given: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []
        self.begun: list[Experiment] = []  # whose turns it was given, in order

    def submit(self, work, /, *args):
        assert not self.given, "a worker has one thing to do at a time"
        future: Future[Any] = Future()
        self.given.append((future, work, args))
        self.begun += [part for part in args if isinstance(part, Experiment)]
        return future

    @property
    def is_idle(self) -> bool:
        return not self.given

    def do(self) -> None:
        """Do what was given last; it may then be given the next piece of work."""
        future, work, args = self.given.pop()
        try:
            result = work(*args)
        except BaseException as problem:
            future.set_exception(problem)
        else:
            future.set_result(result)

    def do_all(self) -> None:
        while self.given:
            self.do()

    def die(self) -> None:
        """The process ends in the middle of its work."""
        future, _, _ = self.given.pop()
        future.set_exception(WorkerLost("killed"))


def lanes_of(*hands: Hand) -> Lanes:
    """One worker for all runs; of two, the second is for the long ones."""
    return Lanes(Turns([hands[0]]), Turns([hands[1]])) if len(hands) == 2 else _one(hands[0])


def _one(hand: Hand) -> Lanes:
    turns = Turns([hand])
    return Lanes(turns, turns)
