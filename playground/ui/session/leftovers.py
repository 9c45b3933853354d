"""What closed sessions leave behind is given back: their parts hold each other, and only a collection frees those.

Streamlit's own, after each script run, is switched off: with PyTorch loaded it takes half a second. Here all that was
there at the start is left out of collections, and they come by themselves, away from any click.
"""

import gc
import threading
import time
from functools import cache

PAUSE = 30.0
"""Seconds between two collections."""
_AFTER = 10
"""How many follow the last script run: Streamlit keeps a session for a while after its page was closed."""


class Collector:
    """Collects while the page is used, and some times after."""

    def __init__(self) -> None:
        self._left = 0

    def used(self) -> None:
        self._left = _AFTER

    def collect(self) -> bool:
        """Collect, if the page was used lately; returns whether it has."""
        if not self._left:
            return False
        self._left -= 1
        gc.collect()
        return True

    def work(self) -> None:
        """For ever, in a thread of its own."""
        while True:
            time.sleep(PAUSE)
            self.collect()


@cache
def _started() -> Collector:
    gc.collect()
    gc.freeze()
    collector = Collector()
    threading.Thread(target=collector.work, daemon=True).start()
    return collector


def used() -> None:
    """At each run of the script."""
    _started().used()
