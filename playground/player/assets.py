"""What the server hands out to browsers: the modules of ``browser/`` and Plotly.js, from the installed packages."""

import hashlib
from functools import cache
from pathlib import Path

import plotly
from streamlit.components.v1 import declare_component

_MODULES = Path(__file__).parent / "browser"


@cache
def loader(name: str) -> str:
    """The few lines of a component that load the module of that name, and hand on to it what Streamlit gives."""
    lines = (_MODULES / "loader.js").read_text("utf-8")
    return lines.replace("ADDRESS", f"{_serve(f'modules_{_fingerprint()}', _MODULES)}/{name}.js")


def plotly_address() -> str:
    """Where Plotly.js is, relative to the page; another version has another address."""
    served = _serve("plotlyjs", Path(plotly.__file__).parent / "package_data")
    return f"{served}/plotly.min.js?v={plotly.__version__}"


@cache
def _serve(name: str, folder: Path) -> str:
    """The address of a folder, relative to the page; possible only while a page runs."""
    declare_component(name, path=folder)
    return f"component/{__name__}.{name}"


def _fingerprint() -> str:
    """Another one when any module has changed, so that none of an older version runs from a browser's cache."""
    digest = hashlib.sha256()
    for module in sorted(_MODULES.glob("*.js")):
        digest.update(module.name.encode() + module.read_bytes())
    return digest.hexdigest()[:12]
