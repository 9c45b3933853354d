"""The model as neurons: what a word sets off in the first layer and in the head, with every weight as a line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.figures.drawn import drawn
from playground.figures.panel import label
from playground.figures.theme import INK, NEUTRAL, OUTLINE, templates, word_color
from playground.figures.wires import Wires, color_of
from playground.forward import Forward, forward
from playground.history import Floats, History
from playground.layers import LAYERS
from playground.objectives import OBJECTIVES
from playground.vocabulary import abbreviate

MOST_WORDS, MOST_DIMENSIONS = 16, 8
"""How many words (and goals) and dimensions can be read as neurons."""

IN_ROWS = ("one-hot", "index", "embedding.weight")
"""The traces that stand in a row for each word that is drawn."""

_INPUT, _VECTOR, _OUTPUT = 0.0, 1.4, 2.35
_TABLE, _BARS = (0.36, 0.95), (2.5, 3.1)
"""Where the columns stand from left to right, and from where to where the table and the bars reach."""
_ROW, _TOP, _BOTTOM, _FEWEST_ROWS = 27, 30, 42, 7.0
"""Pixels of a row, above the rows and below them; a drawing is so many rows high at least."""
_NEURON, _NODE, _LIT_NODE = 36, 18, 26
_FAINT, _FAINT_HEAD = 0.18, 0.4
_TABLE_NUMBERS = 3
"""Up to so many columns the table's cells have room for numbers."""
_LETTERS = 10
"""A longer word is shortened beside its neuron; its whole name is told at the mouse."""


@dataclass(frozen=True)
class _Picture:
    """The way of a word through one layer and the head, and what of it is drawn: ``words``, ``goals``, dimensions."""

    history: History
    name: str
    passed: Forward
    words: list[int]
    goals: list[int]
    base: str

    @property
    def lit(self) -> Any:
        """bool (V',): which of the words is the one that goes in."""
        return np.array([word == self.passed.word for word in self.words])

    @property
    def dimensions(self) -> int:
        return min(MOST_DIMENSIONS, len(self.passed.vector))

    @property
    def below(self) -> float:
        """Rows that are kept free below the words for Linear's bias, and beside Linear so that rows are level."""
        return 1.4 if self.history.experiment.bias else 0.0

    @cached_property
    def rows(self) -> float:
        return max(_FEWEST_ROWS, len(self.words) + self.below, len(self.goals), 1.6 * self.dimensions)

    @cached_property
    def word_y(self) -> Floats:
        return self._column(len(self.words), 1.4, self.below)

    @cached_property
    def neuron_y(self) -> Floats:
        return self._column(self.dimensions, 3.0)

    @cached_property
    def goal_y(self) -> Floats:
        return self._column(len(self.goals), 1.8)

    @cached_property
    def largest(self) -> float:
        """The largest weight of the first layers in all of the run, so that a colour means the same at every step."""
        return max(float(np.abs(track.weight).max()) for track in self.history.tracks.values()) or 1.0

    @cached_property
    def largest_of_head(self) -> float:
        return max(float(np.abs(track.head["weight"]).max()) for track in self.history.tracks.values()) or 1.0

    def _column(self, count: int, widest: float, below: float = 0.0) -> Floats:
        """Heights of so many marks around the middle, evenly and no further apart than ``widest`` rows."""
        room = self.rows - 1 - below
        apart = min(widest, room / max(1, count - 1))
        return (room / 2 + apart * (np.arange(count) - (count - 1) / 2)).astype(np.float32)


@dataclass
class _Part:
    """Some of a drawing: its traces, shapes and annotations."""

    traces: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


def drawn_words(history: History, word: int, words: Sequence[int]) -> list[int]:
    """The words that ``network`` draws, in the order of their numbers: a row for each."""
    wanted = list(words) or drawn(history).indices[:MOST_WORDS].tolist()
    others = [other for other in wanted if other != word][: MOST_WORDS - (word not in wanted[:MOST_WORDS])]
    return sorted({*others[: MOST_WORDS - 1], word})


