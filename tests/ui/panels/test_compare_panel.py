"""Pinned runs in a table beside this run."""

from playground import Experiment, train
from playground.analysis.comparison import course
from playground.experiment.links import pins_to_query, to_query
from playground.ui.panels import compare_panel
from tests.ui.opened import opened_at

RECIPE, PIN = Experiment(steps=5), Experiment(steps=8, seed=3)


def test_the_table_has_the_numbers_of_both_runs_and_what_is_kept_holds_no_texts():
    page = opened_at("compare", **to_query(RECIPE), **pins_to_query([PIN], RECIPE))
    [table] = [frame.value for frame in page.dataframe if "loss at the end" in frame.value.index]
    ends = [f"{course(train(recipe), 'embedding').loss[-1]:.4g}" for recipe in (RECIPE, PIN)]
    assert list(table.loc["loss at the end"]) == ends
    [near] = [frame.value for frame in page.dataframe if "the same" in frame.value.columns]
    assert set(near["word"]) == set(RECIPE.vocabulary.words) and near["the same"].is_monotonic_increasing
    kept = [text for key in compare_panel._KEPT for text in key if isinstance(text, str)]
    assert kept and max(map(len, kept)) <= 64
