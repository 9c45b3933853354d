"""What each way costs against the number of words, on logarithmic axes, and the same numbers as a table."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from playground.cost.scaling import MOST_BYTES, MOST_SECONDS, VOCABULARIES, WAYS, Row, Sweep
from playground.figures.theme import INK, WORD_COLORS, templates
from playground.wording import in_bytes, in_time, plural

MEASURED, COMPUTED = "●", "○"


@dataclass(frozen=True)
class Quantity:
    """What is drawn: a number of a row, None if nobody knows it yet, how it is written, and what to look for."""

    title: str
    number: Callable[[Row], float | None]
    as_text: Callable[[float], str]
    caption: Callable[[Sequence[Row], Sweep], str]


@dataclass(frozen=True)
class _Style:
    """One is drawn over the other, so the later is the smaller: lines that are the same are all seen."""

    color: str
    symbol: str
    size: int
    width: float


_STYLES = {
    "embedding": _Style(WORD_COLORS[0], "circle", 12, 5),
    "sparse": _Style(WORD_COLORS[2], "diamond", 9, 3),
    "linear": _Style(WORD_COLORS[5], "square", 5, 1.5),
}
_HEIGHT = 290
_TICKS = ("10", "100", "1k", "10k", "100k", "1M")


def _same_parameters(rows: Sequence[Row], sweep: Sweep) -> str:
    most = rows[-1].parameters
    return (
        f"Words × dimensions: {most:,} for {rows[-1].words:,} words. All three have the same number, so "
        "their lines coincide."
    )


def _given(rows: Sequence[Row], sweep: Sweep) -> str:
    largest = {row.way: row for row in rows if row.words == VOCABULARIES[-1]}
    indices, one_hot = (in_bytes(largest[name].memory.given) for name in ("embedding", "linear"))
    batch = f"a batch of {sweep.batch:,}" if sweep.batch > 1 else "one word"
    return (
        f"A step holds the weight, its gradient and the input. With {VOCABULARIES[-1]:,} words, {batch} is "
        f"{indices} as indices, but {one_hot} as one-hot vectors: the integers that F.one_hot makes, then "
        "floats."
    )


def _times(rows: Sequence[Row], sweep: Sweep) -> str:
    sentence = "A step looks up a batch, backpropagates and updates the weight with SGD."
    sizes = [row.words for row in rows if row.measured]
    complete = [words for words in VOCABULARIES if sizes.count(words) == len(WAYS)]
    if not complete:
        return f"{sentence} Not measured yet."
    times = ", ".join(
        f"{in_time(row.seconds)} in {WAYS[row.way].label}" for row in rows if row.words == complete[-1] and row.seconds
    )
    return f"{sentence} With {complete[-1]:,} words, it takes {times}."


QUANTITIES = (
    Quantity("Parameters", lambda row: row.parameters, lambda number: f"{number:,.0f}", _same_parameters),
    Quantity("Memory", lambda row: row.memory.total, in_bytes, _given),
    Quantity("Time", lambda row: row.seconds, in_time, _times),
)


def growth_chart(quantity: Quantity, rows: Sequence[Row], own: int, color_scheme: str) -> go.Figure:
    """A line for each way: solid and with filled marks where it was measured, broken and with hollow ones elsewhere.

    A vertical line is at ``own`` words. ``color_scheme`` is "light" or "dark".
    """
    known = [row for row in rows if quantity.number(row) is not None]
    traces = [trace for way in WAYS for trace in _traces(quantity, [row for row in known if row.way == way])]
    numbers = [float(quantity.number(row) or 0) for row in known]
    return go.Figure(traces, _layout(quantity, numbers, own, color_scheme))


def growth_table(rows: Sequence[Row]) -> dict[str, list[str]]:
    """A line for each number of each way, with an entry for each size in ``VOCABULARIES``."""
    return {
        f"{quantity.title}, {way.label}": [_cell(quantity, row) for row in rows if row.way == name]
        for quantity in QUANTITIES
        for name, way in WAYS.items()
    }


def growth_caption(sweep: Sweep) -> str:
    """How to read charts and table."""
    computed = (
        f"{COMPUTED} and dashed lines: computed, where a step would need more than {in_bytes(MOST_BYTES)} "
        f"or {in_time(MOST_SECONDS)}, and where nothing has been measured. Bytes follow from the shapes. "
        "Times continue the straight line through the two largest measured sizes; they grow with what each "
        "step creates, the gradient and the input."
    )
    dimensions, batch = plural(sweep.dimension, "dimension"), plural(sweep.batch, "word")
    measured = f"{MEASURED} and solid lines: measured on the machine that serves this page."
    return f"One step, with {dimensions} and a batch of {batch}. {measured} {computed}"


def ways_caption() -> str:
    """What the ways are."""
    return " ".join(f"{way.label} {way.explanation}." for way in WAYS.values())


def _cell(quantity: Quantity, row: Row) -> str:
    number = quantity.number(row)
    return "" if number is None else f"{_mark(row)} {quantity.as_text(number)}"


def _mark(row: Row) -> str:
    return MEASURED if row.measured else COMPUTED


def _traces(quantity: Quantity, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The measured part of a way's line, and the computed part, which begins where the other ends."""
    measured = [row for row in rows if row.measured]
    computed = [row for row in rows if not row.measured]
    traces = [_trace(quantity, measured, "solid")] if measured else []
    if computed:
        traces.append(_trace(quantity, [*measured[-1:], *computed], "dash") | {"showlegend": not measured})
    return traces


