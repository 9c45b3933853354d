"""What a server does once, so that the first visitor waits for nothing: the page's imports, and a run."""

from playground.ui import page  # noqa: F401 - the page and all that it is made of
from playground.ui.kept_files import keep_files
from playground.ui.runs.drawing import first_run
from playground.ui.runs.lanes_of_server import LANES
from playground.ui.sidebar import sidebar  # noqa: F401


def prepare() -> None:
    """Returns when a worker is warm."""
    keep_files()
    LANES.call(False, first_run).result()
