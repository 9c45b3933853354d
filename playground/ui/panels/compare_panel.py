"""Pinned runs beside this one: what differs between the recipes, and how the runs compare where the playhead rests."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Condition
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from cachetools import LRUCache, cached
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from playground import Experiment, History, caches
from playground.analysis.comparison import (
    Course,
    Distance,
    Doubles,
    comparable_layer,
    course,
    differences,
    distance,
    shared,
    why_not_comparable,
)
from playground.analysis.kept_neighbours import NEIGHBOURS, most_changed, nearest_words
from playground.figures.run_picture import STYLES
from playground.model.layers import LAYERS
from playground.ui.runs import pinning
from playground.ui.runs.pinned_pictures import trained
from playground.ui.runs.waiting import fail
from playground.ui.session import state
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.term_help import explained
from playground.wording import ordinal

_HELP = (
    "Pin this run, then change something in the sidebar. The pinned run stays in the picture as thin "
    "dashed trails and a thin dashed loss line. You can pin up to four runs; the link in the address bar "
    "includes them."
)


@dataclass(frozen=True)
class _Column:
    """A pinned run beside this run: ``words`` is how many both have; no distance where they can't be compared.

    ``near`` are the ``nearest_words`` at its end.
    """

    course: Course
    words: int
    distance: Distance | None
    why_not_comparable: str
    near: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        return self.course.nbytes + self.near.nbytes + (self.distance.nbytes if self.distance else 0)

    def far(self, snapshot: int, numbers: Callable[[Distance], Doubles]) -> str:
        """A distance at a snapshot of this run, or why there is none."""
        if self.distance is None:
            return self.why_not_comparable
        number = float(numbers(self.distance)[snapshot])
        return _ended(self.course) if math.isnan(number) else _number(number)


def show(history: History, snapshot: int) -> None:
    """The pinned runs one by one, and a table of all."""
    explained(_HELP)
    pinning.button(history, "pin_here")
    pins = state.pins()
    for number, pin in enumerate(pins):
        _one(number, pin, history)
    if pins:
        layer, place = _layer(history), st.empty()
        try:
            others = [_column(history, layer, pin, place) for pin in pins]
        except Exception as problem:
            fail(problem, place, "a pinned run", "")
        else:
            _table(history, snapshot, layer, pins, others)
            _neighbours(history, layer, pins, others)


def _one(number: int, pin: Experiment, history: History) -> None:
    letter, same = STYLES[number][0], pin == history.experiment
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(pinning.legend(number, pinning.name(pin, history)))
        show = "Puts its recipe into the sidebar and shows its run."
        st.button(
            "Show this recipe", key=f"show {letter}", on_click=pinning.show, args=(pin,), disabled=same, help=show
        )
        gone = "Removes its dashed lines from the picture."
        st.button("Unpin", key=f"unpin {letter}", on_click=pinning.unpin, args=(pin,), help=gone)


def _layer(history: History) -> str:
    """The layer whose losses and vectors are compared."""
    names = list(history.tracks)
    if len(names) == 1:
        return names[0]
    more = "The layer whose losses and vectors the table compares."
    return st.segmented_control("Of", names, default=names[0], key="compared_in", required=True, help=more) or names[0]


_KEPT: LRUCache[Any, Course | _Column] = caches.bounded(caches.COMPARED, lambda numbers: numbers.nbytes)
"""Runs' numbers, so that no run is gone through again at each step of the playhead."""
_LOOKING = Condition()  # held to look at or change them


def _key(history: History, layer: str, pin: Experiment | None = None, place: object = None) -> Any:
    return history.experiment.digest, len(history.steps), history.stopped, layer, pin and pin.digest


@cached(_KEPT, key=_key, condition=_LOOKING)
def _course(history: History, layer: str) -> Course:
    return course(history, layer)


@cached(_KEPT, key=_key, condition=_LOOKING)
def _column(history: History, layer: str, pin: Experiment, place: DeltaGenerator) -> _Column:
    other = trained(place, "table", pin)
    problem = why_not_comparable(history, other)
    far = None if problem else distance(history, other, layer)
    words = len(shared(history.words, other.words)[0])
    compared = comparable_layer(other, layer)
    return _Column(course(other, compared), words, far, problem, nearest_words(other.tracks[compared].vectors[-1]))


