"""A page in a process of its own, without a disk or without memory: ``python -m tests.ui.starved disk``."""

import resource
import sys
from pathlib import Path

from playground import History
from playground.takeaway.files import FILES
from playground.takeaway.taken import Taken
from tests.ui.opened import opened, said

MUCH = {"text": " ".join(f"w{number}" for number in range(3_000)), "dimension": "1000", "steps": "20"}
ROOM = 30_000_000
"""Bytes more than there are: less than one copy of that layer's weights with their gradients."""


def without_disk() -> None:
    """No byte can be written to any file: a run, every section's files."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    page = opened(steps="3", section="Take away")
    assert not page.exception, page.exception
    history: History = page.session_state["_shown"].history
    for file in FILES.values():
        assert file.write(Taken(history, 3, "embedding", "http://here/", {})), file.name


def without_memory() -> None:
    """A run that doesn't fit is refused with a sentence; the page goes on."""
    page = opened(steps="3")
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + ROOM, resource.RLIM_INFINITY))
    page.query_params.clear()
    for name, value in MUCH.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    assert "There was not enough memory for this run" in said(page.main.error)
    assert "The picture shows the last run that worked" in said(page.main.error)
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    page.query_params.clear()
    page.query_params["seed"] = "3"
    page.run()
    assert not page.exception and not page.main.error


if __name__ == "__main__":
    {"disk": without_disk, "memory": without_memory}[sys.argv[1]]()
