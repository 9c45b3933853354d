"""Which encoding a text's bytes are in, where nothing says so and they are no UTF-8."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from functools import cache, partial

import regex
from charset_normalizer import from_bytes
from charset_normalizer.constant import FREQUENCIES

LATIN = "cp1252"
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    LATIN: "Western European (Windows-1252)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859_2": "Central European (ISO 8859-2)",
    "cp1257": "Baltic (Windows-1257)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "cp866": "Cyrillic (DOS)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1253": "Greek (Windows-1253)",
    "cp1256": "Arabic (Windows-1256)",
    "cp874": "Thai (Windows-874)",
    "gb18030": "Chinese (GBK, GB 18030)",
    "big5": "Chinese (Big5)",
    "cp932": "Japanese (Shift-JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "cp949": "Korean (EUC-KR)",
    "mac_roman": "Western European (Macintosh)",
    "cp850": "Western European (DOS)",
}
"""By Python's name, as they are offered; of those that make as much sense of a text the first is taken."""
_LOOKED_AT = 20_000
"""Bytes from which the encoding is told."""
_MAKES_SENSE = 0.5
_PRIOR: Mapping[str, float] = {
    "cp866": 0.75,
    "mac_roman": 0.75,
    "cp850": 0.75,
    "cp874": 0.8,
    "koi8_r": 0.9,
    "euc_jp": 0.9,
    "iso8859_2": 0.9,
}
"""Of those that are met less often than 1."""
_WORD = regex.compile(r"[\p{L}\p{M}]*[[\p{L}\p{M}]--\p{ASCII}][\p{L}\p{M}]*|[^\p{ASCII}]", regex.VERSION1)
_HUMP = regex.compile(r"\p{Ll}\p{Lu}")
_PUNCTUATION = set("\u00a0\u00ad“‘”’„‚«»…–—•·°©®™€£§¡¿。，、！？：；「」『』（）《》　")
_ALONE, _ONLY_ACCENTS, _CAPITALS = 0.75, 0.5, 0.8
_WESTERN = ("àâæçèéêëîïôœùûü", "äöüß", "áéíñóúü", "áâãàçéêíóôõú", "àèéìòù", "åäöé", "æøåé", "àçèéíïòóúü")
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ")
_LATIN_LETTERS: Mapping[str, Sequence[str]] = {
    LATIN: _WESTERN,
    "cp1254": ("çğıöşüâî",),
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
}
"""Letters beyond ASCII of the languages that are mostly written in these encodings."""
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所"
    "然家種事成方多經麼去學如都同現當沒動面起看定天分還文字詞語書校老師貓狗魚鳥"
)
_SYLLABLES = (
    "이다는을가의에하고를은한지로도어사니나기인해시자대그리서일수아만들라있보안정과여부제상주전면장게스러소성원무"
    "생구동모신오우유조비마내미선개양단국경연방공세화발실말문물"
)
_JAPANESE = "".join(FREQUENCIES["Japanese—"] + FREQUENCIES["Japanese——"] + FREQUENCIES["Japanese"])
_ALPHABETS: Mapping[str, Sequence[str]] = {
    "cp1251": ("Russian", "Ukrainian", "Bulgarian"),
    "koi8_r": ("Russian",),
    "cp866": ("Russian",),
    "cp1253": ("Greek",),
    "cp1255": ("Hebrew",),
    "cp1256": ("Arabic", "Farsi"),
    "cp874": ("Thai",),
}
_CHARACTERS: Mapping[str, tuple[str, str, int, int]] = {
    "gb18030": ("".join(FREQUENCIES["Chinese"]), "gb2312", 0xB0, 0xD7),
    "big5": (_TRADITIONAL, "big5", 0xA4, 0xC6),
    "cp932": (_JAPANESE, "cp932", 0x88, 0x97),
    "euc_jp": (_JAPANESE, "cp932", 0x88, 0x97),
    "cp949": (_SYLLABLES, "euc_kr", 0xB0, 0xC8),
}
"""The most frequent characters; and the first bytes of those in common use, in the encoding that orders them so."""


