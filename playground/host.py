"""What the host gives this server: the cores and the memory of its container, and its settings."""

import os
import re
import sys
from pathlib import Path

WORKERS = "FIRST_LAYER_WORKERS"
"""The environment variable that says how many worker processes train runs."""
MOST_WORKERS = 2
"""How many there are without that setting, at the most."""
CLUSTER = "FIRST_LAYER_CLUSTER"
"""The environment variable that says where the scheduler of a Dask cluster is that trains runs for several servers."""

_PAGE, _WORKER = 700_000_000, 150_000_000
"""Bytes that the page takes with a full cache and what starts the workers, and each worker, as measured (README)."""
_CGROUPS = Path("/sys/fs/cgroup")


def workers() -> int:
    """How many processes train runs; with 0 a thread of the page's process does."""
    return setting(WORKERS, usual_workers(cores(), memory(), sys.platform))


def cluster() -> str | None:
    """The address of the scheduler, if there is one. Raises ValueError for what is no address."""
    text = os.environ.get(CLUSTER, "").strip()
    if text and not re.fullmatch(r"(tcp|tls)://[^\s:/]+:\d+", text):
        raise ValueError(f"{CLUSTER} is “{text}”, but should be an address such as tcp://scheduler:8786.")
    return text or None


def usual_workers(cores: int, memory: int, platform: str) -> int:
    """None on one core or in little memory; elsewhere than on Linux processes can't be forked with PyTorch loaded."""
    if cores < 2 or platform != "linux":
        return 0
    return max(0, min(MOST_WORKERS, cores, (memory - _PAGE) // _WORKER))


def cores() -> int:
    """Cores that this process may use: those of its container, rounded up, of however many the machine has."""
    return max(1, min([_affinity(), *map(_rounded_up, _quotas(_CGROUPS))]))


def memory() -> int:
    """Bytes that this process's container may take, or the machine has."""
    limits = _numbers(_CGROUPS / "memory.max") + _numbers(_CGROUPS / "memory/memory.limit_in_bytes")
    return min([_machine_memory(), *(limit for limit, *_ in limits)])


def _affinity() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _machine_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if sys.platform != "win32" else sys.maxsize


def _quotas(cgroups: Path) -> list[float]:
    """Cores that a container is limited to, in either version of cgroups; empty without a limit."""
    found = _numbers(cgroups / "cpu.max")
    for [quota] in _numbers(cgroups / "cpu/cpu.cfs_quota_us"):
        found += [[quota, *period] for period in _numbers(cgroups / "cpu/cpu.cfs_period_us")]
    return [quota / period for quota, period in found if quota > 0]


def _rounded_up(cores: float) -> int:
    return -int(-cores // 1)


def _numbers(file: Path) -> list[list[int]]:
    """The numbers in a file of the kernel; none if it isn't there, or says that there is no limit ("max")."""
    try:
        return [[int(number) for number in file.read_text().split()]]
    except (OSError, ValueError):
        return []


def setting(name: str, usual: int) -> int:
    """A whole number of the environment, from 0 up. Raises ValueError for anything else."""
    text = os.environ.get(name, "").strip()
    if not text:
        return usual
    if not text.isdecimal():
        raise ValueError(f"{name} is “{text}”, but should be a whole number from 0 up.")
    return int(text)
