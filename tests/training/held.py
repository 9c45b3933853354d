"""Trainings that tests can hold at a step, or let fail. They are held where they are computed, in one process."""

from threading import Event

from playground import Experiment
from playground.training.loop import Training


class Trainings:
    """Stands for Training: builds it, remembers for what, and holds those of one recipe at a step.

    One that is held takes its turns, but they lead nowhere until the gate is open.
    """

    def __init__(self, seed: int, step: int):
        self.seed, self.step = seed, step  # whose trainings are held, and where
        self.built: list[Experiment] = []
        self.held, self.gate = Event(), Event()
        self.problems: dict[int, Exception] = {}  # by seed

    def __call__(self, experiment: Experiment) -> Training:
        self.built.append(experiment)
        if experiment.seed in self.problems:
            raise self.problems[experiment.seed]
        return _Held(experiment, self) if experiment.seed == self.seed else Training(experiment)


class _Held(Training):
    def __init__(self, experiment: Experiment, trainings: Trainings):
        super().__init__(experiment)
        self.trainings = trainings

    def __iter__(self):
        for step in super().__iter__():
            yield step
            while step == self.trainings.step and not self.trainings.gate.wait(0.005):
                yield step
                self.trainings.held.set()
