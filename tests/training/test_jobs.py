"""Runs in the background: one training for all who wait for it, no longer than somebody does."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from types import SimpleNamespace

import numpy as np
import pytest

from playground import Experiment, History, train
from playground.training import begun_runs, jobs, lanes, turns
from playground.training.jobs import Job, Jobs, Product
from playground.training.turns import MOST_LOST
from playground.training.workers import WorkerLost
from tests.training.by_hand import Hand, lanes_of
from tests.training.held import Trainings

SHORT = {"text": "I love you . you love me .", "steps": 10}
FIRST, SECOND, THIRD = (Experiment(**SHORT, seed=seed) for seed in (1, 2, 3))
PLENTY = 10_000_000


@pytest.fixture
def trainings(monkeypatch):
    """What was begun; nothing is held."""
    found = Trainings(seed=-1, step=0)
    monkeypatch.setattr(begun_runs, "Training", found)
    return found


@pytest.fixture
def step_by_step(monkeypatch):
    """A turn is one step."""
    monkeypatch.setattr(begun_runs, "TURN", 0.0)


@pytest.fixture
def all_long(monkeypatch):
    monkeypatch.setattr(lanes, "SHORT_SECONDS", 0.0)


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def clock(monkeypatch):
    stopped = SimpleNamespace(now=100.0, monotonic=lambda: stopped.now)
    for module in (jobs, turns):
        monkeypatch.setattr(module, "time", stopped)
    return stopped


def whole(history: History) -> History:
    return history


def jobs_of(*hands: Hand, finish=whole, finished=None, most_aside=PLENTY) -> Jobs[History]:
    return Jobs(finish, {} if finished is None else finished, lanes_of(*hands), most_aside)


def result(of: Jobs[History], hand: Hand, experiment: Experiment) -> History:
    with of.joined(experiment) as job:
        hand.do_all()
        return job.result()


def do(hand: Hand, turns: int) -> None:
    for _ in range(turns):
        hand.do()


def assert_same(history: History, other: History) -> None:
    assert history.steps.tolist() == other.steps.tolist()
    for name, track in history.tracks.items():
        np.testing.assert_array_equal(track.weight, other.tracks[name].weight)
        np.testing.assert_array_equal(track.gradient, other.tracks[name].gradient)


def test_the_run_is_what_train_gives(hand):
    assert_same(result(jobs_of(hand), hand, SECOND), train(SECOND))


def test_in_turns_it_comes_to_the_same(hand, step_by_step):
    assert_same(result(jobs_of(hand), hand, SECOND), train(SECOND))
    assert hand.begun == [SECOND] * 11


def test_all_who_wait_for_a_recipe_share_one_training(trainings):
    thread, together = ThreadPoolExecutor(1), Barrier(8)
    work = jobs_of(thread)

    def ask(_):
        with work.joined(SECOND) as job:
            together.wait(30)
            return job.result()

    with ThreadPoolExecutor(8) as sessions:
        found = list(sessions.map(ask, range(8)))
    assert trainings.built == [SECOND]
    assert all(history is found[0] for history in found)


def steps_of(history: History) -> list[int]:
    return history.steps.tolist()


def test_something_else_can_be_made_of_a_run_and_is_kept_apart(hand, trainings):
    finished, kept = {}, {}
    work, steps = jobs_of(hand, finished=finished), Product(steps_of, kept)
    for _ in range(2):
        with work.joined_for(SECOND, steps) as job:
            hand.do_all()
            assert job.result() == [*range(11)]
    assert (finished, kept) == ({}, {SECOND: [*range(11)]})
    assert_same(result(work, hand, SECOND), train(SECOND))
    assert trainings.built == [SECOND, SECOND], "once for each"


def test_runs_that_differ_in_what_is_made_of_them_share_the_room(hand, all_long, step_by_step, monkeypatch):
    monkeypatch.setattr(jobs, "ROOM", 1)
    work, steps = jobs_of(hand), Product(steps_of, {})
    with work.joined(FIRST) as first, work.joined_for(FIRST, steps) as second:
        assert work.before(second) == 1
        do(hand, 3)
        assert (first.step, second.step) == (2, 0)
        hand.do_all()
        assert_same(first.result(), train(FIRST))
        assert second.result() == [*range(11)]


def test_what_is_finished_is_handed_out_as_long_as_it_is_kept(hand, trainings):
    finished = {}
    work = jobs_of(hand, finished=finished)
    first = result(work, hand, SECOND)
    assert finished == {SECOND: first}
    with work.joined(SECOND) as job:
        assert job.wait(0), "it has ended when one comes"
        assert job.result() is first
    finished.clear()
    assert result(work, hand, SECOND) is not first
    assert trainings.built == [SECOND] * 2


def test_the_work_that_follows_a_training_is_done_once_for_all(hand):
    finished = []
    work = jobs_of(hand, finish=lambda history: finished.append(history) or history)
    with work.joined(FIRST) as job, work.joined(FIRST) as same:
        hand.do_all()
        assert job is same and job.result() is same.result()
    assert len(finished) == 1


def test_who_waits_sees_how_far_it_is_and_what_there_is_of_it(hand, step_by_step):
    work = jobs_of(hand)
    with work.joined(FIRST) as job:
        assert work.so_far(job) is None and not job.has_begun
        do(hand, 4)
        assert not job.wait(0)
        assert job.has_begun and job.step == 3
        asked = work.so_far(job)
        do(hand, 2)  # after the turn that had begun
        assert asked.result().remarks["steps"] == "Stopped at step 4 of 10."
        hand.do_all()
        assert job.wait(0)
        assert_same(job.result(), train(FIRST))


def test_what_there_is_so_far_is_the_beginning_of_the_run_and_holds_no_more(step_by_step):
    begun_runs.take_turn("a", FIRST, whole)
    begun_runs.take_turn("a", FIRST, whole)
    history, expected = begun_runs.so_far("a", FIRST, 1, whole), train(FIRST)
    begun_runs.forget("a")
    for track, full in zip(history.tracks.values(), expected.tracks.values(), strict=True):
        np.testing.assert_array_equal(track.weight, full.weight[:2])
        np.testing.assert_array_equal(track.loss, full.loss[:2])
        arrays = [track.weight, track.gradient, track.loss, *track.head.values(), history.learning_rate]
        assert all(array.base is None for array in arrays), "none is a part of the whole run's"


def test_what_there_is_of_a_run_whose_worker_was_lost_is_made_again():
    history = begun_runs.so_far("never begun here", FIRST, 4, whole)
    assert history.steps.tolist() == [0, 1, 2, 3, 4] and history.stopped


def test_one_who_leaves_does_not_end_it_for_the_others(hand, step_by_step):
    work = jobs_of(hand)
    with work.joined(FIRST) as job:
        with work.joined(FIRST):
            do(hand, 2)
        hand.do_all()
        assert job.result().steps[-1] == 10


def test_the_last_who_leaves_ends_it_and_frees_its_worker(hand, step_by_step):
    finished = {}
    work = jobs_of(hand, finished=finished)
    with work.joined(FIRST) as job:
        do(hand, 4)
    hand.do()  # the turn it had begun is its last
    assert hand.is_idle and job.step == 4
    assert result(work, hand, SECOND).steps[-1] == 10
    assert not job.wait(0) and set(finished) == {SECOND}


def test_it_is_left_when_what_waits_is_interrupted(hand, step_by_step):
    work = jobs_of(hand)
    with pytest.raises(KeyboardInterrupt), work.joined(FIRST) as job:
        hand.do()
        raise KeyboardInterrupt
    hand.do()
    assert hand.is_idle and not job.wait(0)


def test_a_run_goes_on_from_where_everybody_had_left_it(hand, trainings, step_by_step):
    work = jobs_of(hand)
    with work.joined(FIRST) as left:
        do(hand, 3)
    result(work, hand, SECOND)
    assert left.step == 3
    with work.joined(FIRST) as job:
        assert job is left
        hand.do_all()
        assert_same(job.result(), train(FIRST))
    assert trainings.built == [FIRST, SECOND]


def test_only_so_much_is_kept_of_what_nobody_waits_for_and_the_last_in_any_case(hand, trainings, step_by_step):
    work = jobs_of(hand, most_aside=1)
    for recipe in (FIRST, SECOND):
        with work.joined(recipe):
            do(hand, 3)
        hand.do_all()
    assert_same(result(work, hand, SECOND), train(SECOND))
    assert trainings.built == [FIRST, SECOND], "the last is continued"
    assert_same(result(work, hand, FIRST), train(FIRST))
    assert trainings.built == [FIRST, SECOND, FIRST], "the one before was begun again"


def test_a_worker_keeps_nothing_of_runs_that_have_ended_or_were_dropped(hand, step_by_step, monkeypatch):
    monkeypatch.setattr(begun_runs, "_BEGUN", {})
    work = jobs_of(hand, most_aside=1)
    for recipe in (FIRST, SECOND):
        with work.joined(recipe):
            do(hand, 3)
        hand.do_all()
    result(work, hand, THIRD)
    assert len(begun_runs._BEGUN) == 1


def test_one_who_comes_back_before_the_turn_has_ended_finds_it_going_on(hand, trainings, step_by_step):
    work = jobs_of(hand)
    with work.joined(FIRST) as left:
        do(hand, 2)
    with work.joined(FIRST) as job:
        assert job is left
        hand.do_all()
        assert job.result().steps[-1] == 10
    assert trainings.built == [FIRST]


def test_a_run_that_is_given_up_in_the_queue_is_never_begun(hand, trainings):
    work = jobs_of(hand)
    with work.joined(FIRST) as job:
        with work.joined(SECOND):
            pass
        hand.do_all()
        job.result()
    result(work, hand, THIRD)
    assert trainings.built == [FIRST, THIRD]


def test_who_must_queue_knows_how_many_are_before(hand):
    work = jobs_of(hand)
    with work.joined(FIRST) as first, work.joined(SECOND) as second, work.joined(THIRD) as third:
        assert [work.before(job) for job in (first, second, third)] == [0, 1, 2]
        assert not second.has_begun and second.seconds_left is None
        hand.do()
        assert [work.before(job) for job in (first, second, third)] == [0, 0, 1]
        hand.do_all()
        assert [work.before(job) for job in (first, second, third)] == [0, 0, 0]


def test_those_who_were_before_and_left_do_not_count(hand):
    work = jobs_of(hand)
    with work.joined(FIRST):
        with work.joined(SECOND):
            pass
        with work.joined(THIRD) as third:
            assert work.before(third) == 1


def test_a_run_that_comes_goes_before_the_rest_of_those_that_have_begun(hand, step_by_step, clock):
    work = jobs_of(hand)
    with ExitStack() as waiting:
        first, second = (waiting.enter_context(work.joined(recipe)) for recipe in (FIRST, SECOND))
        do(hand, 4)
        waiting.enter_context(work.joined(THIRD))
        do(hand, 2)
        assert hand.begun == [FIRST, SECOND, FIRST, SECOND, FIRST, THIRD, THIRD]
        hand.do_all()
        assert first.result() and second.result()


def test_those_that_have_begun_take_turns(hand, step_by_step, clock):
    work = jobs_of(hand)
    with work.joined(FIRST), work.joined(SECOND):
        do(hand, 8)
        assert hand.begun[:8] == [FIRST, SECOND] * 4


def test_a_long_run_has_a_worker_of_its_own(monkeypatch, step_by_step):
    long = Experiment(**{**SHORT, "steps": 20})
    monkeypatch.setattr(lanes, "SHORT_SECONDS", (long.cost.seconds + FIRST.cost.seconds) / 2)
    short_hand, long_hand = Hand(), Hand()
    work = jobs_of(short_hand, long_hand)
    with work.joined(long) as job:
        long_hand.do()
        assert result(work, short_hand, SECOND).steps[-1] == 10
        with work.joined(FIRST), work.joined(THIRD) as third:
            assert work.before(third) == 1, "of the short ones"
        long_hand.do_all()
        assert job.result().steps[-1] == 20


def test_on_one_worker_short_runs_go_before_long_ones_but_not_for_ever(hand, monkeypatch, step_by_step, clock):
    long = Experiment(**{**SHORT, "steps": 20})
    monkeypatch.setattr(lanes, "SHORT_SECONDS", (long.cost.seconds + FIRST.cost.seconds) / 2)
    work = jobs_of(hand)
    with ExitStack() as waiting:
        waiting.enter_context(work.joined(long))
        for seconds in range(20):
            clock.now = 100.0 + seconds
            waiting.enter_context(work.joined(Experiment(**SHORT, seed=seconds)))
            do(hand, 1)
        had = [number for number, recipe in enumerate(hand.begun) if recipe == long]
        assert had[0] == 0 and 5 < had[1] < 20, "though there is always a short one"


def test_a_run_that_needs_much_memory_is_long():
    words = " ".join(f"w{number}" for number in range(20_000))
    assert lanes.is_long(Experiment(text=words, maximum_words=20_000, dimension=50, steps=1))
    assert not lanes.is_long(Experiment())


def test_long_runs_begin_when_there_is_room_for_them_in_their_order(hand, all_long, trainings, monkeypatch):
    monkeypatch.setattr(begun_runs, "TURN", 0.0)
    monkeypatch.setattr(jobs, "ROOM", 2 * lanes.held_bytes(FIRST))
    work = jobs_of(hand)
    with work.joined(FIRST), work.joined(SECOND), work.joined(THIRD) as third:
        do(hand, 6)
        assert trainings.built == [FIRST, SECOND]
        assert work.before(third) == 2
        hand.do_all()
        assert third.result().steps[-1] == 10


def test_a_run_larger_than_the_room_is_trained_alone(hand, all_long, monkeypatch):
    monkeypatch.setattr(jobs, "ROOM", 1)
    work = jobs_of(hand)
    with work.joined(FIRST) as first, work.joined(SECOND) as second:
        hand.do_all()
        assert hand.begun == [FIRST, SECOND]
        assert first.wait(0) and second.wait(0)


def test_what_nobody_waits_for_makes_room(hand, all_long, trainings, monkeypatch):
    monkeypatch.setattr(begun_runs, "TURN", 0.0)
    monkeypatch.setattr(jobs, "ROOM", lanes.held_bytes(FIRST))
    work = jobs_of(hand)
    with work.joined(FIRST):
        do(hand, 3)
    hand.do_all()
    result(work, hand, SECOND)
    result(work, hand, FIRST)
    assert trainings.built == [FIRST, SECOND, FIRST]


def test_a_run_whose_worker_is_lost_is_made_again(hand, step_by_step):
    work = jobs_of(hand)
    with work.joined(FIRST) as job:
        do(hand, 3)
        begun_runs.forget(job.name)  # with the process, what it kept is gone
        hand.die()
        hand.do()
        assert (job.step, job.lost) == (0, 1)
        hand.do_all()
        assert_same(job.result(), train(FIRST))


def test_a_run_that_its_worker_forgot_between_two_turns_is_made_again(hand, step_by_step):
    work = jobs_of(hand)
    with work.joined(FIRST) as job:
        do(hand, 3)
        begun_runs.forget(job.name)
        hand.do_all()
        assert_same(job.result(), train(FIRST))


def test_a_run_that_loses_one_worker_after_the_other_is_given_up(hand, step_by_step):
    work = jobs_of(hand)
    with work.joined(FIRST) as job:
        for _ in range(MOST_LOST):
            hand.do()
            hand.die()
        hand.do_all()
        with pytest.raises(WorkerLost, match="3 times"):
            job.result()
    begun_runs.forget(job.name)
    assert_same(result(work, hand, FIRST), train(FIRST))


def test_a_problem_reaches_all_who_wait_and_the_next_who_asks_tries_again(hand, trainings):
    work = jobs_of(hand)
    trainings.problems[SECOND.seed] = MemoryError("too much")
    with work.joined(FIRST), work.joined(SECOND) as job, work.joined(SECOND) as same:
        hand.do_all()
        for waiting in (job, same):
            with pytest.raises(MemoryError, match="too much"):
                waiting.result()
    assert trainings.built == [FIRST, SECOND]
    trainings.problems.clear()
    assert_same(result(work, hand, SECOND), train(SECOND))


def test_a_problem_after_the_training_reaches_who_waits_too(hand):
    def finish(history):
        raise ZeroDivisionError

    with jobs_of(hand, finish=finish).joined(SECOND) as job:
        hand.do_all()
        with pytest.raises(ZeroDivisionError):
            job.result()


def test_the_time_left_is_told_by_the_rate_of_this_go(clock):
    job = Job(SECOND, Product(whole, {}))
    job.reach(0)
    assert job.seconds_left is None
    clock.now += 8
    job.reach(4)
    assert job.seconds_left == 6 * 8 / 4
    clock.now += 1_000
    job.wake()
    job.reach(6)
    clock.now += 9
    job.reach(8)
    assert job.seconds_left == 2 * 9 / 2
    job.reach(2)  # its worker was lost
    clock.now += 5
    job.reach(4)
    assert job.seconds_left == 6 * 5 / 2
