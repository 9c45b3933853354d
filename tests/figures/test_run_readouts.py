from playground import Experiment, train
from playground.figures.run_readouts import NAMED, examples


def told(history, snapshot):
    names, which = examples(history)
    return [names[guess] for guess in which[snapshot]]


def test_a_batch_is_told_in_its_words():
    history = train(Experiment(text="I love you . you love me .", batch_size=3, steps=10))
    for snapshot in range(11):
        pairs = zip(history.inputs[snapshot, :, 0], history.targets[snapshot], strict=True)
        assert told(history, snapshot) == [f"{history.words[a]} → {history.words[b]}" for a, b in pairs]


def test_joined_words_are_told_with_a_plus():
    history = train(Experiment(objective="pairs", pairs="apple^orange|juice, milk|white", batch_size=9, steps=1))
    assert told(history, 0) == ["apple + orange → juice", "milk → white"]


def test_of_a_large_batch_the_first_few_are_told(history):
    _, which = examples(history)
    assert which.shape == (len(history.steps), min(NAMED, history.targets.shape[1]))


def test_every_guess_is_spelled_once(history):
    names, _ = examples(history)
    assert len(set(names)) == len(names) <= len(history.experiment.task.examples)
