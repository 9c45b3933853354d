"""A picture as it is sent to the browser. It is made where the run was trained, which may be another process."""

import base64
import dataclasses
import json
from typing import Any

import numpy as np

from playground.figures.bindings import StagePart
from playground.figures.stage import Stage
from playground.figures.theme import templates, word_color, word_symbol

_KINDS = {"f": "f4", "i": "i4"}


def payload(stage: Stage, key: str) -> dict[str, Any]:
    """All that the browser needs, as JSON. An equal ``key`` stands for an equal picture."""
    return {
        "key": key,
        "name": stage.name,
        "steps": stage.steps,
        "words": [_word(*named, index) for index, named in enumerate(zip(stage.words, stage.short, strict=True))],
        "listed": stage.listed,
        "cut": stage.cut,
        "windows": [dataclasses.asdict(window) for window in stage.windows],
        "panels": [_panel(panel) for panel in stage.parts],
        "arrays": {name: _encode(array) for name, array in stage.arrays.items()},
        "moments": stage.moments,
        "readouts": [dataclasses.asdict(readout) for readout in stage.readouts.sentences],
        "templates": templates(),
    }


def _word(word: str, short: str, index: int) -> dict[str, str]:
    return {"text": word, "short": short, "color": word_color(index), "symbol": word_symbol(index)}


def _panel(panel: StagePart) -> dict[str, Any]:
    return {
        "name": panel.name,
        "caption": panel.caption,
        "figure": _figure(panel),
        "bindings": [dataclasses.asdict(binding) for binding in panel.bindings],
        "picks": panel.picks,
        "timeline": panel.timeline,
        "windows": panel.windows,
        "arrows": [dataclasses.asdict(arrows) for arrows in panel.arrows],
        "moments": panel.moments,
        "drags": panel.drags,
        "regions": panel.regions and dataclasses.asdict(panel.regions),
    }


def _figure(panel: StagePart) -> dict[str, Any]:
    """Without a template: the browser takes that of its page, and Plotly's own is another one where Streamlit is."""
    figure: dict[str, Any] = json.loads(panel.figure.to_json())
    figure["layout"].pop("template", None)
    return figure


def _encode(array: np.ndarray) -> dict[str, Any]:
    """An array as Plotly writes typed arrays, little-endian float32 or int32."""
    kind = _KINDS[array.dtype.kind]
    data = np.ascontiguousarray(array, dtype=f"<{kind}")
    return {"dtype": kind, "bdata": base64.b64encode(data.tobytes()).decode("ascii"), "shape": list(array.shape)}
