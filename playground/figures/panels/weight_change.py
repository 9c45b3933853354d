"""What training has done to the weights: how they started, how they are now, and the difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.bindings import label
from playground.figures.matrices.matrices import DRAWN_DIMENSIONS, DRAWN_WORDS
from playground.figures.theme import templates
from playground.model.layers import LAYERS
from playground.training.history import History
from playground.wording import listed, plural

NAMED = 5
"""How many words that have not moved are named."""

PALE = 0.1
"""Below this share of the scale, the colour of a difference can hardly be told from that of 0."""

_SCALE, _HEADING, _TITLE, _TICKS = 30, 24, 18, 22
_CHARACTER, _LINE = 6.5, 13
_WIDTH = (130, 480)
"""Pixels for the columns of one matrix, by its words' axis, on a page that is neither wide nor narrow."""

_THIRDS = ((0.0, 0.32), (0.34, 0.66), (0.68, 1.0))


@dataclass(frozen=True)
class _Picture:
    """One heatmap, the first (0), second or third of its layer.

    ``left`` and ``right`` are shares of the width, ``top`` and ``height`` pixels, from where the first layer begins.
    """

    layer: str
    order: int
    title: str
    z: NDArray[np.float64]
    left: float
    right: float
    top: int
    height: int

    @property
    def names_words(self) -> bool:
        """Whether the words stand at it: to the left of the three of Embedding, below the three of Linear."""
        return self.order == (0, 2)[LAYERS[self.layer].words_axis]


def change(history: History, snapshot: int, color_scheme: str, words: Sequence[int] = ()) -> go.Figure:
    """Each layer's weight at the start and at ``snapshot``, and now - start, all on one scale.

    Drawn as PyTorch prints them: Embedding's three, a row for each word, stand side by side, and Linear's three, a
    column for each word, one above the other; so the words line up, on a phone too. ``words`` are the indices
    to draw, the first ones if none are given; no more than DRAWN_WORDS of them are. ``color_scheme``: "light", "dark".
    """
    drawn = _drawn(history, words)
    pictures = _pictures(history, snapshot, drawn)
    labels = [label(history.short_words[word]) for word in drawn]
    bottom = _bottom(pictures[-1], [history.short_words[word] for word in drawn])
    inside = pictures[-1].top + pictures[-1].height
    layout: dict[str, Any] = {
        "template": templates()[color_scheme],
        "font": {"size": 10},
        "height": _SCALE + inside + bottom,
        "margin": {"l": 8, "r": 8, "t": _SCALE, "b": bottom},
        "dragmode": False,
        "annotations": [note for picture in pictures for note in _notes(picture, history, inside)],
    }
    for number, picture in enumerate(pictures, 1):
        layout |= _axes(number, picture, labels, inside)
    return go.Figure(_heatmaps(pictures, _largest(history)), layout)


def change_caption(history: History, snapshot: int, words: Sequence[int] = ()) -> str:
    """What to look for in ``change``, as plain text: it holds words as they were typed."""
    sentences = [_largest_change(history, snapshot)]
    if _step(history, snapshot) and any(change.any() for change in _changes(history, snapshot).values()):
        sentences += _still(history, snapshot)
    return " ".join([*sentences, *_shown(history, words)])


def _drawn(history: History, words: Sequence[int]) -> list[int]:
    return (list(words) or list(range(len(history.words))))[:DRAWN_WORDS]


def _step(history: History, snapshot: int) -> int:
    return int(history.steps[snapshot])


def _changes(history: History, snapshot: int) -> dict[str, NDArray[np.float64]]:
    """now - start of each layer's weight, in float64, where the largest float32 numbers have a difference too."""
    return {name: track.weight[snapshot].astype(np.float64) - track.weight[0] for name, track in history.tracks.items()}


def _pictures(history: History, snapshot: int, drawn: list[int]) -> list[_Picture]:
    """Every heatmap in its place, from the top of the page down."""
    pictures: list[_Picture] = []
    top = 0
    for name, difference in _changes(history, snapshot).items():
        weight = history.tracks[name].weight
        states = [
            (f"at step {_step(history, 0):,}", weight[0]),
            (f"at step {_step(history, snapshot):,}", weight[snapshot]),
            ("difference", difference),
        ]
        parts = [(title, _part(name, matrix, drawn)) for title, matrix in states]
        pictures += (_side_by_side, _stacked)[LAYERS[name].words_axis](name, parts, top + _HEADING)
        top = pictures[-1].top + pictures[-1].height + _TICKS
    return pictures