def guessed(data: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8: that whose alphabet makes most sense of them."""
    start = data[: data.rfind(b"\n", 0, _LOOKED_AT) + 1 or _LOOKED_AT] if len(data) > _LOOKED_AT else data
    sense = {name: _sense(start, name) for name in ENCODINGS if name != "utf-8"}
    best = max(sense, key=lambda name: sense[name])
    if sense[best] >= _MAKES_SENSE:
        return best
    found = from_bytes(data, cp_isolation=[name for name in ENCODINGS if name != "utf-8"]).best()
    return found.encoding if found and found.encoding in ENCODINGS else best


def _sense(data: bytes, encoding: str) -> float:
    """How likely what is not ASCII is, on average, from 0 to 1, in the language in which it is likeliest."""
    words = Counter(_WORD.findall(data.decode(encoding, errors="replace")))
    count = sum(often * _beyond_ascii(word) for word, often in words.items())
    sense = max(
        sum(often * _likelihood(word, letters, encoding) for word, often in words.items())
        for letters in _languages(encoding)
    )
    return sense / max(1, count) * _PRIOR.get(encoding, 1.0)


def _beyond_ascii(word: str) -> int:
    return sum(not letter.isascii() for letter in word)


def _likelihood(word: str, weight: Callable[[str], float], encoding: str) -> float:
    """Of a word's letters beyond ASCII, or of a sign alone: the sum."""
    beyond = [letter for letter in word.lower() if not letter.isascii()]
    if len(word) == 1 and not word.isalpha():
        return 0.8 if word in _PUNCTUATION else _no_character(encoding) if word == "\ufffd" else max(0.1, weight(word))
    if _HUMP.search(word):
        return 0.0
    factor = _ALONE if len(word) == 1 and encoding not in _CHARACTERS else 1.0
    if encoding in _LATIN_LETTERS:
        factor *= 1.0 if len(beyond) < len(word) or len(word) == 1 else _ONLY_ACCENTS if len(word) == 2 else 0.0
    elif len(beyond) < len(word):
        return 0.0
    elif word.isupper():
        factor *= _CAPITALS
    return factor * sum(map(weight, beyond))


def _no_character(encoding: str) -> float:
    """Of a few bytes Western texts may have one that stands for nothing; two that are no character are no such text."""
    return 0.15 if encoding == LATIN else -1.0


@cache
def _languages(encoding: str) -> Sequence[Callable[[str], float]]:
    """How likely a character is, from 0 to 1, in each language that is written in the encoding."""
    if encoding in _LATIN_LETTERS:
        return [partial(_accent, letters) for letters in _LATIN_LETTERS[encoding]]
    if encoding in _ALPHABETS:
        return [_alphabet(FREQUENCIES[language]) for language in _ALPHABETS[encoding]]
    frequent, standard, first, last = _CHARACTERS[encoding]
    return [partial(_character, set(frequent), _leads(standard, first, last))]


def _accent(letters: str, letter: str) -> float:
    return 1.0 if letter in letters else 0.2


def _alphabet(letters: Sequence[str]) -> Callable[[str], float]:
    """By their place in the order of their frequency."""
    weights = {letter: 1 - 0.6 * place / len(letters) for place, letter in enumerate(letters)}
    script = regex.compile(rf"\p{{Script={regex.match(r'[A-Z]+', unicodedata.name(letters[0]))[0]}}}")
    return lambda letter: weights.get(letter, 0.3 if script.match(letter) else 0.0)


def _character(frequent: Set[str], is_common: Callable[[str], bool], character: str) -> float:
    return 1.0 if character in frequent else 0.65 if is_common(character) else 0.1


def _leads(encoding: str, first: int, last: int) -> Callable[[str], bool]:
    """Whether a character stands where an encoding keeps what is used most."""

    def is_common(character: str) -> bool:
        try:
            return first <= character.encode(encoding)[0] <= last
        except UnicodeEncodeError:
            return False

    return is_common
