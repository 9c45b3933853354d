"""Whoever imports PyTorch first gets the same numbers, or is told how to get them."""

import os
import subprocess
import sys

import pytest
import torch

RUN = "h = train(Experiment(steps=30)); print(hashlib.md5(h.linear.weight.tobytes()).hexdigest())"
IMPORTS = "import hashlib, warnings; warnings.simplefilter('always')"
PLAYGROUND = "from playground import Experiment, train"
PRODUCT = "import torch; torch.randn(64, 64) @ torch.randn(64, 64)"
SETTING = "import os; os.environ['MKL_CBWR'] = 'AUTO,STRICT'"


def ran(*lines: str) -> tuple[str, str]:
    """What the lines print in a new process, and what they warn of."""
    environment = {name: value for name, value in os.environ.items() if name != "MKL_CBWR"}
    code = "\n".join([IMPORTS, *lines])
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def usual() -> str:
    numbers, warned = ran(PLAYGROUND, RUN)
    assert "MKL_CBWR" not in warned
    return numbers


def test_a_notebook_that_says_so_first_gets_the_same_numbers(usual):
    numbers, warned = ran(SETTING, PRODUCT, PLAYGROUND, RUN)
    assert numbers == usual
    assert "MKL_CBWR" not in warned


@pytest.mark.skipif(not torch.backends.mkl.is_available(), reason="only MKL sums in an order of its own")
def test_a_notebook_that_multiplied_before_is_warned_once_and_told_what_to_write():
    warned = ran(PRODUCT, PLAYGROUND, PLAYGROUND)[1]
    assert warned.count("UserWarning") == 1
    assert SETTING.replace("'", '"') in warned
