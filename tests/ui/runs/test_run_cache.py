"""Finished runs are shared: one training for everybody who asks for the same recipe."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest

from playground import Experiment, train
from playground.caches import text_bytes
from playground.figures.run_picture import PLAIN, View
from playground.training.loop import Training
from playground.ui.runs import run_cache
from playground.ui.runs.drawing import Run, drawn, viewed
from playground.ui.runs.lanes_of_server import LANES
from playground.ui.runs.run_cache import FINISHED, JOBS, picture

SHORT = {"text": "I love you . you love me .", "steps": 10}


@pytest.fixture(autouse=True)
def empty_cache():
    FINISHED.clear()
    yield
    FINISHED.clear()


def run(experiment: Experiment) -> Run:
    with JOBS.joined(experiment) as job:
        return job.result()


def test_the_same_recipe_gives_the_same_object():
    assert run(Experiment(**SHORT)) is run(Experiment(**SHORT))


def test_recipes_that_differ_only_in_an_unused_option_share_a_run():
    assert run(Experiment(**SHORT)) is run(Experiment(**SHORT, momentum=0.5))


def test_another_recipe_gives_another_run():
    assert run(Experiment(**SHORT)) is not run(Experiment(**SHORT, seed=1))


def test_what_is_shared_can_not_be_written():
    history = run(Experiment(**SHORT)).history
    for track in history.tracks.values():
        for array in (track.weight, track.gradient, track.loss, track.vectors):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1


def test_what_there_is_of_a_run_has_a_picture_of_its_own():
    experiment = Experiment(**SHORT)
    training, keys = Training(experiment), []
    for _ in training:
        keys.append(drawn(training.history()).picture["key"])
    assert len(set(keys)) == len(keys) == 11
    assert keys[-1] == drawn(train(experiment)).picture["key"]


def test_the_cache_is_bounded_by_bytes_and_the_least_used_run_goes_first(monkeypatch):
    one = FINISHED.getsizeof(run(Experiment(**SHORT)))
    monkeypatch.setattr(FINISHED, "_Cache__maxsize", 3 * one)
    second, third = Experiment(**SHORT, seed=5), Experiment(**SHORT, seed=6)
    first = run(Experiment(**SHORT))
    run(second)
    run(third)
    assert run(Experiment(**SHORT)) is first, "all three fit"
    run(Experiment(**SHORT, seed=7))
    assert FINISHED.currsize <= 3 * one
    assert len(FINISHED) == 3
    assert run(Experiment(**SHORT)) is first, "used last, so it stays"
    assert second not in FINISHED


def test_a_run_counts_with_all_its_bytes():
    large = run(Experiment(dimension=64, steps=500))
    sent = sum(len(array["bdata"]) for array in large.picture["arrays"].values())
    assert large.nbytes == large.history.nbytes + large.history.experiment.task.nbytes + sent
    FINISHED.clear()
    FINISHED[large.history.experiment] = large
    assert FINISHED.currsize == large.nbytes + text_bytes(large.history.experiment), "and with the texts of its key"


def test_another_view_is_drawn_once_for_all_who_ask(monkeypatch):
    asked = []
    whole, together = run(Experiment(**SHORT)), Barrier(4)

    def call(long, work, *args):
        asked.append(work)
        return LANES.call(long, work, *args)

    monkeypatch.setattr(run_cache, "LANES", SimpleNamespace(call=call))

    def look(_):
        together.wait(30)
        return picture(whole, View(slow=True))

    with ThreadPoolExecutor(4) as sessions:
        first, *others = sessions.map(look, range(4))
    assert asked == [viewed]
    assert all(other is first for other in others) and first["moments"]
    assert picture(whole, PLAIN) is whole.picture, "which came with the run"
