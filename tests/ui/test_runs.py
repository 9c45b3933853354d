"""Finished runs are shared: one training for everybody who asks for the same recipe."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from playground import Experiment, train
from playground.ui import runs

SHORT = {"text": "I love you . you love me .", "steps": 10}


@pytest.fixture(autouse=True)
def empty_cache():
    runs.run.cache_clear()
    yield
    runs.run.cache_clear()


@pytest.fixture
def trained(monkeypatch):
    """The experiments that were really trained, in order."""
    experiments = []

    def counting(experiment):
        experiments.append(experiment)
        return train(experiment)

    monkeypatch.setattr(runs, "train", counting)
    return experiments


def test_the_same_recipe_gives_the_same_object(trained):
    first = runs.run(Experiment(**SHORT))
    assert runs.run(Experiment(**SHORT)) is first
    assert len(trained) == 1


def test_recipes_that_differ_only_in_an_unused_option_share_a_run(trained):
    assert runs.run(Experiment(**SHORT)) is runs.run(Experiment(**SHORT, momentum=0.5))
    assert len(trained) == 1


def test_another_recipe_gives_another_run(trained):
    assert runs.run(Experiment(**SHORT)) is not runs.run(Experiment(**SHORT, seed=1))
    assert len(trained) == 2


def test_sessions_that_ask_at_once_wait_for_one_training(trained):
    together = Barrier(8)

    def ask(_):
        together.wait()
        return runs.run(Experiment(**SHORT, seed=2))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))
    assert len(trained) == 1
    assert all(run is found[0] for run in found)


def test_another_recipe_does_not_wait_for_a_long_training(monkeypatch):
    started, go_on = Event(), Event()

    def slow(experiment):
        if experiment.seed == 3:
            started.set()
            assert go_on.wait(30)
        return train(experiment)

    monkeypatch.setattr(runs, "train", slow)
    with ThreadPoolExecutor(2) as pool:
        long = pool.submit(runs.run, Experiment(**SHORT, seed=3))
        assert started.wait(30)
        try:
            assert pool.submit(runs.run, Experiment(**SHORT, seed=4)).result(30).history.steps[-1] == 10
        finally:
            go_on.set()
        assert long.result(30).history.experiment.seed == 3


def test_a_training_that_fails_is_not_kept_and_holds_nobody_up(monkeypatch):
    def failing(experiment):
        raise MemoryError

    monkeypatch.setattr(runs, "train", failing)
    with pytest.raises(MemoryError):
        runs.run(Experiment(**SHORT))
    monkeypatch.setattr(runs, "train", train)
    assert runs.run(Experiment(**SHORT)).history.steps[-1] == 10


def test_what_is_shared_can_not_be_written():
    history = runs.run(Experiment(**SHORT)).history
    for track in history.tracks.values():
        for array in (track.weight, track.gradient, track.loss, track.vectors):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1


def test_the_cache_is_bounded_by_bytes_and_the_least_used_run_goes_first(monkeypatch):
    cache = runs.run.cache
    one = runs._size(runs.run(Experiment(**SHORT)))
    monkeypatch.setattr(cache, "_Cache__maxsize", 3 * one)
    second, third = Experiment(**SHORT, seed=5), Experiment(**SHORT, seed=6)
    first = runs.run(Experiment(**SHORT))
    runs.run(second)
    runs.run(third)
    assert runs.run(Experiment(**SHORT)) is first, "all three fit"
    runs.run(Experiment(**SHORT, seed=7))
    assert cache.currsize <= 3 * one
    assert len(cache) == 3
    assert runs.run(Experiment(**SHORT)) is first, "used last, so it stays"
    assert runs.run.cache_key(second) not in cache


def test_a_run_counts_with_all_its_bytes_and_never_too_little():
    small = runs.run(Experiment(**SHORT))
    assert runs._size(small) >= runs.MOST_BYTES // runs.MOST_RUNS
    large = runs.run(Experiment(dimension=64, steps=500))
    sent = sum(len(array["bdata"]) for array in large.picture["arrays"].values())
    assert runs._size(large) == large.history.nbytes + large.history.experiment.task.nbytes + sent
