"""The lines of PyTorch that are shown make, bit for bit, the layers that a run starts with."""

import itertools
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from playground import Experiment, train
from playground.model.initializers import INITIALIZERS
from playground.model.layers import EMBEDDING, LINEAR, SELECTIONS
from playground.model.optimizers import OPTIMIZERS
from playground.model.pretrained import NUMBERS, source_matrix
from playground.model.schedules import SCHEDULES
from playground.scripts.snippets import head_lines, initial_lines, layer_lines, optimizer_lines, training_lines
from playground.training.initial_models import models
from playground.training.loop import LayerInTraining

TEXT = "I love you . you love me ."
OWN = {"initializer": "from_pretrained"}
WORDED = "me 0.1 0.2 0.3\nyou 1e-5 -7 0.125"
MANY = "\n".join(
    f"{word} {' '.join(str(count / (place + 3)) for count in range(25))}" for place, word in enumerate("abcd")
)
SIDES = [{"layer": name} for name in SELECTIONS] + [{"layer": "both", "same_start": False}]

EXTREMES = [
    {"initializer": "uniform_", "low": -1e-05, "high": 1 / 3},
    {"initializer": "init.uniform_", "a": -100.0, "b": 1e-05},
    {"initializer": "normal_", "mean": -3.0, "std": 0.0},
    {"initializer": "trunc_normal_", "mean": 3.0, "std": 0.5, "a": 2.9, "b": 4.0},
    {"initializer": "trunc_normal_", "a": 0.0, "b": 0.001},
    {"initializer": "xavier_normal_", "gain": 0.0},
    {"initializer": "orthogonal_", "gain": 1e-05, "dimension": 9},
    {"initializer": "sparse_", "sparsity": 0.0, "std": 7.5},
    {"initializer": "sparse_", "sparsity": 1.0},
    {"initializer": "eye_", "dimension": 9},
]
BROUGHT = {
    "for each word": {"matrix": "[[1, 2], [2, 2], [3, 4], [0.1, -1e-7], [5, 6]]"},
    "for some words": {"matrix": "[[1, 2], [2, 2]]"},
    "for more words than there are": {"matrix": "1\n2\n3\n4\n5\n6\n7\n"},
    "with words": {"matrix": WORDED},
    "with words, in capitals": {"matrix": WORDED.upper()},
    "with a row that is not for any word": {"matrix": f"{WORDED}\nhouse 1 2 3"},
    "with no row that is for any word": {"matrix": "house 1 2 3"},
    "in a file": {"matrix": MANY, "text": "d c b a d"},
    "in a file, for some words": {"matrix": MANY, "text": "I d you b I C", "case": "keep"},
    "of a model": {"numbers": "minilm", "text": "the king and the queen"},
    "of a model, for some words": {"numbers": "minilm", "text": "The King and the qqq", "case": "keep"},
    "of a model, for no word": {"numbers": "minilm", "text": "w v w"},
    "trained further": {"matrix": WORDED, "freeze": False},
    "with others that are drawn": {"matrix": WORDED, "missing": "kaiming_normal_", "mode": "fan_out"},
}


def others(option):
    """Values of an option that are not its default."""
    if option.entries:
        return [name for name in option.entries if name != option.default]
    if option.kind is bool:
        return [not option.default]
    if option.kind is str:
        return []
    return [min(option.kind((option.default or 0) + 0.375), option.maximum)]


def variations(choice):
    """All options at their defaults, and each at its other values, with all variations of what they choose."""
    yield {}
    for option in choice.options:
        for value in others(option):
            entry = option.entries.get(value)
            yield from ({option.name: value, **more} for more in (variations(entry) if entry else [{}]))


def initializers():
    for name, initializer in INITIALIZERS.items():
        yield from ({"initializer": name, **options} for options in variations(initializer))


def execute(experiment):
    """What the shown lines make, run from the first to the last."""
    made = {}
    exec("\n".join([*layer_lines(experiment), *initial_lines(experiment), *head_lines(experiment)]), made)
    return made


def assert_same_layer(shown, built):
    assert repr(shown) == repr(built)
    assert isinstance(shown.weight, nn.Parameter)
    assert torch.equal(shown.weight, built.weight)
    assert shown.weight.is_contiguous() == built.weight.is_contiguous()  # else sums may come in another order
    assert shown.weight.requires_grad == built.weight.requires_grad
    for name in ("padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse"):
        assert getattr(shown, name, None) == getattr(built, name, None)
    assert (getattr(shown, "bias", None) is None) == (getattr(built, "bias", None) is None)
    if getattr(shown, "bias", None) is not None:
        assert torch.equal(shown.bias, built.bias)


