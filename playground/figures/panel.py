"""What a figure needs to be moved by the player: which of its attributes follow which array."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import plotly.graph_objects as go

from playground.vocabulary import abbreviate

Index = str | int | list[int]


@dataclass(frozen=True)
class Binding:
    """``attribute`` of trace ``trace`` is array ``array`` at ``index``.

    The index takes the array's axes one after the other: "step" stands for the playhead, "word" for the
    word that is lit up (nothing is drawn while there is none), "tail" for the last ``tail`` positions up
    to the playhead; a number picks one item, a list several, with a gap between. With ``one_hot`` each
    number k that is found becomes a row of that many numbers, 0 everywhere but 1 at k.
    """

    trace: int
    attribute: str
    array: str
    index: tuple[Index, ...] = ("step",)
    tail: int = 0
    one_hot: int = 0


@dataclass(frozen=True)
class Panel:
    """A figure, what moves in it, and one line that says what to look for.

    ``picks`` tells for a trace which coordinate of a mark is the number of its word: "x", "y" or
    "pointNumber". On a ``timeline``, x is the step, and a click goes there.
    """

    name: str
    figure: go.Figure
    caption: str
    bindings: tuple[Binding, ...] = ()
    picks: Mapping[int, str] = field(default_factory=dict)
    timeline: bool = False


def label(word: str) -> str:
    """A word as Plotly draws it as typed: Plotly reads a subset of HTML in its texts."""
    return escape(abbreviate(word), quote=False)
