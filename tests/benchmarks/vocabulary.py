"""What one step costs as the vocabulary grows: Embedding, Embedding with sparse gradients, and Linear on one-hot.

    python -m tests.benchmarks.vocabulary [plot.html]

A batch of 8 words in 16 dimensions is looked up, and the weight moved by SGD. Rounds of the three take turns. Prints
the median milliseconds and how many times as long as Embedding's each takes; with a file name it draws them too.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator

import plotly.graph_objects as go
import torch

from playground.cost.scaling import WAYS, Stepper, Sweep

VOCABULARIES = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
SWEEP, ROUNDS = Sweep(dimension=16, batch=8), 40


def milliseconds(step: Callable[[], None]) -> float:
    began = time.perf_counter()
    step()
    return (time.perf_counter() - began) * 1000


def rows() -> Iterator[tuple[int, dict[str, float]]]:
    for words in VOCABULARIES:
        steps = {way.label: Stepper(way, words, SWEEP).step for way in WAYS.values()}
        rounds = [{name: milliseconds(step) for name, step in steps.items()} for _ in range(ROUNDS)]
        yield words, {name: statistics.median(round[name] for round in rounds) for name in steps}


def plot(table: list[tuple[int, dict[str, float]]]) -> go.Figure:
    words = [count for count, _ in table]
    names = [way.label for way in WAYS.values()]
    lines = [go.Scatter(x=words, y=[row[name] for _, row in table], name=name, mode="lines+markers") for name in names]
    title = f"One step, {SWEEP.batch} words in {SWEEP.dimension} dimensions"
    figure = go.Figure(lines).update_xaxes(type="log", title="words").update_yaxes(type="log", title="ms")
    return figure.update_layout(title=title)


def main() -> None:
    torch.set_num_threads(1)
    print(f"{'words':>8}" + "".join(f"{way.label:>28}" for way in WAYS.values()))
    table = []
    for words, found in rows():
        table.append((words, found))
        least = found[WAYS["embedding"].label]
        print(f"{words:8,}" + "".join(f"{value:15.3f} ms{value / least:8.2f} x" for value in found.values()))
    for path in sys.argv[1:2]:
        plot(table).write_html(path, include_plotlyjs="cdn")


if __name__ == "__main__":
    main()
