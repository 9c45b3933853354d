"""Lines of PyTorch, run here: what the page says they print is what they print.

>>> names = {}
>>> execute("one = 1", names), execute("print(one + one, '!')", names)
('', '2 !')
"""

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
