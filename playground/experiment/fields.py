"""The fields that every recipe has, in the order of the page; the options of what is chosen come on top."""

from collections.abc import Mapping

from playground.choices import Option, all_options
from playground.model.initializers import INITIALIZER
from playground.model.interventions import INTERVENTIONS
from playground.model.layers import SELECTIONS
from playground.model.objectives import OBJECTIVE, TEXT
from playground.model.optimizers import OPTIMIZER
from playground.model.schedules import SCHEDULE
from playground.words.tokenizers import TOKENIZER
from playground.words.vocabulary import RULES
from playground.words.vocabulary_edits import EDITS

LAYER = Option(
    "layer",
    "Layer",
    "Which first layer is trained.",
    "both",
    entries=SELECTIONS,
    visible_effect="The matrices that are drawn are those of the layers that are trained.",
    torch=("torch.nn.Embedding", "torch.nn.Linear"),
)
SAME_START = Option(
    "same_start",
    "Both start from the same matrix",
    "Linear's weight starts as a copy of Embedding's, transposed. Switched off, each layer draws its own.",
    True,
    visible_effect="Switched off, a word's dot (Embedding) and its ring (Linear) begin apart, where numbers are drawn.",
)
DIMENSION = Option(
    "dimension",
    "Dimension",
    "How many numbers a word's vector has.",
    2,
    1,
    256,
    visible_effect="Up to 3 are drawn as they are; of more, a projection is drawn.",
    torch=("torch.nn.Embedding(embedding_dim=)", "torch.nn.Linear(out_features=)"),
)
RECIPE: tuple[Option, ...] = (
    TEXT,
    TOKENIZER,
    *RULES,
    EDITS,
    LAYER,
    DIMENSION,
    INITIALIZER,
    SAME_START,
    OBJECTIVE,
    OPTIMIZER,
    Option(
        "learning_rate",
        "Learning rate",
        "How far one step moves the weights. Every optimizer of PyTorch has one.",
        0.5,
        0.0,
        100.0,
        visible_effect="The dots move further at each step; too far, and the loss leaps up.",
        torch=("torch.optim.SGD(lr=)",),
    ),
    SCHEDULE,
    Option(
        "max_grad_norm",
        "Clip gradients at",
        "All gradients together are made no longer than this before a step. Empty: as long as they are.",
        None,
        0.0001,
        1_000.0,
        kind=float,
        visible_effect="The widest leaps of the dots are cut short.",
        torch=("torch.nn.utils.clip_grad_norm_(max_norm=)",),
    ),
    Option(
        "shuffle",
        "Shuffle the examples",
        "In another order each time all have been used. Switched off, they come in the order of the text.",
        True,
        visible_effect="The words move in another order.",
        torch=("torch.utils.data.DataLoader(shuffle=)",),
    ),
    Option(
        "batch_size",
        "Batch size",
        "How many examples one step looks at. A number as large as the text takes all of them at every step.",
        8,
        1,
        4_096,
        visible_effect="The larger, the more dots move at each step, and the smoother the loss.",
        torch=("torch.utils.data.DataLoader(batch_size=)",),
    ),
    Option(
        "steps",
        "Steps",
        "How often the weights are changed.",
        200,
        1,
        10_000,
        visible_effect="The run is longer: the dots go on, and so does the loss.",
        torch=("torch.optim.Optimizer.step",),
    ),
    Option(
        "seed",
        "Seed",
        "Where the random numbers start: the same seed gives the same run, always.",
        0,
        0,
        2**32 - 1,
        visible_effect="Other weights at the start, and the examples in another order.",
        torch=("torch.manual_seed(seed=)",),
    ),
    INTERVENTIONS,
)

OPTIONS: Mapping[str, Option] = {option.name: option for option in reversed(all_options(RECIPE))}
"""Every field there may be. Two choices may have an option of one name, with their own defaults: see ``in_use``."""
