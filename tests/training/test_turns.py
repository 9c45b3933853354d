"""Who works next, told by the order of events."""

import pytest

from playground.training.turns import MOST_LOST, Rank, Turns
from playground.training.workers import WorkerLost
from tests.training.by_hand import Hand

NEW, BEGUN, LONG, LONG_BEGUN = Rank(), Rank(begun=True), Rank(long=True), Rank(long=True, begun=True)


@pytest.fixture
def hand():
    return Hand()


def in_order(hand: Hand, *ranks: Rank) -> list[int]:
    """In which order calls of these ranks are done that come while another one goes on."""
    turns, done = Turns([hand]), []
    turns.call(NEW, list)
    for number, rank in enumerate(ranks):
        turns.call(rank, done.append, number)
    hand.do_all()
    return done


def test_who_comes_first_goes_first(hand):
    assert in_order(hand, NEW, NEW, NEW) == [0, 1, 2]


def test_who_has_had_no_turn_goes_before_who_has_and_long_ones_come_last(hand):
    assert in_order(hand, LONG_BEGUN, LONG, BEGUN, NEW) == [3, 2, 1, 0]


def test_workers_work_side_by_side():
    hands = [Hand(), Hand()]
    turns = Turns(hands)
    calls = [turns.call(NEW, int, text) for text in "123"]
    assert not any(hand.is_idle for hand in hands)
    hands[1].do()
    assert calls[1].result() == 2 and not calls[0].done()
    hands[1].do()
    assert calls[2].result() == 3 and calls[2].worker is hands[1]


def test_a_call_for_one_worker_waits_for_that_one_and_holds_nobody_up():
    hands = [Hand(), Hand()]
    turns = Turns(hands)
    turns.call(NEW, int)
    for_the_first = turns.call(NEW, str, worker=hands[0])
    for_any = turns.call(BEGUN, list)
    assert for_any.running() and not for_the_first.running()
    hands[0].do()
    assert for_the_first.running() and for_the_first.worker is hands[0]


def test_who_goes_on_after_a_turn_is_there_when_the_worker_is_handed_out(hand):
    turns, done = Turns([hand]), []
    first = turns.call(NEW, list)
    turns.call(LONG, done.append, "long")
    first.add_done_callback(lambda _: turns.call(BEGUN, done.append, "the next turn"))
    hand.do_all()
    assert done == ["the next turn", "long"]


def test_a_call_that_was_called_off_is_not_made(hand):
    turns, done = Turns([hand]), []
    turns.call(NEW, list)
    off = turns.call(NEW, done.append, 1)
    turns.call(NEW, done.append, 2)
    assert off.cancel()
    hand.do_all()
    assert done == [2]


def test_a_call_that_raises_passes_it_on_and_frees_the_worker(hand):
    turns = Turns([hand])
    wrong, right = turns.call(NEW, int, "x"), turns.call(NEW, int, "1")
    hand.do_all()
    with pytest.raises(ValueError, match="'x'"):
        wrong.result()
    assert right.result() == 1


def test_a_call_whose_worker_is_lost_is_made_again(hand):
    turns = Turns([hand])
    call = turns.call(NEW, int, "1")
    hand.die()
    hand.do_all()
    assert (call.result(), call.lost) == (1, 1)


def test_a_call_that_is_the_end_of_every_worker_is_given_up(hand):
    turns = Turns([hand])
    deadly, other = turns.call(NEW, int), turns.call(BEGUN, int)
    for _ in range(MOST_LOST):
        hand.die()
    with pytest.raises(WorkerLost):
        deadly.result()
    hand.do_all()
    assert other.result() == 0
