"""How much of the host is used: cores and memory are those of the container."""

import pytest

from playground import host

GIGABYTE = 1_000_000_000


@pytest.fixture
def cgroups(tmp_path, monkeypatch):
    """Stands for the kernel's files about the container."""
    monkeypatch.setattr(host, "_CGROUPS", tmp_path)
    monkeypatch.setattr(host, "_affinity", lambda: 8)
    monkeypatch.setattr(host, "_machine_memory", lambda: 64 * GIGABYTE)

    def write(name, text):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    return write


def test_without_a_limit_they_are_the_machines(cgroups):
    assert (host.cores(), host.memory()) == (8, 64 * GIGABYTE)
    cgroups("cpu.max", "max 100000\n")
    cgroups("memory.max", "max\n")
    assert (host.cores(), host.memory()) == (8, 64 * GIGABYTE)


@pytest.mark.parametrize(
    ("quota", "cores"), [("50000", 1), ("100000", 1), ("150000", 2), ("400000", 4), ("9900000", 8)]
)
def test_a_container_has_the_cores_that_it_is_given(cgroups, quota, cores):
    cgroups("cpu.max", f"{quota} 100000\n")
    assert host.cores() == cores


def test_the_older_files_are_read_too(cgroups):
    cgroups("cpu/cpu.cfs_quota_us", "200000\n")
    cgroups("cpu/cpu.cfs_period_us", "100000\n")
    cgroups("memory/memory.limit_in_bytes", f"{GIGABYTE}\n")
    assert (host.cores(), host.memory()) == (2, GIGABYTE)
    cgroups("cpu/cpu.cfs_quota_us", "-1\n")
    assert host.cores() == 8


@pytest.mark.parametrize(
    ("cores", "memory", "platform", "workers"),
    [
        (1, 64 * GIGABYTE, "linux", 0),
        (2, 64 * GIGABYTE, "linux", 2),
        (64, 64 * GIGABYTE, "linux", host.MOST_WORKERS),
        (2, 690_000_000, "linux", 0),
        (2, 64 * GIGABYTE, "win32", 0),
        (2, 64 * GIGABYTE, "darwin", 0),
    ],
)
def test_workers_are_for_cores_to_spare_and_enough_memory(cores, memory, platform, workers):
    assert host.usual_workers(cores, memory, platform) == workers


def test_the_setting_goes_before(monkeypatch):
    monkeypatch.setenv(host.WORKERS, " 5 ")
    assert host.workers() == 5


@pytest.mark.parametrize("text", ["many", "-1", "1.5"])
def test_a_setting_that_is_no_number_says_what_it_should_be(monkeypatch, text):
    monkeypatch.setenv(host.WORKERS, text)
    with pytest.raises(ValueError, match="whole number from 0 up"):
        host.workers()
