import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground import Experiment, train

RECIPES = {
    "default": {},
    "bias": {"bias": True},
    "five dimensions": {"dimension": 5},
    "embedding": {"layer": "embedding"},
    "linear": {"layer": "linear", "bias": True},
    "joined pairs": {"text": "", "objective": "pairs", "pairs": "a^b^c|d, a|c, b^c|a"},
    "separate starts": {"same_start": False, "optimizer": "adam"},
    "max_norm": {"max_norm": 0.5, "norm_type": 1.0},
    "padding": {"layer": "embedding", "pad": True, "padding_idx": 0, "scale_grad_by_freq": True},
    "sparse": {"sparse": True, "optimizer": "sparse_adam"},
    "own numbers": {"initializer": "from_pretrained", "matrix": "1 2 3\n4 5 6\n7 8 9", "freeze": False},
    "frozen numbers": {"initializer": "from_pretrained", "bias": True},
    "words around": {"objective": "cbow", "shuffle": False},
    "negatives": {"objective": "skip_gram_negative", "schedule": "cosine"},
    "labels": {"objective": "labels", "batch_size": 4},
    "places": {"objective": "points", "schedule": "step", "step_size": 5},
}


@pytest.fixture(params=RECIPES.values(), ids=RECIPES.keys(), scope="module")
def history(request):
    return train(Experiment(**request.param, steps=30))


def every_array(history):
    tracks = [
        array
        for track in history.tracks.values()
        for array in (track.weight, track.gradient, track.bias, track.loss, track.vectors, *track.head.values())
        if array is not None
    ]
    return [history.steps, history.learning_rate, history.inputs, history.targets, *tracks]


def test_the_shapes_are_those_that_pytorch_stores(history):
    words, dimension = len(history.words), history.experiment.dimension
    stored = {"embedding": nn.Embedding(words, dimension), "linear": nn.Linear(words, dimension)}
    for name, track in history.tracks.items():
        assert track.weight.shape == track.gradient.shape == (31, *stored[name].weight.shape)
        assert track.vectors.shape == (31, words, dimension)
        assert track.loss.shape == (31,)


def test_the_types_are_those_that_are_promised(history):
    assert history.steps.dtype == np.int64
    assert history.inputs.dtype == history.targets.dtype == np.int32
    for track in history.tracks.values():
        assert track.weight.dtype == track.gradient.dtype == track.vectors.dtype == np.float32
        assert track.loss.dtype == np.float64


def test_every_step_is_there_from_the_start_to_the_end(history):
    assert history.steps.tolist() == list(range(31))
    assert history.stride == 1
    assert not history.diverged


def test_nothing_that_was_recorded_can_be_changed(history):
    for array in every_array(history):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_the_vectors_are_what_the_module_returns_for_every_word(history):
    words, dimension = len(history.words), history.experiment.dimension
    ids = torch.arange(words)
    for name, track in history.tracks.items():
        for snapshot in (0, 7, 30):
            weight = torch.tensor(track.weight[snapshot])
            if name == "embedding":
                returned = nn.Embedding(words, dimension, _weight=weight, **bound_of(history))(ids)
            else:
                linear = nn.Linear(words, dimension, bias=track.bias is not None)
                linear.load_state_dict({"weight": weight} | bias_of(track, snapshot))
                returned = linear(F.one_hot(ids, words).float())
            np.testing.assert_array_equal(track.vectors[snapshot], returned.detach())


def bound_of(history):
    if history.experiment.max_norm is None:
        return {}
    return {"max_norm": history.experiment.max_norm, "norm_type": history.experiment.norm_type}


def bias_of(track, snapshot):
    return {} if track.bias is None else {"bias": torch.tensor(track.bias[snapshot])}


def test_the_gradient_is_0_at_the_last_snapshot_and_elsewhere_only_when_frozen(history):
    for track in history.tracks.values():
        assert (track.gradient[-1] == 0).all()
        moving = not history.experiment.freeze
        assert ((np.abs(track.gradient[:-1]).max(axis=(1, 2)) > 0) == moving).all()


def test_the_batch_is_made_of_examples_of_the_text(history):
    examples = history.experiment.task.examples
    known = {(tuple(i), t) for i, t in zip(examples.inputs.tolist(), examples.targets.tolist(), strict=True)}
    for inputs, targets in zip(history.inputs.tolist(), history.targets.tolist(), strict=True):
        assert {(tuple(i), t) for i, t in zip(inputs, targets, strict=True)} <= known


