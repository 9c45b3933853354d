from dataclasses import replace

import numpy as np
import pytest

from playground import Experiment, train
from playground.analysis.movement import movement, why
from playground.model.optimizers import OPTIMIZERS

OWL = (("add", "owl"),)
NOT_SPARSE = [name for name, optimizer in OPTIMIZERS.items() if not optimizer.only_sparse]
RECIPES = {
    **{name: {"optimizer": name} for name in NOT_SPARSE},
    "sparse SGD": {"sparse": True},
    "sparse Adagrad": {"sparse": True, "optimizer": "adagrad"},
    "SparseAdam": {"sparse": True, "optimizer": "sparse_adam", "learning_rate": 0.1},
    "Adam without a memory of moves": {"optimizer": "adam", "beta1": 0.0},
    "NAdam without a memory of moves": {"optimizer": "nadam", "beta1": 0.0},
    "RMSprop with momentum": {"optimizer": "rmsprop", "momentum": 0.9},
    "nesterov": {"optimizer": "momentum", "nesterov": True},
    "weight decay": {"weight_decay": 0.01},
    "no weight decay": {"optimizer": "adamw", "weight_decay": 0.0, "beta1": 0.0},
    "bias": {"bias": True},
    "clipped": {"max_grad_norm": 0.1, "optimizer": "momentum"},
    "scaled": {"scale_grad_by_freq": True},
    "max_norm": {"max_norm": 0.5},
    "padding": {"pad": True, "padding_idx": 0},
    "several words": {"text": "", "objective": "pairs", "pairs": "a^b^c|d, a|c, b^c|a", "batch_size": 2},
    "negative sampling": {"objective": "skip_gram_negative"},
    "frozen": {"initializer": "from_pretrained"},
    "frozen with a bias": {"initializer": "from_pretrained", "bias": True},
    "learning rate 0": {"learning_rate": 0.0, "optimizer": "adamw", "bias": True},
    "falling rate": {"schedule": "cosine"},
}


def trained(**recipe):
    return train(Experiment(**{"steps": 40, **recipe}))


@pytest.fixture(params=RECIPES, scope="module")
def history(request):
    return trained(**RECIPES[request.param])


def both(history):
    return {name: movement(history, name) for name in history.tracks}


def absent_moves(layer):
    """The distances of words that were not in the batch."""
    return layer.moved[~layer.present]


def never(layer):
    """Which words were in no batch at all."""
    return layer.in_batch(-1) == 0


def test_the_types_and_shapes_are_those_that_are_promised(history):
    snapshots, words = len(history.steps), len(history.words)
    for layer in both(history).values():
        assert (layer.moved.dtype, layer.present.dtype) == (np.float32, bool)
        assert layer.moved.shape == layer.present.shape == (snapshots - 1, words)
        for numbers in (layer.in_batch(-1), layer.travelled(-1), layer.last_moved(-1), layer.moved_absent(-1)):
            assert numbers.shape == (words,)


def test_distances_are_those_between_neighbouring_vectors(history):
    for name, layer in both(history).items():
        vectors = history.tracks[name].vectors
        for step in (0, 17, 39):
            far = [
                np.linalg.norm(after - before) for before, after in zip(vectors[step], vectors[step + 1], strict=True)
            ]
            np.testing.assert_allclose(layer.moved[step], far, rtol=1e-4, atol=1e-9)
        np.testing.assert_array_equal(layer.moved > 0, (np.diff(vectors, axis=0) != 0).any(axis=2))


def test_a_word_is_present_when_it_is_an_input_of_the_batch_that_the_step_looks_at(history):
    for layer in both(history).values():
        for step, words in enumerate(layer.present):
            there = set(history.inputs[step].ravel().tolist()) - {-1}
            assert set(np.flatnonzero(words).tolist()) == there


