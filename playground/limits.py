"""What a visitor may ask for at the most, in one table, and what one visitor can then hold in memory.

Each limit is enforced where the thing is read, with a sentence that says it (tests/test_limits.py).
"""

CHARACTERS = 10_000_000
"""Of the text."""
TOKENS = 3_000_000
"""Words of the text, repeats included."""
TYPED = 1_000_000
"""Characters of pairs, of labelled sentences, and of places."""
EXAMPLE_NUMBERS = 5_000_000
"""Input words of all examples together."""
WORDS = 50_000
"""Different words, or what else is guessed."""
EDITS, EDITED = 1_000, 1_000_000
"""Changes of the vocabulary by hand, and characters of all together."""
LETTERS = 200
"""Characters of a word that is added, and of a new name."""
DIMENSIONS = 1_024
"""Numbers of a word's vector."""
STEPS, BATCH, SEED = 10_000, 4_096, 2**32 - 1
CHANGES, CHANGED = 100, 100_000
"""Changes in the run, and characters of all together."""
NUMBERS_BYTES, NUMBERS_ROWS, NUMBERS = 48_000_000, 1_000_000, 8_000_000
"""Bytes in memory of own numbers as a text; their rows; and numbers of a binary file."""
UPLOAD, RECIPE_FILE = 10_000_000, 20_000_000
"""Bytes of a file with words or numbers that is kept as it is, and of a recipe file."""
VECTOR_FILE = 50 * 2**20
"""Bytes of a file of word vectors, of which the vocabulary's rows are kept; ``server.maxUploadSize`` is as much."""
TABLE_COLUMNS, TABLE_CELLS = 1_000, 5_000_000
LINK, UNPACKED = 6_000, 10_000_000
"""Characters of an address behind the question mark, and bytes that a compressed one may unfold to."""
PINS, PINNED_BYTES = 4, 50_000_000
"""Pinned runs, and bytes in memory of all their recipes together."""
LOOKED_UP, LOOKED_UP_LETTERS = 12, 1_000
"""Words that are looked up at once, and characters of the field for them, as of that for words to hold."""
STARTS = 30
"""Starts that are compared."""
PLACED = 40
"""Words that are placed by hand: no more can be told apart."""
RUN_MEMORY, RUN_SECONDS = 600_000_000, 60.0
"""Bytes and seconds that one run may take while it trains."""
RECORDED = 48_000_000
"""Bytes that are recorded of a run; a longer run keeps evenly spaced snapshots."""

_CHARACTER = 4
"""Bytes of a character in memory, in a text that has an emoji."""
_INDEX, _ENTRY = 8, 300
"""Bytes of a word's number, and of a word in a vocabulary beside its letters."""
_UPLOADS = 3
"""Files that the page has places for at one time."""


def recipe_bytes() -> int:
    """What the texts of the largest recipe take."""
    return _CHARACTER * (CHARACTERS + 3 * TYPED + EDITED + CHANGED) + NUMBERS_BYTES


def task_bytes() -> int:
    """What is read from them takes: words with their letters, and examples."""
    examples = _INDEX * (EXAMPLE_NUMBERS + max(TOKENS, EXAMPLE_NUMBERS))
    return _ENTRY * WORDS + _CHARACTER * CHARACTERS + examples


def visitor_bytes() -> int:
    """What one visitor can hold at the worst, beside what all share: the caches, and the one run that is trained.

    The recipe in the sidebar and that of the run on the screen, each read; the own recipe that waits for the end of a
    lesson; pinned recipes; files as they came, and their tables; the run with its picture, one that is compared, and
    the one before, whose files can be fetched for a moment more.
    """
    recipes = 3 * recipe_bytes() + 2 * task_bytes() + PINNED_BYTES
    return recipes + _UPLOADS * (VECTOR_FILE + UPLOAD) + 5 * RECORDED
