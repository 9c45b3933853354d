"""What a trap is made of, and whose words and sizes its code is written for."""

from dataclasses import dataclass

from playground.choices import Choice
from playground.training.history import History
from playground.wording import short_names

MOST_WORDS, MOST_DIMENSIONS = 4, 3
"""How many of the learner's words and dimensions are used, so that a printed matrix can be read."""
_LONGEST_WORD = 20


@dataclass(frozen=True)
class Setting:
    """What code is written for: some words, at least two, how many the vocabulary has in all, and D dimensions."""

    words: tuple[str, ...]
    count: int
    dimension: int

    @classmethod
    def of(cls, history: History) -> "Setting":
        """The learner's own, as far as it can be read when it is printed."""
        words = history.words[:MOST_WORDS]
        short = tuple(short_names(words, _LONGEST_WORD).values())
        dimension = min(history.experiment.dimension, MOST_DIMENSIONS)
        return cls(short, len(history.words), dimension)

    def write(self, template: str) -> str:
        """A template with these words and sizes filled in; words are written as Python's own strings.

        ``{vocab}`` and ``{vocab_from_1}`` are the words with their numbers, ``{one}``, ``{other}`` and ``{last}`` are
        words, ``{V}`` and ``{D}`` the sizes; ``{W}`` are dimensions that are never as many as the words, and ``{all}``
        is how many words the vocabulary really has.
        """
        count, (one, other, *_) = len(self.words), self.words
        return template.format(
            vocab=_numbered(self.words, 0),
            vocab_from_1=_numbered(self.words, 1),
            one=repr(one),
            other=repr(other),
            last=repr(self.words[-1]),
            V=count,
            D=self.dimension,
            W=self.dimension + (self.dimension == count),
            all=self.count,
        )


def _numbered(words: tuple[str, ...], first: int) -> str:
    return "{" + ", ".join(f"{word!r}: {number}" for number, word in enumerate(words, first)) + "}"


@dataclass(frozen=True)
class Reason:
    """A sentence about PyTorch, and code that proves it: all that it prints is True, or ``error`` if that is given."""

    sentence: str
    proof: str
    error: str = ""


@dataclass(frozen=True)
class Curve:
    """A list of one number a step that the wrong code and the right code both leave behind as ``name``.

    ``axis`` says what the numbers are, ``caption`` what to look for, as plain text.
    """

    name: str
    axis: str
    caption: str


@dataclass(frozen=True, kw_only=True)
class Trap(Choice):
    """A mistake: its ``explanation`` is the belief behind it.

    ``wrong`` and ``right`` are templates of code, see ``Setting.write``. ``shows`` is an expression that is True after
    the right code, and not after the wrong code, which may also end in an ``error`` of that type. ``taken`` is a
    template of a sentence: which words and dimensions the code is written for, where these are not the Setting's.
    """

    wrong: str
    right: str
    why: tuple[Reason, ...]
    shows: str
    error: str = ""
    curve: Curve | None = None
    taken: str = ""