@pytest.mark.parametrize("snapshot", [0, 1, 17, 40, -1])
def test_counts_are_those_of_a_count_by_hand(history, snapshot):
    for layer in both(history).values():
        moves = range(snapshot if snapshot >= 0 else len(history.steps) - 1)
        for word in range(len(history.words)):
            moved = [move for move in moves if layer.moved[move, word] != 0]
            batches = [set(history.inputs[move].ravel().tolist()) for move in moves]
            assert layer.in_batch(snapshot)[word] == sum(word in batch for batch in batches)
            assert layer.moved_absent(snapshot)[word] == sum(word not in batches[move] for move in moved)
            assert layer.last_moved(snapshot)[word] == (history.steps[moved[-1] + 1] if moved else -1)
            way = sum(float(layer.moved[move, word]) for move in moves)
            assert layer.travelled(snapshot)[word] == pytest.approx(way, rel=1e-12)


def test_at_snapshot_0_nothing_has_happened_yet(history):
    for layer in both(history).values():
        assert not layer.in_batch(0).any()
        assert not layer.travelled(0).any()
        assert not layer.moved_absent(0).any()
        assert (layer.last_moved(0) == -1).all()


def test_absent_words_move_where_the_sentences_say_so_and_nowhere_else(history):
    told = why(history)
    rest = [sentence for sentence in told if "moves only the vectors of words in the batch" in sentence]
    still = "is 0: the optimizer moves no vector" in told[0]
    for name, layer in both(history).items():
        told_to_rest = any(sentence.startswith(("SGD", "Ada", "RMS", "NAdam")) for sentence in rest)
        own = {"embedding": "Embedding:", "linear": "Linear on one-hot:"}[name]
        read_only = "frozen" in told[0] and not (name == "linear" and history.experiment.bias)
        rests = told_to_rest or any(sentence.startswith(own) for sentence in rest) or still or read_only
        assert (absent_moves(layer) == 0).all() == rests


@pytest.mark.parametrize("fields", [{}, {"sparse": True}, {"bias": False, "dimension": 7}, {"shuffle": False}])
def test_sgd_leaves_absent_words_exactly_where_they_are(fields):
    for layer in both(trained(**fields)).values():
        assert (absent_moves(layer) == 0).all()
        assert layer.moved[layer.present].any()
        assert not layer.moved_absent(-1).any()


@pytest.mark.parametrize("optimizer", ["momentum", "adam", "nadam"])
def test_what_remembers_moves_words_after_their_batch_but_not_before_their_first(optimizer):
    for layer in both(trained(optimizer=optimizer, edits=OWL)).values():
        assert layer.moved_absent(-1).any()
        before = np.cumsum(layer.present, axis=0) == 0
        assert (layer.moved[before] == 0).all()


@pytest.mark.parametrize("recipe", [{"weight_decay": 0.01}, {"optimizer": "adamw"}])
def test_weight_decay_moves_words_that_were_never_seen(recipe):
    history = trained(**recipe, edits=OWL)
    for layer in both(history).values():
        assert never(layer)[history.words.index("owl")]
        assert (layer.moved[:, never(layer)] > 0).all()
    assert any("Weight decay" in sentence for sentence in why(history))


def test_a_bias_moves_all_words_of_linear_and_no_absent_word_of_embedding():
    history = trained(bias=True)
    assert (movement(history, "linear").moved > 0).all()
    assert (absent_moves(movement(history, "embedding")) == 0).all()
    only_embedding, only_linear = sorted(why(history))
    assert only_embedding.startswith("Embedding: SGD moves only")
    assert only_linear.startswith("Linear adds its bias")


def test_frozen_vectors_never_move():
    history = trained(initializer="from_pretrained", optimizer="adamw")
    for layer in both(history).values():
        assert not layer.moved.any()
        assert not layer.travelled(-1).any()
        assert (layer.last_moved(-1) == -1).all()
    assert why(history) == ["The weights are frozen: the optimizer doesn't change them."]


def test_a_frozen_linear_with_a_bias_moves_all_the_same():
    history = trained(initializer="from_pretrained", bias=True)
    assert not movement(history, "embedding").moved.any()
    assert movement(history, "linear").moved.all()
    assert [sentence.split()[0] for sentence in why(history)] == ["The", "Linear"]


