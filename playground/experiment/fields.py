"""The fields that every recipe has, in the order of the page; the options of what is chosen come on top."""

from collections.abc import Mapping

from playground import limits
from playground.choices import Option, all_options
from playground.model.held_words import HOLD
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
    "The first layer to train.",
    "both",
    entries=SELECTIONS,
    visible_effect="The matrices shown are those of the trained layers.",
    torch=("torch.nn.Embedding", "torch.nn.Linear"),
)
SAME_START = Option(
    "same_start",
    "Same starting weights",
    "Linear's weight starts as a transposed copy of Embedding's. If off, each layer draws its own.",
    True,
    visible_effect="If off, a word's dot (Embedding) and ring (Linear) start apart, unless nothing is random.",
)
DIMENSION = Option(
    "dimension",
    "Dimension",
    "The number of values in each word's vector.",
    2,
    1,
    limits.DIMENSIONS,
    visible_effect="Up to 3 dimensions are plotted directly; more are projected.",
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
        "How far one step moves the weights. Every PyTorch optimizer has one.",
        0.5,
        0.0,
        100.0,
        visible_effect="Larger rates move the dots further at each step; if they overshoot, the loss jumps up.",
        torch=("torch.optim.SGD(lr=)",),
    ),
    SCHEDULE,
    Option(
        "max_grad_norm",
        "Clip gradient norm at",
        "All gradients together are scaled down to at most this norm before each step. Empty: no clipping.",
        None,
        0.0001,
        1_000.0,
        kind=float,
        visible_effect="The dots' largest jumps are cut short.",
        torch=("torch.nn.utils.clip_grad_norm_(max_norm=)",),
    ),
    Option(
        "shuffle",
        "Shuffle examples",
        "Reorders the examples each time all have been used. If off, they keep the order of the text.",
        True,
        visible_effect="The words move in a different order.",
        torch=("torch.randperm",),
    ),
    HOLD,
    Option(
        "batch_size",
        "Batch size",
        "The number of examples in each step. If there are no more examples than this, every step uses all of them.",
        8,
        1,
        limits.BATCH,
        visible_effect="The larger the batch, the more dots move at each step and the smoother the loss.",
        torch=("torch.split(split_size_or_sections=)",),
    ),
    Option(
        "steps",
        "Steps",
        "The number of times the weights are updated.",
        200,
        1,
        limits.STEPS,
        visible_effect="A longer run: the dots and the loss go further.",
        torch=("torch.optim.Optimizer.step",),
    ),
    Option(
        "seed",
        "Seed",
        "The starting point of the random numbers: on one machine, the same seed gives the same run.",
        0,
        0,
        limits.SEED,
        visible_effect="Different starting weights, and the examples in a different order.",
        torch=("torch.manual_seed(seed=)",),
    ),
    INTERVENTIONS,
)

OPTIONS: Mapping[str, Option] = {option.name: option for option in reversed(all_options(RECIPE))}
"""Every field there may be. Two choices may have an option of one name, with their own defaults: see ``in_use``."""
