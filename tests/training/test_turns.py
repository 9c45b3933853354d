"""Who works next, told by the order of events."""

from types import SimpleNamespace

import pytest

from playground.training import turns as turns_module
from playground.training.turns import MOST_LOST, Turns, due
from playground.training.workers import WorkerLost
from tests.training.by_hand import Hand

NOW = 100.0
FIRST, THEN, LATER = 1.0, 2.0, 3.0


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def clock(monkeypatch):
    stopped = SimpleNamespace(now=NOW, monotonic=lambda: stopped.now)
    monkeypatch.setattr(turns_module, "time", stopped)
    return stopped


def in_order(hand: Hand, *dues: float) -> list[int]:
    """In which order calls are done that come, due at these times, while another one goes on."""
    turns, done = Turns([hand]), []
    turns.call(FIRST, list)
    for number, time in enumerate(dues):
        turns.call(time, done.append, number)
    hand.do_all()
    return done


def test_what_is_due_first_goes_first_and_of_the_same_what_came_first(hand):
    assert in_order(hand, LATER, THEN, FIRST, THEN) == [2, 1, 3, 0]


def test_a_run_that_comes_goes_before_the_next_turn_of_one_that_has_begun(clock):
    assert due(NOW) < due(NOW - 0.5, turns=1)


def test_but_not_before_one_that_came_long_ago(clock):
    assert due(NOW) > due(NOW - 1.5, turns=1)


def test_short_runs_that_come_go_before_long_ones(clock):
    assert due(NOW) < due(NOW - 60, long=True)


def test_but_a_long_run_does_not_wait_for_ever(clock):
    waiting = due(NOW, long=True)
    assert waiting < due(NOW + 10)


def test_long_runs_take_turns(clock):
    waiting = due(NOW, turns=90, long=True)
    clock.now += 0.2
    assert waiting < due(NOW, turns=2, long=True), "who has just had one is due after who waits"


def test_workers_work_side_by_side():
    hands = [Hand(), Hand()]
    turns = Turns(hands)
    calls = [turns.call(FIRST, int, text) for text in "123"]
    assert not any(hand.is_idle for hand in hands)
    hands[1].do()
    assert calls[1].result() == 2 and not calls[0].done()
    hands[1].do()
    assert calls[2].result() == 3 and calls[2].worker is hands[1]


def test_a_call_for_one_worker_waits_for_that_one_and_holds_nobody_up():
    hands = [Hand(), Hand()]
    turns = Turns(hands)
    turns.call(FIRST, int)
    for_the_first = turns.call(FIRST, str, worker=hands[0])
    for_any = turns.call(THEN, list)
    assert for_any.running() and not for_the_first.running()
    hands[0].do()
    assert for_the_first.running() and for_the_first.worker is hands[0]


def test_who_goes_on_after_a_turn_is_there_when_the_worker_is_handed_out(hand):
    turns, done = Turns([hand]), []
    first = turns.call(FIRST, list)
    turns.call(LATER, done.append, "long")
    first.add_done_callback(lambda _: turns.call(THEN, done.append, "the next turn"))
    hand.do_all()
    assert done == ["the next turn", "long"]


def test_a_call_that_was_called_off_is_not_made(hand):
    turns, done = Turns([hand]), []
    turns.call(FIRST, list)
    off = turns.call(FIRST, done.append, 1)
    turns.call(FIRST, done.append, 2)
    assert off.cancel()
    hand.do_all()
    assert done == [2]


def test_a_call_that_raises_passes_it_on_and_frees_the_worker(hand):
    turns = Turns([hand])
    wrong, right = turns.call(FIRST, int, "x"), turns.call(FIRST, int, "1")
    hand.do_all()
    with pytest.raises(ValueError, match="'x'"):
        wrong.result()
    assert right.result() == 1


def test_a_call_whose_worker_is_lost_is_made_again(hand):
    turns = Turns([hand])
    call = turns.call(FIRST, int, "1")
    hand.die()
    hand.do_all()
    assert (call.result(), call.lost) == (1, 1)


def test_a_call_that_is_the_end_of_every_worker_is_given_up(hand):
    turns = Turns([hand])
    deadly, other = turns.call(FIRST, int), turns.call(THEN, int)
    for _ in range(MOST_LOST):
        hand.die()
    with pytest.raises(WorkerLost):
        deadly.result()
    hand.do_all()
    assert other.result() == 0
