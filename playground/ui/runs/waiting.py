"""Waiting for a run: how far it is, a way to stop it, and what went wrong. The last picture stays meanwhile."""

import logging
import traceback
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground import Experiment
from playground.memo import cached_property
from playground.training.jobs import Job
from playground.ui.runs.drawing import Run
from playground.ui.runs.run_cache import JOBS
from playground.ui.widgets.markdown import plain
from playground.wording import abbreviate, in_seconds, plural

_SHOWN, _JOB, _STOPPED = "_shown", "_job", "_stopped"
_GLANCE, PATIENCE = 0.2, 3
"""Seconds between two looks at a run; and how many looks later a run that goes on is told about."""


class _Stopped:
    """A recipe whose run this session has stopped."""

    def __init__(self, job: Job[Run]):
        self.experiment, self._job = job.experiment, job

    @cached_property
    def run(self) -> Run | None:
        """What there was of it; None if it had not begun."""
        found = JOBS.so_far(self._job)
        del self._job
        return found.result() if found else None


def trained(experiment: Experiment, place: DeltaGenerator) -> Run:
    """The recipe's run, or as much as there is of it where this session has stopped it.

    Where there is nothing of it, the run that was shown last; without one, the page ends here. What there is to say
    meanwhile is said in the ``place``.
    """
    try:
        stopped = _stopped(experiment)
        run = _wait(experiment, place) if stopped is None else _offer(stopped, place)
    except Exception as problem:
        run = None
        last = " The picture shows the last run that worked." if _SHOWN in st.session_state else ""
        fail(problem, place, "this run", last)
    run = run or st.session_state.get(_SHOWN)
    if run is None:
        st.stop()
    st.session_state[_SHOWN] = run
    return run


def _stopped(experiment: Experiment) -> _Stopped | None:
    """What this session has stopped, if it is this recipe, and did not end by itself just then."""
    stopped: _Stopped | None = st.session_state.get(_STOPPED)
    if stopped is None:
        return None
    if stopped.experiment == experiment and (stopped.run is None or stopped.run.history.stopped):
        return stopped
    del st.session_state[_STOPPED]
    return None


def _stop() -> None:
    job = st.session_state.pop(_JOB, None)
    if job is not None:  # it may have ended before the click arrived
        st.session_state[_STOPPED] = _Stopped(job)


def _stop_button() -> None:
    st.button("Stop", on_click=_stop, key="stop", help="Shows what has been computed so far.")


def _go_on() -> None:
    del st.session_state[_STOPPED]


def _wait(experiment: Experiment, place: DeltaGenerator) -> Run:
    """Until it has been trained, unless Streamlit ends this run of the script: any call of its may, for the next one.

    The job is remembered for that: for its Stop button, and because one that has been told about stays so.
    """
    with JOBS.joined(experiment) as job:
        patience = 0 if st.session_state.get(_JOB) is job else PATIENCE
        st.session_state[_JOB] = job
        watch(job, place, patience, "waiting", _stop_button)
        del st.session_state[_JOB]
        return job.result()


def watch(job: Job[Run], place: DeltaGenerator, patience: int, key: str, button: Callable[[], object]) -> None:
    """Until the job has ended. One that goes on is told about, in a container of that key, with a button beside."""
    for _ in range(patience):
        if job.wait(_GLANCE):
            return
        place.empty()
    with place.container(key=key, horizontal=True, vertical_alignment="center"):
        bar = st.empty()
        button()
    ended = False
    while not ended:
        bar.progress(job.step / job.experiment.steps, _progress(job))
        ended = job.wait(_GLANCE)
    place.empty()


def _progress(job: Job[Run]) -> str:
    """ "step 1,234 of 10,000, about 12 seconds left"; "again: step 5 …" where a worker was lost."""
    if before := JOBS.before(job):
        return f"{plural(before, 'run is', 'runs are')} ahead of this one"
    left = "" if job.seconds_left is None else f", {in_seconds(job.seconds_left)} left"
    again = "again: " if job.lost else ""
    return f"{again}step {job.step:,} of {job.experiment.steps:,}{left}"


def _offer(stopped: _Stopped, place: DeltaGenerator) -> Run | None:
    """A way to go on."""
    sentence = "Stopped before its first step." if stopped.run is None else stopped.run.history.ending
    with place.container(key="waiting", horizontal=True, vertical_alignment="center"):
        st.markdown(plain(sentence), width="content")
        st.button("Continue", on_click=_go_on, key="go_on", help="Trains the run to its last step.")
    return stopped.run


def fail(problem: Exception, place: DeltaGenerator, what: str, instead: str) -> None:
    """Say that ``what`` could not be trained, why, and what there is ``instead``."""
    _log(problem)
    if isinstance(problem, MemoryError) or "allocate memory" in str(problem):
        sentence = f"There was not enough memory for {what}. Use fewer words, dimensions or examples per step."
    else:
        why = abbreviate(str(problem) or type(problem).__name__, 200)
        sentence = f"{what[0].upper()}{what[1:]} could not be trained: {why}"
    place.error(plain(sentence + instead))


def _log(problem: Exception) -> None:
    """What kind it is and where it came up. What it says stays on the page: there may be words of a learner in it."""
    came_up = "".join(traceback.format_tb(problem.__traceback__))
    logging.getLogger(__name__).error("A run could not be trained: %s\n%s", type(problem).__name__, came_up)
