import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import Experiment, train
from playground.choices import InvalidField
from playground.experiment.links import from_query, to_query
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.interventions import INTERVENTIONS, fits, sentence
from playground.model.layers import SELECTIONS
from playground.model.optimizers import OPTIMIZERS
from playground.scripts.script import script

TEXTS = {"learning_rate": ["0.05"], "optimizer": ["adam"], "vector": ["cat", "3, -1"], "hold": ["cat"]}
EVERY = [(20, name, *TEXTS.get(name, [])) for name in INTERVENTION_KINDS]
SHORT = {"steps": 40, "dimension": 2}


def changed(*changes, **recipe):
    return train(Experiment(**SHORT, interventions=changes, **recipe))


@pytest.mark.parametrize("layer", SELECTIONS)
@pytest.mark.parametrize("change", EVERY, ids=lambda change: change[1])
def test_what_came_before_stays_bit_for_bit(change, layer):
    before, after = train(Experiment(**SHORT, layer=layer)), changed(change, layer=layer)
    for name, track in after.tracks.items():
        other = before.tracks[name]
        np.testing.assert_array_equal(track.weight[:20], other.weight[:20])
        np.testing.assert_array_equal(track.gradient[:20], other.gradient[:20])
        np.testing.assert_array_equal(track.loss[:20], other.loss[:20])
        same = change[1] == "unfreeze"  # nothing was frozen
        assert np.array_equal(track.weight[20:], other.weight[20:]) == same


@pytest.mark.parametrize("change", EVERY, ids=lambda change: change[1])
def test_both_layers_are_changed_alike(change):
    assert changed(change).difference.max() == 0


def test_another_learning_rate_is_that_of_the_steps_that_follow():
    history = changed((20, "learning_rate", "0.05"))
    np.testing.assert_array_equal(history.learning_rate, [0.5] * 20 + [0.05] * 21)
    moved = history.embedding.weight[20] - history.embedding.weight[21]
    np.testing.assert_allclose(moved, 0.05 * history.embedding.gradient[20], atol=1e-7)


def test_a_word_is_where_it_was_put_and_goes_on_from_there():
    history = changed((20, "vector", "cat", "3, -1"))
    cat = history.words.index("cat")
    np.testing.assert_array_equal(history.embedding.vectors[20, cat], [3, -1])
    np.testing.assert_array_equal(history.linear.weight[20, :, cat], [3, -1])
    assert not np.array_equal(history.embedding.vectors[40, cat], [3, -1])


@pytest.mark.parametrize("optimizer", [name for name, kind in OPTIMIZERS.items() if kind.can_be_taken])
def test_a_held_word_stays_whatever_the_optimizer_does_and_others_go_on(optimizer):
    decays = "weight_decay" in {option.name for option in OPTIMIZERS[optimizer].options}
    recipe = {"optimizer": optimizer, **({"weight_decay": 0.1} if decays else {})}
    history = changed((20, "hold", "cat"), **recipe)
    cat = history.words.index("cat")
    for track in history.tracks.values():
        assert (track.vectors[20:, cat] == track.vectors[20, cat]).all()
        others = np.delete(track.vectors, cat, axis=1)
        assert not np.array_equal(others[20], others[40])


def test_a_held_word_is_let_go_with_a_new_optimizer_or_weight():
    for name, *texts in (("optimizer", "adam"), ("parameter",)):
        history = changed((10, "hold", "cat"), (20, name, *texts))
        cat = history.words.index("cat")
        assert (history.embedding.vectors[10:20, cat] == history.embedding.vectors[10, cat]).all()
        assert not np.array_equal(history.embedding.vectors[20, cat], history.embedding.vectors[40, cat])


def test_frozen_vectors_rest_until_they_are_freed():
    weight = changed((10, "freeze"), (30, "unfreeze")).embedding.weight
    assert (weight[10:31] == weight[10]).all()
    assert not np.array_equal(weight[31], weight[30])
    assert not np.array_equal(weight[10], weight[9])


def test_while_the_weight_is_frozen_the_head_and_a_bias_learn_on():
    linear = changed((10, "freeze"), bias=True).linear
    assert (linear.weight[10:] == linear.weight[10]).all()
    for numbers in (linear.bias, *linear.head.values()):
        assert (np.diff(numbers[10:], axis=0) != 0).any(axis=tuple(range(1, numbers.ndim))).all()


def test_a_new_parameter_is_drawn_between_0_and_1_and_the_new_optimizer_moves_it():
    weight = changed((20, "parameter"), optimizer="momentum").embedding.weight
    assert weight[20].min() >= 0 and weight[20].max() < 1
    assert not np.array_equal(weight[21], weight[20])


def test_a_new_optimizer_remembers_nothing():
    history = changed((20, "optimizer", "adam"), optimizer="momentum", learning_rate=0.1)
    first = np.abs(history.embedding.weight[21] - history.embedding.weight[20])
    seen = history.embedding.gradient[20] != 0
    np.testing.assert_allclose(first[seen], 0.1, rtol=1e-2)  # Adam's first step has the learning rate's size
    assert (first[~seen] == 0).all()