def network(history: History, name: str, snapshot: int, word: int, base: str, words: Sequence[int] = ()) -> go.Figure:
    """What ``word`` sets off in the layer called ``name`` and its head: lines are weights, circles are neurons.

    ``words`` are the indices of those to draw, the first ones if none are given; no more than MOST_WORDS are, and
    ``word`` is always among them. ``base`` is "light" or "dark". Raises KeyError for a layer that was not trained.
    """
    chosen = drawn_words(history, word, words)
    passed = forward(history, name, snapshot, word)
    picture = _Picture(history, name, passed, chosen, _goals(history, chosen), base)
    parts = [_FIRST_LAYERS[name](picture), _vector(picture), *([_head(picture)] if passed.head else [])]
    traces = sorted((trace for part in parts for trace in part.traces), key=lambda trace: "hovertext" not in trace)
    return go.Figure(traces, _layout(picture, parts))


def network_caption(history: History, snapshot: int, word: int, words: Sequence[int] = ()) -> str:
    """What to look for in the networks of all layers, as plain text: it holds words as they were typed."""
    passed = {name: forward(history, name, snapshot, word) for name in history.tracks}
    told = [_TOLD[name].format(word=abbreviate(history.words[word]), index=word) for name in passed]
    if history.experiment.bias:
        told.append("Its bias is one more input that is 1 for every word.")
    if len(passed) == 2:
        told.append(_compared(*(way.vector for way in passed.values())))
    told.append(_answered(history, passed))
    if history.inputs.shape[2] > 1:
        told.append("In training the head gets the mean of several words' vectors; here it gets this word's alone.")
    return " ".join([*told, *_limits(history, drawn_words(history, word, words))])


def _goals(history: History, words: list[int]) -> list[int]:
    """The goals that are drawn: the same words, or the first of other goals; none where the vector is the answer."""
    examples = history.experiment.task.examples
    if examples.places is not None:
        return []
    return list(range(min(MOST_WORDS, len(examples.goals)))) or words


def _one_hot(picture: _Picture) -> _Part:
    """Linear's inputs, 1 for the word and 0 for all others, and a line from each of them to each neuron."""
    passed, name = picture.passed, "linear.weight"
    weights = passed.weight[picture.words, : picture.dimensions]
    texts = [
        [_told(f"{name}[{axis}, {word}]", weight, float(word == passed.word)) for axis, weight in enumerate(row)]
        for word, row in zip(picture.words, weights, strict=True)
    ]
    lit = np.broadcast_to(picture.lit[:, None], weights.shape)
    wires = Wires(name, _INPUT, _VECTOR, picture.word_y, picture.neuron_y, weights, lit, picture.largest, texts)
    part = _Part([wires.trace(), _inputs(picture)], wires.shapes(picture.base, _FAINT))
    part.notes += [_heading("one-hot", _INPUT), _footing(_shape(picture, "weight"), (_INPUT + _VECTOR) / 2)]
    if passed.bias is not None:
        _add_bias(picture, part)
    return part


def _inputs(picture: _Picture) -> dict[str, Any]:
    """A neuron for each word of the one-hot vector."""
    lit = picture.lit.tolist()
    plain = NEUTRAL[picture.base]
    return {
        **_nodes("one-hot", [_INPUT] * len(lit), picture.word_y),
        "text": ["<b>1</b>" if one else "0" for one in lit],
        "textfont": {
            "color": ["#FFFFFF" if one else OUTLINE for one in lit],
            "size": [13 if one else 10 for one in lit],
        },
        "hovertext": [
            f"{label(picture.history.words[word])}: {int(one)}" for word, one in zip(picture.words, lit, strict=True)
        ],
        "marker": {
            "size": [_LIT_NODE if one else _NODE for one in lit],
            "opacity": 1,  # Plotly's default for marks of different sizes lets lines shine through
            "color": [word_color(word) if one else plain for word, one in zip(picture.words, lit, strict=True)],
            "line": {"color": OUTLINE, "width": 1},
        },
    }


def _add_bias(picture: _Picture, part: _Part) -> None:
    """One more input that is always 1, whose weights are the bias."""
    bias = picture.passed.bias
    assert bias is not None
    weights, y = bias[None, : picture.dimensions], np.array([picture.rows - 1], np.float32)
    texts = [[f"linear.bias[{axis}] = {number:.4f}, for every word" for axis, number in enumerate(weights[0])]]
    lit = np.ones(weights.shape, bool)
    wires = Wires("linear.bias", _INPUT, _VECTOR, y, picture.neuron_y, weights, lit, picture.largest, texts)
    node = _nodes("bias", [_INPUT], y)
    marker = {"size": _LIT_NODE, "color": OUTLINE, "line": {"color": OUTLINE, "width": 1}}
    node |= {"text": ["<b>1</b>"], "textfont": {"color": "#FFFFFF"}, "hovertext": ["the bias: 1 for every word"]}
    part.traces += [wires.trace(), node | {"marker": marker}]
    part.shapes += wires.shapes(picture.base, _FAINT)