def _table(history: History, snapshot: int, layer: str, pins: Sequence[Experiment], others: Sequence[_Column]) -> None:
    """A column for each run."""
    rows = {label: list(values) for label, values in differences([history.experiment, *pins])}
    courses = [_course(history, layer), *(other.course for other in others)]
    rows |= _courses(courses, int(history.steps[snapshot]))
    rows |= _distances(others, snapshot, len(history.words))
    columns = ["this run", *(letter for letter, _, _ in STYLES[: len(pins)])]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    st.dataframe(table, height=36 + 35 * len(rows), row_height=35)
    st.caption(plain(" ".join(_notes(history.experiment, layer, pins, others))))


def _neighbours(history: History, layer: str, pins: Sequence[Experiment], others: Sequence[_Column]) -> None:
    """The words by how much their neighbours differ, those that differ most first."""
    own = history.words, nearest_words(history.tracks[layer].vectors[-1])
    found = most_changed(own, [(pin.vocabulary.words, other.near) for pin, other in zip(pins, others, strict=True)])
    if not found:
        return
    table = {"word": [kept.word for kept in found], "this run": [", ".join(kept.here) for kept in found]}
    for number in range(len(pins)):
        table[STYLES[number][0]] = [", ".join(kept.others[number]) for kept in found]
    st.dataframe(pd.DataFrame({**table, "the same": [kept.mean for kept in found]}), hide_index=True, height=240)
    explained(
        f"The {NEIGHBOURS} nearest words at the end of each run; the words whose neighbours differ most stand first. "
        f"“the same” is how many of them are the same{', the mean of the pinned runs' * (len(pins) > 1)}."
    )


def _courses(courses: Sequence[Course], step: int) -> dict[str, list[str]]:
    """Losses, and how far the words have gone by the step."""
    return {
        f"loss at step {step:,}": [_at(course, course.loss, step) for course in courses],
        "loss at the end": [_number(course.loss[-1]) for course in courses],
        "lowest loss": [_number(course.loss.min()) for course in courses],
        f"mean distance travelled by step {step:,}": [_at(course, course.travelled, step) for course in courses],
    }


def _distances(others: Sequence[_Column], snapshot: int, words: int) -> dict[str, list[str]]:
    """How far the words are from where they are in this run."""
    rows = {
        "mean distance from this run": [other.far(snapshot, lambda distance: distance.mean) for other in others],
        "largest distance from this run": [other.far(snapshot, lambda distance: distance.largest) for other in others],
    }
    if any(other.words < words for other in others):
        rows["words in both"] = [f"{other.words:,} of {words:,}" for other in others]
    return {label: ["", *values] for label, values in rows.items()}


def _at(course: Course, numbers: Doubles, step: int) -> str:
    snapshot = course.at(step)
    return _ended(course) if snapshot is None else _number(numbers[snapshot])


def _ended(course: Course) -> str:
    return f"ended at step {course.steps[-1]:,}"


def _number(number: float) -> str:
    return f"{number:.4g}"


def _notes(experiment: Experiment, layer: str, pins: Sequence[Experiment], others: Sequence[_Column]) -> Iterable[str]:
    """How to read the table."""
    yield f"Each loss is that of one step's batch. Losses and vectors are from {LAYERS[layer].label}."
    if any(pin.objective != experiment.objective for pin in pins):
        yield "The tasks differ, so their losses can't be compared."
    elif any(pin.vocabulary.words != experiment.vocabulary.words for pin in pins):
        yield "The words differ, so losses over the two vocabularies can't be compared."
    for (letter, _, _), other in zip(STYLES, others, strict=False):
        if other.course.layer != layer:
            yield f"{letter} trains only {LAYERS[other.course.layer].label}, so its numbers are from that layer."
        if other.course.stride > 1:
            yield (
                f"{letter} kept every {ordinal(other.course.stride)} step: the nearest one is used, and "
                "distances are underestimated."
            )
