"""The words' names beside their dots."""

from typing import Any

import numpy as np

from playground.figures.bindings import label
from playground.figures.projection import Projection
from playground.figures.theme import OUTLINE
from playground.figures.vectors.label_placement import MOST_LABELS, place_labels, stagger_labels
from playground.training.history import Floats

_PIXELS = 400
"""About as long is the picture's longer side."""
_NO_LABEL = ("", "top center")


def labels(projection: Projection) -> dict[str, Any]:
    """The words' names beside their dots at the last snapshot, as many as can be read."""
    texts = [label(word) for word in projection.drawn.short]
    style = {"mode": "markers+text", "textfont": {"size": 13}}
    if projection.axes == 3:
        shown = texts[:MOST_LABELS] + [""] * (len(texts) - MOST_LABELS)
        return {**style, "text": shown, "textposition": "top center"}
    positions = next(iter(projection.positions.values()))[:, -1]
    if projection.axes == 2:
        placed = _in_plane(projection)[: len(texts)]
    else:
        placed = _staggered(positions[0], texts, _pixels(projection))
    return {**style, "text": [text for text, _ in placed], "textposition": [side for _, side in placed]}


def output_labels(projection: Projection) -> dict[str, Any]:
    """The words' names, smaller, beside their output vectors; on a line there is no room for them."""
    texts = [label(word) for word in projection.drawn.short]
    style = {"mode": "markers+text", "textfont": {"size": 10, "color": OUTLINE}}
    if projection.axes == 3:
        return {**style, "text": texts[:MOST_LABELS], "textposition": "bottom center"}
    if projection.axes == 1:
        return {}
    placed = _in_plane(projection)[len(texts) :]
    return {**style, "text": [text for text, _ in placed], "textposition": [side for _, side in placed]}


def _in_plane(projection: Projection) -> list[tuple[str, str]]:
    """Those of the words, and then those of their output vectors, if these are drawn: none covers another."""
    texts = [label(word) for word in projection.drawn.short]
    points = [next(iter(projection.positions.values()))[:, -1].T]
    points += [] if projection.outputs is None else [projection.outputs[:, -1].T]
    return _either_side(np.concatenate(points), texts * len(points), _pixels(projection))


def _pixels(projection: Projection) -> float:
    low, high = projection.limits()
    return _PIXELS / float(np.max(high - low))


def _either_side(points: Floats, texts: list[str], pixels: float) -> list[tuple[str, str]]:
    sides = place_labels(points, texts, pixels)
    return [(text, side) if side else _NO_LABEL for text, side in zip(texts, sides, strict=True)]


def _staggered(points: Floats, texts: list[str], pixels: float) -> list[tuple[str, str]]:
    """On one line of dots the labels stand at different heights, above and below."""
    labels = []
    for text, place in zip(texts, stagger_labels(points, texts, pixels), strict=True):
        if place is None:
            labels.append(_NO_LABEL)
            continue
        lines, above = place
        raised = text + "<br>" * lines if above else "<br>" * lines + text
        labels.append((raised, "top center" if above else "bottom center"))
    return labels
