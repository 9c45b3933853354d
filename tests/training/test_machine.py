"""What a container may use is read where Linux writes it down."""

import os

import pytest

from playground.training.machine import cores, memory_limit


def group(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "ascii")
    return folder


@pytest.mark.parametrize(
    ("files", "share"),
    [
        ({"cpu.max": "100000 100000\n"}, 1),
        ({"cpu.max": "50000 100000\n"}, 1),
        ({"cpu/cpu.cfs_quota_us": "100000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 1),
    ],
)
def test_a_container_has_its_share_of_the_cores(tmp_path, files, share):
    assert cores(group(tmp_path, files)) == share


@pytest.mark.parametrize("files", [{}, {"cpu.max": "max 100000\n"}, {"cpu/cpu.cfs_quota_us": "-1"}, {"cpu.max": "?"}])
def test_without_a_limit_it_has_those_of_the_process(tmp_path, files):
    assert cores(group(tmp_path, files)) == len(os.sched_getaffinity(0))


@pytest.mark.parametrize("name", ["memory.max", "memory/memory.limit_in_bytes"])
def test_a_container_has_its_share_of_the_memory(tmp_path, name):
    assert memory_limit(group(tmp_path, {name: "690000000\n"})) == 690_000_000


def test_without_a_limit_it_has_the_machines(tmp_path):
    assert memory_limit(group(tmp_path, {"memory.max": "max"})) == memory_limit(tmp_path) > 100_000_000
