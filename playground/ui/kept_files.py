"""Files that can be fetched for a while after the page has been drawn anew.

With each run of the page Streamlit gives every button's file a new name. When anybody's run ends, it forgets the names
that no page has at that moment, and files that two runs have outlived. So a press on a button that was about to be
drawn again ended in an error, and a file that a slow browser came for in "404".
"""

import threading
import time
from collections.abc import Callable, Iterable

from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorage

SECONDS = 10.0
"""Longer than it takes a slow browser to hear of a new name, or to come for a file."""


class KeptFiles(MediaFileManager):
    """Forgets what nobody has used for ``SECONDS`` by this clock, and all but the latest name of a button before."""

    def __init__(self, storage: MediaFileStorage, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(storage)
        self._clock = clock
        self._unused_since: dict[str, float] = {}
        self._later: threading.Timer | None = None

    def remove_orphaned_files(self) -> None:
        """At the end of each run; and again while something waits to be forgotten, also if nobody comes any more."""
        super().remove_orphaned_files()
        with self._lock:
            if self._unused_since and self._later is None:
                self._later = threading.Timer(SECONDS, self._once_more)
                self._later.daemon = True
                self._later.start()

    def _once_more(self) -> None:
        self._later = None
        self.remove_orphaned_files()

    def _get_inactive_file_ids(self) -> set[str]:
        unused = super()._get_inactive_file_ids()
        self._note({*unused, *self._unused_buttons()})
        return self._long_unused(unused)

    def _remove_orphaned_deferred_callables(self) -> None:
        unused = self._unused_buttons()
        latest = {self._button(name): name for name in unused}
        for name in self._long_unused(unused) | (set(unused) - set(latest.values())):
            self._drop_deferred_id(name)

    def _unused_buttons(self) -> list[str]:
        """Names of what buttons would make, in the order in which they were given."""
        used = {name for names in self._files_by_session_and_coord.values() for name in names.values()}
        return [name for name in self._deferred_callables if name not in used]

    def _button(self, name: str) -> tuple[str, str]:
        made = self._deferred_callables[name]
        return made["session_id"], made["element_id"]

    def _note(self, unused: Iterable[str]) -> None:
        now = self._clock()
        self._unused_since = {name: self._unused_since.get(name, now) for name in unused}

    def _long_unused(self, names: Iterable[str]) -> set[str]:
        end = self._clock() - SECONDS
        return {name for name in names if self._unused_since[name] <= end}


def keep_files() -> None:
    """For all visitors of this server, before the first comes."""
    serving = runtime.get_instance()
    serving._media_file_mgr = KeptFiles(serving.media_file_mgr._storage)
