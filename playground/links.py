"""A recipe in an address: readable, and only what differs from the defaults."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from playground.choices import InvalidField, in_use
from playground.experiment import FIELDS, OPTIONS, RECIPE, Experiment
from playground.vocabulary import abbreviate

LEFT_OUT = "left_out"
"""The name under which an address says which fields were too long for it."""
LONGEST = 6_000
"""Characters an address may have behind the question mark; servers on the way refuse much more."""


def to_query(experiment: Experiment) -> dict[str, str]:
    """The fields that differ from the defaults, as texts.

    >>> to_query(Experiment(steps=50, bias=True))
    {'bias': 'true', 'steps': '50'}
    """
    options = dict(experiment.in_use)
    if experiment.brings_dimension:
        del options["dimension"]
    values = {name: getattr(experiment, name) for name in FIELDS if name in options}
    return {name: options[name].written(value) for name, value in values.items() if value != options[name].default}


def fits(query: Mapping[str, str]) -> bool:
    """Whether the query is short enough for an address."""
    return sum(map(len, query.values())) <= LONGEST and len(urlencode(query, errors="replace")) <= LONGEST


def shortened(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The query without the longest fields, as far as it takes to fit, and which fields these are."""
    short, left_out = dict(query), []
    while not fits(short):
        left_out.append(max(short, key=lambda name: len(short[name])))
        del short[left_out[-1]]
    return short | ({LEFT_OUT: ",".join(left_out)} if left_out else {}), left_out


def from_query(query: Mapping[str, str], held: Mapping[str, Any] | None = None) -> tuple[Experiment, list[str]]:
    """The recipe of an address, and a sentence for each part that could not be used.

    An unknown name is ignored; a bad value falls back to the default. What was too long for the address is taken from
    the fields that are ``held``, if there are any; without their text, changes of the vocabulary make no sense.
    """
    query = dict(query)
    missing = [name for name in query.pop(LEFT_OUT, "").split(",") if name in FIELDS and name not in query]
    values = {name: OPTIONS[name].read(written) for name, written in query.items() if name in FIELDS}
    notices = [
        f"The link names “{abbreviate(name, 40)}”, which this playground does not know. It is ignored."
        for name in query
        if name not in FIELDS
    ]
    for name, value in list(values.items()):
        try:
            in_use(RECIPE, values).get(name, OPTIONS[name]).checked(value)
        except InvalidField as problem:
            notices.append(_fallback(problem))
            del values[name]
    for name in missing:
        if held is not None:
            values[name] = held[name]
        else:
            values.pop("edits", None)
            label = OPTIONS[name].label
            notices.append(f"The link came without “{label}”: it was too long for an address. The default is used.")
    while True:
        try:
            return Experiment(**values), notices
        except InvalidField as problem:
            without = {name: value for name, value in values.items() if name not in _together(problem.field, values)}
            if without == values:
                return Experiment(), [*notices, f"This link's recipe can't be used: {problem}"]
            notices.append(_fallback(problem))
            values = without


def _together(field: str, values: Mapping[str, Any]) -> set[str]:
    """The field, and if it is an option of a choice, that choice and its options: they fall back together."""
    together = {field}
    for option in in_use(RECIPE, values).values():
        for entry in option.entries.values():
            if field in (names := {own.name for own in entry.options}):
                together |= {option.name, *names}
    return together


def _fallback(problem: InvalidField) -> str:
    return f"In the link, {problem} The default is used instead."