def _table(picture: _Picture) -> _Part:
    """Embedding's index, which points at a row of the table, and that row's numbers on their way to the neurons."""
    passed = picture.passed
    row = passed.weight[[passed.word], : picture.dimensions]
    y = picture.word_y[picture.lit]
    texts = [[f"embedding.weight[{passed.word}, {axis}] = {number:.4f}, copied" for axis, number in enumerate(row[0])]]
    lit = np.ones(row.shape, bool)
    wires = Wires("copied", _TABLE[1], _VECTOR, y, picture.neuron_y, row, lit, picture.largest, texts)
    part = _Part(
        [wires.trace(), _cells(picture), _indices(picture)], [*wires.shapes(picture.base, 1), _row_frame(picture, y[0])]
    )
    middle = sum(_TABLE) / 2
    part.notes += [_heading("index", _INPUT), _footing(_shape(picture, "weight"), middle), _arrow(picture, y[0])]
    return part


def _indices(picture: _Picture) -> dict[str, Any]:
    """The number of each row, and around that of the word a box: it alone is given to the layer."""
    lit, words = picture.lit.tolist(), picture.words
    return {
        **_nodes("index", [_INPUT] * len(lit), picture.word_y),
        "text": [f"<b>{word}</b>" if one else f"{word}" for word, one in zip(words, lit, strict=True)],
        "textfont": {
            "color": ["#FFFFFF" if one else OUTLINE for one in lit],
            "size": [12 if one else 10 for one in lit],
        },
        "hovertext": [f"{label(picture.history.words[word])}: index {word}" for word in words],
        "marker": {
            "symbol": "square",
            "size": [_NEURON - 6 if one else 0 for one in lit],
            "opacity": 1,
            "color": word_color(picture.passed.word),
            "line": {"width": 0},
        },
    }