def _part(name: str, weight: NDArray[Any], drawn: list[int]) -> NDArray[np.float64]:
    """The part of a weight that is drawn, in the shape that PyTorch stores."""
    words = LAYERS[name].words_axis
    chosen = np.take(weight, drawn, axis=words)
    return np.take(chosen, range(min(DRAWN_DIMENSIONS, chosen.shape[1 - words])), axis=1 - words).astype(np.float64)


def _side_by_side(name: str, parts: list[tuple[str, NDArray[np.float64]]], top: int) -> list[_Picture]:
    return [
        _Picture(name, order, title, z, *_THIRDS[order], top + _TITLE, len(z) * _cell(len(z)))
        for order, (title, z) in enumerate(parts)
    ]


def _stacked(name: str, parts: list[tuple[str, NDArray[np.float64]]], top: int) -> list[_Picture]:
    each = _TITLE + len(parts[0][1]) * _cell(len(parts[0][1]))
    return [
        _Picture(name, order, title, z, 0, 1, top + order * each + _TITLE, each - _TITLE)
        for order, (title, z) in enumerate(parts)
    ]


def _cell(rows: int) -> int:
    """Height of a cell in pixels: a matrix of many rows has lower ones."""
    return min(24, max(14, 260 // rows))


def _largest(history: History) -> float:
    """The largest number on the scale. It is that of the whole run, so that colours mean the same at every step."""
    largest = 0.0
    for track in history.tracks.values():
        low, high, start = (
            matrix.astype(np.float64) for matrix in (track.weight.min(0), track.weight.max(0), track.weight[0])
        )
        largest = max(largest, -low.min(), high.max(), (high - start).max(), (start - low).max())
    return largest or 1.0


def _heatmaps(pictures: list[_Picture], largest: float) -> list[dict[str, Any]]:
    bar = {"orientation": "h", "yref": "container", "y": 1, "yanchor": "top", "ypad": 0, "thickness": 8, "len": 0.8}
    return [
        {
            "type": "heatmap",
            "z": picture.z,
            "zmin": -largest,
            "zmax": largest,
            "showscale": number == 1,
            "colorbar": {**bar, "outlinewidth": 0, "nticks": 5, "exponentformat": "e"},
            "texttemplate": _numbers(picture, largest),
            "hovertemplate": f"{picture.title}<br>row %{{y}}, column %{{x}}: %{{z:.4~g}}<extra></extra>",
            "xgap": 1,
            "ygap": 1,
            "xaxis": f"x{number}",
            "yaxis": f"y{number}",
        }
        for number, picture in enumerate(pictures, 1)
    ]


def _numbers(picture: _Picture, largest: float) -> str | None:
    """How the numbers are written into the cells, where there is room. On a narrow page they become smaller."""
    rows, columns = picture.z.shape
    characters = (
        _WIDTH[LAYERS[picture.layer].words_axis] / columns / _CHARACTER if picture.height / rows >= _LINE else 0
    )
    digits = min(2, int(characters - len(f"-{largest:.0f}.")))
    return f"%{{z:.{digits}f}}" if digits > 0 else None


def _axes(number: int, picture: _Picture, labels: list[str], inside: int) -> dict[str, Any]:
    """The two axes of a heatmap: words on one, numbered dimensions on the other, row 0 on top."""
    rows, columns = picture.z.shape
    words_on_x = LAYERS[picture.layer].words_axis
    words = {"tickmode": "array", "tickvals": list(range(len(labels))), "ticktext": labels}
    count = rows if words_on_x else columns
    dimensions = {"tickmode": "array", "tickvals": list(range(0, count, 1 if count <= 6 else 5))}
    x, y = (words, dimensions) if words_on_x else (dimensions, words)
    bare = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "", "automargin": True}
    x_axis = bare | x | {"range": [-0.5, columns - 0.5], "domain": [picture.left, picture.right]}
    bottom = inside - picture.top - picture.height
    y_axis = bare | y | {"range": [rows - 0.5, -0.5], "domain": [bottom / inside, (bottom + picture.height) / inside]}
    x_axis |= {"anchor": f"y{number}", "tickangle": -90 if words_on_x else 0}
    x_axis["showticklabels"] = picture.names_words or not words_on_x
    y_axis |= {"anchor": f"x{number}", "showticklabels": picture.names_words or bool(words_on_x)}
    return {f"xaxis{number}": x_axis, f"yaxis{number}": y_axis}


def _notes(picture: _Picture, history: History, inside: int) -> list[dict[str, Any]]:
    """The title of a heatmap, and above a layer's first the name of its weight, with the shape."""
    place = {"showarrow": False, "xref": "paper", "yref": "paper", "yanchor": "bottom", "y": 1 - picture.top / inside}
    title = {"text": picture.title, "x": picture.left, "xanchor": "left", "font": {"size": 11}, **place}
    if picture.order > 0:
        return [title]
    shape = history.tracks[picture.layer].weight.shape[1:]
    heading = {"text": f"{picture.layer}.weight {shape}", "x": 0, "xanchor": "left", "font": {"size": 13}}
    return [{**heading, **place, "yshift": _TITLE}, title]


def _bottom(last: _Picture, words: list[str]) -> int:
    """Pixels below the last heatmap, for what is written there."""
    return 12 + int(_CHARACTER * max(map(len, words))) if LAYERS[last.layer].words_axis else _TICKS


def _largest_change(history: History, snapshot: int) -> str:
    step = _step(history, snapshot)
    if step == 0:
        return "This is step 0: nothing has changed yet, so the difference is 0 everywhere."
    changes = _changes(history, snapshot)
    name = max(changes, key=lambda layer: np.abs(changes[layer]).max())
    place = np.unravel_index(np.abs(changes[name]).argmax(), changes[name].shape)
    if changes[name][place] == 0:
        return f"No weight has changed since step 0: the difference at step {step:,} is 0 everywhere."
    start, now = (history.tracks[name].weight[state][place] for state in (0, snapshot))
    word = history.short_words[place[LAYERS[name].words_axis]]
    where = f"{name}.weight[{place[0]}, {place[1]}]"
    pale = abs(changes[name][place]) < PALE * _largest(history)
    remark = " This is small on the scale of the weights, so the difference looks pale." if pale else ""
    return f"The largest change is in {where}, for “{word}”: from {start:.4g} to {now:.4g}.{remark}"


def _still(history: History, snapshot: int) -> list[str]:
    """Which words' numbers are what they were at the start: a sentence, or one for each layer if they differ."""
    words = {
        name: tuple(np.flatnonzero(~change.any(axis=1 - LAYERS[name].words_axis)).tolist())
        for name, change in _changes(history, snapshot).items()
    }
    if len(set(words.values())) == 1:
        return [_not_moved("", next(iter(words.values())), history)]
    return [_not_moved(f"In {name}.weight ", still, history) for name, still in words.items()]


def _not_moved(where: str, still: tuple[int, ...], history: History) -> str:
    if not still:
        sentence = f"{where}every word's numbers have changed."
        return sentence[0].upper() + sentence[1:]
    named = listed([f"“{history.short_words[word]}”" for word in still], most=NAMED)
    have = "has" if len(still) == 1 else "have"
    return f"{where}{len(still):,} of {plural(len(history.words), 'word')} {have} not changed at all: {named}."


def _shown(history: History, words: Sequence[int]) -> list[str]:
    """What is left out of the drawing: nothing is cut silently."""
    drawn, dimension = _drawn(history, words), history.experiment.dimension
    first = "" if words else "the first "
    limits = []
    if len(set(drawn)) < len(history.words):
        limits.append(f"{first}{len(drawn):,} of {len(history.words):,} words")
    if dimension > DRAWN_DIMENSIONS:
        limits.append(f"the first {DRAWN_DIMENSIONS} of {dimension:,} dimensions")
    return [f"Shown: {', '.join(limits)}."] if limits else []
