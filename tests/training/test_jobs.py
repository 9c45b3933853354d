"""Runs in the background: one training for all who wait for it, no longer than somebody does."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from types import SimpleNamespace

import numpy as np
import pytest
from cachetools import LRUCache

from playground import Experiment, History, train
from playground.training import jobs, turns
from playground.training.jobs import Job, Jobs
from playground.training.workers import Here, Lane
from tests.training.held import Trainings

SHORT = {"text": "I love you . you love me .", "steps": 10}
FIRST, SECOND, THIRD = (Experiment(**SHORT, seed=seed) for seed in (1, 2, 3))
HELD = 3


@pytest.fixture
def trainings(monkeypatch):
    found = Trainings(FIRST.seed, HELD)
    monkeypatch.setattr(turns, "Training", found)
    monkeypatch.setattr(turns, "TURN", 0.0)  # each step is a turn
    yield found
    found.gate.set()


@pytest.fixture
def all_long(monkeypatch):
    """No run is quick, and those that nobody waits for are kept."""
    monkeypatch.setattr(jobs, "QUICK", 0.0)


@pytest.fixture
def one_at_a_time(all_long, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_BEGUN", 1)


def whole(history: History) -> History:
    return history


def here(only_quick: bool = False) -> Lane:
    return Lane(processes=False, prepare=lambda: None, only_quick=only_quick)


def one_lane(finish=whole) -> Jobs[History]:
    return Jobs(finish, {}, [here()])


def result(of: Jobs[History], experiment: Experiment) -> History:
    with of.joined(experiment) as job:
        return job.result()


def assert_same(history: History, other: History) -> None:
    assert history.steps.tolist() == other.steps.tolist()
    for name, track in history.tracks.items():
        np.testing.assert_array_equal(track.weight, other.tracks[name].weight)
        np.testing.assert_array_equal(track.gradient, other.tracks[name].gradient)


def test_the_run_is_what_train_gives():
    assert_same(result(one_lane(), SECOND), train(SECOND))


def test_all_who_wait_for_a_recipe_share_one_training(trainings):
    work, together = one_lane(), Barrier(8)

    def ask(_):
        together.wait(30)
        return result(work, SECOND)

    with ThreadPoolExecutor(8) as sessions:
        found = list(sessions.map(ask, range(8)))
    assert trainings.built == [SECOND]
    assert all(history is found[0] for history in found)


def test_what_is_finished_is_handed_out_as_long_as_it_is_kept(trainings):
    finished = {}
    work = Jobs(whole, finished, [here()])
    first = result(work, SECOND)
    assert finished == {SECOND: first}
    with work.joined(SECOND) as job:
        assert job.wait(0), "it has ended when one comes"
        assert job.result() is first
    finished.clear()
    assert result(work, SECOND) is not first
    assert trainings.built == [SECOND] * 2


def test_the_work_that_follows_a_training_is_done_once_for_all(trainings):
    finished = []
    work = one_lane(lambda history: finished.append(history) or history)
    with work.joined(FIRST) as job, work.joined(FIRST) as same:
        trainings.gate.set()
        assert job is same and job.result() is same.result()
    assert len(finished) == 1


def test_who_waits_may_look_up_and_sees_how_far_it_is(trainings):
    with one_lane().joined(FIRST) as job:
        assert trainings.held.wait(30)
        assert not job.wait(0)
        assert job.has_begun and job.step == HELD
        assert job.so_far().remarks["steps"] == f"Stopped at step {HELD} of 10."
        trainings.gate.set()
        assert job.wait(30)
        assert_same(job.result(), train(FIRST))


def test_what_there_is_so_far_is_the_beginning_of_the_run_and_holds_no_more(trainings):
    with one_lane().joined(FIRST) as job:
        assert trainings.held.wait(30)
        history, expected = job.so_far(), train(FIRST)
        for track, full in zip(history.tracks.values(), expected.tracks.values(), strict=True):
            np.testing.assert_array_equal(track.weight, full.weight[: HELD + 1])
            np.testing.assert_array_equal(track.loss, full.loss[: HELD + 1])
            arrays = [track.weight, track.gradient, track.loss, *track.head.values(), history.learning_rate]
            assert all(array.base is None for array in arrays), "none is a part of the whole run's"


def test_one_who_leaves_does_not_end_it_for_the_others(trainings):
    work = one_lane()
    with work.joined(FIRST) as job:
        with work.joined(FIRST):
            assert trainings.held.wait(30)
        trainings.gate.set()
        assert job.result().steps[-1] == 10


def test_the_last_who_leaves_ends_it_and_frees_its_thread(trainings):
    finished = {}
    work = Jobs(whole, finished, [here()])
    with work.joined(FIRST) as job:
        assert trainings.held.wait(30)
    trainings.gate.set()
    assert result(work, SECOND).steps[-1] == 10, "the only thread is free for another"
    assert not job.wait(0) and job.step <= HELD + 1
    assert set(finished) == {SECOND}


def test_it_is_left_when_what_waits_is_interrupted(trainings):
    work = one_lane()
    with pytest.raises(KeyboardInterrupt), work.joined(FIRST) as job:
        assert trainings.held.wait(30)
        raise KeyboardInterrupt
    trainings.gate.set()
    assert result(work, SECOND).steps[-1] == 10
    assert not job.wait(0)


def test_a_long_run_goes_on_from_where_everybody_had_left_it(trainings, all_long):
    work = one_lane()
    with work.joined(FIRST) as left:
        assert trainings.held.wait(30)
    trainings.gate.set()
    result(work, SECOND)
    with work.joined(FIRST) as job:
        assert job is left
        assert_same(job.result(), train(FIRST))
    assert trainings.built == [FIRST, SECOND]


def test_what_would_take_too_much_memory_is_begun_anew(trainings, all_long, monkeypatch):
    monkeypatch.setattr(turns, "_ASIDE", LRUCache(1, getsizeof=turns._ASIDE.getsizeof))
    work = one_lane()
    with work.joined(FIRST):
        assert trainings.held.wait(30)
    trainings.gate.set()
    result(work, SECOND)
    assert_same(result(work, FIRST), train(FIRST))
    assert trainings.built == [FIRST, SECOND, FIRST]


def test_one_who_comes_back_before_the_thread_has_noticed_finds_it_going_on(trainings):
    work = one_lane()
    with work.joined(FIRST) as left:
        assert trainings.held.wait(30)
    with work.joined(FIRST) as job:
        assert job is left
        trainings.gate.set()
        assert job.result().steps[-1] == 10
    assert trainings.built == [FIRST]


def test_a_thread_that_finds_somebody_has_come_after_all_goes_on(trainings):
    work = one_lane()
    with work.joined(FIRST) as job:
        assert trainings.held.wait(30)
        assert not work._set_aside(job)
        trainings.gate.set()
        assert job.result().steps[-1] == 10


def test_a_run_that_is_given_up_in_the_queue_is_never_begun(trainings):
    work = one_lane()
    with work.joined(FIRST) as job:
        assert trainings.held.wait(30)
        with work.joined(SECOND):
            pass
        trainings.gate.set()
        job.result()
    result(work, THIRD)
    assert trainings.built == [FIRST, THIRD]


def test_who_must_queue_knows_how_many_are_before(trainings, one_at_a_time):
    work = one_lane()
    with work.joined(FIRST) as first, work.joined(SECOND) as second, work.joined(THIRD) as third:
        assert trainings.held.wait(30)
        assert [work.before(job) for job in (first, second, third)] == [0, 1, 2]
        assert not second.has_begun and second.seconds_left is None
        trainings.gate.set()
        third.wait(30)
        assert [work.before(job) for job in (first, second, third)] == [0, 0, 0]


def test_those_who_were_before_and_left_do_not_count(trainings, one_at_a_time):
    work = one_lane()
    with work.joined(FIRST):
        assert trainings.held.wait(30)
        with work.joined(SECOND):
            pass
        with work.joined(THIRD) as third:
            assert work.before(third) == 1


def test_a_quick_run_does_not_queue_behind_long_ones(trainings, monkeypatch):
    long = Experiment(**{**SHORT, "steps": 20}, seed=FIRST.seed)
    monkeypatch.setattr(jobs, "QUICK", (long.cost.seconds + FIRST.cost.seconds) / 2)
    work = Jobs(whole, {}, [here(only_quick=True), here()])
    with work.joined(long):
        assert trainings.held.wait(30)
        assert result(work, SECOND).steps[-1] == 10


def test_a_problem_reaches_all_who_wait_and_the_next_who_asks_tries_again(trainings, one_at_a_time):
    work = one_lane()
    trainings.problems[SECOND.seed] = MemoryError("too much")
    with work.joined(FIRST), work.joined(SECOND) as job, work.joined(SECOND) as same:
        trainings.gate.set()
        for waiting in (job, same):
            with pytest.raises(MemoryError, match="too much"):
                waiting.result()
    assert trainings.built == [FIRST, SECOND]
    trainings.problems.clear()
    assert_same(result(work, SECOND), train(SECOND))


def test_a_problem_after_the_training_reaches_who_waits_too():
    def finish(history):
        raise ZeroDivisionError

    with one_lane(finish).joined(SECOND) as job, pytest.raises(ZeroDivisionError):
        job.result()


def test_the_time_left_is_told_by_the_rate_of_this_go(monkeypatch):
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(jobs, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(turns, "TURN", 0.0)
    job, worker = Job(SECOND, whole), Here()
    job.turn(worker)  # step 0 is looked at
    assert job.seconds_left is None
    for _ in range(4):
        clock.now += 2
        job.turn(worker)
    assert (job.step, job.seconds_left) == (4, 6 * 8 / 4)
    job.set_aside()
    clock.now += 1_000  # nobody waits
    for _ in range(3):
        clock.now += 3
        job.turn(worker)
    assert (job.step, job.seconds_left) == (7, 3 * 6 / 3)


def test_long_runs_take_turns(all_long, monkeypatch):
    monkeypatch.setattr(turns, "TURN", 0.0)
    came, work = [], None

    class Told(Here):
        def call(self, function, *args):
            if function is turns.take:
                came.append(args[1])
            return super().call(function, *args)

    lane = here()
    lane.worker = Told()
    work = Jobs(whole, {}, [lane])
    with work.joined(FIRST) as first, work.joined(SECOND) as second:
        first.wait(30)
        second.wait(30)
    between = came[came.index(SECOND) : len(came) - came[::-1].index(FIRST)]
    assert all(one != following for one, following in pairwise(between))


def test_only_some_long_runs_are_begun_at_a_time(trainings, one_at_a_time):
    work = one_lane()
    with work.joined(SECOND) as second, work.joined(THIRD) as third:
        assert second.wait(30) and third.wait(30)
    assert trainings.built == [SECOND, THIRD]
    assert second.result().steps[-1] == third.result().steps[-1] == 10
