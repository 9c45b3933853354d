"""Ways to write a matrix that are put into a plainer one before it is read: prints, JSON, other signs."""

import json
import re
from collections.abc import Iterator
from typing import Any

from playground.choices import InvalidField

_PROMPT = re.compile(
    r"\A(?:\s*(?:>>> |In \[\d*\]:)[^\n]*\n(?:\.\.\. [^\n]*\n)*)+|^\s*(?:Out\s?\[\d*\]:)\s*", re.MULTILINE
)
_PROMPTS = (">>> ", "In [", "Out")
_CALLS = ("np.", "numpy.", "torch.", "array(", "tensor(")
_SCALAR = re.compile(r"\b(?:np|numpy|torch)\.(?:float|int|uint|bfloat|double|half|single)\d*\(([^()\[\]]*)\)")
_ROW = re.compile(
    r"\b(?:(?:np|numpy|torch)\.)?(?:array|tensor)\(\s*(\[[^\[\]()]*\])\s*(?:,\s*\w+\s*=\s*[\w.'\"<>]+\s*)*\)"
)
_COLON = re.compile(r"^(.*\S)[ \t]*[:：][ \t]*([-+.\u2212\u2013]?\d[^:]*)$")


def plain(text: str) -> str:
    """The text without prompts, with the numbers of ``np.float32(0.1)`` and the rows of ``array([1, 2])`` bare."""
    text = _PROMPT.sub("", text) if any(start in text for start in _PROMPTS) else text
    return _ROW.sub(r"\1", _SCALAR.sub(r"\1", text)) if any(call in text for call in _CALLS) else text


def colon_lines(text: str) -> str | None:
    """Lines ``cat: 0.1, 0.2`` as ``cat<TAB>0.1<TAB>0.2``; None if not all lines are such."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = [_COLON.match(line) for line in lines[:2]]
    if not lines or not all(found):
        return None
    written = []
    for line in lines:
        match = _COLON.match(line)
        if match is None:
            return None
        numbers = [number for number in re.split(r"[,;\s]+", match[2].strip(" \t,;[]")) if number]
        written.append("\t".join([match[1].strip("\"' \t"), *numbers]))
    return "\n".join(written)


def from_json(text: str) -> list[tuple[str, list[Any]]] | None:
    """The words and rows of ``{"cat": [1, 2]}``, or of a line of JSON for each word; None for what is no JSON object.

    A line may be ``{"word": "cat", "vector": [1, 2]}``, ``{"cat": [1, 2]}`` or ``["cat", 1, 2]``. Raises InvalidField.
    """
    start = text.lstrip()[:1]
    if start == "{" or (start == "[" and re.match(r'\s*\[\s*\[?\s*"', text)):
        try:
            return list(_pairs(json.loads(text)))
        except ValueError as problem:
            return _json_lines(text, problem)
    return None


def _json_lines(text: str, problem: ValueError) -> list[tuple[str, list[Any]]]:
    rows: list[tuple[str, list[Any]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                rows += _pairs(json.loads(line))
            except ValueError:
                why = problem if number == 1 else f"line {number} is no JSON"
                raise InvalidField("matrix", f'The JSON can\'t be read: {why}. Write {{"cat": [1, 2]}}.') from None
    return rows


def _pairs(value: Any) -> Iterator[tuple[str, list[Any]]]:
    match value:
        case [str(word), [*numbers]] | [str(word), *numbers]:
            yield word, numbers
        case [*items]:
            for item in items:
                yield from _pairs(item)
        case dict():
            yield from _entries(value)
        case _:
            raise ValueError("it holds neither words nor lists of numbers")


def _entries(fields: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    texts = [text for text in fields.values() if isinstance(text, str)]
    lists = [numbers for numbers in fields.values() if isinstance(numbers, list)]
    if len(texts) == 1 and len(lists) == 1:
        yield texts[0], lists[0]
        return
    for word, numbers in fields.items():
        yield word, numbers if isinstance(numbers, list) else [numbers]
