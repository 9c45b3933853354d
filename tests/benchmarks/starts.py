"""How long the panel takes to train thirty seeds of the default recipe in worker processes.

Beside it, as ratios of the same minute: both layers with their pictures, as the page trains what it shows, and one run
after the other in this process.

python -m tests.benchmarks.starts
"""

import os
import time
from contextlib import ExitStack
from importlib import import_module

os.environ.setdefault("FIRST_LAYER_WORKERS", "2")


def main() -> None:
    from playground import Experiment, limits, train
    from playground.analysis.many_starts import seeds
    from playground.ui.runs.compared_runs import ends
    from playground.ui.runs.run_cache import JOBS

    import_module("torch").set_num_threads(1)  # after the page, which says how MKL sums
    recipes = [start.experiment for start in seeds(Experiment(seed=1_000), limits.STARTS)]
    with ExitStack() as joined:  # the workers are there
        for job in [joined.enter_context(JOBS.joined(Experiment(steps=1, seed=seed))) for seed in range(4)]:
            job.result()
    began = time.perf_counter()
    found = list(ends(recipes, int))
    compared = time.perf_counter() - began
    began = time.perf_counter()
    with ExitStack() as joined:
        for job in [joined.enter_context(JOBS.joined(recipe)) for recipe in recipes]:
            job.result()
    pictured = time.perf_counter() - began
    began = time.perf_counter()
    for recipe in recipes:
        train(recipe)
    alone = time.perf_counter() - began
    print(f"{len(found)} seeds, compared {compared:.2f} s; with pictures {pictured:.2f} s: {compared / pictured:.2f}")
    print(f"one after the other {alone:.2f} s: {compared / alone:.2f}; load {os.getloadavg()[0]:.1f}")
    os._exit(0)


if __name__ == "__main__":
    main()