def save_what_is_opened(experiment):
    """The file that the shown lines open by name."""
    if experiment.numbers:
        found = source_matrix(experiment.numbers, experiment.matrix).find(experiment.vocabulary.words)
        file = NUMBERS[experiment.numbers].file(found)
        if file:
            name, data = file
            Path(name).write_bytes(data())


def assert_shown_lines_make_the_layers(recipe):
    experiment = Experiment(**{"text": TEXT, "dimension": 3, "seed": 8, **recipe})
    save_what_is_opened(experiment)
    shown, (built, head) = execute(experiment), models(experiment)
    assert torch.equal(shown["head"].weight, head.weight)
    assert torch.equal(shown["head"].bias, head.bias)
    for name, layer in built.items():
        assert_same_layer(shown[name], layer)
    if len(built) == 2:
        assert shown["embedding"].weight.data_ptr() != shown["linear"].weight.data_ptr()


STARTS = list(zip([*initializers(), *EXTREMES], cycle(SIDES), strict=False))
"""Every value of every initializer's options, with one layer and with both in turn."""


@pytest.mark.parametrize(("recipe", "side"), STARTS, ids=str)
def test_the_shown_lines_start_the_weights(recipe, side, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert_shown_lines_make_the_layers(recipe | side)


@pytest.mark.parametrize("side", SIDES, ids=str)
@pytest.mark.parametrize("brought", BROUGHT)
def test_the_shown_lines_bring_the_numbers(brought, side, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert_shown_lines_make_the_layers({**OWN, **BROUGHT[brought], **side})


ALL_OF_EMBEDDING = {"padding_idx": 0, "max_norm": 0.1, "norm_type": 1.0, "scale_grad_by_freq": True}


@pytest.mark.parametrize("side", SIDES, ids=str)
@pytest.mark.parametrize(
    ("initializer", "options"),
    [(name, ALL_OF_EMBEDDING) for name in INITIALIZERS]
    + [(name, each) for name in ("default", "rand") for each in (*variations(EMBEDDING), *variations(LINEAR))],
    ids=str,
)
def test_the_shown_lines_give_the_layers_their_options(initializer, options, side):
    used = {option.name for layer in SELECTIONS[side["layer"]].layers for option in layer.options}
    options = {name: value for name, value in options.items() if name in used}
    assert_shown_lines_make_the_layers({"initializer": initializer, **options, **side})


@pytest.mark.parametrize("side", SIDES, ids=str)
@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_a_run_starts_with_these_layers(initializer, side):
    experiment = Experiment(text=TEXT, initializer=initializer, seed=8, steps=1, bias=True, **side)
    built, _ = models(experiment)
    tracks = train(experiment).tracks
    assert tracks.keys() == built.keys()
    for name, layer in built.items():
        np.testing.assert_array_equal(tracks[name].weight[0], layer.weight.detach())
        if name == "linear":
            np.testing.assert_array_equal(tracks[name].bias[0], layer.bias.detach())


@pytest.mark.parametrize("freeze", [True, False])
@pytest.mark.parametrize("side", SIDES, ids=str)
def test_training_what_the_shown_lines_make_gives_the_recorded_weights(side, freeze):
    experiment = Experiment(**OWN, text=TEXT, freeze=freeze, learning_rate=0.5, batch_size=100, steps=20, **side)
    history, words = train(experiment), experiment.vocabulary.words
    ids = torch.tensor([words.index(word) for word in TEXT.split()])
    for name, track in history.tracks.items():
        made = execute(experiment)
        layer, head = made[name], made["head"]
        inputs = ids[:-1] if name == "embedding" else torch.eye(len(words))[ids[:-1]]
        optimizer = torch.optim.SGD([*layer.parameters(), *head.parameters()], lr=0.5)
        for step, weight in enumerate(track.weight):
            np.testing.assert_allclose(layer.weight.detach(), weight, atol=1e-5, err_msg=f"step {step}")
            optimizer.zero_grad()
            nn.functional.cross_entropy(head(layer(inputs)), ids[1:]).backward()
            optimizer.step()


def test_what_is_shown_reads_as_one_would_write_it():
    experiment = Experiment(text=TEXT, initializer="uniform_")
    assert layer_lines(experiment) == [
        "import torch",
        "from torch import nn",
        "torch.manual_seed(0)",
        "linear = nn.Linear(5, 2, bias=False)",
        "torch.manual_seed(0)",
        "embedding = nn.Embedding(5, 2)",
    ]
    assert initial_lines(experiment) == [
        "embedding.weight.data.uniform_(-1.0, 1.0)",
        "with torch.no_grad():",
        "    linear.weight.copy_(embedding.weight.T)  # the same numbers",
    ]


def test_numbers_that_are_brought_are_shown_as_one_would_write_them():
    recipe = {**OWN, "text": "I you I", "matrix": "[[1, 2], [2, 2]]"}
    assert initial_lines(Experiment(**recipe)) == [
        "a = torch.tensor([[1.0, 2.0], [2.0, 2.0]])",
        "embedding = nn.Embedding.from_pretrained(a, freeze=True)",
        "with torch.no_grad():",
        "    linear.weight.copy_(embedding.weight.T)  # the same numbers",
        "linear.weight.requires_grad_(False)",
    ]
    assert initial_lines(Experiment(**recipe, layer="linear", freeze=False)) == [
        "a = torch.tensor([[1.0, 2.0], [2.0, 2.0]])",
        "with torch.no_grad():",
        "    linear.weight.copy_(a.T)  # transposed",
        "linear.weight.requires_grad_(True)",
    ]


@pytest.mark.parametrize("layer", SELECTIONS)
def test_an_option_at_pytorchs_default_is_not_written(layer):
    written = "\n".join(layer_lines(Experiment(layer=layer)))
    assert not any(f"{option.name}=" in written for option in EMBEDDING.options)


def test_options_are_written_as_in_pytorch():
    assert layer_lines(Experiment(text=TEXT, layer="embedding", padding_idx=0, max_norm=1, sparse=True)) == [
        "import torch",
        "from torch import nn",
        "torch.manual_seed(0)",
        "embedding = nn.Embedding(5, 2, padding_idx=0, max_norm=1.0, sparse=True)",
    ]
    own = Experiment(**OWN, text=TEXT, layer="embedding", padding_idx=0)
    assert initial_lines(own)[-1] == "embedding = nn.Embedding.from_pretrained(weight, freeze=True, padding_idx=0)"


def test_nothing_is_shown_for_what_the_constructor_does_alone():
    assert initial_lines(Experiment(layer="linear")) == []


def test_the_recipes_above_take_every_value_of_every_choice_of_an_initializer():
    tried = list(itertools.chain(initializers(), EXTREMES, BROUGHT.values()))
    for initializer in INITIALIZERS.values():
        for option in initializer.options:
            for name in option.entries:
                assert name == option.default or any(recipe.get(option.name) == name for recipe in tried)


def trained_with(schedule, clip):
    """Recipes with each optimizer, whose layers have sparse gradients where it takes no others."""
    for side in SIDES:
        for name, optimizer in OPTIMIZERS.items():
            embedding = side["layer"] != "linear"
            bias = {} if side["layer"] == "embedding" else {"bias": True}
            gives_sparse = embedding and clip is None  # sparse gradients can't be clipped
            if gives_sparse or not optimizer.only_sparse:
                sparse = {"sparse": True} if gives_sparse and optimizer.sparse else {}
                yield Experiment(optimizer=name, schedule=schedule, max_grad_norm=clip, **side, **bias, **sparse)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("clip", [None, 0.1])
def test_the_sidebars_lines_run_from_the_first_to_the_last_and_build_what_trains(schedule, clip):
    for experiment in trained_with(schedule, clip):
        made = {}
        above = [*layer_lines(experiment), *initial_lines(experiment), *head_lines(experiment)]
        exec("\n".join(above), made)
        for kind in experiment.selection.layers:
            names = dict(made)
            exec("\n".join(optimizer_lines(experiment, kind)), names)
            shown = names["optimizers"] if "optimizers" in names else [names["optimizer"]]
            layers, head = models(experiment)
            trained = LayerInTraining(experiment, kind, layers[kind.name], head, 1).optimizers
            assert [(type(each), settings(each)) for each in shown] == [
                (type(each), settings(each)) for each in trained
            ]
            assert ("scheduler" in names or "schedulers" in names) == (schedule != "constant")
        exec("\n".join([*above, *training_lines(experiment)]), {})


def settings(optimizer):
    """Its class, its options, and the shapes of what it moves."""
    return type(optimizer), [
        {name: value if name != "params" else [part.shape for part in value] for name, value in group.items()}
        for group in optimizer.param_groups
    ]


def test_what_each_layer_is_trained_by_is_shown_where_they_differ():
    lines = training_lines(Experiment(optimizer="sparse_adam", sparse=True, learning_rate=0.1))
    assert lines[2:] == [
        "optimizers = [",
        "    torch.optim.SparseAdam(embedding.parameters(), lr=0.1),",
        "    torch.optim.Adam(head.parameters(), lr=0.1),",
        "]",
        "# for linear, with a copy of the head",
        "optimizer = torch.optim.Adam([*linear.parameters(), *head.parameters()], lr=0.1)",
    ]
