"""What the initializers' names and explanations claim. That the shown lines give the same numbers: test_snippets."""

import inspect
import math
import re

import numpy as np
import pytest
import torch
from torch import nn

from playground import Experiment, train
from playground.choices import InvalidField
from playground.model.initializers import DRAWN, INITIALIZERS
from playground.model.layers import LAYERS
from playground.training.initial_models import models

MANY = " ".join(f"w{number}" for number in range(1_000))
OF_TORCH = {name: initializer for name, initializer in INITIALIZERS.items() if initializer.label.startswith("nn.init.")}
NOTHING_DRAWN = ["constant_", "ones_", "zeros_", "eye_"]


def start(initializer, layer="embedding", text=MANY, **recipe):
    """The first weight of a run, one row for each word."""
    layers, _ = models(Experiment(text=text, layer=layer, initializer=initializer, **recipe))
    return LAYERS[layer].words_first(layers[layer].weight.detach()).numpy()


def fills(name):
    """Whether the function of torch.nn.init fills a matrix with nothing but numbers to be told."""
    needed = [p for p in inspect.signature(getattr(nn.init, name)).parameters.values() if p.default is p.empty]
    try:
        getattr(nn.init, name)(torch.empty(3, 2), *[0.5 for _ in needed[1:]])
    except ValueError:
        return False
    return True


def test_every_function_of_pytorch_that_fills_a_matrix_is_there():
    functions = {name for name in dir(nn.init) if re.fullmatch(r"[a-z]\w*_", name)}
    assert {"uniform_", "normal_", "sparse_", "eye_"} <= functions
    assert {initializer.label for initializer in OF_TORCH.values()} == {
        f"nn.init.{name}" for name in functions if fills(name)
    }


@pytest.mark.parametrize("name", OF_TORCH)
def test_the_options_are_called_as_in_pytorch_and_have_its_defaults(name):
    function = getattr(nn.init, OF_TORCH[name].label.removeprefix("nn.init."))
    parameters = dict(inspect.signature(function).parameters)
    del parameters["tensor"]
    parameters.pop("generator", None)
    options = {option.name: option.default for option in OF_TORCH[name].options}
    assert options.keys() == parameters.keys()
    for option, parameter in parameters.items():
        assert parameter.default in (options[option], parameter.empty)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", INITIALIZERS)
def test_another_seed_gives_other_weights_where_anything_is_drawn(name, layer):
    first, second = (start(name, layer, "I love you", seed=seed) for seed in (0, 1))
    assert np.array_equal(first, second) == (name in NOTHING_DRAWN)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_each_layer_draws_its_own_unless_they_start_from_the_same_matrix(name):
    recipe = {"text": "I love you", "initializer": name}
    own, _ = models(Experiment(same_start=False, **recipe))
    same, _ = models(Experiment(same_start=True, **recipe))
    assert torch.equal(same["embedding"].weight, same["linear"].weight.T)
    assert torch.equal(own["embedding"].weight, own["linear"].weight.T) == (name in NOTHING_DRAWN)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_word_starts_from_the_weights_of_its_place_whichever_word_that_is(layer):
    text = "zebra ant bee ant"
    first, alphabetical = (start("default", layer, text, order=order) for order in ("first", "alphabetical"))
    words = [Experiment(text=text, order=order).vocabulary.words for order in ("first", "alphabetical")]
    assert words == [("zebra", "ant", "bee"), ("ant", "bee", "zebra")]
    np.testing.assert_array_equal(first, alphabetical)


@pytest.mark.parametrize("name", NOTHING_DRAWN)
def test_nothing_is_drawn_by_what_says_so(name):
    drawing = [
        initializer.name for initializer in DRAWN.values() if "Nothing is random" not in initializer.why_layers_differ
    ]
    assert name not in drawing
    before = torch.get_rng_state()
    INITIALIZERS[name].fill(nn.Embedding(1, 1, _weight=torch.zeros(1, 1)), None, **options_of(name))
    assert torch.equal(torch.get_rng_state(), before)


def options_of(name):
    return {option.name: option.default for option in INITIALIZERS[name].options}


