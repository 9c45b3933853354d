"""Many runs that are only compared: of each no more is trained, sent and kept than its end."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice

from playground import Experiment
from playground.analysis.many_starts import End, one_layer
from playground.training.jobs import Job
from playground.ui.runs.run_cache import ENDS, JOBS

_AT_ONCE, _GLANCE = 4, 0.2
"""Runs that one visitor has trained side by side, so that others are not kept waiting; seconds between two looks."""


def ends(experiments: Iterable[Experiment], look: Callable[[], object]) -> Iterator[End]:
    """In the order of the recipes. While one is waited for, ``look`` is called; what it raises calls all off."""
    coming = iter(experiments)
    with ExitStack() as joined:

        def join(most: int) -> Iterator[Job[End]]:
            return (joined.enter_context(JOBS.joined_for(one_layer(each), ENDS)) for each in islice(coming, most))

        jobs = deque(join(_AT_ONCE))
        while jobs:
            job = jobs.popleft()
            while not job.wait(_GLANCE):
                look()
            jobs.extend(join(1))
            yield job.result()
