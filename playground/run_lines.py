"""Lines of PyTorch, run here: what the page says they print is what they print.

All lines are the project's own; what a stranger typed stands in them only as a literal that ``repr`` wrote.

>>> names = {}
>>> execute("one = 1", names), execute("print(one + one, '!')", names)
('', '2 !')
"""

import traceback
from types import CodeType
from typing import Any


def execute(code: str, names: dict[str, Any]) -> str:
    """Run the lines, which read and leave their names in ``names``; returns what they print, but for the last newline.

    Nothing is written anywhere: the standard output belongs to the whole process, not to one of its many visitors.
    """
    printed: list[str] = []
    names["print"] = lambda *values: printed.append(" ".join(map(str, values)))
    exec(code, names)
    del names["print"]
    return "\n".join(printed)


def value(code: str, names: dict[str, Any]) -> Any:
    """What the last line comes to, after all lines before it have been run."""
    *lines, last = code.splitlines()
    exec("\n".join(lines), names)
    return eval(last, names)


def answer(statement: str, names: dict[str, Any]) -> str:
    """What a console prints for a statement: its value, "" for none, or the last line of its traceback."""
    try:
        value = eval(_compiled(statement), names)
    except Exception as error:
        return "".join(traceback.format_exception_only(error)).strip()
    return "" if value is None else repr(value)


def _compiled(statement: str) -> CodeType:
    """An expression, which has a value, or a statement, of which ``eval`` makes None.

    Not by ``ast``: Python 3.11 may fail when two threads make syntax trees at once.
    """
    try:
        return compile(statement, "<console>", "eval")
    except SyntaxError:
        return compile(statement, "<console>", "exec")
