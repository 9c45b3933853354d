"""The text in an uploaded file, whatever its encoding.

A file may hold anything. Whatever can't be read is Unreadable, with a sentence that says why.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass, replace

from playground import limits
from playground.wording import plural
from playground.words.encodings import ENCODINGS, guessed

_REPLACED = "\ufffd"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")

_MAILED, _MAILED_KANJI = "iso2022_jp", re.compile(rb"\x1b\$[@B]")
_OTHER_KINDS = {
    b"PK\x03\x04": "a ZIP file, as .docx, .xlsx and .npz files are",
    b"PK\x05\x06": "a ZIP file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"%PDF-": "a PDF file",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x93NUMPY": "a NumPy file",
}
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\v\f\r\x1a\x85"]
_NO_CHARACTER = ("Cc", "Cn", "Co")


class Unreadable(ValueError):
    """A file that can't be used; ``str(error)`` is a sentence for the learner."""


def check_size(data: bytes) -> None:
    """Raises Unreadable for no bytes, and for more than limits.UPLOAD."""
    if not data:
        raise Unreadable("The file is empty.")
    if len(data) > limits.UPLOAD:
        raise Unreadable(f"The file has {len(data):,} bytes; the limit is {limits.UPLOAD:,}.")


def check_kind(data: bytes) -> None:
    """Raises Unreadable for what begins as no text does."""
    for start, kind in _OTHER_KINDS.items():
        if data.startswith(start):
            raise Unreadable(f"This is {kind}, not a text file. Save it as plain text (.txt) or as .csv in UTF-8.")


@dataclass(frozen=True)
class Reading:
    """The text of a file, every line ended by a newline character; the ``encoding`` it was read in, by Python's name.

    ``remarks`` are sentences about what was guessed or could not be read.
    """

    text: str
    encoding: str
    remarks: tuple[str, ...] = ()


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or an old encoding that is guessed."""
    return read(data).text


def read(data: bytes, encoding: str | None = None) -> Reading:
    """The text of a file, in this encoding or in the one that it seems to have."""
    check_size(data)
    check_kind(data)
    found = _mended(data, encoding, ()) if encoding else _decoded(data)
    text = newlines(found.text)
    if not _is_text(text):
        raise Unreadable("This file doesn't contain text. Save it as plain text (.txt) or as .csv in UTF-8.")
    if not text.strip():
        raise Unreadable("The file contains only blanks.")
    return replace(found, text=text)


def newlines(text: str) -> str:
    """The text without a byte order mark, each line ended by a newline character."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> Reading:
    marked = [encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if data.startswith(mark)]
    unmarked = [] if marked else _unmarked_utf16(data)
    japanese = [_MAILED] if _MAILED_KANJI.search(data) else []
    for encoding in (*marked, *unmarked, *japanese, "utf-8"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding not in unmarked or _is_likely(text):
            return Reading(text, encoding)
    if marked or _is_nearly_utf8(data):
        return _mended(data, marked[0] if marked else "utf-8", ())
    encoding = guessed(data)
    return _mended(data, encoding, (f"Read as {ENCODINGS[encoding]}, which is a guess.",))


def _mended(data: bytes, encoding: str, remarks: tuple[str, ...]) -> Reading:
    """With � for what is no character in the encoding, and a sentence that says where."""
    text = data.decode(encoding, errors="replace")
    there = data.count(_REPLACED.encode("utf-8")) if encoding.startswith("utf-8") else 0
    if (bad := text.count(_REPLACED) - there) > 0:
        line = newlines(text[: text.index(_REPLACED)]).count("\n") + 1
        where = f"from line {line:,} on" if bad > 1 else f"in line {line:,}"
        remarks += (
            f"{plural(bad, 'place is', 'places are')} no {ENCODINGS.get(encoding, encoding)} ({where}): {_REPLACED}.",
        )
    return Reading(text, encoding, remarks)


def _is_nearly_utf8(data: bytes) -> bool:
    """Whether only few of the characters beyond ASCII are broken: a letter cut in half is no other encoding."""
    text = data.decode("utf-8", errors="replace")
    bad, beyond = text.count(_REPLACED), sum(map(len, _BEYOND_ASCII.findall(text)))
    return beyond - bad >= (bad if text.endswith(_REPLACED) else 3 * bad)


def _unmarked_utf16(data: bytes) -> list[str]:
    """UTF-16 without a mark has zero bytes at every other place wherever its letters are Latin, and few elsewhere."""
    first, second = data[0::2].count(0), data[1::2].count(0)
    if len(data) % 2 or min(first, second) * 4 > max(first, second) or not max(first, second):
        return []
    return ["utf-16-be" if first > second else "utf-16-le"]


def _is_likely(text: str) -> bool:
    """Whether hardly any of the beginning is what no alphabet has: other bytes read as UTF-16 give much of that."""
    start = text[:10_000]
    strange = sum(unicodedata.category(character) in _NO_CHARACTER and not character.isspace() for character in start)
    return strange * 20 <= len(start) and _is_text(text)


def _is_text(text: str) -> bool:
    controls = sum(map(text.count, _CONTROLS))
    return "\0" not in text and controls * 50 <= len(text) + 50
