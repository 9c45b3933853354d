"""The model as neurons: what a word sets off in the first layer and in the head, with every weight as a line."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.analysis.forward_pass import Forward, forward
from playground.figures.bindings import label
from playground.figures.drawn_words import drawn
from playground.figures.network.first_layers import FIRST_LAYERS
from playground.figures.network.neurons import (
    BARS,
    MOST_DIMENSIONS,
    MOST_WORDS,
    NEURON,
    NODE,
    OUTPUT,
    VECTOR,
    NetworkPart,
    Picture,
    footing,
    head_shape,
    heading,
    nodes,
    weighed,
)
from playground.figures.network.wires import Wires, color_of
from playground.figures.theme import INK, OUTLINE, templates, word_color
from playground.model.layers import LAYERS
from playground.training.history import Floats, History
from playground.wording import short_names

_ROW, _TOP, _BOTTOM = 27, 30, 42
"""Pixels of a row, above the rows and below them."""
_FAINT_HEAD = 0.4
_LETTERS = 10
"""A longer word is abbreviated next to its neuron; the hover text has its whole name."""


def words_with_neurons(history: History, word: int, words: Sequence[int]) -> list[int]:
    """The words that ``network`` draws, in the order of their numbers: a row for each."""
    wanted = list(words) or drawn(history).indices[:MOST_WORDS].tolist()
    others = [other for other in wanted if other != word][: MOST_WORDS - (word not in wanted[:MOST_WORDS])]
    return sorted({*others[: MOST_WORDS - 1], word})


def network(
    history: History, name: str, snapshot: int, word: int, color_scheme: str, words: Sequence[int] = ()
) -> go.Figure:
    """What ``word`` sets off in the layer called ``name`` and its head: lines are weights, circles are neurons.

    ``words`` are the indices of those to draw, the first ones if none are given; no more than MOST_WORDS are, and
    ``word`` is always among them. ``color_scheme``: "light", "dark". Raises KeyError for a layer that was not trained.
    """
    chosen = words_with_neurons(history, word, words)
    passed = forward(history, name, snapshot, word)
    picture = Picture(history, name, passed, chosen, _goals(history, chosen), color_scheme)
    parts = [FIRST_LAYERS[name](picture), _vector(picture), *([_head(picture)] if passed.head else [])]
    traces = sorted((trace for part in parts for trace in part.traces), key=lambda trace: "hovertext" not in trace)
    return go.Figure(traces, _layout(picture, parts))


def network_caption(history: History, snapshot: int, word: int, words: Sequence[int] = ()) -> str:
    """What to look for in the networks of all layers, as plain text: it holds words as they were typed."""
    passed = {name: forward(history, name, snapshot, word) for name in history.tracks}
    sentences = [_TAKES[name].format(word=history.short_words[word], index=word) for name in passed]
    if history.experiment.bias:
        sentences.append("Its bias is one more input, which is 1 for every word.")
    if len(passed) == 2:
        sentences.append(_compared(*(way.vector for way in passed.values())))
    sentences.append(_answered(history, passed))
    if history.inputs.shape[2] > 1:
        sentences.append(
            "In training, the head gets the mean of several words' vectors; here it gets only this word's."
        )
    return " ".join([*sentences, *_limits(history, words_with_neurons(history, word, words))])


def _goals(history: History, words: list[int]) -> list[int]:
    """The goals that are drawn: the same words, or the first of other goals; none where the vector is the answer."""
    if not history.experiment.head.learns:
        return []
    return list(range(min(MOST_WORDS, len(history.experiment.target_kind.names)))) or words


def _vector(picture: Picture) -> NetworkPart:
    """A neuron for each dimension of the vector that the first layer gives."""
    numbers = picture.passed.vector[: picture.dimensions]
    shares = [float(number) / picture.largest for number in numbers]
    neurons = nodes("vector", [VECTOR] * len(numbers), picture.neuron_y)
    neurons |= {
        "text": [f"{number:.2f}" if abs(number) < 99.5 else f"{number:.0f}" for number in numbers],
        "textfont": {
            "color": ["#FFFFFF" if abs(share) > 0.4 else INK[picture.color_scheme] for share in shares],
            "size": 11,
        },
        "hovertext": [f"dimension {axis}: {number:.4f}" for axis, number in enumerate(numbers)],
        "marker": {
            "size": NEURON,
            "color": [color_of(share, picture.color_scheme) for share in shares],
            "line": {"color": word_color(picture.passed.word), "width": 2.5},
        },
    }
    return NetworkPart([neurons], [], [heading("vector", VECTOR)])


def _head(picture: Picture) -> NetworkPart:
    """The head's lines, and for each goal a neuron with a bar and a number for the answer."""
    passed = picture.passed
    weights = passed.head["weight"][picture.goals, : picture.dimensions].T
    texts = [
        [
            weighed(f"head.weight[{goal}, {axis}]", weight, float(passed.vector[axis]))
            for goal, weight in zip(picture.goals, row, strict=True)
        ]
        for axis, row in enumerate(weights)
    ]
    answers = passed.answers[picture.goals]
    lit = np.broadcast_to(np.arange(len(answers)) == answers.argmax(), weights.shape)
    starts, ends, largest = picture.neuron_y, picture.goal_y, picture.largest_of_head
    wires = Wires("head.weight", VECTOR, OUTPUT, starts, ends, weights, lit, largest, texts)
    part = NetworkPart([wires.trace(), _outputs(picture)], wires.shapes(picture.color_scheme, _FAINT_HEAD))
    for goal, answer, y in zip(picture.goals, answers, picture.goal_y, strict=True):
        part.shapes += [
            _bar(1.0, float(y), f"{INK[picture.color_scheme]}14"),
            _bar(float(answer), float(y), word_color(goal)),
        ]
    unit = picture.history.experiment.head.unit
    part.notes += [heading(unit, sum(BARS) / 2), footing(head_shape(picture), (VECTOR + OUTPUT) / 2, 1)]
    return part


