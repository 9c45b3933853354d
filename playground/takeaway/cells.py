"""Words and numbers as cells of a table."""

from collections.abc import Sequence

import numpy as np

_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
"""What begins a formula in some spreadsheet, as OWASP lists it under "CSV injection"."""


def number(value: np.float32) -> str:
    """The shortest text that gives the same float32."""
    return np.format_float_positional(value, trim="0") if 1e-5 <= abs(value) < 1e9 or value == 0 else str(value)


def guarded(word: str) -> str:
    """The word with an apostrophe before it where a spreadsheet would calculate it; different words stay different.

    >>> guarded("=1+1"), guarded("'=1"), guarded("cat")
    ("'=1+1", "''=1", 'cat')
    """
    return f"'{word}" if word.lstrip("'").startswith(_FORMULA) else word


def one_line(word: str) -> str:
    """The word without what would end a row or a cell."""
    return " ".join(word.splitlines()).replace("\t", " ")


def unspaced(words: Sequence[str]) -> list[str]:
    """The words without blanks, which would end them in a file of vectors: ▁ is written. Different words stay so.

    >>> unspaced(["New York", "New▁York"])
    ['New▁York▁', 'New▁York']
    """
    names, taken = [], set(words)
    for word in words:
        name = "".join("▁" if letter.isspace() else letter for letter in word)
        while name != word and name in taken:
            name += "▁"
        taken.add(name)
        names.append(name)
    return names
