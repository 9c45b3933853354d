"""What this process may use of the machine: a container's share, where it runs in one."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

_GROUP = Path("/sys/fs/cgroup")


def cores(group: Path = _GROUP) -> int:
    """Processor cores, at least 1: those of the process, or fewer if its container's time is cut to so many."""
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([own, *(math.floor(share) for share in _shares(group))]))


def _shares(group: Path) -> Iterator[float]:
    match _read(group / "cpu.max").split():  # version 2 of control groups
        case [quota, period] if quota.isdigit():
            yield int(quota) / int(period)
    quota, period = (_read(group / "cpu" / f"cpu.cfs_{name}_us") for name in ("quota", "period"))
    if quota.isdigit() and period.isdigit():  # version 1, where -1 is no limit
        yield int(quota) / int(period)


def memory_limit(group: Path = _GROUP) -> int:
    """Bytes: the machine's, or fewer if its container may have only so many."""
    limits = [_read(group / "memory.max"), _read(group / "memory" / "memory.limit_in_bytes")]
    return min([_machine_memory(), *(int(limit) for limit in limits if limit.isdigit())])


def _machine_memory() -> int:
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 8 * 2**30  # no such question on this system: a usual one


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
