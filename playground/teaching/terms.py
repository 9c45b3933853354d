"""The words that this page uses, each explained in a sentence or two."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """``also`` are other spellings that count as the term."""

    name: str
    also: tuple[str, ...]
    definition: str


_TERMS = (
    Term("vocabulary", ("vocab",), "All distinct words, each with its number."),
    Term(
        "index",
        ("indices",),
        "A word's number, counting from 0. It is only a name: word 4 is not twice word 2.",
    ),
    Term(
        "one-hot vector",
        ("one-hot vectors", "one-hot row", "one-hot rows", "one-hot"),
        "A vector with one number for each word of the vocabulary: 1 at the word's position, 0 everywhere else.",
    ),
    Term(
        "vector",
        ("vectors",),
        "A list of numbers. Two numbers are a point in a plane, so a word's vector can be drawn as a dot.",
    ),
    Term("dimension", ("dimensions",), "The number of values in a vector. Each is one axis of the picture."),
    Term(
        "weight",
        ("weights", "parameter", "parameters"),
        "The numbers of a layer that training changes. PyTorch keeps them in a Parameter.",
    ),
    Term(
        "embedding",
        ("embeddings",),
        "A model's vector for a word; also the layer that holds them all, nn.Embedding. It takes a word's "
        "index and returns that row of its weight.",
    ),
    Term(
        "linear layer",
        ("linear layers", "linear"),
        "A layer that multiplies a vector by a matrix, its weight: nn.Linear. For a one-hot vector, the "
        "product is one column of that matrix.",
    ),
    Term("bias", ("biases",), "An extra vector of a linear layer, added to its output and learned too."),
    Term(
        "head",
        ("heads",),
        "The layer after the first. Here it is usually a linear layer that turns a vector into a score for each word.",
    ),
    Term(
        "softmax",
        (),
        "Turns scores into probabilities: numbers from 0 to 1 that add up to 1. The highest score gets the "
        "largest probability.",
    ),
    Term("loss", ("losses",), "A number that says how wrong the predictions are. Training makes it smaller."),
    Term(
        "gradient",
        ("gradients",),
        "For each weight, how fast the loss grows as that weight grows. A step goes the other way.",
    ),
    Term(
        "learning rate",
        ("learning rates", "learning_rate"),
        "How far a step goes. With SGD, a step is the learning rate times the gradient.",
    ),
    Term(
        "optimizer",
        ("optimizers",),
        "The rule that turns the gradient into a step. SGD goes straight against it; others remember "
        "earlier gradients.",
    ),
    Term("batch", ("batches",), "The examples used in one step."),
    Term("step", ("steps",), "One update of the weights, based on one batch."),
    Term("epoch", ("epochs",), "The steps it takes to use every example once."),
    Term(
        "cosine similarity",
        ("cosine", "cosines"),
        "How closely two vectors point the same way: 1 is the same direction, 0 a right angle, -1 the "
        "opposite direction.",
    ),
    Term("seed", ("seeds",), "The starting point of random numbers. The same seed gives the same random numbers."),
)
GLOSSARY = {term.name: term for term in _TERMS}

_SPELLED = {spelling: term for term in _TERMS for spelling in (term.name, *term.also)}
_LONGEST_FIRST = "|".join(map(re.escape, sorted(_SPELLED, key=len, reverse=True)))
_ANY = re.compile(rf"(?<!\w)(?:{_LONGEST_FIRST})(?!\w)", re.IGNORECASE)


def used(text: str) -> list[Term]:
    """The terms that a text uses, in its order, each once. A longer one hides those within it."""
    return list(dict.fromkeys(_SPELLED[found.lower()] for found in _ANY.findall(text)))
