"""Mistakes that people make with nn.Embedding, nn.Linear and one-hot vectors, as code that is really run."""

from playground.choices import registry
from playground.traps.absent import DECAY, SPARSE
from playground.traps.lookups import FLOATS, ONE_HOT, RANGE, TRANSPOSED
from playground.traps.parameters import FROZEN, REPLACED, SHARED
from playground.traps.weights import LARGE, MAX_NORM, PADDING

TRAPS = registry(FROZEN, REPLACED, SHARED, FLOATS, RANGE, ONE_HOT, TRANSPOSED, PADDING, MAX_NORM, SPARSE, DECAY, LARGE)
