"""What every choice on the page is made of.

A *choice* is one entry of a registry: an optimizer, an initializer, an objective. It carries its own
words and its own options, so that a menu, its help, its controls and its validation all come
from the one entry. An *option* is one number, switch or text with its range and its default.
"""

import math
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, TypeVar

Value = bool | int | float | str


class InvalidField(ValueError):
    """A value that a field of the recipe can't take; ``str(error)`` is a sentence for the learner."""

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Option:
    """One field of the recipe: the type of ``default`` is the type of its values. The range is inclusive."""

    name: str
    label: str
    help: str
    default: Value
    minimum: float = -math.inf
    maximum: float = math.inf

    def checked(self, value: object) -> Value:
        """``value`` as the option's own type. Raises InvalidField when it can't be or is out of range."""
        kind = type(self.default)
        if kind is bool:
            return self._exactly(value, bool, "true or false")
        if kind is str:
            return self._exactly(value, str, "a text")
        return self._number(value, whole=kind is int)

    def _exactly(self, value: object, kind: type, accepted: str) -> Any:
        if not isinstance(value, kind):
            raise InvalidField(self.name, f"{self.name} must be {accepted}, not {reprlib.repr(value)}.")
        return value

    def _number(self, value: object, whole: bool) -> int | float:
        number = math.nan
        if isinstance(value, Real) and not isinstance(value, bool):
            number = _float(value)
        fits = self.minimum <= number <= self.maximum and not (whole and number != int(number))
        if not fits:
            shown = reprlib.repr(value) if math.isnan(number) else f"{number:,.10g}"
            accepted = f"a {'whole ' if whole else ''}number {self.range()}"
            raise InvalidField(
                self.name, f"{self.name} must be {accepted}, not {shown}. A good value is {self.default:,g}."
            )
        return int(number) if whole else number

    def range(self) -> str:
        """The accepted range in words: "from 1 to 256"."""
        if math.isinf(self.maximum):
            return f"of {self.minimum:,.10g} or more"
        return f"from {self.minimum:,.10g} to {self.maximum:,.10g}"


@dataclass(frozen=True)
class Choice:
    """One entry of a registry; ``name`` is its key there and in links.

    ``check(**options)`` raises InvalidField when options that are each in range don't go together.
    """

    name: str
    label: str
    explanation: str
    options: tuple[Option, ...] = ()
    check: Callable[..., object] = dict


def _float(number: Real) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


AnyChoice = TypeVar("AnyChoice", bound=Choice)


def registry(*entries: AnyChoice) -> Mapping[str, AnyChoice]:
    return {entry.name: entry for entry in entries}


def choose(field: str, name: object, entries: Mapping[str, AnyChoice]) -> AnyChoice:
    """The entry called ``name``. Raises InvalidField that lists the names there are."""
    if not isinstance(name, str) or name not in entries:
        known = ", ".join(repr(known) for known in entries)
        raise InvalidField(field, f"{field} must be one of {known}, not {reprlib.repr(name)}.")
    return entries[name]
