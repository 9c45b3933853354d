"""Which encoding a text's bytes are in, where nothing says so and they are no UTF-8."""

import re
from collections.abc import Callable, Mapping

from charset_normalizer import from_bytes

LATIN = "cp1252"
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    LATIN: "Western European (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "gb18030": "Chinese (GBK, GB 18030)",
    "big5": "Chinese (Big5)",
    "cp932": "Japanese (Shift-JIS)",
    "cp949": "Korean (EUC-KR)",
}
"""By Python's name, as they are offered."""
_OTHERS = ["cp1253", "cp1255", "cp1256", "cp1250", LATIN]
_PUNCTUATION = set("“”‘’„‚«»…–—•·°©®™€£§¡¿")
_SURE = 0.8


def guessed(data: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8: that of the alphabet which makes most sense of them."""
    if _looks_latin(data):
        return LATIN
    sense = {name: share(text) for name, share in _COMMON.items() if (text := _decoded(data, name)) is not None}
    if sense and max(sense.values()) >= _SURE:
        return max(sense, key=lambda name: sense[name])
    found = from_bytes(data, cp_isolation=_OTHERS).best()
    return found.encoding if found else LATIN


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _looks_latin(data: bytes) -> bool:
    """Whether what is not ASCII are letters among ASCII's letters, or marks, as in café and “tea”."""
    text = data.decode(LATIN, errors="replace")[:100_000]
    high = [found.start() for found in re.finditer(r"[^\x00-\x7f]", text)]
    if text.count("\ufffd") * 20 > len(high) + 19:
        return False
    return all(
        text[at] in _PUNCTUATION or text[at] == "\ufffd" or (text[at].isalpha() and _is_among_letters(text, at))
        for at in high
    )


def _is_among_letters(text: str, at: int) -> bool:
    return any("a" <= letter.lower() <= "z" for letter in text[max(0, at - 1) : at + 2])


def _share(is_common: Callable[[str], bool]) -> Callable[[str], float]:
    """Of what is not ASCII in a text, how much is common in a language."""

    def share(text: str) -> float:
        high = [character for character in text[:100_000] if character > "\x7f"]
        return sum(map(is_common, high)) / max(1, len(high))

    return share


def _leads(encoding: str, first: int, last: int) -> Callable[[str], bool]:
    """Whether a character stands where an encoding keeps what is used most."""

    def is_common(character: str) -> bool:
        try:
            return first <= character.encode(encoding)[0] <= last
        except UnicodeEncodeError:
            return character in "，。！？、；：“”（）《》　"

    return is_common


def _is_japanese(text: str) -> float:
    kana = sum("\u3041" <= character <= "\u30ff" for character in text[:100_000])
    return _share(lambda character: "\u3001" <= character <= "\u9fff" or "\uff01" <= character <= "\uff5e")(text) * (
        kana > 0
    )


def _is_cyrillic(text: str) -> float:
    """Small letters, and as many vowels as Russian and its neighbours have: Hebrew read so has fewer."""
    small = _share(lambda character: "\u0430" <= character <= "\u045f")(text)
    vowels = _share(lambda character: character in "аеиоуыэюяёєії")(text)
    return 1.0 if small > 0.6 and vowels > 0.3 else 0.0


_COMMON: Mapping[str, Callable[[str], float]] = {
    "cp932": _is_japanese,
    "cp949": _share(lambda character: "\uac00" <= character <= "\ud7a3"),
    "gb18030": _share(_leads("gb2312", 0xB0, 0xD7)),
    "big5": _share(_leads("big5", 0xA4, 0xC6)),
    "cp1251": _is_cyrillic,
    "koi8_r": _is_cyrillic,
}
"""How much sense a text makes in an encoding, from 0 to 1; of equals the first is taken."""