def _outputs(picture: Picture) -> dict[str, Any]:
    """A neuron for each goal; it belongs to the axis at the right, where the goals are told."""
    passed, goals = picture.passed, picture.history.short_goals
    sentences = [
        f"{label(goals[goal])}: score {passed.scores[goal]:.4f}"
        + (f", including head.bias[{goal}] = {passed.head['bias'][goal]:.4f}" if "bias" in passed.head else "")
        + f"<br>answer {passed.answers[goal]:.4f}"
        for goal in picture.goals
    ]
    marker = {
        "size": NODE,
        "color": [word_color(goal) for goal in picture.goals],
        "line": {"color": OUTLINE, "width": 1},
    }
    return {**nodes("answers", [OUTPUT] * len(sentences), picture.goal_y), "yaxis": "y2", "hovertext": sentences} | {
        "mode": "markers",
        "marker": marker,
        "customdata": passed.answers[picture.goals],
    }


def _bar(answer: float, y: float, color: str) -> dict[str, Any]:
    ends = {"x0": BARS[0], "x1": BARS[0] + (BARS[1] - BARS[0]) * answer, "y0": y - 0.28, "y1": y + 0.28}
    return {"type": "rect", "fillcolor": color, "line": {"width": 0}, **ends}


def _layout(picture: Picture, parts: list[NetworkPart]) -> dict[str, Any]:
    rows, headed = picture.rows, bool(picture.passed.head)
    words = [(y, _word(picture, word)) for y, word in zip(picture.word_y.tolist(), picture.words, strict=True)]
    words += [(rows - 1, "bias")] if picture.passed.bias is not None else []
    axis = {"range": [rows - 0.4, -0.6], "fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    axis |= {"tickmode": "array", "automargin": True, "tickfont": {"size": 12}, "showline": False}
    x = {"range": [-0.32, BARS[1] + 0.03 if headed else VECTOR + 0.25], "visible": False, "fixedrange": True}
    return {
        "template": templates()[picture.color_scheme],
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


def _word(picture: Picture, word: int) -> str:
    words = picture.history.words
    text = label(short_names([words[other] for other in (*picture.words, word)], _LETTERS)[words[word]])
    return f"<b>{text}</b>" if word == picture.passed.word else text


def _answer_ticks(picture: Picture) -> dict[str, Any]:
    """Each goal with its answer, the highest of all in bold, if it is drawn."""
    goals, answers = picture.history.goals, picture.passed.answers
    best = answers.argmax()
    short = short_names([goals[goal] for goal in picture.goals], _LETTERS)
    texts = [f"{answers[goal]:.2f} {label(short[goals[goal]])}" for goal in picture.goals]
    bold = [f"<b>{text}</b>" if goal == best else text for goal, text in zip(picture.goals, texts, strict=True)]
    return {"tickvals": picture.goal_y.tolist(), "ticktext": bold}


_TAKES = {
    "embedding": "Embedding takes {index}, the index of “{word}”, and copies that row of its table.",
    "linear": "Linear takes 1 for “{word}” and 0 for every other word, so only the lines from the 1 carry a value.",
}


def _compared(one: Floats, other: Floats) -> str:
    if np.array_equal(one, other):
        return "Both return the same numbers."
    return f"Their vectors differ by up to {np.abs(one - other).max():.2g}."


def _answered(history: History, passed: Mapping[str, Forward]) -> str:
    """The final answer; one for each layer where they disagree."""
    way = next(iter(passed.values()))
    if not way.head:
        examples = history.experiment.task.examples
        there = (examples.inputs[:, 0] == way.word).nonzero()[:1, 0].tolist()
        place = f", and should become {history.goals[int(examples.targets[there[0]])]}" if there else ""
        return f"There is no head: the vector itself is the answer{place}."
    highest = {name: _highest(history, way) for name, way in passed.items()}
    if len(set(highest.values())) == 1:
        return f"The head's highest answer is {next(iter(highest.values()))}."
    each = "; ".join(f"{LAYERS[name].label} {answer}" for name, answer in highest.items())
    return f"The head's highest answer differs: {each}."


def _highest(history: History, way: Forward) -> str:
    best = int(way.answers.argmax())
    return f"{way.answers[best]:.2f} for “{history.short_goals[best]}”"


def _limits(history: History, words: list[int]) -> list[str]:
    """How lines look, and what is left out of the drawing: nothing is cut silently."""
    sentences = ["A line's colour and width show its weight: green is positive, brown negative, thin and grey near 0."]
    dimension, goals = history.experiment.dimension, _goals(history, words)
    cut = [f"{len(words)} of {len(history.words):,} words"] if len(words) < len(history.words) else []
    cut += [f"the first {MOST_DIMENSIONS} of {dimension} dimensions"] if dimension > MOST_DIMENSIONS else []
    if goals and len(goals) < len(history.goals):
        cut.append(f"{len(goals)} of {len(history.goals):,} answers")
    return [*sentences, *([f"Shown: {', '.join(cut)}. The numbers are computed from all of them."] if cut else [])]
