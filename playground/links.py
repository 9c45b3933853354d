"""A recipe in an address: readable, and only what differs from the defaults."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from playground.choices import InvalidField, Option, choose
from playground.experiment import FIELDS, OPTIONS, REGISTRIES, Experiment
from playground.vocabulary import abbreviate

LONGEST = 6_000
"""Characters an address may have behind the question mark; servers on the way refuse much more."""


def to_query(experiment: Experiment) -> dict[str, str]:
    """The fields that differ from the defaults, as texts.

    >>> to_query(Experiment(steps=50, bias=True))
    {'bias': 'true', 'steps': '50'}
    """
    values = {name: getattr(experiment, name) for name in FIELDS}
    return {name: _write(value) for name, value in values.items() if value is not None and value != default(name)}


def fits(query: Mapping[str, str]) -> bool:
    """Whether the query is short enough for an address."""
    return len(urlencode(query, errors="replace")) <= LONGEST


def from_query(query: Mapping[str, str]) -> tuple[Experiment, list[str]]:
    """The recipe of an address, and a sentence for each part that could not be used.

    An unknown name is ignored; a bad value falls back to the default.
    """
    values: dict[str, Any] = {}
    notices = []
    for name, written in query.items():
        if name not in FIELDS:
            notices.append(
                f"The link names “{abbreviate(name, 40)}”, which this playground does not know. It is ignored."
            )
            continue
        try:
            values[name] = _read(name, written)
        except InvalidField as problem:
            notices.append(_fallback(problem))
    while True:
        try:
            return Experiment(**values), notices
        except InvalidField as problem:
            without = {name: value for name, value in values.items() if name not in _together(problem.field)}
            if without == values:
                return Experiment(), [*notices, f"This link's recipe can't be used: {problem}"]
            notices.append(_fallback(problem))
            values = without


def _together(field: str) -> set[str]:
    """The field, and if it is an option of a choice, that choice and its options: they fall back together."""
    return {field}.union(
        *(
            {name, *(option.name for option in entry.options)}
            for name, entries in REGISTRIES.items()
            for entry in entries.values()
            if field in {option.name for option in entry.options}
        )
    )


def default(name: str) -> Any:
    """What an Experiment's field is when nothing is said."""
    return OPTIONS[name].default if name in OPTIONS else FIELDS[name].default


def _fallback(problem: InvalidField) -> str:
    return f"In the link, {problem} The default is used instead."


def _write(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(name: str, written: str) -> Any:
    if name in REGISTRIES:
        return choose(name, written, REGISTRIES[name]).name
    return OPTIONS[name].checked(_parse(OPTIONS[name], written))


def _parse(option: Option, written: str) -> Any:
    """The text as the option's type, or as it stands, for the option to refuse it."""
    if isinstance(option.default, bool):
        return {"true": True, "false": False}.get(written.lower(), written)
    if isinstance(option.default, str):
        return written
    try:
        return type(option.default)(written)
    except ValueError:
        return written
