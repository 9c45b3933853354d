"""Words and their numbers as JSON, in the shapes that programs write, or as Python prints a dictionary."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from playground.choices import InvalidField
from playground.words.matrix_rows import is_number

Pair = tuple[str | None, list[str]]
"""A word, if there is one, and its numbers as they are written."""

_BEGINS = re.compile(r"""\s*(?:[{(]|\[\s*(?:[{"'(]|\[\s*["']))""")
_PYTHON = re.compile(
    r"""
    "(?:[^"\\]|\\.)*" | '(?P<text>(?:[^'\\]|\\.)*)' | \[(?P<numbers>[-+.\deE\s,]+)\]
  | \( | \) | ,(?=\s*+[\]})])
    """,
    re.DOTALL | re.VERBOSE,
)
_WORDS = ("word", "words", "token", "tokens", "text", "term", "label", "name", "vocab", "index", "input", "key", "id")
"""What programs call the word of a vector; the first that is there counts."""
_VECTORS = ("vector", "vectors", "embedding", "embeddings", "values", "data")
_OF_KINDS = ("object", "type", "model")
_COUNTS = ("index", "id", "count", "frequency")
_COLUMN = re.compile(r"[xyz]|[a-z]{0,9}[ _-]?\d{1,4}", re.IGNORECASE)


class _Object(list[tuple[str, Any]]):
    """A JSON object as its entries, for a word may come twice."""

    def get(self, names: Sequence[str], of: type) -> Any:
        """The value of the first of these names that is of a type."""
        values = {name.lower(): value for name, value in self if isinstance(value, of)}
        return next((values[name] for name in names if name in values), None)


def from_json(text: str) -> list[Pair] | None:
    """The words and rows of JSON, or of JSON lines; None for what is neither. Raises InvalidField.

    A word's numbers may stand as ``{"cat": [1, 2]}``, ``{"word": "cat", "vector": [1, 2]}``, ``["cat", 1, 2]``, in
    lists of those, or in the ways of pandas' to_json.
    """
    if not _BEGINS.match(text):
        return None
    try:
        return _rows(_loaded(text))
    except (ValueError, RecursionError) as problem:
        return None if text.lstrip()[0] == "(" else _json_lines(text, problem)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_Object)
    except ValueError as problem:
        try:
            return json.loads(_PYTHON.sub(_as_json, text), object_pairs_hook=_Object)
        except ValueError:
            raise problem from None


def _as_json(found: re.Match[str]) -> str:
    """A Python string in JSON's quotation marks, a tuple as a list, and 1. as 1.0, with or without commas between."""
    if (text := found["text"]) is not None:
        return '"{}"'.format(text.replace("\\'", "'").replace('"', '\\"'))
    if (numbers := found["numbers"]) is not None:
        fields = re.split(r"\s*,\s*|\s+", numbers.strip(" ,\n\t"))
        return f"[{', '.join(str(float(field)) if is_number(field) else field for field in fields)}]"
    return {"(": "[", ")": "]", ",": ""}.get(found[0], found[0])


def _json_lines(text: str, problem: Exception) -> list[Pair]:
    rows: list[Pair] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                rows += _rows(_loaded(line))
            except (ValueError, RecursionError) as wrong:
                why = problem if number == 1 else f"line {number} is no JSON" if _is_no_json(wrong) else wrong
                raise InvalidField("matrix", f'The JSON can\'t be read: {why}. Write {{"cat": [1, 2]}}.') from None
    return rows


def _is_no_json(problem: Exception) -> bool:
    return isinstance(problem, json.JSONDecodeError | RecursionError)


def _rows(value: Any) -> list[Pair]:
    rows = [(word, list(map(_written, numbers))) for word, numbers in _pairs(value)]
    if len({word is None for word, _ in rows}) > 1:
        raise ValueError("only some of its rows have a word")
    return rows


def _written(number: Any) -> str:
    is_one = isinstance(number, int | float | str) and not isinstance(number, bool)
    return str(number) if is_one else json.dumps(number)


def _pairs(value: Any) -> Iterator[tuple[str | None, list[Any]]]:
    match value:
        case _Object():
            yield from _entries(value)
        case [str(word), [*numbers]]:
            yield word, numbers
        case [str(word), *numbers] if not is_number(word):
            yield word, numbers
        case [*numbers] if _is_vector(numbers):
            yield None, numbers
        case [*items]:
            for item in items:
                yield from _pairs(item)
        case _:
            raise ValueError("it holds neither words nor lists of numbers")


def _entries(fields: _Object) -> Iterator[tuple[str | None, list[Any]]]:
    """An object is a word's record, a table, or has words for its names."""
    lists = [value for _, value in fields if isinstance(value, list) and not isinstance(value, _Object)]
    if _is_record(fields, lists):
        yield fields.get(_WORDS, str) or _only_text(fields), _numbers(fields)
    elif (rows := fields.get(_VECTORS, list)) is not None and not any(map(_is_number, rows)):
        yield from _table(fields, rows)
    elif fields and all(isinstance(value, _Object) for _, value in fields):
        yield from _of_objects(fields)
    else:
        for word, numbers in fields:
            yield word, numbers if isinstance(numbers, list) and not isinstance(numbers, _Object) else [numbers]


def _is_record(fields: _Object, lists: list[list[Any]]) -> bool:
    """Whether it is one word with its numbers, or one row without a word."""
    has_text = any(isinstance(value, str) for _, value in fields)
    if len(lists) == 1:
        return _is_vector(lists[0]) and (has_text or _is_vector(fields.get(_VECTORS, list) or []))
    numbers = sum(_is_number(value) for _, value in fields)
    return not lists and has_text and numbers > 0 and fields.get(_WORDS, str) is not None


def _only_text(fields: _Object) -> str | None:
    texts = [value for name, value in fields if isinstance(value, str) and name.lower() not in _OF_KINDS]
    if len(texts) > 1:
        raise ValueError('it isn\'t clear which text is the word; call it "word"')
    return texts[0] if texts else None


def _numbers(fields: _Object) -> list[Any]:
    lists = [value for _, value in fields if isinstance(value, list)]
    return lists[0] if lists else [value for name, value in fields if _is_number(value) and name not in _COUNTS]


def _table(fields: _Object, rows: list[Any]) -> Iterator[tuple[str | None, list[Any]]]:
    """Rows beside a list of words, as pandas writes them with orient="split"; or rows alone, or with words in them."""
    words = [
        value
        for name in _WORDS
        if isinstance(value := fields.get((name,), list), list)
        and len(value) == len(rows)
        and all(isinstance(word, str) for word in value)
    ]
    if words and all(map(_is_vector, rows)):
        yield from zip(words[0], rows, strict=True)
    else:
        yield from _pairs(rows)


def _of_objects(fields: _Object) -> Iterator[tuple[str | None, list[Any]]]:
    """Objects in an object: a word's numbers by column, or a column's by word; or all in one more object."""
    (_, first), *more = fields
    if not more and any(isinstance(value, list) for _, value in first):
        yield from _entries(first)
        return
    outer, inner = [name for name, _ in fields], [name for name, _ in first]
    if any([name for name, _ in value] != inner for _, value in fields):
        raise ValueError("its objects have different names in them")
    table = [[number for _, number in value] for _, value in fields]
    if _are_columns(inner) and not _are_columns(outer):
        yield from zip(outer, table, strict=True)
    elif _are_columns(outer) and not _are_columns(inner):
        yield from zip(inner, map(list, zip(*table, strict=True)), strict=True)
    else:
        raise ValueError("it isn't clear which names are the words")


def _are_columns(names: list[str]) -> bool:
    return all(map(_COLUMN.fullmatch, names))


def _is_vector(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_number, value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
