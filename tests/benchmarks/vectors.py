"""How long a file of word vectors takes to be read, and how much memory: 50,000 words with 100 numbers, as GloVe's.

    python -m tests.benchmarks.vectors

Seconds of the processor, and as a ratio to float() of every number alone; the memory at its highest, as a ratio to the
array's. The file's own bytes, and its text, are not counted.
"""

import time
import tracemalloc
from collections.abc import Callable

import numpy as np

from playground.words.matrix_text import parse
from playground.words.vector_files import excerpt

ROWS, WIDTH, LEARNERS = 50_000, 100, 20


def glove() -> str:
    """Five or six decimals, as in `the 0.418 0.24968 -0.41242 0.013441`."""
    rows = np.random.default_rng(0).normal(0, 0.5, (ROWS, WIDTH))
    lines = (" ".join(f"{x:.5f}" if abs(x) >= 0.1 else f"{x:.6f}" for x in row) for row in rows)
    return "".join(f"word{number} {line}\n" for number, line in enumerate(lines))


def alone(text: str) -> None:
    for line in text.splitlines():
        list(map(float, line.split(" ")[1:]))


def seconds(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def peak(act: Callable[[], object]) -> int:
    tracemalloc.start()
    act()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def main() -> None:
    text = glove()
    data, array = text.encode(), 4 * ROWS * WIDTH
    some, every = [f"word{n * 17}" for n in range(LEARNERS)], [f"word{n}" for n in range(ROWS)]
    floats = min(seconds(lambda: alone(text)) for _ in range(3))
    print(f"{ROWS:,} x {WIDTH}, {len(data):,} bytes; float() of each number alone {floats:.2f} s")
    ways: dict[str, Callable[[], object]] = {
        "the whole text": lambda: parse(text),
        f"{LEARNERS} words' rows of the file": lambda: parse(excerpt(data, some).text),
        "all words' rows of the file": lambda: parse(excerpt(data, every).text),
    }
    for name, act in ways.items():
        took = min(seconds(act) for _ in range(3))
        print(f"{name:32}{took:6.2f} s {took / floats:6.2f} x float(){peak(act) / array:8.2f} x the array")


if __name__ == "__main__":
    main()
