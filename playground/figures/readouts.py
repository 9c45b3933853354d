"""What is said in words and numbers under the player's bar, at the playhead."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground.figures.bindings import Index


@dataclass(frozen=True)
class Value:
    """The numbers in ``array`` at ``index``, as one of these ``kind``s.

    "number": the first of them; "vector": all, with four decimals; "names": each stands for one of ``names``;
    "product": each times 1 or 0, 1 at the place that array ``hot`` holds, of ``count`` numbers in all.
    """

    array: str
    kind: str = "number"
    index: tuple[Index, ...] = ("step",)
    names: tuple[str, ...] = ()
    hot: str = ""
    count: int = 0


@dataclass(frozen=True)
class Readout:
    """A sentence under the player: each ``{}`` in ``text`` stands for one of ``values``.

    ``zero`` is said instead when the first value is 0. With ``moments`` it is said at these moments of a step only.
    """

    text: str
    values: tuple[Value, ...] = ()
    zero: str = ""
    moments: tuple[int, ...] = ()


@dataclass(frozen=True)
class Readouts:
    """Sentences, and the arrays of their numbers by name: the first axis of each is the snapshot."""

    sentences: tuple[Readout, ...]
    arrays: Mapping[str, np.ndarray]