def _cells(picture: _Picture) -> dict[str, Any]:
    """The table, a row for each word that is drawn."""
    z = picture.passed.weight[picture.words, : picture.dimensions]
    return {
        "type": "heatmap",
        "name": "embedding.weight",
        "x": np.linspace(*_TABLE, picture.dimensions + 1),  # where cells begin and end
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


def _row_frame(picture: _Picture, y: float) -> dict[str, Any]:
    half = 0.5 * float(picture.word_y[1] - picture.word_y[0])
    ends = {"x0": _TABLE[0] - 0.02, "x1": _TABLE[1] + 0.02, "y0": y - half, "y1": y + half}
    return {"type": "rect", "line": {"color": word_color(picture.passed.word), "width": 3}, **ends}


def _arrow(picture: _Picture, y: float) -> dict[str, Any]:
    """From the index to its row."""
    tail = {"ax": _INPUT, "ay": y, "axref": "x", "ayref": "y"}
    style = {"arrowcolor": word_color(picture.passed.word), "arrowwidth": 2.5, "arrowhead": 2, "standoff": 2}
    return {"x": _TABLE[0] - 0.03, "y": y, "text": "", "showarrow": True, "startstandoff": 16, **tail, **style}


def _vector(picture: _Picture) -> _Part:
    """A neuron for each dimension of the vector that the first layer gives."""
    numbers = picture.passed.vector[: picture.dimensions]
    shares = [float(number) / picture.largest for number in numbers]
    neurons = _nodes("vector", [_VECTOR] * len(numbers), picture.neuron_y)
    neurons |= {
        "text": [f"{number:.2f}" if abs(number) < 99.5 else f"{number:.0f}" for number in numbers],
        "textfont": {
            "color": ["#FFFFFF" if abs(share) > 0.4 else INK[picture.base] for share in shares],
            "size": 11,
        },
        "hovertext": [f"dimension {axis}: {number:.4f}" for axis, number in enumerate(numbers)],
        "marker": {
            "size": _NEURON,
            "color": [color_of(share, picture.base) for share in shares],
            "line": {"color": word_color(picture.passed.word), "width": 2.5},
        },
    }
    return _Part([neurons], [], [_heading("vector", _VECTOR)])


def _head(picture: _Picture) -> _Part:
    """The head's lines, and for each goal a neuron with a bar and a number for the answer."""
    passed = picture.passed
    weights = passed.head["weight"][picture.goals, : picture.dimensions].T
    texts = [
        [
            _told(f"head.weight[{goal}, {axis}]", weight, float(passed.vector[axis]))
            for goal, weight in zip(picture.goals, row, strict=True)
        ]
        for axis, row in enumerate(weights)
    ]
    answers = passed.answers[picture.goals]
    lit = np.broadcast_to(np.arange(len(answers)) == answers.argmax(), weights.shape)
    starts, ends, largest = picture.neuron_y, picture.goal_y, picture.largest_of_head
    wires = Wires("head.weight", _VECTOR, _OUTPUT, starts, ends, weights, lit, largest, texts)
    part = _Part([wires.trace(), _outputs(picture)], wires.shapes(picture.base, _FAINT_HEAD))
    for goal, answer, y in zip(picture.goals, answers, picture.goal_y, strict=True):
        part.shapes += [_bar(1.0, float(y), f"{INK[picture.base]}14"), _bar(float(answer), float(y), word_color(goal))]
    unit = OBJECTIVES[picture.history.experiment.objective].head.unit
    part.notes += [_heading(unit, sum(_BARS) / 2), _footing(_shape(picture, "head"), (_VECTOR + _OUTPUT) / 2, 1)]
    return part


def _outputs(picture: _Picture) -> dict[str, Any]:
    """A neuron for each goal; it belongs to the axis at the right, where the goals are told."""
    passed, goals = picture.passed, picture.history.goals
    told = [
        f"{label(goals[goal])}: score {passed.scores[goal]:.4f}"
        + (f", of it head.bias[{goal}] = {passed.head['bias'][goal]:.4f}" if "bias" in passed.head else "")
        + f"<br>answer {passed.answers[goal]:.4f}"
        for goal in picture.goals
    ]
    marker = {
        "size": _NODE,
        "color": [word_color(goal) for goal in picture.goals],
        "line": {"color": OUTLINE, "width": 1},
    }
    return {**_nodes("answers", [_OUTPUT] * len(told), picture.goal_y), "yaxis": "y2", "hovertext": told} | {
        "mode": "markers",
        "marker": marker,
        "customdata": passed.answers[picture.goals],
    }


def _bar(answer: float, y: float, color: str) -> dict[str, Any]:
    ends = {"x0": _BARS[0], "x1": _BARS[0] + (_BARS[1] - _BARS[0]) * answer, "y0": y - 0.28, "y1": y + 0.28}
    return {"type": "rect", "fillcolor": color, "line": {"width": 0}, **ends}


def _nodes(name: str, x: Sequence[float], y: Floats) -> dict[str, Any]:
    look = {"mode": "markers+text", "hoverinfo": "text", "showlegend": False, "cliponaxis": False}
    return {"type": "scatter", "name": name, "x": x, "y": y, **look}


def _told(where: str, weight: float, given: float) -> str:
    """A weight, and what it makes of the number that it is given."""
    return f"{where} = {weight:.4f}<br>× {given:.4g} = {weight * given:z.4f}"


def _shape(picture: _Picture, what: str) -> str:
    """A weight's name and shape, as PyTorch stores it."""
    track = picture.history.tracks[picture.name]
    if what == "head":
        return f"head.weight {track.head['weight'].shape[1:]}"
    return f"{picture.name}.weight {track.weight.shape[1:]}"


def _heading(text: str, x: float) -> dict[str, Any]:
    place = {"xref": "x", "x": x, "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6}
    return {"text": text, "showarrow": False, "font": {"size": 13}, **place}


def _footing(text: str, x: float, line: int = 0) -> dict[str, Any]:
    place = {"xref": "x", "x": x, "yref": "paper", "y": 0, "yanchor": "top", "yshift": -4 - 15 * line}
    return {"text": text, "showarrow": False, "font": {"size": 11}, **place}


def _layout(picture: _Picture, parts: list[_Part]) -> dict[str, Any]:
    rows, headed = picture.rows, bool(picture.passed.head)
    words = [(y, _word(picture, word)) for y, word in zip(picture.word_y.tolist(), picture.words, strict=True)]
    words += [(rows - 1, "bias")] if picture.passed.bias is not None else []
    axis = {"range": [rows - 0.4, -0.6], "fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    axis |= {"tickmode": "array", "automargin": True, "tickfont": {"size": 12}, "showline": False}
    x = {"range": [-0.32, _BARS[1] + 0.03 if headed else _VECTOR + 0.25], "visible": False, "fixedrange": True}
    return {
        "template": templates()[picture.base],
        "height": int(_TOP + _ROW * rows + _BOTTOM),
        "margin": {"l": 8, "r": 8, "t": _TOP, "b": _BOTTOM},
        "dragmode": False,
        "hovermode": "closest",
        "hoverdistance": 12,
        "xaxis": x,
        "yaxis": axis | {"tickvals": [y for y, _ in words], "ticktext": [text for _, text in words]},
        "yaxis2": axis | {"overlaying": "y", "side": "right", **_answer_ticks(picture)},
        "shapes": [shape for part in parts for shape in part.shapes],
        "annotations": [note for part in parts for note in part.notes],
    }


def _word(picture: _Picture, word: int) -> str:
    text = label(abbreviate(picture.history.words[word], _LETTERS))
    return f"<b>{text}</b>" if word == picture.passed.word else text


def _answer_ticks(picture: _Picture) -> dict[str, Any]:
    """Each goal with its answer, the highest of all in bold, if it is drawn."""
    goals, answers = picture.history.goals, picture.passed.answers
    best = answers.argmax()
    texts = [f"{answers[goal]:.2f} {label(abbreviate(goals[goal], _LETTERS))}" for goal in picture.goals]
    bold = [f"<b>{text}</b>" if goal == best else text for goal, text in zip(picture.goals, texts, strict=True)]
    return {"tickvals": picture.goal_y.tolist(), "ticktext": bold}


_FIRST_LAYERS: Mapping[str, Callable[[_Picture], _Part]] = {"embedding": _table, "linear": _one_hot}
_TOLD = {
    "embedding": "Embedding takes the index {index}, of “{word}”, and copies that row of its table.",
    "linear": "Linear takes a 1 for “{word}” and 0 for every other word, so only the lines from the 1 carry something.",
}


def _compared(one: Floats, other: Floats) -> str:
    if np.array_equal(one, other):
        return "Both give exactly the same vector."
    return f"Their vectors differ, by {np.abs(one - other).max():.2g} at the most."


def _answered(history: History, passed: Mapping[str, Forward]) -> str:
    """What comes out at the end, of each layer where the two do not agree."""
    way = next(iter(passed.values()))
    if not way.head:
        examples = history.experiment.task.examples
        there = (examples.inputs[:, 0] == way.word).nonzero()[:1, 0].tolist()
        place = f", and should become {history.goals[int(examples.targets[there[0]])]}" if there else ""
        return f"There is no head: the vector itself is the answer{place}."
    highest = {name: _highest(history, way) for name, way in passed.items()}
    if len(set(highest.values())) == 1:
        return f"The head's highest answer is {next(iter(highest.values()))}."
    behind = ", behind ".join(f"{LAYERS[name].label} {answer}" for name, answer in highest.items())
    return f"The head's highest answer is, behind {behind}."


def _highest(history: History, way: Forward) -> str:
    best = int(way.answers.argmax())
    return f"{way.answers[best]:.2f} for “{abbreviate(history.goals[best])}”"


def _limits(history: History, words: list[int]) -> list[str]:
    """How lines look, and what is left out of the drawing: nothing is cut silently."""
    told = ["Colour and width of a line tell its weight: blue is positive, orange negative, thin and grey near 0."]
    dimension, goals = history.experiment.dimension, _goals(history, words)
    cut = [f"{len(words)} of {len(history.words):,} words"] if len(words) < len(history.words) else []
    cut += [f"the first {MOST_DIMENSIONS} of {dimension} dimensions"] if dimension > MOST_DIMENSIONS else []
    if goals and len(goals) < len(history.goals):
        cut.append(f"{len(goals)} of {len(history.goals):,} answers")
    return [*told, *([f"Drawn: {', '.join(cut)}. The numbers are worked out with all of them."] if cut else [])]