def test_a_word_that_was_added_by_hand_never_moves_under_sgd():
    history = trained(edits=OWL)
    owl = history.words.index("owl")
    for layer in both(history).values():
        assert not layer.moved[:, owl].any()
        assert layer.last_moved(-1)[owl] == -1
        assert layer.in_batch(-1)[owl] == layer.moved_absent(-1)[owl] == layer.travelled(-1)[owl] == 0


@pytest.mark.parametrize(("decay", "rests"), [(0.0, True), (0.01, False)])
def test_the_word_of_padding_idx_rests_in_the_batch_unless_weights_decay(decay, rests):
    history = trained(padding_idx=0, weight_decay=decay, initializer="uniform_")
    of_embedding, of_linear = (movement(history, name) for name in ("embedding", "linear"))
    assert of_embedding.in_batch(-1)[0] > 0
    assert (of_embedding.travelled(-1)[0] == 0) == rests
    assert of_linear.travelled(-1)[0] > 0
    told = "it stays still, even when it is in the batch" if rests else "only weight decay can move it"
    assert f"“{history.words[0]}” is Embedding's padding_idx and gets no gradient there: {told}." in why(history)


def test_the_sentences_tell_the_layers_apart():
    told = why(trained(sparse=True, optimizer="sparse_adam", learning_rate=0.1))
    assert sorted(sentence.split(" has a memory")[0].split(" moves only")[0] for sentence in told) == [
        "Embedding: SparseAdam",
        "Linear on one-hot: Adam",
    ]
    (alone,) = why(trained(layer="linear", optimizer="momentum", momentum=0.5))
    assert alone.startswith("SGD with momentum has a memory: each step keeps 0.5 of the velocity")


def test_changes_in_the_run_are_told():
    history = trained(interventions=((10, "vector", "cat", "5, 5"), (20, "freeze"), (30, "vector", "nobody", "1, 1")))
    told = why(history)[-1]
    assert "“Move a word” before step 10, “Freeze the vectors” before step 20. From there" in told
    cat = history.words.index("cat")
    layer = movement(history, "embedding")
    assert (
        layer.moved[9, cat] < 1 < np.abs(history.embedding.vectors[10, cat] - history.embedding.vectors[9, cat]).max()
    )
    assert not layer.moved[20:].any()


def test_where_snapshots_are_missing_nobody_claims_to_know_who_was_absent():
    history = trained(steps=300, text=" ".join(f"w{number}" for number in range(1_500)), dimension=5)
    assert history.stride > 1
    layer = movement(history, "embedding")
    assert not layer.certain
    assert movement(trained(), "linear").certain
    assert set(layer.last_moved(-1).tolist()) <= {-1, *history.steps.tolist()}
    assert (absent_moves(layer) > 0).any()


def test_a_run_without_steps_has_no_moves():
    history = cut(trained(optimizer="momentum"), 1)
    for layer in both(history).values():
        assert layer.moved.shape == layer.present.shape == (0, len(history.words))
        assert layer.travelled(0).tolist() == layer.in_batch(-1).tolist() == [0] * len(history.words)
        assert (layer.last_moved(0) == -1).all()
    assert "has a memory" in why(history)[0]


def test_numbers_at_the_edge_of_float32_have_a_distance():
    history = trained(layer="embedding", steps=3)
    vectors = np.zeros_like(history.embedding.vectors)
    vectors[1, 0], vectors[2, 1], vectors[3, 1] = 1e-45, 3e38, -3e38
    layer = movement(replace(history, embedding=replace(history.embedding, vectors=vectors)), "embedding")
    assert np.isfinite(layer.moved).all()
    assert layer.moved[0, 0] > 0
    assert layer.moved[2, 1] == np.finfo(np.float32).max


def cut(history, snapshots):
    tracks = {
        name: replace(track, weight=track.weight[:snapshots], vectors=track.vectors[:snapshots])
        for name, track in history.tracks.items()
    }
    arrays = {field: getattr(history, field)[:snapshots] for field in ("steps", "learning_rate", "inputs", "targets")}
    return replace(history, **arrays, **tracks)
