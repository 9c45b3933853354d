"""What is kept so that it need not be made again, bounded by bytes: by one setting for all caches together."""

import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from cachetools import LRUCache

from playground.host import setting

SETTING, USUAL = "FIRST_LAYER_CACHE_MB", 128
"""The environment variable that says how many megabytes are kept, and how many are without it."""
FINISHED, ENDS, VIEWED, ASIDE, TASKS = 0.36, 0.04, 0.13, 0.1, 0.12
TOKENS, MATRICES, TYPED, COMPARED, PRINTED = 0.08, 0.08, 0.02, 0.02, 0.01
"""The shares of finished runs, of the ends of others, of other views of them, of runs to be continued, of texts and
numbers once read, of each of the three kinds of typed lists, of runs' numbers beside others', and of what code
printed."""
_MOST_ENTRIES = 500


def text_bytes(value: object) -> int:
    """Bytes of the texts in a key of a cache: a text, a tuple, a recipe."""
    if isinstance(value, str | bytes):
        return sys.getsizeof(value)
    if isinstance(value, tuple):
        return sum(map(text_bytes, value))
    return text_bytes(tuple(getattr(value, field.name) for field in fields(value))) if is_dataclass(value) else 0


def share(of_all: float) -> int:
    """How many bytes a cache with this share may keep."""
    return int(setting(SETTING, USUAL) * 1_000_000 * of_all)


def bounded(of_all: float, size: Callable[[Any], int]) -> LRUCache[Any, Any]:
    """A cache that keeps what was used last, of these sizes in bytes; the very last whatever its size, then alone."""
    most = max(1, share(of_all))
    least = most / _MOST_ENTRIES  # an entry holds more than its arrays
    return _Kept(most, lambda key, value: min(max(size(value) + text_bytes(key), least), most))


class _Kept(LRUCache[Any, Any]):
    """A cache that counts what its keys hold as well."""

    def __init__(self, most: float, size: Callable[[Any, Any], float]):
        super().__init__(most, getsizeof=lambda value: size(self._key, value))
        self._key: Any = None

    def __setitem__(self, key: Any, value: Any) -> None:
        self._key = key  # whose value is measured next
        super().__setitem__(key, value)
