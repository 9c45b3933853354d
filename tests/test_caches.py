"""What is kept is bounded by bytes, by one setting for all."""

import pytest

from playground import caches
from playground.caches import bounded, share


@pytest.fixture(autouse=True)
def one_megabyte(monkeypatch):
    monkeypatch.setenv(caches.SETTING, "1")


def test_all_shares_together_are_the_whole():
    shares = (
        caches.FINISHED,
        caches.ENDS,
        caches.VIEWED,
        caches.ASIDE,
        caches.TASKS,
        caches.TOKENS,
        caches.MATRICES,
        caches.COMPARED,
        caches.PRINTED,
    )
    assert sum(shares) + 3 * caches.TYPED == pytest.approx(1)
    assert share(0.25) == 250_000


def test_without_the_setting_there_is_a_usual_size(monkeypatch):
    monkeypatch.delenv(caches.SETTING)
    assert share(1.0) == caches.USUAL * 1_000_000


def test_it_keeps_what_was_used_last_within_its_bytes():
    kept = bounded(0.5, int)
    for size in (200_000, 150_000, 100_000):
        kept[size] = size
    assert kept[200_000]
    kept[50_001] = 50_001
    assert set(kept) == {200_000, 100_000, 50_001}, "the one that was used longest ago has gone"
    assert kept.currsize <= 500_000


def test_what_is_too_large_is_kept_alone():
    kept = bounded(0.5, int)
    kept["small"] = 10
    kept["large"] = 900_000
    assert set(kept) == {"large"}


def test_many_small_things_count_for_more_than_their_arrays():
    kept = bounded(0.5, int)
    for number in range(2_000):
        kept[number] = 0
    assert len(kept) == 500


def test_nothing_is_kept_for_long_with_a_bound_of_zero(monkeypatch):
    monkeypatch.setenv(caches.SETTING, "0")
    kept = bounded(0.5, int)
    kept["a"], kept["b"] = 1, 1
    assert set(kept) == {"b"}


def test_a_key_counts_with_its_texts():
    kept = bounded(0.5, len)
    for number in range(40):
        kept["text", (("read", str(number) * 20_000),)] = ""
    assert 0 < len(kept) <= 25
