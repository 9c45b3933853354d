"""Measuring side by side: one at a time, whoever asks, and what was found is everybody's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from playground.cost import scaling
from playground.cost.benchmark import Bench
from playground.cost.scaling import SIZES, Row, Sweep, table
from tests.cost.test_scaling import SMALL, quick

OTHER = Sweep(dimension=3, batch=4)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(scaling, "timed", quick)


@pytest.fixture
def held(monkeypatch):
    """``began`` is set when a measurement begins; it ends when ``gate`` is."""

    class Held:
        began, gate = Event(), Event()

    def timed(step):
        Held.began.set()
        assert Held.gate.wait(30)
        return quick(step)

    monkeypatch.setattr(scaling, "timed", timed)
    yield Held
    Held.gate.set()


def complete(shared: Bench, sweep: Sweep = SMALL) -> tuple[Row, ...]:
    while not shared.is_complete(sweep):
        shared.turn(sweep)
    return shared.rows(sweep)


def test_a_turn_finds_the_row_that_follows():
    shared = Bench()
    for done, (words, way) in enumerate(SIZES, 1):
        assert not shared.is_complete(SMALL)
        shared.turn(SMALL)
        assert len(shared.rows(SMALL)) == done
        assert (shared.rows(SMALL)[-1].words, shared.rows(SMALL)[-1].way) == (words, way.name)
    assert shared.is_complete(SMALL)


def test_while_somebody_measures_nobody_else_does(held):
    shared = Bench()
    with ThreadPoolExecutor(1) as session:
        first = session.submit(shared.turn, SMALL)
        assert held.began.wait(30)
        assert shared.is_taken
        shared.turn(OTHER)
        shared.turn(SMALL)
        assert not shared.rows(OTHER) and not shared.rows(SMALL)
        held.gate.set()
        first.result()
    assert not shared.is_taken
    assert len(shared.rows(SMALL)) == 1
    shared.turn(OTHER)
    assert len(shared.rows(OTHER)) == 1


def test_all_who_want_the_same_share_one_measurement():
    asked = []

    def next_row(sweep, rows):
        asked.append(len(rows))
        return table(sweep)[len(rows)]

    shared = Bench(next_row)
    with ThreadPoolExecutor(8) as sessions:
        found = list(sessions.map(lambda _: complete(shared), range(8)))
    assert asked == list(range(len(SIZES)))
    assert all(rows == found[0] for rows in found)


def test_what_goes_wrong_ends_the_turn_and_the_next_one_tries_again(monkeypatch):
    def fail(step):
        raise RuntimeError("something else")

    shared = Bench()
    monkeypatch.setattr(scaling, "timed", fail)
    with pytest.raises(RuntimeError, match="something else"):
        shared.turn(SMALL)
    assert not shared.is_taken
    monkeypatch.setattr(scaling, "timed", quick)
    shared.turn(SMALL)
    assert len(shared.rows(SMALL)) == 1


def test_what_is_complete_is_not_measured_again_until_it_is_forgotten():
    shared = Bench()
    rows = complete(shared)
    shared.turn(SMALL)
    assert shared.rows(SMALL) is rows
    shared.forget(SMALL)
    assert shared.rows(SMALL) == () and not shared.is_complete(SMALL)


def test_other_sizes_are_other_results_and_only_so_many_are_kept():
    shared = Bench(kept=2)
    sweeps = [Sweep(dimension, 4) for dimension in (1, 2, 3)]
    for sweep in sweeps:
        shared.turn(sweep)
    assert [len(shared.rows(sweep)) for sweep in sweeps] == [0, 1, 1]