def test_the_difference_is_the_largest_one_of_any_number(history):
    if len(history.tracks) == 1:
        assert history.difference is None
        return
    pairs = zip(history.embedding.vectors, history.linear.vectors, strict=True)
    assert history.difference.tolist() == [np.abs(a - b).max() for a, b in pairs]


def shared(history):
    """The layers whose vectors are the weight itself."""
    bound = {"embedding": history.experiment.max_norm is not None, "linear": bool(history.experiment.bias)}
    return [name for name in history.tracks if not bound[name]]


def test_the_memory_is_that_of_the_arrays(history):
    short = (history.steps, history.learning_rate)  # a number a snapshot
    owned = [array for array in every_array(history) if not any(array is other for other in short)]
    held = sum(array.nbytes for array in owned)
    assert history.nbytes == held - sum(history.tracks[name].vectors.nbytes for name in shared(history))


def test_vectors_that_are_the_weight_take_no_memory_of_their_own(history):
    for name, track in history.tracks.items():
        assert np.shares_memory(track.vectors, track.weight) == (name in shared(history))


def test_the_words_are_those_of_the_recipe(history):
    assert history.words == history.experiment.vocabulary.words


def test_there_is_a_learning_rate_for_each_snapshot(history):
    assert history.learning_rate.shape == (31,)
    assert history.learning_rate.dtype == np.float64
    assert history.learning_rate[0] == history.experiment.learning_rate


def test_the_goals_are_the_names_of_the_targets(history):
    named = history.experiment.objective in ("labels", "points")
    assert (history.goals == history.words) != named
    assert history.targets.max() < len(history.goals)


@pytest.mark.parametrize(
    ("recipe", "epochs"),
    [
        ({"batch_size": 1}, [0, 0.25, 0.5, 0.75, 1, 1.25]),
        ({"batch_size": 2, "shuffle": False}, [0, 0.5, 1, 1.5, 2, 2.5]),
        ({"batch_size": 99}, [0, 1, 2, 3, 4, 5]),
    ],
    ids=str,
)
def test_an_epoch_is_over_when_all_examples_have_been_looked_at(recipe, epochs):
    history = train(Experiment(text="a b c d a", steps=5, **recipe))
    assert history.epochs.tolist() == epochs
    assert history.epochs.dtype == np.float32


def test_over_an_epoch_each_example_is_looked_at_once():
    history = train(Experiment(text="a b c d a", steps=8, batch_size=1))
    for epoch in (0, 1):
        seen = history.inputs[np.floor(history.epochs) == epoch]
        assert sorted(seen.ravel().tolist()) == [0, 1, 2, 3]


CHANGED = {"interventions": ((10, "vector", "cat", "5, 5"), (20, "parameter")), "steps": 30, "learning_rate": 0.3}


@pytest.mark.parametrize("more", [{}, {"bias": True}, {"max_norm": 1.0}, {"layer": "linear"}], ids=str)
def test_what_the_steps_led_to_is_known_where_the_run_was_changed_by_hand(more):
    """It is where a run goes that has none of the changes from that step on."""
    changed = train(Experiment(**CHANGED | more))
    for count, step in enumerate((10, 20)):
        before = train(Experiment(**CHANGED | more | {"interventions": CHANGED["interventions"][:count]}))
        for name, track in changed.tracks.items():
            np.testing.assert_array_equal(track.arrived[step], before.tracks[name].vectors[step])


def test_a_move_is_the_steps_own_where_a_change_by_hand_follows():
    history = train(Experiment(**CHANGED))
    track = history.embedding
    plain = -0.3 * track.gradient[:-1].astype(float)
    np.testing.assert_allclose(track.moves, plain, atol=1e-6)
    jumps = np.abs(np.diff(track.vectors, axis=0) - plain).max((1, 2)) > 0.1
    assert jumps.nonzero()[0].tolist() == [9, 19]


def test_without_changes_a_move_leads_from_one_snapshot_to_the_next():
    track = train(Experiment(steps=30)).embedding
    assert not track.arrived
    np.testing.assert_array_equal(track.moves.astype(np.float32), np.diff(track.vectors, axis=0))
