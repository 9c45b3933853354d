"""Files that hold several arrays by name, .npz and .safetensors: the matrices in them, and one of them as float32.

Nothing in them is run. Only the headers are read before a matrix is chosen, and then no more than its header says.
"""

import io
import json
import math
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground import limits
from playground.wording import abbreviate, listed, read_json
from playground.words.array_files import (
    LONGEST_HEADER,
    array,
    check_numbers,
    checked_shape,
    finite,
    header,
)
from playground.words.text_files import Unreadable, check_size

KINDS = (".npz", ".safetensors")
_HALF = "BF16"
_TYPES = {
    **{f"F{8 * size}": f"<f{size}" for size in (2, 4, 8)},
    **{f"I{8 * size}": f"<i{size}" for size in (1, 2, 4, 8)},
    **{f"U{8 * size}": f"<u{size}" for size in (1, 2, 4, 8)},
    "BOOL": "?",
    _HALF: "<u2",
}
_OTHER_TYPES = {
    "F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "C64",
}  # fmt: skip
"""Those that the format has too."""
_OF_WORDS = ("embed", "wte", "word")
_LONGEST_NAME, _MOST_NAMES = 40, 3
_BROKEN_ARCHIVE = "This is not a .npz file, or it is cut off or damaged. Save it again with np.savez."
_BROKEN_TENSORS = "This is not a .safetensors file, or it is cut off or damaged. Save it again with save_file."
_NOT_A_MATRIX, _DAMAGED = "not a matrix", "damaged"
_TOO_LARGE = f"over {limits.DIMENSIONS:,} columns, {limits.NUMBERS_ROWS:,} rows or {limits.NUMBERS:,} numbers"
_ZIP_PROBLEMS = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, NotImplementedError, OSError,
)  # fmt: skip


@dataclass(frozen=True)
class Contents:
    """The names of the matrices that can be used, and a sentence about the other arrays, empty if there are none."""

    matrices: tuple[str, ...]
    left_out: str


_Array = tuple[str, str]
"""Its name, and in a few words why it can't be used; empty for a matrix that can."""


def contents(name: str, data: bytes) -> Contents:
    """What is in a file of that name; first the matrices that look like words' vectors. Raises Unreadable if none."""
    check_size(data)
    arrays = list(_archived(data) if _is_archive(name) else _described(data))
    usable, left_out = [array for array, why in arrays if not why], _left_out(arrays)
    if not usable:
        raise Unreadable(f"The file holds no matrix of real numbers that can be used. {left_out}".strip())
    return Contents(tuple(sorted(usable, key=_is_of_words, reverse=True)), left_out)


def matrix(name: str, data: bytes, chosen: str) -> np.ndarray:
    """One of them, float32 (rows, numbers). Raises Unreadable if it can't be read."""
    if _is_archive(name):
        return array(_unpacked(data, f"{chosen}.npy"))
    start, tensors = _header(data)
    tensor = tensors[chosen]
    begin, end = tensor["data_offsets"]
    flat = np.frombuffer(memoryview(data)[start + begin : start + end], _TYPES[tensor["dtype"]])
    if tensor["dtype"] == _HALF:  # the upper half of a float32
        flat = (flat.astype("<u4") << 16).view("<f4")
    return finite(flat.reshape(tensor["shape"]))