def test_sgd_with_momentum_that_is_taken_in_the_run_keeps_its_velocity():
    history = changed((20, "optimizer", "momentum"), optimizer="sgd", learning_rate=0.1)
    moves = np.diff(history.embedding.weight[20:], axis=0)
    gradients = history.embedding.gradient[20:-1]
    np.testing.assert_allclose(moves[0], -0.1 * gradients[0], atol=1e-6)
    np.testing.assert_allclose(moves[1:], 0.9 * moves[:-1] - 0.1 * gradients[1:], atol=1e-6)
    assert "momentum=0.9" in script(history.experiment)


def test_changes_are_made_in_the_order_of_their_steps():
    experiment = Experiment(interventions=((30, "unfreeze"), (10, "freeze")))
    assert [step for step, *_ in experiment.interventions] == [10, 30]


@pytest.mark.parametrize("change", EVERY, ids=lambda change: change[1])
def test_a_link_carries_the_changes(change):
    experiment = Experiment(**SHORT, interventions=(change,))
    assert from_query(to_query(experiment)) == (experiment, [])


def test_a_change_that_fits_no_word_or_no_dimension_has_no_effect():
    plain = train(Experiment(**SHORT))
    for change in [(20, "vector", "unicorn", "1, 2"), (20, "vector", "cat", "1, 2, 3"), (41, "freeze")]:
        experiment = Experiment(**SHORT, interventions=(change,))
        assert not fits(change, experiment.vocabulary, 2, 40)
        np.testing.assert_array_equal(train(experiment).embedding.weight, plain.embedding.weight)


def test_a_change_is_told_in_the_words_of_the_page():
    assert sentence((20, "optimizer", "adam")) == "step 20, switch the optimizer: Adam"
    assert sentence((2000, "parameter")) == "step 2,000, replace the weight (nn.Parameter)"
    assert sentence((20, "vector", "cat", "1, 2")) == "step 20, move a word: cat → 1, 2"


BAD = [
    (20, "vector", "cat", "nan"),
    (20, "vector", "cat", ""),
    (20, "learning_rate", "-1"),
    (20, "learning_rate", "fast"),
    (20, "optimizer", "sparse_adam"),
    (20, "explode"),
    (20,),
    (-1, "freeze"),
    ("20", "freeze"),
    (20, "freeze", "now"),
    None,
    "freeze",
]


@pytest.mark.parametrize("change", BAD, ids=str)
def test_what_is_no_change_is_refused(change):
    with pytest.raises(InvalidField) as refused:
        Experiment(interventions=(change,))
    assert refused.value.field == "interventions"


def test_an_optimizer_that_takes_no_sparse_gradients_is_refused_in_the_run_too():
    with pytest.raises(InvalidField, match="sparse"):
        Experiment(sparse=True, interventions=((20, "optimizer", "adam"),))
    train(Experiment(**SHORT, sparse=True, interventions=((20, "optimizer", "adagrad"), (30, "parameter"))))


ANY = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.sampled_from(list(INTERVENTION_KINDS)), st.lists, max_leaves=8
)


@given(changes=ANY)
@settings(max_examples=200, deadline=None)
def test_any_json_is_read_as_changes_or_refused(changes):
    try:
        read = INTERVENTIONS.checked(INTERVENTIONS.from_link(json.dumps(changes)))
    except InvalidField as refused:
        assert refused.field == "interventions" and str(refused)
    else:
        assert INTERVENTIONS.checked(read) == read


def test_the_process_s_own_random_state_is_left_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    changed((20, "parameter"))
    assert torch.equal(torch.rand(3), expected)


def rates(schedule, *changes):
    return changed(*changes, schedule=schedule).learning_rate


@pytest.mark.parametrize("schedule", ["step", "cosine", "warm_up"])
@pytest.mark.parametrize("change", [(20, "optimizer", "adam"), (20, "parameter")], ids=lambda change: change[1])
def test_a_schedule_goes_on_where_it_was(schedule, change):
    np.testing.assert_allclose(rates(schedule, change), rates(schedule), atol=1e-12)


def test_a_new_parameter_keeps_the_optimizer_that_was_taken():
    history = changed((10, "optimizer", "adam"), (20, "parameter"))
    first = np.abs(history.embedding.weight[21] - history.embedding.weight[20])
    seen = history.embedding.gradient[20] != 0
    np.testing.assert_allclose(first[seen], 0.5, rtol=1e-2)  # the size of Adam's first step, not SGD's


def test_a_new_parameter_of_frozen_weights_is_frozen():
    weight = changed((10, "freeze"), (20, "parameter")).embedding.weight
    assert (weight[20:] == weight[20]).all()


def test_a_learning_rate_of_0_may_be_followed_by_a_new_parameter():
    recipe = {"optimizer": "sparse_adam", "sparse": True, "learning_rate": 0.1}
    weight = changed((5, "learning_rate", "0"), (6, "parameter"), **recipe).embedding.weight
    assert (weight[6:] == weight[6]).all()
