"""One bench for all who measure on this machine."""

from collections.abc import Callable, Sequence
from threading import Lock

from cachetools import LRUCache

from playground.cost.scaling import SIZES, Row, Sweep, next_row

_KEPT = 100
"""How many sweeps' results are kept."""


class Bench:
    """Measurements on this machine, one at a time whoever asks for them. What was found is kept, and is everybody's.

    Nobody owns a sweep: who wants it goes on from the rows that there are, a turn at a time, and has only to take no
    more turns to stop. So two who want the same share the work, and two who want others take turns. ``measure``
    gives the next row of a sweep.
    """

    def __init__(self, measure: Callable[[Sweep, Sequence[Row]], Row] = next_row, kept: int = _KEPT):
        self._measure = measure
        self._found: LRUCache[Sweep, tuple[Row, ...]] = LRUCache(kept)
        self._looking = Lock()  # held to look at or change what was found
        self._measuring = Lock()

    def rows(self, sweep: Sweep) -> tuple[Row, ...]:
        """What was found, from the first row on."""
        with self._looking:
            return self._found.get(sweep, ())

    def is_complete(self, sweep: Sweep) -> bool:
        return len(self.rows(sweep)) == len(SIZES)

    @property
    def is_taken(self) -> bool:
        """Whether something is being measured at this moment."""
        return self._measuring.locked()

    def turn(self, sweep: Sweep) -> None:
        """Find one more row, if there is one to find, and unless something is being measured."""
        if self.is_complete(sweep) or not self._measuring.acquire(blocking=False):
            return
        try:
            rows = self.rows(sweep)
            self._keep(sweep, (*rows, self._measure(sweep, rows)))
        finally:
            self._measuring.release()

    def forget(self, sweep: Sweep) -> None:
        """Start this sweep again."""
        self._keep(sweep, ())

    def _keep(self, sweep: Sweep, rows: tuple[Row, ...]) -> None:
        with self._looking:
            self._found[sweep] = rows
