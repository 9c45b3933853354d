"""Waiting for a run, without a browser: what is told, Stop and Continue, and what goes wrong."""

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground import Experiment, History, train
from playground.training import begun_runs
from playground.training.jobs import Product
from playground.ui.runs import waiting
from playground.ui.runs.run_cache import FINISHED, JOBS
from playground.ui.widgets.markdown import plain
from tests.training.held import Trainings
from tests.ui.opened import control, opened, said

SEED, STEP = 5, 7
LONG = Experiment(seed=SEED, steps=40)


@pytest.fixture
def trainings(monkeypatch):
    """Those of LONG's seed are held at a step; and a run that takes any time at all is told about."""
    FINISHED.clear()
    JOBS._aside.clear()
    found = Trainings(SEED, STEP)
    monkeypatch.setattr(begun_runs, "Training", found)
    monkeypatch.setattr(begun_runs, "TURN", 0.0)
    monkeypatch.setattr(waiting, "PATIENCE", 0)
    yield found
    found.gate.set()
    FINISHED.clear()


@pytest.fixture
def at_the_bar(monkeypatch, trainings):
    """Something that happens, once, when a session looks at the run that is held."""

    def happens(act):
        tell = waiting._progress

        def told(job):
            if job.experiment.seed == SEED and acts:
                assert trainings.held.wait(30)
                acts.pop()(tell(job))
            return tell(job)

        acts = [act]
        monkeypatch.setattr(waiting, "_progress", told)

    return happens


def click_stop(_: str) -> None:
    """What a click does to a script that runs."""
    waiting._stop()
    st.rerun()


def picture(page: AppTest) -> History:
    return page.session_state["_shown"].history


def buttons(page: AppTest) -> set[str]:
    return {button.label for button in page.main.button}


@pytest.fixture
def stopped(at_the_bar):
    at_the_bar(click_stop)
    return opened(seed=str(SEED), steps="40")


def assert_whole(page: AppTest, experiment: Experiment = LONG) -> None:
    assert not page.exception and not page.error and not page.warning
    expected = train(experiment)
    assert picture(page).steps.tolist() == expected.steps.tolist()
    np.testing.assert_array_equal(picture(page).embedding.weight, expected.embedding.weight)
    assert buttons(page).isdisjoint({"Stop", "Continue"})


def test_how_far_a_run_is_is_told_while_it_goes_on_and_no_longer(at_the_bar, trainings):
    told = []
    at_the_bar(lambda text: (told.append(text), trainings.gate.set()))
    page = opened(seed=str(SEED), steps="40")
    assert told[0].startswith(f"step {STEP} of 40, ") and told[0].endswith(" left")
    assert_whole(page)


def test_a_stopped_run_shows_what_there_was_and_says_so(stopped):
    assert not stopped.exception and not stopped.error
    assert picture(stopped).steps.tolist() == list(range(STEP + 1))
    assert f"Stopped at step {STEP} of 40." in said(stopped.warning)
    assert buttons(stopped) >= {"Continue"} and "Stop" not in buttons(stopped)
    stopped.run()
    assert len(picture(stopped).steps) == STEP + 1, "it stays stopped whatever else is clicked"


def test_go_on_trains_it_to_its_end(stopped, trainings):
    trainings.gate.set()
    stopped.button(key="go_on").click().run()
    assert_whole(stopped)


def test_nobody_else_is_given_a_stopped_run(stopped, trainings):
    assert LONG not in FINISHED
    trainings.gate.set()
    assert_whole(opened(seed=str(SEED), steps="40"))
    assert len(picture(stopped.run()).steps) == STEP + 1


def test_another_recipe_forgets_that_it_was_stopped(stopped, trainings):
    trainings.gate.set()
    control(stopped, "steps").set_value(30).run()
    assert_whole(stopped, Experiment(seed=SEED, steps=30))
    control(stopped, "steps").set_value(40).run()
    assert_whole(stopped)


def test_stop_before_the_first_step_keeps_the_last_picture(at_the_bar, trainings):
    trainings.step = 0
    page = opened(steps="40")
    before = picture(page)
    at_the_bar(click_stop)
    control(page, "seed").set_value(SEED).run()
    assert not page.exception
    assert "Stopped before its first step." in said(page.main.markdown)
    assert picture(page) is before
    trainings.gate.set()
    page.button(key="go_on").click().run()
    assert_whole(page)


def test_stop_before_there_is_any_picture_leaves_a_page_that_can_go_on(at_the_bar, trainings):
    trainings.step = 0
    at_the_bar(click_stop)
    page = opened(seed=str(SEED), steps="40")
    assert not page.exception
    trainings.gate.set()
    page.button(key="go_on").click().run()
    assert_whole(page)


def test_a_run_that_ends_before_the_click_arrives_is_whole(at_the_bar, trainings):
    def too_late(_):
        job = st.session_state["_job"]
        waiting._stop()
        trainings.gate.set()
        assert job.wait(30)
        st.rerun()

    at_the_bar(too_late)
    assert_whole(opened(seed=str(SEED), steps="40"))


PROBLEMS = [
    (MemoryError(), "There was not enough memory for this run"),
    (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), "There was not enough memory for this run"),
    (RuntimeError("some **bold** problem"), "This run could not be trained: some **bold** problem"),
    (KeyError(), "This run could not be trained: KeyError"),
]


@pytest.mark.parametrize(("problem", "sentence"), PROBLEMS, ids=str)
def test_what_goes_wrong_is_said_and_the_last_picture_stays(problem, sentence, trainings):
    page = opened(steps="40", padding_idx="3")
    assert "it gets no gradient there" in said(page.info)
    before = picture(page)
    trainings.problems[SEED] = problem
    control(page, "padding_idx").set_value(None)
    control(page, "seed").set_value(SEED).run()
    assert not page.exception
    assert plain(sentence) in page.main.error[0].value
    assert "The picture shows the last run that worked" in said(page.main.error)
    assert picture(page) is before
    assert not page.info, "what the last run had to say is not about this recipe"
    trainings.problems.clear()
    trainings.gate.set()
    assert_whole(page.run())


def test_what_goes_wrong_is_logged_without_a_word_of_the_learners(trainings, caplog):
    trainings.problems[SEED] = KeyError("a_secret_word")
    trainings.gate.set()
    opened(seed=str(SEED), steps="40")
    [logged] = [record.getMessage() for record in caplog.records if "could not be trained" in record.getMessage()]
    assert "KeyError" in logged and "line " in logged
    assert "a_secret_word" not in caplog.text


def test_what_goes_wrong_on_the_first_visit_is_said(trainings):
    trainings.problems[SEED] = MemoryError()
    page = opened(seed=str(SEED))
    assert not page.exception
    assert said(page.main.error).startswith("There was not enough memory for this run")
    assert "last" not in said(page.main.error)


def test_what_goes_wrong_with_the_picture_of_a_stopped_run_is_said(at_the_bar, monkeypatch):
    def fail(history):
        raise MemoryError

    monkeypatch.setattr(JOBS, "_usual", Product(fail, FINISHED))
    at_the_bar(click_stop)
    page = opened(seed=str(SEED), steps="40")
    assert not page.exception
    assert "There was not enough memory" in said(page.main.error)


def test_a_run_whose_worker_was_lost_begins_again_and_says_so(at_the_bar, trainings):
    told = []

    def lose(_):
        job = st.session_state["_job"]
        job.lost = 1
        told.append(waiting._progress(job))
        trainings.gate.set()

    at_the_bar(lose)
    page = opened(seed=str(SEED), steps="40")
    assert told[0].startswith(f"again: step {STEP} of 40")
    assert_whole(page)
