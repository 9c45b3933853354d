"""The animation as one page that plays without a network, with the player of the page itself."""

import base64
import html
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from plotly.offline import get_plotlyjs

from playground.figures.run_picture import View
from playground.figures.stage import stage
from playground.player import payload
from playground.takeaway.taken import Taken
from playground.teaching.lessons import PARTS

_PLAYER = Path(payload.__file__).parent
_COLORS = """
:root {
  --st-text-color: #31333F; --st-background-color: #FFFFFF; --st-secondary-background-color: #F0F2F6;
  --st-border-color: #D6D6D9; --st-primary-color: #0064B4; --st-font: system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --st-text-color: #FAFAFA; --st-background-color: #0E1117; --st-secondary-background-color: #262730;
    --st-border-color: #41444C; --st-primary-color: #4DA3E8;
  }
}
body {
  margin: 1rem 1.5rem; color: var(--st-text-color); background: var(--st-background-color); font-family: var(--st-font);
}
h1 { font-size: 1.1rem; }
a { color: inherit; }
.player .player-slow { display: none; }
"""


def page(taken: Taken) -> bytes:
    """An HTML file with the picture, the player and Plotly.js inside."""
    title = f"First Layer Playground: {taken.stem}"
    link = f'<p><a href="{html.escape(taken.link)}">Open this run in the playground</a></p>' if taken.link else ""
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>',
            '<meta name="viewport" content="width=device-width">',
            f"<style>{_COLORS}{_read('player.css')}</style>",
            f'<h1>{html.escape(title)}</h1>\n<div id="player">{_read("player.html")}</div>\n{link}',
            f"<script>{get_plotlyjs()}</script>",
            f'<script type="importmap">{json.dumps({"imports": _modules()})}</script>',
            f'<script type="application/json" id="picture">{_inert(_data(taken))}</script>',
            f'<script type="module">{_START}</script>',
            "</html>\n",
        ]
    ).encode()


_START = """
import mount from "player/player.js";
const data = JSON.parse(document.getElementById("picture").textContent);
const ignore = () => undefined;
mount({ data, parentElement: document.getElementById("player"), setStateValue: ignore, setTriggerValue: ignore });
"""


def _data(taken: Taken) -> dict[str, Any]:
    """What the page's player is given: it begins at the step of the playhead, and nothing can be dragged."""
    cue = {"number": 1, "step": taken.step, "plays": False, "moment": 0, "word": None}
    seen = payload.payload(stage(taken.history, View(movable=False)), taken.stem)
    return {**seen, "plotly": "", "above": False, "parts": PARTS, "watched": "", "cue": cue}


def _inert(data: dict[str, Any]) -> str:
    """JSON that no word in it can end."""
    return json.dumps(data, allow_nan=False).replace("<", "\\u003c")


@cache
def _modules() -> dict[str, str]:
    """The player's modules by the names that they are imported by; a page from a file can't load others."""
    modules = (path for path in sorted((_PLAYER / "browser").glob("*.js")) if path.name != "loader.js")
    return {f"player/{path.name}": _address(path.read_text("utf-8")) for path in modules}


def _address(code: str) -> str:
    """The module as its own address, in which the others have these names too."""
    renamed = re.sub(r'(from|import) "\./([\w.]+)"', r'\1 "player/\2"', code)
    return f"data:text/javascript;base64,{base64.b64encode(renamed.encode()).decode()}"


def _read(name: str) -> str:
    return (_PLAYER / name).read_text("utf-8")
