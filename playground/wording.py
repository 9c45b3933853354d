"""Words and numbers as people write them."""

import unicodedata
from collections.abc import Sequence

import regex

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_SPELLED = _LIGATURES | {ord("\N{RIGHT SINGLE QUOTATION MARK}"): "'", ord("\N{SOFT HYPHEN}"): None}
_INVISIBLE = regex.compile(r"[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]*")


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
    return regex.sub(r"^[\p{C}\p{Z}]+|[\p{C}\p{Z}]+$", "", word)


def abbreviate(word: str, length: int = 14) -> str:
    return word if len(word) <= length else word[: length - 1] + "…"


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
