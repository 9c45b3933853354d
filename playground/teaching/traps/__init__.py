"""Mistakes that people make with nn.Embedding, nn.Linear and one-hot vectors, as code that is really run."""

from playground.choices import registry
from playground.teaching.traps.absent import DECAY, SPARSE
from playground.teaching.traps.frozen_rows import WHOLE, ZEROED
from playground.teaching.traps.lookups import FLOATS, ONE_HOT, RANGE, TRANSPOSED
from playground.teaching.traps.parameters import FROZEN, REPLACED, SHARED
from playground.teaching.traps.weights import LARGE, MAX_NORM, MEMORY, PADDING

TRAPS = registry(
    FROZEN,
    REPLACED,
    SHARED,
    FLOATS,
    WHOLE,
    RANGE,
    ONE_HOT,
    TRANSPOSED,
    MEMORY,
    PADDING,
    MAX_NORM,
    SPARSE,
    DECAY,
    ZEROED,
    LARGE,
)