def ends():
    """Each option of each initializer at the ends of its range."""
    for name, initializer in DRAWN.items():
        for option in initializer.options:
            if not option.entries:
                yield name, {option.name: option.minimum}
                yield name, {option.name: option.maximum}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(("name", "options"), list(ends()), ids=str)
def test_at_the_ends_of_its_range_an_option_gives_numbers_or_is_refused(name, options, layer):
    try:
        Experiment(initializer=name, **options)
    except InvalidField:
        return
    assert np.isfinite(start(name, layer, "I love you", **options)).all()


# Even and bell-shaped draws --------------------------------------------------------------------------


@pytest.mark.parametrize("words", [10, 1_000])
def test_embedding_draws_from_a_bell_curve_of_width_1_by_default(words):
    weight = start("default", text=" ".join(MANY.split()[:words]), dimension=32)
    assert weight.mean() == pytest.approx(0, abs=0.15)
    assert weight.std() == pytest.approx(1, abs=0.1)
    assert (np.abs(weight) < 1).mean() == pytest.approx(0.683, abs=0.05)


@pytest.mark.parametrize("words", [10, 1_000])
def test_linear_draws_evenly_between_plus_and_minus_one_by_the_root_of_v_by_default(words):
    weight = start("default", "linear", " ".join(MANY.split()[:words]), dimension=16)
    bound = 1 / math.sqrt(words)
    assert np.abs(weight).max() <= bound
    assert np.abs(weight).max() > 0.9 * bound
    assert weight.std() == pytest.approx(1 / math.sqrt(3 * words), rel=0.1)


@pytest.mark.parametrize("layer", LAYERS)
def test_rand_draws_evenly_between_0_and_1(layer):
    weight = start("rand", layer)
    assert weight.min() >= 0
    assert weight.max() < 1
    assert weight.mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(("name", "low", "high"), [("uniform_", "low", "high"), ("init.uniform_", "a", "b")])
def test_uniform_draws_evenly_between_its_bounds(name, low, high, layer):
    weight = start(name, layer, **{low: -0.25, high: 0.75})
    assert -0.25 <= weight.min() < -0.24
    assert 0.74 < weight.max() <= 0.75
    assert weight.mean() == pytest.approx(0.25, abs=0.05)


@pytest.mark.parametrize("layer", LAYERS)
def test_normal_draws_from_a_bell_curve_around_mean(layer):
    weight = start("normal_", layer, mean=3.0, std=0.5)
    assert weight.mean() == pytest.approx(3, abs=0.05)
    assert weight.std() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("name", ["normal_", "trunc_normal_"])
def test_on_each_axis_the_words_start_around_mean(name):
    weight = start(name, mean=0.5, std=0.25, dimension=4)
    np.testing.assert_allclose(weight.mean(axis=0), 0.5, atol=0.05)


@pytest.mark.parametrize("name", ["normal_", "trunc_normal_", "sparse_"])
def test_the_larger_std_the_further_apart_the_words_start(name):
    widths = [start(name, std=std).std() for std in (0.1, 0.3, 0.9)]
    assert widths == sorted(widths) and widths[2] > 3 * widths[0]


def test_a_bell_curve_of_no_width_is_its_mean():
    assert (start("normal_", mean=3.0, std=0.0) == 3).all()


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(("a", "b"), [(-2.0, 2.0), (-0.25, 0.25), (0.0, 1.5)])
def test_a_truncated_bell_curve_ends_at_a_and_at_b(layer, a, b):
    weight = start("trunc_normal_", layer, a=a, b=b)
    assert weight.min() == pytest.approx(a, abs=0.05)
    assert weight.max() == pytest.approx(b, abs=0.05)
    assert a <= weight.min() < weight.max() <= b
    assert weight.std() < (b - a) / math.sqrt(12) * 1.1


@pytest.mark.parametrize("outside", [{"mean": -5.0}, {"mean": 2.001}, {"a": 50.0, "b": 100.0}], ids=str)
def test_a_narrow_bell_curve_that_is_cut_off_far_from_its_middle_is_refused(outside):
    """PyTorch draws again until all numbers are within the bounds: here that would take forever."""
    with pytest.raises(InvalidField):
        Experiment(initializer="trunc_normal_", std=0.0001, **outside)


