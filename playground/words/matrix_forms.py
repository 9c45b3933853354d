"""Ways to write a matrix that are put into a plainer one before it is read: prints, words with a sign behind."""

import re

from playground import limits
from playground.words.matrix_rows import DECIMAL_COMMA, invalid, is_number, quoted

_PROMPT = re.compile(
    r"\A(?:\s*(?:>>> |In \[\d*\]:)[^\n]*\n(?:\.\.\. [^\n]*\n)*)+"
    r"|^[ \t]*+(?:Out\s?\[\d*\]:)\s*|^(?:>>>|In \[\d*\]:)\s*\Z",
    re.MULTILINE,
)
_PROMPTS = (">>>", "In [", "Out")
_CALLS = ("np.", "numpy.", "torch.", "array(", "tensor(")
_SCALAR = re.compile(r"\b(?:np|numpy|torch)\.(?:float|int|uint|bfloat|double|half|single)\d*\(([^()\[\]]*)\)")
_ROW = re.compile(
    r"\b(?:(?:np|numpy|torch)\.)?(?:array|tensor)\(\s*(\[[^\[\]()]*\])\s*(?:,\s*\w+\s*=\s*[\w.'\"<>]+\s*)*\)"
)
_TUPLES = re.compile(r"\s*[\[(]\s*\(\s*[-+.\d]")
_VARIABLE = re.compile(r"\s*<tf\..{0,200}?numpy=\s*(.*)>\s*", re.DOTALL)
_BRACKETED_LINE = re.compile(r"\[[^\[\]]*\]")
_SIGN = r"(?:[:：=]|->|=>|→)"
_NUMBER = r"[-+.\u2212\u2013]?[.\d][^\s,;]*"
_BRACKETED = re.compile(rf"(.*?\S)\s*+(?:{_SIGN}|[,;|])?\s*+[\[(]([^\[\]()]*)[\])]")
_SIGNED = re.compile(rf"(.*\S)\s*+{_SIGN}(\s*+{_NUMBER}(?:[,;\s]++{_NUMBER})*+)")
_COMMAS = re.compile(rf"([^\s,](?:[^,;\t]*[^\s,;:\d.])?)\s++({_NUMBER}(?:, ++{_NUMBER})++)")
"""With a blank behind each comma: "route 66,0.1,0.2" is a row of a table."""
_IN_A_CELL = re.compile(rf"([^\t;|,]*[^\t;|,\s]) *+[\t;|] *+({_NUMBER}(?:,\s*+{_NUMBER}){{2,}}+)")
"""With three numbers or more: "cat;0,5" has a decimal comma."""
_LONGEST, _END = 30 * limits.DIMENSIONS, 200
"""Characters of a line, and those at the end of its word that are looked at."""
_ONLY_BLANKS_BETWEEN = re.compile(r"[^\s,;]\s+[^\s,;]")


def plain(text: str) -> str:
    """The text without prompts, with the numbers of ``np.float32(0.1)`` and the rows of ``array([1, 2])`` bare."""
    text = _PROMPT.sub("", text) if any(start in text for start in _PROMPTS) else text
    text = _ROW.sub(r"\1", _SCALAR.sub(r"\1", text)) if any(call in text for call in _CALLS) else text
    if found := _VARIABLE.fullmatch(text):
        text = found[1]
    if _TUPLES.match(text):
        text = text.translate(str.maketrans("()", "[]"))
    return _bracketed_lines(text) if text.lstrip()[:1] == "[" else text


def _bracketed_lines(text: str) -> str:
    """Rows in brackets, each on its line as a loop prints them, with a pair of brackets around all."""
    lines = [line.strip().rstrip(",") for line in text.strip().split("\n")]
    return f"[{', '.join(lines)}]" if len(lines) > 1 and all(map(_BRACKETED_LINE.fullmatch, lines)) else text


def signed_lines(text: str) -> str | None:
    """Lines such as ``cat: 0.1, 0.2`` or ``cat = [0.1, 0.2]`` as ``cat<TAB>0.1<TAB>0.2``; None if they are others.

    Raises InvalidField for a line that is neither such nor a row of a plain file.
    """
    start = [line for line in text[:10_000].split("\n", 20) if line.strip()][:2]
    if not start or not all(map(_signed, start)) or (len(start) == 1 and "=" in start[0]):
        return None
    written = []
    for number, line in enumerate(text.split("\n"), start=1):
        row = _signed(line) if line.strip() else []
        if row is None and is_number(line.split()[-1]):
            return None
        if row is None:
            raise invalid(f"Row {number} is not written as those above it: {quoted(line)}. Write {quoted(start[0])}.")
        written.append("\t".join(row))
    return "\n".join(written)


def _signed(line: str) -> list[str] | None:
    """The word and its numbers; None for another line."""
    line = line.strip().rstrip(",;")
    if len(line) > _LONGEST:
        return None
    for form in (_BRACKETED, _SIGNED, _COMMAS, _IN_A_CELL):
        if (found := form.fullmatch(line)) and _is_word(found[1], form) and (numbers := _numbers(found[2])):
            close = form is _SIGNED and not found[2][0].isspace()  # the hour of 12:30, a word such as a=1
            return None if close and _ONLY_BLANKS_BETWEEN.search(found[2]) else [_bare(found[1]), *numbers]
    return None


def _is_word(word: str, form: re.Pattern[str]) -> bool:
    """Not the beginning of a matrix; nor a number, but before a sign; nor one more number with its sign, "1:0.5 2"."""
    if form is _SIGNED and re.search(rf"{_SIGN}\s*\S+\s+[\d.]+$", word[-_END:]):
        return False
    return not re.search(r"[\[(,]\s*$|[\[(]\s*[\[(\d.+-]", word) and (form is _SIGNED or not is_number(word))


def _bare(word: str) -> str:
    """Without quotation marks around it; a tab in it would end it."""
    word = word[1:-1] if len(word) > 2 and word[0] == word[-1] and word[0] in "\"'" else word
    return " ".join(word.split("\t"))


def _numbers(written: str) -> list[str]:
    """The fields; empty if one of them is no number. Where something else separates, a comma is in a number."""
    inside = written.strip()
    if ";" in inside:
        fields = inside.split(";")
    elif _ONLY_BLANKS_BETWEEN.search(inside):
        fields = [field.removesuffix(",") for field in inside.split()]
    else:
        fields = inside.split(",")
    commas = "," not in inside or fields != inside.split(",")
    fields = [field.strip() for field in fields]
    return fields if all(is_number(one) or (commas and DECIMAL_COMMA.fullmatch(one)) for one in fields) else []
