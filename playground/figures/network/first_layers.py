"""The first layer as neurons: Linear's inputs with all their lines, or Embedding's index and the row that it picks."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from playground.figures.bindings import label
from playground.figures.network.neurons import (
    INPUT,
    LIT_NODE,
    NEURON,
    NODE,
    TABLE,
    VECTOR,
    NetworkPart,
    Picture,
    footing,
    heading,
    layer_shape,
    nodes,
    weighed,
)
from playground.figures.network.wires import Wires
from playground.figures.theme import NEUTRAL, OUTLINE, word_color

IN_ROWS = ("one-hot", "index", "embedding.weight")
"""The traces that stand in a row for each word that is drawn."""

_FAINT = 0.18
_TABLE_NUMBERS = 3
"""Up to this many columns have room for numbers in the table's cells."""


def _one_hot(picture: Picture) -> NetworkPart:
    """Linear's inputs, 1 for the word and 0 for all others, and a line from each of them to each neuron."""
    passed, name = picture.passed, "linear.weight"
    weights = passed.weight[picture.words, : picture.dimensions]
    texts = [
        [weighed(f"{name}[{axis}, {word}]", weight, float(word == passed.word)) for axis, weight in enumerate(row)]
        for word, row in zip(picture.words, weights, strict=True)
    ]
    lit = np.broadcast_to(picture.lit[:, None], weights.shape)
    wires = Wires(name, INPUT, VECTOR, picture.word_y, picture.neuron_y, weights, lit, picture.largest, texts)
    part = NetworkPart([wires.trace(), _inputs(picture)], wires.shapes(picture.color_scheme, _FAINT))
    part.notes += [heading("one-hot", INPUT), footing(layer_shape(picture), (INPUT + VECTOR) / 2)]
    if passed.bias is not None:
        _add_bias(picture, part)
    return part


def _inputs(picture: Picture) -> dict[str, Any]:
    """A neuron for each word of the one-hot vector."""
    lit = picture.lit.tolist()
    plain = NEUTRAL[picture.color_scheme]
    return {
        **nodes("one-hot", [INPUT] * len(lit), picture.word_y),
        "text": ["<b>1</b>" if one else "0" for one in lit],
        "textfont": {
            "color": ["#FFFFFF" if one else OUTLINE for one in lit],
            "size": [13 if one else 10 for one in lit],
        },
        "hovertext": [
            f"{label(picture.history.short_words[word])}: {int(one)}"
            for word, one in zip(picture.words, lit, strict=True)
        ],
        "marker": {
            "size": [LIT_NODE if one else NODE for one in lit],
            "opacity": 1,  # Plotly's default for marks of different sizes lets lines shine through
            "color": [word_color(word) if one else plain for word, one in zip(picture.words, lit, strict=True)],
            "line": {"color": OUTLINE, "width": 1},
        },
    }


def _add_bias(picture: Picture, part: NetworkPart) -> None:
    """One more input that is always 1, whose weights are the bias."""
    bias = picture.passed.bias
    assert bias is not None
    weights, y = bias[None, : picture.dimensions], np.array([picture.rows - 1], np.float32)
    texts = [[f"linear.bias[{axis}] = {number:.4f}, the same for every word" for axis, number in enumerate(weights[0])]]
    lit = np.ones(weights.shape, bool)
    wires = Wires("linear.bias", INPUT, VECTOR, y, picture.neuron_y, weights, lit, picture.largest, texts)
    node = nodes("bias", [INPUT], y)
    marker = {"size": LIT_NODE, "color": OUTLINE, "line": {"color": OUTLINE, "width": 1}}
    node |= {"text": ["<b>1</b>"], "textfont": {"color": "#FFFFFF"}, "hovertext": ["the bias: 1 for every word"]}
    part.traces += [wires.trace(), node | {"marker": marker}]
    part.shapes += wires.shapes(picture.color_scheme, _FAINT)


def _table(picture: Picture) -> NetworkPart:
    """Embedding's index, which points at a row of the table, and that row's numbers on their way to the neurons."""
    passed = picture.passed
    row = passed.weight[[passed.word], : picture.dimensions]
    y = picture.word_y[picture.lit]
    texts = [[f"embedding.weight[{passed.word}, {axis}] = {number:.4f}, copied" for axis, number in enumerate(row[0])]]
    lit = np.ones(row.shape, bool)
    wires = Wires("copied", TABLE[1], VECTOR, y, picture.neuron_y, row, lit, picture.largest, texts)
    part = NetworkPart(
        [wires.trace(), _cells(picture), _indices(picture)],
        [*wires.shapes(picture.color_scheme, 1), _row_frame(picture, y[0])],
    )
    middle = sum(TABLE) / 2
    part.notes += [heading("index", INPUT), footing(layer_shape(picture), middle), _arrow(picture, y[0])]
    return part


def _indices(picture: Picture) -> dict[str, Any]:
    """The number of each row, and around that of the word a box: it alone is given to the layer."""
    lit, words = picture.lit.tolist(), picture.words
    return {
        **nodes("index", [INPUT] * len(lit), picture.word_y),
        "text": [f"<b>{word}</b>" if one else f"{word}" for word, one in zip(words, lit, strict=True)],
        "textfont": {
            "color": ["#FFFFFF" if one else OUTLINE for one in lit],
            "size": [12 if one else 10 for one in lit],
        },
        "hovertext": [f"{label(picture.history.short_words[word])}: index {word}" for word in words],
        "marker": {
            "symbol": "square",
            "size": [NEURON - 6 if one else 0 for one in lit],
            "opacity": 1,
            "color": word_color(picture.passed.word),
            "line": {"width": 0},
        },
    }


def _cells(picture: Picture) -> dict[str, Any]:
    """The table, a row for each word that is drawn."""
    z = picture.passed.weight[picture.words, : picture.dimensions]
    return {
        "type": "heatmap",
        "name": "embedding.weight",
        "x": np.linspace(*TABLE, picture.dimensions + 1),  # where cells begin and end
        "y": picture.word_y,
        "z": z,
        "zmin": -picture.largest,
        "zmax": picture.largest,
        "showscale": False,
        "xgap": 1,
        "ygap": 3,
        "texttemplate": "%{z:.1f}" if picture.dimensions <= _TABLE_NUMBERS else None,
        "textfont": {"size": 10},
        "text": [
            [f"embedding.weight[{word}, {axis}] = {number:.4f}" for axis, number in enumerate(numbers)]
            for word, numbers in zip(picture.words, z, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _row_frame(picture: Picture, y: float) -> dict[str, Any]:
    half = 0.5 * float(picture.word_y[1] - picture.word_y[0])
    ends = {"x0": TABLE[0] - 0.02, "x1": TABLE[1] + 0.02, "y0": y - half, "y1": y + half}
    return {"type": "rect", "line": {"color": word_color(picture.passed.word), "width": 3}, **ends}


def _arrow(picture: Picture, y: float) -> dict[str, Any]:
    """From the index to its row."""
    tail = {"ax": INPUT, "ay": y, "axref": "x", "ayref": "y"}
    style = {"arrowcolor": word_color(picture.passed.word), "arrowwidth": 2.5, "arrowhead": 2, "standoff": 2}
    return {"x": TABLE[0] - 0.03, "y": y, "text": "", "showarrow": True, "startstandoff": 16, **tail, **style}


FIRST_LAYERS: Mapping[str, Callable[[Picture], NetworkPart]] = {"embedding": _table, "linear": _one_hot}
"""The drawing of each layer, by its name."""
