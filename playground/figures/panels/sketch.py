"""Cells, lines and notes on a plain ground, for pictures in which things stand where they explain each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.theme import INK, OUTLINE, templates, word_color

ROW = 24
"""Pixels of a row of cells."""

_ABOVE, _EDGE, _DIGIT = 22, 6, 5.5
_PALE = 0.25
"""What is left of a colour that is pale."""
_ZERO, _ONE = "rgba(128,128,128,0.12)", "#5B6472"

Place = tuple[float, float]


@dataclass
class Sketch:
    """A picture that grows to the right from x = 0, in pixels, and downwards from y = 0, in rows of cells.

    The pixels are those of a page of usual width: the picture is as wide as the page lets it. ``largest`` is the end of
    the weights' scale on either side of 0, ``color_scheme``: "light", "dark". A place is an upper left corner.
    """

    largest: float
    color_scheme: str
    traces: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)

    def weights(self, z: NDArray[Any], place: Place, width: float, lit: NDArray[np.bool_]) -> None:
        """Cells on the scale of the weights, with their numbers where there is room; what is not ``lit`` is pale."""
        digits = min(2, int(width / _DIGIT - len(f"-{self.largest:.0f}.")))
        text = [[f"{number:.{digits}f}" if digits > 0 and np.isfinite(number) else "" for number in row] for row in z]
        scale = {"zmin": -self.largest, "zmax": self.largest, "texttemplate": "%{text}"}
        self._cells(np.where(lit, z, _PALE * z), place, width, text=text, customdata=z, **scale)

    def zeros_and_ones(self, z: NDArray[Any], place: Place, width: float) -> None:
        """Cells of one-hot rows: a 0 is grey, a 1 is dark; nothing where there is NaN."""
        for number, cell, ink in ((0, _ZERO, OUTLINE), (1, _ONE, "#FFFFFF")):
            self._whole(np.where(z == number, z, np.nan), place, width, cell, ink)

    def indices(self, z: NDArray[Any], place: Place, width: float) -> None:
        """Cells with the numbers of words."""
        self._whole(z.astype(float), place, width, _ZERO, INK[self.color_scheme])

    def _whole(self, z: NDArray[Any], place: Place, width: float, cell: str, ink: str) -> None:
        """Whole numbers in one ink, in cells of one colour."""
        text = {"texttemplate": "%{z:.0f}", "textfont": {"color": ink}}
        self._cells(z, place, width, colorscale=[[0, cell], [1, cell]], customdata=z, **text)

    def _cells(self, z: NDArray[Any], place: Place, width: float, **trace: Any) -> None:
        x, y = place
        where = {"x0": x + width / 2, "dx": width, "y0": y + 0.5, "dy": 1, "xgap": 1, "ygap": 1}
        hover = {"hovertemplate": "%{customdata:.6~g}<extra></extra>", "hoverongaps": False}
        self.traces.append({"type": "heatmap", "z": z, "showscale": False, **where, **hover, **trace})

    def line(self, corners: Sequence[Place], word: int) -> None:
        """A line in the word's colour."""
        x, y = (list(side) for side in zip(*corners, strict=True))
        style = {"mode": "lines", "line": {"color": word_color(word), "width": 2}, "hoverinfo": "skip"}
        self.traces.append({"type": "scatter", "x": x, "y": y, **style})

    def frame(self, place: Place, width: float, height: float, word: int) -> None:
        x, y = place
        self.line([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)], word)

    def note(self, text: str, place: Place, lit: bool = True, **style: Any) -> None:
        """A line of text, its left end in the middle of the row at that place; grey unless it is ``lit``."""
        x, y = place
        font = {"size": 11, "color": INK[self.color_scheme] if lit else OUTLINE}
        where = {"x": x, "y": y + 0.5, "xanchor": "left", "showarrow": False}
        self.notes.append({"text": text, **where, "font": font, **style})

    def heading(self, text: str, x: float, xanchor: str = "left") -> None:
        """A line of text above the picture, its left end at x, or its right one."""
        self.note(text, (x, -0.5), yanchor="bottom", xanchor=xanchor, font={"size": 12})

    def figure(self, width: float, height: float, aside: float = 0) -> go.Figure:
        """All of it; ``aside`` are pixels for notes on the left of x = 0, however wide the page is."""
        axis = {"visible": False, "fixedrange": True}
        layout = {
            "template": templates()[self.color_scheme],
            "font": {"size": 10},
            "height": _ABOVE + ROW * height + _EDGE,
            "margin": {"l": _EDGE + aside, "r": _EDGE, "t": _ABOVE, "b": _EDGE},
            "dragmode": False,
            "showlegend": False,
            "annotations": self.notes,
            "xaxis": {**axis, "range": [0, width]},
            "yaxis": {**axis, "range": [height, 0]},
        }
        return go.Figure(self.traces, layout)
