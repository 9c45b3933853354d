"""What a learner types line by line: pairs, sentences with labels, words with places."""

from collections.abc import Callable
from threading import Condition
from typing import Any

import regex
from cachetools import cached

from playground import caches, limits
from playground.choices import InvalidField
from playground.wording import abbreviate, is_visible, normalize, plural, trim
from playground.words.matrix_rows import as_number, is_number

Split = Callable[[str], list[str]]
Pair = tuple[tuple[str, ...], tuple[str, ...]]
LABELS_FOR_EXAMPLE = "Enter lines such as: happy: I love this cat."
_FASTTEXT = "__label__"
_POINTS_FOR_EXAMPLE = "Enter lines such as: cat: 1, 2."
_PAIRS_FOR_EXAMPLE = "Enter pairs such as eat|apple, drink|milk, apple^orange|juice."


def _bytes(read: list[tuple[Any, Any]]) -> int:
    """Memory held by what was read, about: by a line, and by each part of what stands behind its first."""
    return sum(300 + 80 * len(parts) for _, parts in read)


@cached(caches.bounded(caches.TYPED, _bytes), condition=Condition())
def read_pairs(pairs: str) -> list[Pair]:
    """The input words and the targets of each pair. Raises InvalidField for what is no pair, or if there is none."""
    read = [_pair(pair) for pair in regex.split(r"[,，\n]", normalize(pairs)) if is_visible(pair)]
    if not read:
        raise InvalidField("pairs", f"There are no pairs yet. {_PAIRS_FOR_EXAMPLE}")
    return read


def _pair(pair: str) -> Pair:
    between = r"[|｜]" if regex.search(r"[|｜]", pair) else r"\t|->|→"  # a pasted table has tabs
    sides = [tuple(trim(word) for word in side.split("^")) for side in regex.split(between, pair)]
    if len(sides) != 2 or not all(is_visible(word) for side in sides for word in side):
        raise InvalidField(
            "pairs", f"“{abbreviate(pair.strip(), 40)}” is not a pair of input|target. {_PAIRS_FOR_EXAMPLE}"
        )
    return sides[0], sides[1]


@cached(caches.bounded(caches.TYPED, _bytes), condition=Condition())
def read_sentences(split: Split, sentences: str) -> list[tuple[str, list[str]]]:
    """The label and the words of each line. Raises InvalidField for a line without either, or if there are none."""
    lines = list(filter(is_visible, normalize(sentences).splitlines()))
    label_last = _labels_stand_last(lines)
    read = []
    for line in lines:
        label, colon, sentence = line.rpartition("\t")[::-1] if label_last else _label(line)
        tokens = split(sentence)
        if not colon or not is_visible(label) or not tokens or line.startswith('{"'):
            raise InvalidField(
                "sentences", f"“{abbreviate(line, 40)}” is not a label: sentence line. {LABELS_FOR_EXAMPLE}"
            )
        read.append((trim(label), tokens))
    if not read:
        raise InvalidField("sentences", f"There are no sentences yet. {LABELS_FOR_EXAMPLE}")
    return read


def _labels_stand_last(lines: list[str]) -> bool:
    """Whether each line is a sentence, a tab and a label: one word behind the tab, and not always before it."""
    parts = [line.split("\t") for line in lines]
    if not all(len(part) == 2 and len(part[1].split()) == 1 for part in parts):
        return False
    return any(len(sentence.split()) > 1 for sentence, _ in parts)


def _label(line: str) -> tuple[str, str, str]:
    """What stands before and behind the colon; or behind __label__, as fastText writes; or the tab, as in tables."""
    if _FASTTEXT in line:
        before, mark, rest = line.partition(_FASTTEXT)
        label, _, sentence = regex.split(r"([ \t]|$)", rest, maxsplit=1)
        if _FASTTEXT in sentence:
            raise InvalidField("sentences", f"“{abbreviate(line, 40)}” has two labels. Keep one in each line.")
        return label, mark, before + sentence
    return line.replace("：", ":").partition("\t" if "\t" in line and ":" not in line.partition("\t")[0] else ":")


@cached(caches.bounded(caches.TYPED, _bytes), condition=Condition())
def read_points(points: str) -> list[tuple[str, tuple[float, ...]]]:
    """The word of each line and its place; all places are of one width. Raises InvalidField for what is none."""
    read = [_point(line) for line in normalize(points).splitlines() if is_visible(line)]
    if not read:
        raise InvalidField("points", f"There are no places yet. {_POINTS_FOR_EXAMPLE}")
    for word, place in read:
        if len(place) != len(read[0][1]):
            raise InvalidField(
                "points",
                f"“{abbreviate(word)}” has {plural(len(place), 'coordinate')}, but the first word has "
                f"{len(read[0][1])}.",
            )
    return read


def _point(line: str) -> tuple[str, tuple[float, ...]]:
    word, colon, written = line.replace("：", ":").rpartition(":")
    word, fields = (word, regex.split(r"\s*[,;]\s*|\s+", written.strip())) if colon else _uncoloned(line.strip())
    place = tuple(map(as_number, fields)) if all(map(is_number, fields)) else ()
    if (
        not is_visible(word)
        or not 1 <= len(place) <= limits.DIMENSIONS
        or not all(abs(number) <= 1e6 for number in place)
    ):
        raise InvalidField("points", f"“{abbreviate(line, 40)}” is not a word: place line. {_POINTS_FOR_EXAMPLE}")
    return trim(word), place


def _uncoloned(line: str) -> tuple[str, list[str]]:
    """A word and the numbers behind it, with blanks between, or commas; no word where all are numbers."""
    separator = None if regex.search(r"\s", line) else ","
    fields = [field.strip(",;") for field in line.split(separator)]
    count = next((count for count, field in enumerate(reversed(fields)) if not is_number(field)), len(fields))
    if count == len(fields):
        return "", []
    return line.rsplit(separator, count)[0].rstrip(",; "), fields[len(fields) - count :]
