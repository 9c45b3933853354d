"""A recipe in an address: readable, and only what differs from the defaults."""

import base64
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from playground import limits
from playground.choices import InvalidField, ListOption, Value, in_use
from playground.experiment import views
from playground.experiment.experiment import FIELDS, Experiment
from playground.experiment.fields import OPTIONS, RECIPE
from playground.wording import abbreviate, listed, plural, read_json

LEFT_OUT = "left_out"
"""The name under which an address says which fields were too long for it."""
PACKED = "z"
"""The name under which an address holds a compressed recipe that would be longer otherwise."""
_READABLE = 2_000
"""Characters up to which an address stays readable, and bytes that a compressed one may unfold to."""
_OF_OTHERS = re.compile(r"utm_\w+|\w*clid|mc_[ce]id|igshid|ref|si|embed|embed_options|theme")
"""Names that mail programs, social networks and Streamlit itself add to addresses."""
LESSON = "lesson"
"""The name under which an address says which lesson is taken."""
PINS = ListOption("pins", "Pinned runs", "Recipes whose runs are compared with the current run.", (), kind=tuple)


def to_query(experiment: Experiment) -> dict[str, str]:
    """The fields that differ from the defaults, as texts.

    >>> to_query(Experiment(steps=50, bias=True))
    {'bias': 'true', 'steps': '50'}
    """
    options = dict(experiment.in_use)
    if experiment.brings_dimension:
        del options["dimension"]
    values = {name: getattr(experiment, name) for name in FIELDS if name in options}
    return {name: options[name].to_link(value) for name, value in values.items() if value != options[name].default}


def pins_to_query(pins: Sequence[Experiment], experiment: Experiment) -> dict[str, str]:
    """Recipes beside that of the address: of each the texts that differ from it, null where it has the default.

    >>> pins_to_query([Experiment(steps=50)], Experiment(seed=1))
    {'pins': '[{"seed":null,"steps":"50"}]'}
    """
    recipe = to_query(experiment)
    return {PINS.name: PINS.to_link([_changes(recipe, to_query(pin)) for pin in pins])} if pins else {}


def _changes(query: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str | None]:
    """What makes the other of the query."""
    return {name: other.get(name) for name in {**query, **other} if query.get(name) != other.get(name)}


def recipe_in(query: Mapping[str, str]) -> dict[str, str]:
    """What an address says of the recipe: not of the pinned runs, the lesson and the view, nor what others added."""
    aside = {PINS.name, LESSON, PACKED, *views.NAMES}
    return {name: text for name, text in query.items() if name not in aside and not _OF_OTHERS.fullmatch(name)}