def _trace(quantity: Quantity, rows: Sequence[Row], dash: str) -> dict[str, Any]:
    name, style = rows[0].way, _STYLES[rows[0].way]
    return {
        "type": "scatter",
        "x": [row.words for row in rows],
        "y": [quantity.number(row) for row in rows],
        "mode": "lines+markers",
        "name": WAYS[name].label,
        "line": {"color": style.color, "width": style.width, "dash": dash},
        "marker": {
            "color": style.color,
            "size": style.size,
            "symbol": [style.symbol if row.measured else f"{style.symbol}-open" for row in rows],
            "opacity": 1,
            "line": {"width": 1.5, "color": style.color},
        },
        "text": [_hover(quantity, row) for row in rows],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _hover(quantity: Quantity, row: Row) -> str:
    how = "measured" if row.measured else "computed"
    number = quantity.as_text(quantity.number(row) or 0)
    return f"{WAYS[row.way].label}<br>{row.words:,} words: {number}, {how}"


def _layout(quantity: Quantity, numbers: Sequence[float], own: int, color_scheme: str) -> dict[str, Any]:
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom", "font": {"size": 10}}
    x = {"tickmode": "array", "tickvals": VOCABULARIES, "ticktext": _TICKS, "tickangle": 0}
    ends = [math.log10(min(own, VOCABULARIES[0])) - 0.2, math.log10(VOCABULARIES[-1]) + 0.2]
    axis = {"type": "log", "fixedrange": True, "zeroline": False, "tickfont": {"size": 10}}
    return {
        "template": templates()[color_scheme],
        "height": _HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 44, "b": 38},
        "dragmode": False,
        "showlegend": True,
        "legend": {**legend, "bgcolor": "rgba(0,0,0,0)", "itemclick": False, "itemdoubleclick": False},
        "xaxis": {**axis, **x, "range": ends, "title": {"text": "words", "standoff": 4}},
        "yaxis": {**axis, **_decades(quantity, numbers), "automargin": True},
        "shapes": [_own(own, color_scheme)],
        "annotations": [_own_title(own), *([] if numbers else [_nothing_yet()])],
    }


def _decades(quantity: Quantity, numbers: Sequence[float]) -> dict[str, Any]:
    """An axis with a tick at each power of ten."""
    if not numbers:
        return {"range": [-5, 0], "showticklabels": False}
    low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
    ticks = [10.0**power for power in range(low, high + 1)]
    text = [quantity.as_text(tick) for tick in ticks]
    return {"range": [low - 0.2, high + 0.5], "tickmode": "array", "tickvals": ticks, "ticktext": text}


def _own(own: int, color_scheme: str) -> dict[str, Any]:
    ends = {"xref": "x", "x0": own, "x1": own, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", "line": {"color": INK[color_scheme], "width": 1, "dash": "dot"}, "layer": "below", **ends}


def _own_title(own: int) -> dict[str, Any]:
    """Beside the line, on the side where there is more room."""
    left = own < VOCABULARIES[len(VOCABULARIES) // 2]
    side = {"xanchor": "left", "xshift": 2} if left else {"xanchor": "right", "xshift": -2}
    place = {"xref": "x", "x": math.log10(own), "yref": "paper", "y": 1, "yanchor": "top"}
    return {"text": f"yours: {own:,}", "showarrow": False, "font": {"size": 10}, **place, **side}


def _nothing_yet() -> dict[str, Any]:
    place = {"xref": "paper", "x": 0.5, "yref": "paper", "y": 0.5}
    return {"text": "not measured yet", "showarrow": False, **place}
