"""What is kept so that it need not be made again, bounded by bytes: by one setting for all caches together."""

from collections.abc import Callable
from typing import Any

from cachetools import LRUCache

from playground.host import setting

SETTING, USUAL = "FIRST_LAYER_CACHE_MB", 128
"""The environment variable that says how many megabytes are kept, and how many are without it."""
FINISHED, VIEWED, ASIDE, TASKS, TOKENS, MATRICES = 0.4, 0.15, 0.1, 0.15, 0.1, 0.1
"""The shares of finished runs, of other views of them, of runs to be continued, and of texts and numbers once read."""
_MOST_ENTRIES = 500


def share(of_all: float) -> int:
    """How many bytes a cache with this share may keep."""
    return int(setting(SETTING, USUAL) * 1_000_000 * of_all)


def bounded(of_all: float, size: Callable[[Any], int]) -> LRUCache[Any, Any]:
    """A cache that keeps what was used last, of these sizes in bytes; the very last whatever its size, then alone."""
    most = max(1, share(of_all))
    least = most / _MOST_ENTRIES  # an entry holds more than its arrays
    return LRUCache(most, getsizeof=lambda entry: min(max(size(entry), least), most))
