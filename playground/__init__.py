"""What the first layer of a language model does, run for real and recorded.

A word has a number. ``torch.nn.Embedding`` looks the number up in a table; ``torch.nn.Linear`` multiplies a
one-hot vector of it with a matrix. Both give the word a vector, and training moves it.

    >>> from playground import Experiment, train
    >>> history = train(Experiment(text="I love you . you love me ."))
    >>> history.words
    ('I', 'love', 'you', '.', 'me')

The folders read in this order: ``words`` have numbers; a ``model`` turns numbers into vectors; its ``cost`` is known
before it runs; an ``experiment`` is the recipe, and ``training`` makes a History of it. ``analysis`` asks the History,
``scripts`` writes the recipe as plain PyTorch, ``teaching`` explains. ``figures`` draws, ``player`` moves the drawing,
and ``ui`` is the page. ``choices`` says what every menu is made of.
"""

import os
import sys
import warnings

# Intel's matrix library, which PyTorch uses, may sum in another order when memory is aligned otherwise:
# Embedding and Linear then differ in the last digit in one run of five. This keeps it to one order, unless
# PyTorch has multiplied matrices before: the library looks at it only once.
if "MKL_CBWR" not in os.environ:
    if (torch := sys.modules.get("torch")) and torch.backends.mkl.is_available():
        warnings.warn(
            "PyTorch was imported before playground, so the same experiment may differ in the last digits from run to "
            'run. Put this first: import os; os.environ["MKL_CBWR"] = "AUTO,STRICT"',
            stacklevel=2,
        )
    os.environ["MKL_CBWR"] = "AUTO,STRICT"

from playground.experiment.experiment import Experiment
from playground.training.history import History
from playground.training.loop import train

__all__ = ["Experiment", "History", "train"]