def packed(query: Mapping[str, str]) -> dict[str, str]:
    """The query, compressed if it is long and that makes it shorter; ``unpacked`` gives it back."""
    if len(urlencode(query, errors="replace")) <= _READABLE:
        return dict(query)
    written = json.dumps(query, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    compressed = {PACKED: base64.urlsafe_b64encode(zlib.compress(written, 9)).decode("ascii")}
    return compressed if len(compressed[PACKED]) < len(urlencode(query, errors="replace")) else dict(query)


def unpacked(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The query with what was compressed in it, and a sentence if that can't be read."""
    rest = {name: text for name, text in query.items() if name != PACKED}
    if PACKED not in query:
        return rest, []
    try:
        unfolding = zlib.decompressobj()
        written = unfolding.decompress(base64.urlsafe_b64decode(query[PACKED]), limits.UNPACKED)
        found = read_json(written)
        if unfolding.eof and isinstance(found, dict) and all(isinstance(text, str) for text in found.values()):
            return {**found, **rest}, []
    except (ValueError, zlib.error, RecursionError):
        pass
    return rest, ["The link was cut off or changed on its way, so its recipe can't be read. The default is used."]


def fits(query: Mapping[str, str]) -> bool:
    """Whether the query is short enough for an address."""
    return sum(map(len, query.values())) <= limits.LINK and len(urlencode(query, errors="replace")) <= limits.LINK


def shortened(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The query without the pinned runs and the longest fields, as far as it takes to fit, and which these are."""
    short, left_out = dict(query), []
    while not fits(packed(short)):
        left_out.append(PINS.name if PINS.name in short else max(short, key=lambda name: len(short[name])))
        del short[left_out[-1]]
    return packed(short) | ({LEFT_OUT: ",".join(left_out)} if left_out else {}), left_out


def from_query(query: Mapping[str, str], held: Mapping[str, Any] | None = None) -> tuple[Experiment, list[str]]:
    """The recipe of an address, and a sentence for each part that could not be used.

    An unknown name is ignored; a bad value falls back to what would do instead, else to the default.
    What was too long for the address is taken from the fields that are ``held``, if there are any; without their
    text, changes of the vocabulary make no sense.
    Pinned runs and lessons are not looked at.
    """
    query = recipe_in(query)
    missing = [name for name in query.pop(LEFT_OUT, "").split(",") if name in FIELDS and name not in query]
    values = {name: OPTIONS[name].from_link(written) for name, written in query.items() if name in FIELDS}
    notices = _unknown([name for name in query if name not in FIELDS])
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
            notices.append(f"The link omits “{label}”, which was too long for an address. The default is used.")
    while True:
        try:
            experiment = Experiment(**values)
            fell_back = any(notice.startswith("In the link:") for notice in notices)
            return experiment, notices + ([] if fell_back else _without_effect(values, experiment))
        except InvalidField as problem:
            without = {name: value for name, value in values.items() if name not in _together(problem.field, values)}
            if without == values:
                return Experiment(), [*notices, f"The recipe in this link can't be used: {problem}"]
            offered = problem.offer.get(problem.field)
            if offered and set(problem.offer) == {problem.field} and offered != values.get(problem.field):
                without = {**values, problem.field: offered}
                notices.append(f"In the link: {problem} {_instead(problem.field, offered)}")
            else:
                notices.append(_fallback(problem))
            values = without


def pins_with_room(pins: Sequence[Experiment]) -> tuple[Experiment, ...]:
    """The first of them, each once, as many as may be pinned together."""
    kept = list(dict.fromkeys(pins))[: limits.PINS]
    while sum(pin.nbytes for pin in kept) > limits.PINNED_BYTES:
        kept.pop()
    return tuple(kept)


def pins_from_query(
    query: Mapping[str, str], experiment: Experiment, held: Sequence[Experiment] | None = None
) -> tuple[tuple[Experiment, ...], list[str]]:
    """The recipes beside that of the address, and a sentence for each that could not be used.

    Those that were too long for the address are taken from what is ``held``, if anything is.
    """
    if PINS.name in query.get(LEFT_OUT, "").split(","):
        return _not_in_address(held)
    written = PINS.from_link(query.get(PINS.name, "[]"))
    if not isinstance(written, list):
        return (), ["The pinned runs in the link can't be read. They were ignored."]
    found = [_pin(changes, to_query(experiment)) for changes in written[: limits.PINS]]
    notices = [
        f"Pinned run {number} in the link can't be used. It was ignored."
        for number, pin in enumerate(found, 1)
        if pin is None
    ]
    if len(written) > limits.PINS:
        notices.append(
            f"The link has {len(written):,} pinned runs, but at most {limits.PINS} can be compared. "
            f"The first {limits.PINS} are used."
        )
    read = tuple(dict.fromkeys(pin for pin in found if pin is not None))
    if len(kept := pins_with_room(read)) < len(read):
        notices.append(f"The texts of the link's pinned runs are too long. {plural(len(kept), 'run')} remain pinned.")
    return kept, notices


def _not_in_address(held: Sequence[Experiment] | None) -> tuple[tuple[Experiment, ...], list[str]]:
    if held is not None:
        return tuple(held), []
    return (), ["The link omits its pinned runs, which were too long for an address."]


def _pin(changes: object, query: Mapping[str, str]) -> Experiment | None:
    """The recipe that the changes make of the query, if they make one as they stand."""
    if not isinstance(changes, dict) or not all(isinstance(text, str | None) for text in changes.values()):
        return None
    changed = {name: text for name, text in {**query, **changes}.items() if text is not None}
    experiment, notices = from_query(changed)
    return None if notices else experiment


def _unknown(names: Sequence[str]) -> list[str]:
    """A sentence if the address sets fields that there are not, however many."""
    quoted = [f"“{abbreviate(name, 40)}”" for name in names]
    if len(quoted) == 1:
        return [f"The link sets {quoted[0]}, which doesn't exist here. It was ignored."]
    return [f"The link sets {listed(quoted, most=3)}, which don't exist here. They were ignored."] if quoted else []


def _without_effect(values: Mapping[str, Any], experiment: Experiment) -> list[str]:
    """A sentence if the address sets fields that such a recipe does not have."""
    unused = [OPTIONS[name].label for name in values if name not in experiment.in_use]
    return [f"The link sets {listed(unused)}, which this recipe doesn't use."] if unused else []


def _together(field: str, values: Mapping[str, Any]) -> set[str]:
    """The field, and if it is an option of a choice, that choice and its options: they fall back together."""
    together = {field}
    for option in in_use(RECIPE, values).values():
        for entry in option.entries.values():
            if field in (names := {own.name for own in entry.options}):
                together |= {option.name, *names}
    return together


def _fallback(problem: InvalidField) -> str:
    return f"In the link: {problem} The default is used instead."


def _instead(field: str, offered: Value) -> str:
    return f"Instead, “{OPTIONS[field].label}” is {OPTIONS[field].as_text(offered)}."


def to_link(experiment: Experiment, base: str) -> str:
    """The address of a page at ``base`` that shows the recipe. Servers may refuse one of more than 6,000 characters.

    ``base`` may be any address of the page: what follows a question mark in it is left out.
    """
    query = urlencode(packed(to_query(experiment)), errors="replace")
    return urlsplit(base)._replace(query=query, fragment="").geturl()


def from_link(url: str) -> tuple[Experiment, list[str]]:
    """The recipe of a page's address, and a sentence for each part that could not be used."""
    query, notices = unpacked(dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)))
    if url.strip() and "?" not in url and "://" not in url:
        notices.append(f"“{abbreviate(url, 40)}” is no address of the page. The default is used.")
    experiment, more = from_query(query)
    if LESSON in query and not recipe_in(query):
        more.append("The link names a lesson, whose recipe only the page has. The default is used.")
    return experiment, notices + more