@pytest.mark.parametrize("mean", [-2.0, 0.0, 2.0])
def test_a_narrow_bell_curve_may_have_its_middle_at_a_bound(mean):
    weight = start("trunc_normal_", mean=mean, std=0.0001)
    np.testing.assert_allclose(weight, mean, atol=0.001)
    assert -2 <= weight.min() < weight.max() <= 2


def test_low_may_equal_high_and_not_exceed_it():
    assert (start("uniform_", low=0.5, high=0.5) == 0.5).all()
    with pytest.raises(InvalidField, match="high must be at least low, but -2 is less than -1"):
        Experiment(initializer="uniform_", low=-1, high=-2)


@pytest.mark.parametrize("name", ["init.uniform_", "trunc_normal_"])
def test_b_is_more_than_a(name):
    for b in (0.5, 0.25):
        with pytest.raises(InvalidField, match="b must be greater than a") as refused:
            Experiment(initializer=name, a=0.5, b=b)
        assert refused.value.field == "b"


# Xavier and Kaiming ----------------------------------------------------------------------------------

V, D = 1_000, 64


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("gain", [1.0, 2.5])
def test_xavier_is_the_same_on_both_layers_and_shrinks_with_words_and_dimensions(layer, gain):
    even = start("xavier_uniform_", layer, dimension=D, gain=gain)
    bell = start("xavier_normal_", layer, dimension=D, gain=gain)
    assert np.abs(even).max() == pytest.approx(gain * math.sqrt(6 / (V + D)), rel=0.01)
    assert even.std() == pytest.approx(bell.std(), rel=0.02)
    assert bell.std() == pytest.approx(gain * math.sqrt(2 / (V + D)), rel=0.02)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", ["xavier_uniform_", "xavier_normal_", "orthogonal_"])
def test_all_numbers_are_multiplied_by_the_gain(name, layer):
    once, twice = (start(name, layer, gain=gain) for gain in (1.0, 2.0))
    np.testing.assert_allclose(twice, 2 * once, rtol=1e-5)


@pytest.mark.parametrize("name", ["kaiming_uniform_", "kaiming_normal_"])
def test_the_steeper_a_the_nearer_to_the_middle_the_words_start(name):
    for sign in (1, -1):
        sizes = [np.abs(start(name, a=sign * slope)).mean() for slope in (0.0, 1.0, 3.0)]
        assert sizes == sorted(sizes, reverse=True) and sizes[2] < 0.5 * sizes[0]


FANS = {("embedding", "fan_in"): D, ("embedding", "fan_out"): V, ("linear", "fan_in"): V, ("linear", "fan_out"): D}
NONLINEARITIES = next(
    option.entries for option in INITIALIZERS["kaiming_normal_"].options if option.name == "nonlinearity"
)


@pytest.mark.parametrize(("layer", "mode"), FANS)
@pytest.mark.parametrize("nonlinearity", NONLINEARITIES)
def test_kaiming_divides_the_gain_by_the_root_of_the_fan(layer, mode, nonlinearity):
    recipe = {"dimension": D, "mode": mode, "nonlinearity": nonlinearity, "a": 0.5}
    gain, fan = nn.init.calculate_gain(nonlinearity, 0.5), FANS[layer, mode]
    assert start("kaiming_normal_", layer, **recipe).std() == pytest.approx(gain / math.sqrt(fan), rel=0.02)
    even = np.abs(start("kaiming_uniform_", layer, **recipe)).max()
    assert even == pytest.approx(gain * math.sqrt(3 / fan), rel=0.01)


@pytest.mark.parametrize("name", ["kaiming_uniform_", "kaiming_normal_"])
@pytest.mark.parametrize("mode", ["fan_in", "fan_out"])
@pytest.mark.parametrize("words", [16, 1_000])
def test_the_layer_with_the_larger_fan_gets_the_smaller_numbers(name, mode, words):
    text = " ".join(MANY.split()[:words])
    fans = {"embedding": (words, D), "linear": (D, words)}
    axis = {"fan_in": -1, "fan_out": 0}[mode]
    embedding, linear = (start(name, layer, text, dimension=D, mode=mode) for layer in fans)
    ratio = fans["linear"][axis] / fans["embedding"][axis]
    assert embedding.std() / linear.std() == pytest.approx(math.sqrt(ratio), rel=0.1)
    assert (embedding.std() < linear.std()) == (fans["embedding"][axis] > fans["linear"][axis])


