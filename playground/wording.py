"""Words and numbers as people write them."""

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

import regex

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_SPELLED = _LIGATURES | {ord("\N{RIGHT SINGLE QUOTATION MARK}"): "'", ord("\N{SOFT HYPHEN}"): None}
_UNSEEN = regex.compile(r"[\p{C}\p{Z}]")
_INVISIBLE = regex.compile(r"[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]*")
_RIGHT_TO_LEFT = regex.compile(
    r"[\p{bc=R}\p{bc=AL}](?:[\p{bc=R}\p{bc=AL}\p{M}\p{bc=EN}\p{bc=AN}'’״׳-]| +(?=[\p{bc=R}\p{bc=AL}]))*"
)


def read_json(text: str | bytes) -> Any:
    """What a JSON text holds; lone surrogates, halves of a character that no page can show, become question marks.

    Raises ValueError, or RecursionError if it is nested too deeply.
    """
    found = json.loads(text)
    written = json.dumps(found, ensure_ascii=False)
    whole = written.encode("utf-8", "replace").decode("utf-8")
    return found if whole == written else json.loads(whole)


def normalize(text: str) -> str:
    """One spelling for what looks the same.

    Composed accents, straight apostrophes, ligatures as their letters; no soft hyphens and no lone surrogates.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text).translate(_SPELLED)


def small(word: str) -> str:
    """The word in small letters; Turkish İ becomes i, without a loose dot."""
    return word.lower().replace("i\N{COMBINING DOT ABOVE}", "i")


def is_visible(token: str) -> bool:
    return not _INVISIBLE.fullmatch(token)


def trim(word: str) -> str:
    """The word without space and other unseen characters at its ends."""
    start = next((at for at, character in enumerate(word) if not _UNSEEN.match(character)), len(word))
    end = next((at for at in range(len(word), start, -1) if not _UNSEEN.match(word[at - 1])), start)
    return word[start:end]


def isolated(sentence: str) -> str:
    """The sentence with each run of right-to-left words in Unicode's isolates: none changes the order of the others."""
    return _RIGHT_TO_LEFT.sub("\N{FIRST STRONG ISOLATE}\\g<0>\N{POP DIRECTIONAL ISOLATE}", sentence)


LABEL = 14
"""Characters that a label has room for."""


def abbreviate(word: str, length: int = LABEL) -> str:
    """The beginning of a long word, never cut inside a letter as people see one: an emoji of a family stays whole."""
    if len(word) <= length:
        return word
    short = ""
    for letter in regex.finditer(r"\X", word[: 4 * length]):
        if len(short) + len(letter[0]) >= length:
            break
        short += letter[0]
    return f"{short or word[: length - 1]}…"


def from_letter(text: str, at: int) -> str:
    """The rest of a text from the letter, as people see one, that begins or stands at a place."""
    before = max(0, at - 64)
    starts = (before + letter.start() for letter in regex.finditer(r"\X", text[before : at + 64]))
    return text[max((start for start in starts if start <= at), default=at) :]


def short_names(words: Sequence[str], length: int = LABEL) -> dict[str, str]:
    """For each word its beginning, as by ``abbreviate``; where two would get the same, its end too, or a number.

    >>> list(short_names(["internationalism", "internationalist", "cat"]).values())
    ['internatio…ism', 'internatio…ist', 'cat']
    """
    begun = {word: abbreviate(word, length) for word in words}
    often = Counter(begun.values())
    names = {word: short for word, short in begun.items() if often[short] == 1 or word == short}
    taken, numbers = set(begun.values()), Counter[str]()
    for word, short in begun.items():
        if word not in names:
            names[word] = _told_apart(word, short, length, taken, numbers)
            taken.add(names[word])
    return {word: names[word] for word in begun}


def _told_apart(word: str, short: str, length: int, taken: set[str], numbers: Counter[str]) -> str:
    """With its last letters, up to half of the name; else numbered among those that begin alike."""
    last = regex.findall(r"\X", word[-4 * length :])[1:]
    for count in range(min(3, length // 4), length // 2 + 1):
        end = "".join(last[-count:])
        name = abbreviate(word, length - len(end)) + end
        if len(name) <= length and name not in taken:
            return name
    while True:
        numbers[short] += 1
        end = f"{numbers[short]}"
        if (name := abbreviate(word, max(length - len(end), 2)) + end) not in taken:
            return name


def plural(count: float, one: str, many: str = "") -> str:
    """A count with its noun: "1 step", "2,000 steps", "3 vertices" with many="vertices"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(items: Sequence[str], last: str = "and", most: int = 0) -> str:
    """Items as a sentence lists them: "a, b and c"; from ``most`` items on (0: all), "a, b and 3 more"."""
    shown = items[:most] if most else items
    if more := len(items) - len(shown):
        return f"{', '.join(shown)} {last} {more:,} more"
    return f" {last} ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def ordinal(number: int) -> str:
    """ "1st", "2nd", "11th"."""
    suffix = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{suffix}"


def in_bytes(count: float) -> str:
    """A number of bytes for people: "9.6 MB"."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"


def in_seconds(seconds: float) -> str:
    """A time for people: "under a second", "about 12 seconds"."""
    if seconds < 1:
        return "under a second"
    return f"about {plural(round(seconds), 'second')}"


def in_time(seconds: float) -> str:
    """A measured time for people: "127 µs", "1.2 ms", "3.05 s"."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= 0.9995 * size:
            return f"{float(f'{seconds / size:.3g}'):,g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
