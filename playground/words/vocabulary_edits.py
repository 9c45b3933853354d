"""What a learner changes in the vocabulary by hand, as a part of the recipe.

An edit is a tuple of texts: ("rename", "cat", "lion"), ("remove", "dog"), ("move", "fish", "0"), ("add", "owl").
Edits are made one after the other. One that doesn't fit, because the text has changed since, has no effect.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground import limits
from playground.choices import Choice, InvalidField, ListOption, brief, registry
from playground.wording import is_visible, normalize, trim
from playground.words.vocabulary import Entry

Edit = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EditKind(Choice):
    """``apply(kept, seen, *texts)`` is the list of entries after the edit, or None when it can't be made.

    ``seen`` are the entries of all words of the text; ``texts`` is how many texts follow the name.
    ``refused`` says why an edit of a ``word`` that is there can't be made.
    """

    apply: Callable[..., list[Entry] | None]
    texts: int
    refused: str = "The word “{word}” already exists: each word has one number."


def _place(kept: list[Entry], word: str) -> int | None:
    return next((place for place, entry in enumerate(kept) if entry.word == word), None)


def _rename(kept: list[Entry], seen: list[Entry], word: str, new: str) -> list[Entry] | None:
    place = _place(kept, word)
    if place is None or _place(kept, new) is not None:
        return None
    entry = kept[place]
    return [*kept[:place], Entry(entry.key, new, entry.count), *kept[place + 1 :]]


def _remove(kept: list[Entry], seen: list[Entry], word: str) -> list[Entry] | None:
    place = _place(kept, word)
    return None if place is None or len(kept) <= 2 else kept[:place] + kept[place + 1 :]


def _move(kept: list[Entry], seen: list[Entry], word: str, index: str) -> list[Entry] | None:
    place = _place(kept, word)
    if place is None or not index.isdecimal():
        return None
    others = kept[:place] + kept[place + 1 :]
    target = min(int(index[:9]), len(others))
    if target == place:
        return None
    return [*others[:target], kept[place], *others[target:]]


def _add(kept: list[Entry], seen: list[Entry], word: str) -> list[Entry] | None:
    """A word that fell out comes back with its count; any other is one that the text never says."""
    there = {entry.key for entry in kept}
    if _place(kept, word) is not None or len(kept) >= limits.WORDS:
        return None
    fallen = (entry for entry in seen if entry.key not in there and word in (entry.word, entry.key))
    key = word if word not in there else f"\n{word}"  # no token of a text has a newline
    return [*kept, next(fallen, Entry(key, word, 0))]


EDIT_KINDS = registry(
    EditKind("rename", "Rename", "A new name for the same number: the vector stays.", apply=_rename, texts=2),
    EditKind(
        "remove",
        "Remove",
        "Removes the word from the vocabulary.",
        apply=_remove,
        texts=1,
        refused="At least two words must remain.",
    ),
    EditKind(
        "move",
        "Move",
        "The word gets a new number, and the words in between shift by one.",
        apply=_move,
        texts=2,
        refused="The word already has the number {word}.",
    ),
    EditKind(
        "add",
        "Add",
        "A word that is not in the text: it gets a vector but is never trained.",
        apply=_add,
        texts=1,
        refused=f"The word “{{word}}” already exists, or the limit of {limits.WORDS:,} words is reached.",
    ),
)


def apply(edits: Sequence[Edit], kept: list[Entry], seen: list[Entry]) -> tuple[list[Entry], list[bool]]:
    """The entries after all edits, and for each edit whether it could be made."""
    made = []
    for verb, *texts in edits:
        after = EDIT_KINDS[verb].apply(kept, seen, *texts)
        made.append(after is not None)
        kept = kept if after is None else after
    return kept, made


class EditsOption(ListOption):
    """A field that holds edits."""

    def checked(self, value: object) -> tuple[Edit, ...]:
        """The edits as tuples. Raises InvalidField for what is none."""
        if value is None:
            return ()
        if not isinstance(value, (list, tuple)) or len(value) > limits.EDITS:
            raise InvalidField(self.name, f"{self.name} must be a list of up to {limits.EDITS:,} changes.")
        edits = tuple(self._edit(edit) for edit in value)
        if sum(len(text) for edit in edits for text in edit) > limits.EDITED:
            raise InvalidField(
                self.name, f"{self.name} may have {limits.EDITED:,} characters in all. Undo some of them."
            )
        return edits

    def _edit(self, edit: object) -> Edit:
        if isinstance(edit, (list, tuple)) and edit and all(isinstance(text, str) for text in edit):
            verb, *texts = edit
            if verb in EDIT_KINDS and len(texts) == EDIT_KINDS[verb].texts:
                first = limits.LETTERS if verb == "add" else limits.EDITED  # any word that there is can be named
                return (
                    verb,
                    *(self._word(text, limits.LETTERS if place else first) for place, text in enumerate(texts)),
                )
        known = ", ".join(EDIT_KINDS)
        raise InvalidField(
            self.name, f"Write a change of the vocabulary as one of {known} and a word; {brief(edit)} is not one."
        )

    def _word(self, text: str, most: int) -> str:
        word = " ".join(trim(normalize(text)).splitlines())  # as a word in a text it has no newline
        if not is_visible(word) or len(word) > most:
            raise InvalidField(self.name, f"Enter a word of 1 to {most:,} visible characters.")
        return word


EDITS = EditsOption(
    "edits",
    "Changes to the vocabulary",
    "Words renamed, removed, moved or added by hand.",
    (),
    kind=tuple,
    visible_effect="A dot is renamed, removed or added, or starts from the weights of another row.",
)
