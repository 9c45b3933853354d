"""What one step costs as the vocabulary grows: Embedding, Embedding with sparse gradients, and Linear on one-hot.

    python -m tests.benchmarks.vocabulary [plot.html]

Forward, backward and a step of SGD for a batch of 8 words in 16 dimensions; the head is small, so that the first layer
is what is measured. Rounds of the three take turns. Prints the median milliseconds and how many times as long as
Embedding's each takes; with a file name it draws them too.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator

import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from torch import nn

from playground.layers import EMBEDDING, LINEAR, Layer

VOCABULARIES = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
DIMENSION, BATCH, GOALS, ROUNDS = 16, 8, 4, 40
WAYS: dict[str, tuple[Layer, dict[str, bool]]] = {
    "Embedding": (EMBEDDING, {}),
    "Embedding, sparse": (EMBEDDING, {"sparse": True}),
    "Linear on one-hot": (LINEAR, {"bias": False}),
}


def stepper(words: int, kind: Layer, options: dict[str, bool]) -> Callable[[], None]:
    layer, head = kind.build(words, DIMENSION, **options), nn.Linear(DIMENSION, GOALS)
    optimizer = torch.optim.SGD([*layer.parameters(), *head.parameters()], lr=0.1)
    ids, targets = torch.randint(words, (BATCH,)), torch.randint(GOALS, (BATCH,))

    def step() -> None:
        loss = F.cross_entropy(head(kind.read(layer, ids)), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


def milliseconds(step: Callable[[], None]) -> float:
    began = time.perf_counter()
    step()
    return (time.perf_counter() - began) * 1000


def rows() -> Iterator[tuple[int, dict[str, float]]]:
    for words in VOCABULARIES:
        steps = {name: stepper(words, *way) for name, way in WAYS.items()}
        rounds = [{name: milliseconds(step) for name, step in steps.items()} for _ in range(ROUNDS)]
        yield words, {name: statistics.median(round[name] for round in rounds) for name in steps}


def plot(table: list[tuple[int, dict[str, float]]]) -> go.Figure:
    words = [count for count, _ in table]
    lines = [go.Scatter(x=words, y=[row[name] for _, row in table], name=name, mode="lines+markers") for name in WAYS]
    title = f"One step, {BATCH} words in {DIMENSION} dimensions"
    figure = go.Figure(lines).update_xaxes(type="log", title="words").update_yaxes(type="log", title="ms")
    return figure.update_layout(title=title)


def main() -> None:
    torch.set_num_threads(1)
    print(f"{'words':>8}" + "".join(f"{name:>28}" for name in WAYS))
    table = []
    for words, found in rows():
        table.append((words, found))
        least = found["Embedding"]
        print(f"{words:8,}" + "".join(f"{value:15.3f} ms{value / least:8.2f} x" for value in found.values()))
    for path in sys.argv[1:2]:
        plot(table).write_html(path, include_plotlyjs="cdn")


if __name__ == "__main__":
    main()
