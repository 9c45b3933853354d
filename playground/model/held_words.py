"""Words that are held from the start: after each step their numbers are put back into the weight."""

from collections.abc import Sequence

import torch

from playground import limits
from playground.choices import InvalidField, Option
from playground.wording import abbreviate, listed
from playground.words.vocabulary import Vocabulary
from playground.words.word_query import Chosen, Split, read_words, with_word

HOLD = Option(
    "hold",
    "Hold words",
    "Words whose rows stay as they start: their numbers are put back after each step. Write words, or their numbers in "
    "brackets: cat, dog or [0, 1]. Zeroing their gradients would not hold them: weight decay and an optimizer's memory "
    "move them anyway.",
    "",
    visible_effect="Their dots rest, and the other words arrange themselves around them.",
    torch=("torch.optim.Optimizer.register_step_post_hook",),
)


def held_words(written: str, vocabulary: Vocabulary, split: Split) -> tuple[int, ...]:
    """The numbers of the words that are to be held, each once. Raises InvalidField for what is no word, or too long."""
    if len(written) > limits.LOOKED_UP_LETTERS:
        raise InvalidField(
            HOLD.name,
            f"The words to hold have {len(written):,} characters; at most {limits.LOOKED_UP_LETTERS:,} are read.",
            {HOLD.name: HOLD.default},
        )
    found = read_words(written, vocabulary, split)
    if found.unread:
        unread = listed([f"“{abbreviate(word, 30)}”" for word in dict.fromkeys(found.unread)], most=5)
        first = abbreviate(vocabulary.words[0], 30)
        raise InvalidField(
            HOLD.name,
            f"No word to hold: {unread}. Write words of the vocabulary, such as “{first}”.",
            {HOLD.name: _known(found, vocabulary, split)},
        )
    return tuple(sorted(set(found.ids)))


def _known(found: Chosen, vocabulary: Vocabulary, split: Split) -> str:
    """What to write to hold the words that there are, without the unread ones; "" for none."""
    written = ""
    for index in dict.fromkeys(found.ids):
        if index != vocabulary.unknown:  # which stands for the unread ones
            written = with_word(written, index, vocabulary, split)
    return written if len(written) <= limits.LOOKED_UP_LETTERS else ""


def put_back(optimizers: Sequence[torch.optim.Optimizer], rows: torch.Tensor, held: Sequence[int]) -> None:
    """From here on these of the ``rows``, a view of a weight with a row for each word, are as now after each step."""
    ids = torch.tensor(held)
    start = rows[ids].clone()

    def put(*_: object) -> None:
        rows.index_copy_(0, ids, start)

    for optimizer in optimizers:
        optimizer.register_step_post_hook(put)


BACK_CODE = "optimizer.register_step_post_hook(lambda *_: table.index_copy_(0, held, start))  # put back"
"""What ``put_back`` does to an optimizer, behind ``rows_lines``."""


def rows_lines(rows: str) -> list[str]:
    """The lines that keep what is put back, where ``rows`` is the code of the rows; ``held`` are the numbers."""
    return [f"table = {rows}", "start = table[held].clone()"]
