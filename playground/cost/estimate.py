"""What a run costs, known before it is run."""

from dataclasses import dataclass

_FLOAT, _INDEX = 4, 8
# Seconds for a step, a score of the head, a parameter, and a multiplication, as tests/benchmarks/scale.py measures
# them on one core of a small server: about right is good enough.
_STEP, _SCORE, _PARAMETER, _PRODUCT = 2.5e-4, 5e-9, 1.8e-9, 2.5e-11


@dataclass(frozen=True)
class Cost:
    """V words in D dimensions, batches of B examples of K input words, for so many layers and steps.

    ``goals`` is how many targets there are, and ``scores`` how many numbers the head makes of one vector.
    ``dense`` says whether one of the layers is Linear, which takes one-hot vectors; ``vectors`` whether what they
    return is recorded beside the weight.
    """

    words: int
    goals: int
    scores: int
    dimension: int
    batch: int
    inputs_per_example: int
    layers: int
    steps: int
    dense: bool
    vectors: bool

    @property
    def parameters(self) -> int:
        """Numbers in one first layer, without a bias."""
        return self.words * self.dimension

    @property
    def one_hot(self) -> int:
        """Bytes of the one-hot vectors of all words, as floats: ``torch.eye(V)``."""
        return self.words**2 * _FLOAT

    @property
    def indices(self) -> int:
        """Bytes of the numbers of all words: ``torch.arange(V)``."""
        return self.words * _INDEX

    @property
    def batch_one_hot(self) -> int:
        """Bytes of a batch as one-hot vectors: whole numbers as F.one_hot makes them, and as floats."""
        return self.batch * self.inputs_per_example * self.words * (_FLOAT + _INDEX)

    @property
    def memory(self) -> int:
        """About how many bytes the run takes at most.

        Weight, gradient and two numbers of Adam's for each parameter of first layer and head; the first and the last
        weight and gradient, and head, as recorded; of a batch the vectors, the head's scores with what the loss keeps
        of them, and the one-hot vectors.
        """
        head = self.goals * self.dimension
        training = self.layers * 4 * (self.parameters + head) * _FLOAT
        recorded = self.layers * ((6 if self.vectors else 4) * self.parameters + 2 * head) * _FLOAT
        scores = 4 * self.batch * self.scores * _FLOAT
        read = 2 * self.batch * self.inputs_per_example * self.dimension * _FLOAT
        return training + recorded + scores + read + self.dense * self.batch_one_hot

    @property
    def seconds(self) -> float:
        """How long the run takes, about, on one core of a small server."""
        scores, given = self.batch * self.scores, self.batch * self.inputs_per_example * self.words
        layer = _STEP + _SCORE * scores + _PARAMETER * self.parameters + 3 * _PRODUCT * scores * self.dimension
        one_hot = given * (_SCORE / 3 + 2 * _PRODUCT * self.dimension)
        return self.steps * (self.layers * layer + self.dense * one_hot)
