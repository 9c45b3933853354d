"""Colours and fonts, for a light page and a dark one; safe for colour-blind eyes."""

from typing import Any

# Each colour says one thing. Okabe and Ito's palette, https://jfly.uni-koeln.de/color/, without its blue and red, which
# are Embedding and Linear, and with violet for its yellow, which can't be seen on white.
WORD_COLORS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#9018F0", "#7F7F7F")
WORD_SYMBOLS = ("circle", "square", "diamond", "cross", "star", "hexagon", "triangle-down")
OUTLINE = "#808080"

NEGATIVE, POSITIVE = "#A6611A", "#007A87"
NEUTRAL = {"light": "#F7F7F7", "dark": "#20242D"}
INK = {"light": "#31333F", "dark": "#FAFAFA"}


def word_color(index: int) -> str:
    return WORD_COLORS[index % len(WORD_COLORS)]


def word_symbol(index: int) -> str:
    """The mark of a word. It changes when the colours have been used up, so that no two of 40 words look the same."""
    return WORD_SYMBOLS[index // len(WORD_COLORS) % len(WORD_SYMBOLS)]


def templates() -> dict[str, dict[str, Any]]:
    """A Plotly template for each kind of page: "light" and "dark"."""
    return {color_scheme: _template(color_scheme) for color_scheme in ("light", "dark")}


def _template(color_scheme: str) -> dict[str, Any]:
    ink = INK[color_scheme]
    line = f"{ink}22"
    axis = {"exponentformat": "e", "gridcolor": line, "zerolinecolor": f"{ink}55", "linecolor": line, "tickcolor": line}
    scale = [[0, NEGATIVE], [0.5, NEUTRAL[color_scheme]], [1, POSITIVE]]
    return {
        "data": {"heatmap": [{"colorscale": scale}], "scatter": [{"textfont": {"color": ink}}]},
        "layout": {
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": ink, "size": 12},
            "xaxis": axis,
            "yaxis": axis,
            "scene": {name: axis | {"backgroundcolor": "rgba(0,0,0,0)"} for name in ("xaxis", "yaxis", "zaxis")},
        },
    }
