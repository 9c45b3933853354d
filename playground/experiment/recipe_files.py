"""A recipe as a file: what an address says, without its limit of length."""

import json
from collections.abc import Mapping

from playground import limits
from playground.wording import read_json

_FORMAT, _VERSION = "first-layer-playground", 1


def write(query: Mapping[str, str], link: str = "") -> bytes:
    """The file that ``read`` gives the query of; the ``link`` to the page is for people."""
    opens = {"link": link} if link else {}
    return json.dumps({"format": _FORMAT, "version": _VERSION, **opens, "recipe": dict(query)}, indent=2).encode()


def read(data: bytes) -> dict[str, str]:
    """The query that was written. Raises ValueError with a sentence for any other file."""
    if len(data) > limits.RECIPE_FILE:
        raise ValueError(f"A recipe file has at most {limits.RECIPE_FILE:,} bytes.")
    try:
        found = read_json(data)
    except (ValueError, RecursionError):
        raise ValueError("This is no recipe file. Choose one that “Save the recipe” has written.") from None
    match found:
        case {"format": "first-layer-playground", "version": int(version), "recipe": dict(query)}:
            if version > _VERSION:
                raise ValueError("This recipe file was written by a newer version of this page.")
            if all(isinstance(text, str) for text in query.values()):
                return query
    raise ValueError("This is no recipe file. Choose one that “Save the recipe” has written.")
