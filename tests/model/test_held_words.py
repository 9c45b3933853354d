import numpy as np
import pytest
import torch

from playground import Experiment, train
from playground.analysis.movement import why
from playground.choices import InvalidField
from playground.experiment.links import from_query, to_query
from playground.model.optimizers import OPTIMIZERS
from playground.training.batches import batches
from playground.training.initial_models import models


def recipe(optimizer="adam", **fields):
    """A run that holds two words while all else pulls: weight decay, and the optimizer's memory."""
    entry = OPTIMIZERS[optimizer]
    decays = "weight_decay" in {option.name for option in entry.options}
    own = {"weight_decay": 0.1} if decays else {}
    sparse = {"sparse": True, "layer": "embedding"} if entry.only_sparse else {}
    rate = {"learning_rate": 0.1}
    return Experiment(**{"hold": "cat, dog", "steps": 20, "optimizer": optimizer, **rate, **own, **sparse, **fields})


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_held_rows_rest_and_the_others_move_as_in_pytorch_with_the_rows_put_back(optimizer):
    experiment = recipe(optimizer)
    history = train(experiment)
    held = [history.words.index("cat"), history.words.index("dog")]
    for name, track in history.tracks.items():
        np.testing.assert_array_equal(track.vectors[:, held], track.vectors[:1, held].repeat(21, 0))
        np.testing.assert_array_equal(track.weight, by_hand(experiment, name, held))
        others = np.delete(track.vectors, held, axis=1)
        assert not np.array_equal(others[0], others[-1])


def by_hand(experiment, name, held):
    """The weight before each step, of a loop that writes the rows back itself; float32 (S, *shape)."""
    layers, head = models(experiment)
    layer, entry, weights = layers[name], OPTIMIZERS[experiment.optimizer], []
    rows = layer.weight.data.T if isinstance(layer, torch.nn.Linear) else layer.weight.data
    start = rows[held].clone()
    groups = (
        [layer.parameters(), head.parameters()] if experiment.sparse else [[*layer.parameters(), *head.parameters()]]
    )
    optimizers = [
        built
        for group, sparse in zip(groups, [experiment.sparse, False], strict=False)
        for built in entry.build_all(group, bool(sparse), experiment.learning_rate, experiment.options(entry))
    ]
    examples = experiment.task.examples
    for _, (chosen, *_) in zip(range(21), batches(experiment), strict=False):
        weights.append(layer.weight.detach().numpy().copy())
        inputs, targets = examples.inputs[chosen, 0], examples.targets[chosen]
        one_hot = torch.nn.functional.one_hot(inputs, len(rows)).float()
        vectors = layer(one_hot if isinstance(layer, torch.nn.Linear) else inputs)
        for optimizer in optimizers:
            optimizer.zero_grad()
        torch.nn.functional.cross_entropy(head(vectors), targets).backward()
        for optimizer in optimizers:
            optimizer.step()
        rows[held] = start
    return np.stack(weights)


def test_held_words_stay_held_when_the_optimizer_or_the_weight_is_replaced():
    history = train(recipe(interventions=((5, "optimizer", "adagrad"), (12, "parameter"))))
    cat = history.words.index("cat")
    for track in history.tracks.values():
        assert (track.vectors[:12, cat] == track.vectors[0, cat]).all()
        assert (track.vectors[12:, cat] == track.vectors[12, cat]).all()


def test_a_held_word_that_is_moved_by_hand_returns_with_the_next_step():
    vectors = train(recipe(interventions=((5, "vector", "cat", "9, 9"),))).embedding.vectors
    cat = Experiment().vocabulary.index("cat")
    np.testing.assert_array_equal(vectors[5, cat], [9, 9])
    np.testing.assert_array_equal(vectors[6, cat], vectors[0, cat])


def test_words_are_held_by_name_or_by_number_each_once():
    assert [recipe(hold=written).held for written in ("cat, dog", "dog cat dog", '"cat" 8', "[8, 1]", " ")] == [
        (1, 8), (1, 8), (1, 8), (1, 8), (),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "known"),
    [("owl", ""), ("cat, owl", "cat"), ("owl cat dog cat", "cat dog"), ("[99]", ""), ("[-1]", ""), ("99", "")],
)
@pytest.mark.parametrize("unk", [False, True])
def test_what_is_no_word_is_refused_with_a_sentence_that_names_it_and_the_others_are_offered(written, known, unk):
    with pytest.raises(InvalidField, match=r"^No word to hold: “(owl|99|-1)”\. Write words") as refused:
        recipe(hold=written, unk=unk)
    assert refused.value.field == "hold"
    assert refused.value.offer == {"hold": known}
    recipe(**refused.value.offer, unk=unk)


def test_no_word_is_left_out_of_a_long_list_silently():
    with pytest.raises(InvalidField, match="at most 1,000 are read"):
        recipe(hold="cat " * 251)


def test_a_link_carries_the_held_words_and_the_page_says_which_they_are():
    experiment = recipe(bias=True)
    assert to_query(experiment)["hold"] == "cat, dog"
    assert from_query(to_query(experiment)) == (experiment, [])
    assert from_query({"hold": "owl"})[0] == Experiment()
    kept, [notice] = from_query({"hold": "cat, owl, dog", "steps": "30", "unk": "true"})
    assert kept == Experiment(hold="cat dog", steps=30, unk=True)
    assert "No word to hold: “owl”." in notice and notice.endswith("Instead, “Hold words” is cat dog.")
    history = train(experiment)
    assert history.remarks["hold"].startswith("Held: “cat” and “dog”.")
    assert "bias still learns" in history.remarks["hold"]
    assert "Held, so that no step moves their rows: “cat” and “dog”." in why(history)
