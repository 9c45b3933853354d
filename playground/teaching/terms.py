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
    Term("vocabulary", ("vocab",), "All the different words, each with its number."),
    Term(
        "index",
        ("indices",),
        "The number of a word, counted from 0. It is only a name: word 4 is not twice word 2.",
    ),
    Term(
        "one-hot vector",
        ("one-hot vectors", "one-hot row", "one-hot rows", "one-hot"),
        "A vector with one number for each word of the vocabulary: 1 at the word's own place, 0 everywhere else.",
    ),
    Term(
        "vector",
        ("vectors",),
        "Some numbers in a row. Two of them are a place in a plane, so the vector of a word can be drawn as a dot.",
    ),
    Term("dimension", ("dimensions",), "How many numbers a vector has. Each is a dimension, an axis of the picture."),
    Term(
        "weight",
        ("weights", "parameter", "parameters"),
        "The numbers of a layer that training changes. PyTorch calls a matrix of them a Parameter.",
    ),
    Term(
        "embedding",
        ("embeddings",),
        "The vector that a model has for a word; also the layer that holds them all, nn.Embedding. It takes a word's "
        "index and gives back that row of its weight.",
    ),
    Term(
        "linear layer",
        ("linear layers", "linear"),
        "A layer that multiplies a vector with a matrix, its weight: nn.Linear. Of a one-hot vector the product is one "
        "column of that matrix.",
    ),
    Term("bias", ("biases",), "One more vector of a linear layer, added to whatever comes out, and learned too."),
    Term(
        "head",
        ("heads",),
        "What stands behind the first layer. Here it is mostly a linear layer that makes a score for each word out of "
        "a vector.",
    ),
    Term(
        "softmax",
        (),
        "Makes probabilities out of scores: numbers from 0 to 1 that add up to 1. The highest score gets the largest.",
    ),
    Term("loss", ("losses",), "A number that says how wrong the guesses are. Training makes it smaller."),
    Term(
        "gradient",
        ("gradients",),
        "How much the loss grows, for each weight, when that weight grows a little. A step goes the other way.",
    ),
    Term(
        "learning rate",
        ("learning rates", "learning_rate"),
        "How far a step goes. Under SGD it is the learning rate times the gradient.",
    ),
    Term(
        "optimizer",
        ("optimizers",),
        "The rule that makes a step out of the gradient. SGD goes straight against it; others remember earlier ones.",
    ),
    Term("batch", ("batches",), "The examples that one step looks at."),
    Term("step", ("steps",), "One change of the weights, after a look at one batch."),
    Term("epoch", ("epochs",), "As many steps as it takes until all examples have been looked at once."),
    Term(
        "cosine similarity",
        ("cosine", "cosines"),
        "How nearly two vectors point the same way: 1 is the same way, 0 a right angle, -1 the opposite way.",
    ),
    Term("seed", ("seeds",), "Where random numbers start. From the same seed come the same random numbers."),
)
GLOSSARY = {term.name: term for term in _TERMS}

_SPELLED = {spelling: term for term in _TERMS for spelling in (term.name, *term.also)}
_LONGEST_FIRST = "|".join(map(re.escape, sorted(_SPELLED, key=len, reverse=True)))
_ANY = re.compile(rf"(?<!\w)(?:{_LONGEST_FIRST})(?!\w)", re.IGNORECASE)


def used(text: str) -> list[Term]:
    """The terms that a text uses, in its order, each once. A longer one hides those within it."""
    return list(dict.fromkeys(_SPELLED[found.lower()] for found in _ANY.findall(text)))