def words(name: str, data: bytes) -> list[str]:
    """The words that a .safetensors file of this page says its rows are for; none of any other file."""
    if _is_archive(name):
        return []
    try:
        found = read_json(_header(data)[1]["__metadata__"]["words"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    return found if isinstance(found, list) and all(isinstance(word, str) for word in found) else []


def _is_archive(name: str) -> bool:
    return name.lower().endswith(".npz")


def _is_of_words(name: str) -> bool:
    return any(part in name.lower() for part in _OF_WORDS)


def _left_out(arrays: Iterable[_Array]) -> str:
    """Which arrays are not offered, and why, in one sentence."""
    names: dict[str, list[str]] = {}
    for name, why in arrays:
        if why:
            names.setdefault(why, []).append(abbreviate(name, _LONGEST_NAME))
    groups = (f"{listed(shown, most=_MOST_NAMES)} ({why})" for why, shown in names.items())
    return f"Left out: {'; '.join(groups)}." if names else ""


def _wrong_shape(shape: tuple[int, ...]) -> str:
    if len(shape) != 2:
        return _NOT_A_MATRIX
    try:
        checked_shape(shape)
    except Unreadable:
        return _TOO_LARGE if all(shape) else "empty"
    return ""


# .npz ------------------------------------------------------------------------------------------------


def _archived(data: bytes) -> Iterator[_Array]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield info.filename.removesuffix(".npy"), _wrong_member(archive, info)
    except _ZIP_PROBLEMS:
        raise Unreadable(_BROKEN_ARCHIVE) from None


def _wrong_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """The archive's list and the member itself must name it alike; its header must be that of a matrix."""
    try:
        with archive.open(info) as packed:
            start = packed.read(LONGEST_HEADER + 20)
    except _ZIP_PROBLEMS:
        return _DAMAGED
    if not info.filename.endswith(".npy"):
        return "not an array"
    if archive.getinfo(info.filename) is not info:
        return "a name that occurs twice"
    try:
        shape, _, dtype, begin = header(start)
    except Unreadable:
        return _DAMAGED
    return _wrong_shape(shape) or _wrong_numbers(dtype, info.file_size - begin, math.prod(shape))


def _wrong_numbers(dtype: np.dtype, size: int, count: int) -> str:
    try:
        check_numbers(dtype)
    except Unreadable:
        return "not real numbers"
    return "" if size == count * dtype.itemsize else _DAMAGED


def _unpacked(data: bytes, member: str) -> bytes:
    """A member of an archive, no more of it than a file may have."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(member) as packed:
            return packed.read(limits.UPLOAD + 1)
    except _ZIP_PROBLEMS:
        raise Unreadable(_BROKEN_ARCHIVE) from None


# .safetensors ----------------------------------------------------------------------------------------
# The library's reader copies every tensor of a file in memory; the header alone tells where each one is.


def _described(data: bytes) -> Iterator[_Array]:
    start, tensors = _header(data)
    tensors.pop("__metadata__", None)
    _check_bytes(tensors, len(data) - start)
    for name, tensor in tensors.items():
        kind = "" if tensor["dtype"] in _TYPES else f"type {abbreviate(tensor['dtype'], 20)}"
        yield name, _wrong_shape(tuple(tensor["shape"])) or kind


def _header(data: bytes) -> tuple[int, dict[str, Any]]:
    """Where the numbers start, and what the file says of each tensor."""
    start = 8 + int.from_bytes(data[:8], "little")
    try:
        found = json.loads(data[8:start].decode("utf-8")) if start <= len(data) else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unreadable(_BROKEN_TENSORS)
    return start, found


def _check_bytes(tensors: Mapping[str, Any], given: int) -> None:
    """The tensors must fill the file's bytes, one after another, as many for each as its shape and type take."""
    try:
        at = 0
        for tensor in sorted(tensors.values(), key=lambda tensor: tensor["data_offsets"]):
            begin, end = tensor["data_offsets"]
            size = _size(tensor)
            if begin != at or end < begin or (size is not None and end - begin != size):
                raise Unreadable(_BROKEN_TENSORS)
            at = end
    except (KeyError, TypeError, ValueError):
        raise Unreadable(_BROKEN_TENSORS) from None
    if at != given:
        raise Unreadable(_BROKEN_TENSORS)


def _size(tensor: Mapping[str, Any]) -> int | None:
    """The bytes that a tensor takes; None for a type that isn't known here. Raises ValueError for no shape."""
    shape, offsets = tensor["shape"], tensor["data_offsets"]
    if tensor["dtype"] not in _TYPES.keys() | _OTHER_TYPES or not all(
        type(count) is int for count in (*shape, *offsets)
    ):
        raise ValueError
    if min(shape, default=0) < 0:
        raise ValueError
    known = _TYPES.get(tensor["dtype"])
    return math.prod(shape) * np.dtype(known).itemsize if known else None
