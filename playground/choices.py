"""What every choice on the page is made of.

An *option* is one field of the recipe: a number, a switch, a text, or a name out of a registry. A *choice* is one
entry of a registry: an optimizer, an initializer, an objective. It carries its own words and its own options, so that
a menu, its help, its controls and its validation all come from the one entry.
"""

import json
import math
import reprlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Real
from types import MappingProxyType, NoneType
from typing import Any, TypeVar

from playground.wording import read_json

Value = bool | int | float | str | tuple | None


class InvalidField(ValueError):
    """A value that a field of the recipe can't take; ``str(error)`` is a sentence for the learner.

    ``offer`` holds fields with values that would do, if there is something to offer.
    """

    def __init__(self, field: str, sentence: str, offer: Mapping[str, Value] = MappingProxyType({})):
        super().__init__(sentence)
        self.field = field
        self.offer = offer


@dataclass(frozen=True)
class Option:
    """One field of the recipe. The range is inclusive.

    ``help`` says what it is, ``visible_effect`` what a change of it changes on the screen, and ``torch`` what PyTorch
    calls it, with the parameter: "torch.optim.SGD(momentum=)"; none where PyTorch has nothing of the kind.
    ``kind`` is the type of its values, that of ``default`` unless said; a ``default`` of None means that there
    may be no value. With ``entries`` the value is the name of one of them, and that entry's options belong to the
    recipe as well.
    """

    name: str
    label: str
    help: str
    default: Value
    minimum: float = -math.inf
    maximum: float = math.inf
    kind: type = NoneType
    entries: Mapping[str, "Choice"] = field(default_factory=dict)
    visible_effect: str = ""
    torch: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is NoneType:
            object.__setattr__(self, "kind", type(self.default))

    def checked(self, value: object) -> Any:
        """``value`` as the option's own type; None is the default. Raises InvalidField for what it can't be."""
        if value is None:
            return self.default
        if self.entries:
            return choose(self.name, value, self.entries).name
        if self.kind is bool:
            return self._exactly(value, bool, "true or false")
        if self.kind is str:
            return self._exactly(value, str, "a text")
        return self._number(value, whole=self.kind is int)

    def _exactly(self, value: object, kind: type, accepted: str) -> Any:
        if not isinstance(value, kind):
            raise InvalidField(self.name, f"{self.name} must be {accepted}, not {brief(value)}.")
        return value

    def _number(self, value: object, whole: bool) -> int | float:
        number = math.nan
        if isinstance(value, Real) and not isinstance(value, bool):
            number = _float(value)
        fits = self.minimum <= number <= self.maximum and not (whole and number != int(number))
        if not fits:
            shown = brief(value) if math.isnan(number) else f"{number:,.10g}"
            accepted = f"a {'whole ' if whole else ''}number {self.range()}"
            good = "Leave it empty for none." if self.default is None else f"A good value is {self.default:,g}."
            raise InvalidField(self.name, f"{self.name} must be {accepted}, not {shown}. {good}")
        return int(number) if whole else number

    def range(self) -> str:
        """The accepted range in words: "from 1 to 256"."""
        if math.isinf(self.maximum):
            return f"of {self.minimum:,.10g} or more"
        return f"from {self.minimum:,.10g} to {self.maximum:,.10g}"

    def to_link(self, value: Any) -> str:
        """A value as an address holds it."""
        return str(value).lower() if self.kind is bool else str(value)

    def from_link(self, text: str) -> Any:
        """The value that ``to_link`` wrote, or the text as it stands, for ``checked`` to refuse it."""
        if self.kind is bool:
            return {"true": True, "false": False}.get(text.lower(), text)
        if self.kind is str:
            return text
        try:
            return self.kind(text)
        except ValueError:
            return text

    def as_text(self, value: Any) -> str:
        """A value as it reads on the page: "on", "1,000", the label of an entry."""
        if value is None:
            return "none"
        if self.entries:
            return self.entries[value].label
        if self.kind is bool:
            return "on" if value else "off"
        return " ".join(value.split()) or "none" if self.kind is str else f"{value:,.10g}"


class ListOption(Option):
    """A field that holds a list of tuples; in an address it is JSON."""

    def as_text(self, value: Any) -> str:
        """One item after the other: "rename cat lion; remove dog"."""
        return "; ".join(" ".join(map(str, item)) for item in value) or "none"

    def to_link(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_link(self, text: str) -> Any:
        try:
            return read_json(text)
        except (ValueError, RecursionError):
            return text


@dataclass(frozen=True)
class Choice:
    """One entry of a registry; ``name`` is its key there and in links.

    ``check(**options)`` raises InvalidField when options that are each in range don't go together.
    """

    name: str
    label: str
    explanation: str
    options: tuple[Option, ...] = ()
    check: Callable[..., object] = dict  # takes any options, and finds no fault


def brief(value: object) -> str:
    """The value as Python writes it, shortened."""
    try:
        return reprlib.repr(value)
    except ValueError:  # Python refuses to write a number of thousands of digits
        return f"a huge {type(value).__name__}"


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
        raise InvalidField(field, f"{field} must be one of {known}, not {brief(name)}.")
    return entries[name]


def in_use(options: Iterable[Option], values: Mapping[str, object]) -> dict[str, Option]:
    """Those of the options, and of the options of the entries that ``values`` choose, that a recipe is made of.

    A name that no entry has counts as the default one.
    """
    found: dict[str, Option] = {}
    for option in options:
        found[option.name] = option
        if option.entries:
            chosen = values.get(option.name)
            known = chosen if isinstance(chosen, str) and chosen in option.entries else option.default
            found |= in_use(option.entries[str(known)].options, values)
    return found


def all_options(options: Iterable[Option]) -> list[Option]:
    """The options and those of all their entries; a name may come more than once, with other defaults."""
    found = []
    for option in options:
        found.append(option)
        for entry in option.entries.values():
            found += all_options(entry.options)
    return found
