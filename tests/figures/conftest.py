from functools import cache

import pytest

from playground import Experiment, train

MANY = " ".join(f"w{number}" for number in range(250))

RECIPES = {
    "default": {},
    "embedding": {"layer": "embedding"},
    "linear": {"layer": "linear", "bias": True},
    "one dimension": {"dimension": 1},
    "three dimensions": {"dimension": 3, "bias": True},
    "twenty dimensions": {"dimension": 20},
    "250 words": {"text": MANY, "dimension": 5, "batch_size": 20, "steps": 5},
    "joined pairs": {"text": "", "objective": "pairs", "pairs": "a^b^c|d, a|c, b^c|a", "batch_size": 2},
    "markup": {"text": "", "objective": "pairs", "pairs": "<b>bold</b>|$x$, &amp;|<br>, **x**|%{y}", "dimension": 2},
    "diverged": {"learning_rate": 100.0},
    "nothing moves": {"learning_rate": 0.0, "initializer": "uniform_", "low": 0.0, "high": 0.0},
}


@cache
def _history(name):
    return train(Experiment(**{"steps": 40, **RECIPES[name]}))


@pytest.fixture(params=RECIPES)
def history(request):
    """Every kind of run that a picture may be drawn of."""
    return _history(request.param)


@pytest.fixture
def run():
    """``run(name)``: one of those runs."""
    return _history
