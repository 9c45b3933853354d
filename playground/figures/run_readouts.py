"""What is said below the play bar: about the run, about the step, and what the step's batch is to predict."""

import numpy as np
from numpy.typing import NDArray

from playground.analysis.agreement import ROUNDING, differences
from playground.figures.readouts import Readout, Readouts, Value
from playground.figures.run_picture import RunPicture
from playground.training.history import History

NAMED = 5
"""How many examples of a batch are named; the sentence says how many more there are."""


def run_readouts(picture: RunPicture) -> Readouts:
    """The remarks on the run, how far the layers differ, the epoch, the learning rate, and the batch's predictions."""
    history, wanted = picture.history, predictions(picture.history)
    sentences = [Readout(remark) for remark in history.remarks.values()]
    arrays = {"epochs": history.epochs, "learning_rate": history.learning_rate.astype(np.float32)}
    if history.difference is not None:
        arrays["difference"] = history.difference
        sentences.append(_difference(picture))
    sentences.append(Readout("Epoch {}", (Value("epochs"),), "Epoch 0"))
    if np.ptp(history.learning_rate):
        sentences.append(Readout("Learning rate {}", (Value("learning_rate"),), "Learning rate 0"))
    return Readouts((*sentences, *wanted.sentences), {**arrays, **wanted.arrays})


def _difference(picture: RunPicture) -> Readout:
    largest = "Largest difference between the two layers' vectors"
    because = causes(picture)
    sentence = f"{largest}: {{}} ({because})" if because else f"{largest}: {{}}"
    return Readout(sentence, (Value("difference"),), f"{largest}: 0 (exactly equal)")


def causes(picture: RunPicture) -> str:
    """Why the layers differ, in a few words; of rounding also where it began, and with how little."""
    return ", ".join(_began(picture.history) if cause is ROUNDING else cause.name for cause in picture.reasons)


def _began(history: History) -> str:
    """Where the first of all differences is, which comes of rounding."""
    found = [(curve > 0).argmax() for curve in differences(history).values() if (curve > 0).any()]
    step, most = min(found), max(float(curve[min(found)]) for curve in differences(history).values())
    return f"began as rounding: {most:.1g} at step {int(history.steps[step]):,}"


def predictions(history: History) -> Readouts:
    """What the batch at each snapshot is to predict."""
    names, which = examples(history)
    more = history.targets.shape[1] - NAMED
    sentence = f"To predict: {{}} and {more:,} more" if more > 0 else "To predict: {}"
    return Readouts((Readout(sentence, (Value("predictions", "names", names=names),)),), {"predictions": which})


def examples(history: History) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The different examples, such as "cat → sleeps", and which of them each batch starts with, (S, NAMED)."""
    found = np.concatenate([history.inputs[:, :NAMED], history.targets[:, :NAMED, None]], axis=2)
    different, which = np.unique(found.reshape(-1, found.shape[2]), axis=0, return_inverse=True)
    return tuple(_spelled(history, *row) for row in different.tolist()), which.reshape(found.shape[:2])


def _spelled(history: History, *example: int) -> str:
    *inputs, target = example
    words = [history.short_words[word] for word in inputs if word >= 0]
    words = words if len(words) <= 4 else [*words[:3], "…"]
    return f"{' + '.join(words)} → {history.short_goals[target]}"
