from concurrent.futures import ThreadPoolExecutor
from functools import partial
from inspect import signature

import pytest
import torch
from torch import nn

from playground.seeding import seeded

DRAWS = {
    "Embedding": lambda: nn.Embedding(5, 2).weight,
    "Linear": lambda: nn.Linear(5, 2).weight,
    "rand": lambda: torch.rand(3, 4),
    "randn": lambda: torch.randn(3, 4),
    "rand_like": lambda: torch.rand_like(torch.empty(3)),
    "randn_like": lambda: torch.randn_like(torch.empty(3)),
    "randint": lambda: torch.randint(0, 1000, (5,)),
    "randint_like": lambda: torch.randint_like(torch.empty(5), 1000),
    "randperm": lambda: torch.randperm(20),
    "normal": lambda: torch.normal(0.0, 1.0, (4,)),
    "bernoulli": lambda: torch.bernoulli(torch.full((20,), 0.5)),
    "multinomial": lambda: torch.multinomial(torch.ones(20), 5),
    "uniform_": lambda: torch.empty(4).uniform_(-1, 1),
    "normal_": lambda: torch.empty(4).normal_(),
}


def drawing():
    """The functions of torch.nn.init that draw."""
    functions = {name: getattr(nn.init, name) for name in dir(nn.init) if name.endswith("_") and name[0] != "_"}
    return {name: function for name, function in functions.items() if "generator" in signature(function).parameters}


def fill(function):
    needed = [option for option in signature(function).parameters.values() if option.default is option.empty]
    return function(torch.empty(3, 4), *[0.5 for _ in needed[1:]])


DRAWS |= {f"nn.init.{name}": partial(fill, function) for name, function in drawing().items()}


@pytest.mark.parametrize("name", DRAWS)
def test_a_draw_gives_the_numbers_of_manual_seed_and_leaves_the_global_state_alone(name):
    draw = DRAWS[name]
    torch.manual_seed(7)
    expected = [draw(), draw()]
    before = torch.get_rng_state()
    with seeded(torch.Generator().manual_seed(7)):
        found = [draw(), draw()]
    assert all(map(torch.equal, found, expected))
    assert not torch.equal(*expected)
    assert torch.equal(torch.get_rng_state(), before)


def test_outside_the_block_the_global_generator_is_drawn_from_again():
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    with seeded(torch.Generator().manual_seed(2)):
        torch.rand(3)
    assert torch.equal(torch.rand(3), expected)


def test_threads_do_not_disturb_each_other():
    def draw(seed):
        with seeded(torch.Generator().manual_seed(seed)):
            return torch.cat([torch.rand(1) for _ in range(200)])

    alone = [draw(seed) for seed in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert all(map(torch.equal, pool.map(draw, range(8)), alone))


def test_the_functions_that_draw_are_found():
    assert {"uniform_", "trunc_normal_", "orthogonal_", "sparse_"} <= drawing().keys()