@pytest.mark.parametrize("slope", [0.0, 0.5, 3.0])
@pytest.mark.parametrize("nonlinearity", NONLINEARITIES)
def test_the_gain_that_is_told_is_that_of_pytorch(nonlinearity, slope):
    told = re.fullmatch(r"Gain (.+)\.", NONLINEARITIES[nonlinearity].explanation)[1]
    formula = re.sub(r"√(\d)", r"√(\1)", told).replace("√", "sqrt").replace("²", "**2")
    gain = eval(formula, {"sqrt": math.sqrt, "a": slope})
    assert gain == pytest.approx(nn.init.calculate_gain(nonlinearity, slope))


def test_kaiming_uniform_with_a_of_root_5_is_what_linear_does_by_itself():
    torch.manual_seed(3)
    linear = nn.Linear(7, 3, bias=False)
    torch.manual_seed(3)
    assert torch.equal(linear.weight, nn.init.kaiming_uniform_(torch.empty(3, 7), a=math.sqrt(5)))
    bound = np.abs(start("kaiming_uniform_", "linear", dimension=D, a=math.sqrt(5))).max()
    assert bound == pytest.approx(1 / math.sqrt(V), rel=0.01)


# Those with a pattern --------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("gain", [1.0, 2.5])
@pytest.mark.parametrize(("words", "dimension"), [(12, 5), (5, 5), (5, 12)])
def test_orthogonal_columns_are_at_right_angles_and_as_long_as_gain(layer, gain, words, dimension):
    weight = start("orthogonal_", layer, " ".join(MANY.split()[:words]), dimension=dimension, gain=gain)
    products = weight.T @ weight if words >= dimension else weight @ weight.T
    np.testing.assert_allclose(products, gain**2 * np.eye(min(words, dimension)), atol=1e-5)


@pytest.mark.parametrize("sparsity", [0.0, 0.1, 0.5, 0.75, 1.0])
def test_sparse_has_its_share_of_zeros_in_each_column(sparsity):
    recipe = {"text": " ".join(MANY.split()[:12]), "dimension": 5, "sparsity": sparsity}
    embedding, linear = (start("sparse_", layer, **recipe) == 0 for layer in ("embedding", "linear"))
    assert (embedding.sum(0) == math.ceil(sparsity * 12)).all(), "a dimension of Embedding"
    assert (linear.sum(1) == math.ceil(sparsity * 5)).all(), "a word of Linear"


@pytest.mark.parametrize("layer", LAYERS)
def test_the_others_of_sparse_are_a_bell_curve(layer):
    weight = start("sparse_", layer, std=0.25, dimension=D)
    assert weight[weight != 0].std() == pytest.approx(0.25, rel=0.05)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(
    ("name", "options", "number"), [("constant_", {"val": -3.5}, -3.5), ("ones_", {}, 1), ("zeros_", {}, 0)]
)
def test_all_words_start_in_one_place(name, options, number, layer):
    assert (start(name, layer, **options) == number).all()


@pytest.mark.parametrize("name", ["constant_", "ones_", "zeros_"])
def test_training_parts_words_that_start_in_one_place(name):
    vectors = train(Experiment(initializer=name, text="I love you . you love me .")).embedding.vectors
    assert len(np.unique(vectors[0], axis=0)) == 1
    assert len(np.unique(vectors[-1], axis=0)) == 5


@pytest.mark.parametrize("layer", LAYERS)
def test_eye_is_1_on_the_diagonal_and_with_as_many_dimensions_as_words_the_one_hot_vectors(layer):
    words = " ".join(MANY.split()[:6])
    for dimension in (2, 6, 9):
        np.testing.assert_array_equal(start("eye_", layer, words, dimension=dimension), np.eye(6, dimension))
