"""What a figure needs to be moved by the player: which of its attributes follow which array, seen through what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

import numpy as np
import plotly.graph_objects as go

from playground.wording import LABEL, abbreviate, isolated

Index = str | int | list[int]


@dataclass(frozen=True)
class Binding:
    """``attribute`` of trace ``trace`` is array ``array`` at ``index``.

    The index takes the array's axes one after the other: "step" stands for the playhead, "word" for the
    word that is lit up (nothing is drawn while there is none), "tail" for the last ``tail`` positions up
    to the playhead; a number picks one item, a list several, with a gap between. With ``one_hot`` each
    number k that is found becomes a row of that many numbers, 0 everywhere but 1 at k. With ``at`` it takes of
    what is found the items whose numbers that array holds at the playhead, with a gap after each that has several
    numbers, and a gap for a number that has no item. With ``moments`` it is drawn at these moments of a step only.
    With ``spelled`` it takes of each number the word of that number, and nothing of a number that is none.

    Of what has rows and columns only the part is drawn that ``windows`` let see, each the name of a Window, or of
    none where that axis is drawn whole. The trace's ``y0`` and ``x0`` are then set to that part's beginning.
    """

    trace: int
    attribute: str
    array: str
    index: tuple[Index, ...] = ("step",)
    tail: int = 0
    one_hot: int = 0
    windows: tuple[str, ...] = ()
    at: str = ""
    moments: tuple[int, ...] = ()
    spelled: bool = False


@dataclass(frozen=True)
class Arrows:
    """Trace ``trace`` is an arrow for each item, at these ``moments`` of a step.

    Each begins at the item's place at the playhead, a coordinate from each array of ``positions``, and is ``scale``
    times what the arrays of ``offsets`` hold, or without these the way to its next place. Its head is up to
    ``heads`` long, in the units of each axis. An item that rests, or has no number, has no arrow.
    """

    trace: int
    positions: tuple[str, ...]
    offsets: tuple[str, ...]
    scale: float
    heads: tuple[float, ...]
    moments: tuple[int, ...]


@dataclass(frozen=True)
class Regions:
    """The plane behind the marks, coloured by the answer of a head at each place.

    Its ``weight`` (S, 2T), two numbers for each answer, and ``bias`` (S, T) are arrays; ``names`` and ``colors`` (as
    #rrggbb) are those of the T answers.
    """

    weight: str
    bias: str
    names: tuple[str, ...]
    colors: tuple[str, ...]


@dataclass(frozen=True)
class Window:
    """Of an axis with ``count`` items ``size`` are seen at once, and the player moves that window.

    With ``lit`` the items are words, and the window moves to the word that is lit up.
    """

    name: str
    size: int
    count: int
    lit: bool = False


@dataclass(frozen=True)
class StagePart:
    """One part of the stage: a figure, what moves in it, and one line that says what to look for.

    ``arrays`` are those that it is bound to, by name: their first axis is the snapshot (or the word, for frames).

    ``picks`` tells for a trace which coordinate of a mark is the number of its word: "x", "y" or
    "pointNumber". On a ``timeline``, x is the step, and a click goes there. ``windows`` names for an axis of
    the layout ("xaxis") the Window that it is seen through: its range is that of the window at its beginning,
    its ticks are those of all items. The mouse wheel moves the first of them, with Shift the last.

    With ``moments`` the part is seen at these moments of a step only. Marks of the ``drags`` traces can be moved to
    another place by hand. ``regions`` are drawn behind all.
    """

    name: str
    figure: go.Figure
    caption: str
    bindings: tuple[Binding, ...] = ()
    picks: Mapping[int, str] = field(default_factory=dict)
    timeline: bool = False
    windows: Mapping[str, str] = field(default_factory=dict)
    arrows: tuple[Arrows, ...] = ()
    moments: tuple[int, ...] = ()
    drags: tuple[int, ...] = ()
    regions: Regions | None = None
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)


def bound(bindings: Iterable[Binding], arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Of the arrays those that something is bound to."""
    names = {name for binding in bindings for name in (binding.array, binding.at) if name}
    return {name: array for name, array in arrays.items() if name in names}


def label(word: str, length: int = LABEL) -> str:
    """A word as Plotly draws it as typed: Plotly reads a subset of HTML in its texts."""
    return escape(isolated(abbreviate(word, length)), quote=False)
