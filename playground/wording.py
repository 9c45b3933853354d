"""Words and numbers as people write them."""

import unicodedata

import regex

_INVISIBLE = regex.compile(r"[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]*")


def normalize(text: str) -> str:
    """One spelling for what looks the same: composed accents, straight apostrophes, no lone surrogates."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def is_visible(token: str) -> bool:
    return not _INVISIBLE.fullmatch(token)


def trim(word: str) -> str:
    """The word without space and other unseen characters at its ends."""
    return regex.sub(r"^[\p{C}\p{Z}]+|[\p{C}\p{Z}]+$", "", word)


def abbreviate(word: str, length: int = 14) -> str:
    return word if len(word) <= length else word[: length - 1] + "…"


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
    return f"about {seconds:.0f} second{'s' if seconds >= 1.5 else ''}"


def in_time(seconds: float) -> str:
    """A measured time for people: "127 µs", "1.2 ms", "3.05 s"."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= 0.9995 * size:
            return f"{float(f'{seconds / size:.3g}'):,g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
