"""The recipe of a run: plain values, checked once, never changed."""

import warnings
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any

from playground import limits
from playground.caches import text_bytes
from playground.choices import Choice, InvalidField, Option, Value, in_use
from playground.cost.estimate import Cost
from playground.experiment.fields import OPTIONS, RECIPE
from playground.experiment.task import Task, task
from playground.memo import cached_property
from playground.model.heads import Head
from playground.model.held_words import held_words
from playground.model.initializers import INITIALIZERS, Initializer
from playground.model.interventions import Intervention, optimizers_taken
from playground.model.layers import LINEAR, SELECTIONS, Selection
from playground.model.objectives import OBJECTIVES, TEXT, Objective
from playground.model.optimizers import OPTIMIZERS, check_optimizer
from playground.model.target_kinds import TargetKind
from playground.wording import abbreviate, in_bytes, in_seconds, listed, plural
from playground.words.tokenizers import TOKENIZERS
from playground.words.vocabulary import RULES, Vocabulary
from playground.words.vocabulary_edits import Edit


def _default(name: str) -> Any:
    return OPTIONS[name].default


@dataclass(frozen=True)
class Experiment:
    """A frozen, hashable recipe: the same experiment gives the same numbers, always.

    Every value is checked; a bad one raises InvalidField, a ValueError that names the field and says
    what would be accepted. Ranges and explanations stand in ``OPTIONS``.

    The fields that are None here belong to one choice only (``momentum`` to an optimizer, ``low`` to
    an initializer). While that choice is made they hold its default or the value given; while
    another is made they are None.
    ``batch_size`` may exceed the number of examples: then every step takes all of them.
    ``dimension`` is that of the numbers, when the initializer brings numbers.
    """

    text: str = _default("text")
    tokenizer: str = _default("tokenizer")
    case: str = _default("case")
    minimum_count: int = _default("minimum_count")
    maximum_words: int = _default("maximum_words")
    order: str = _default("order")
    pad: bool = _default("pad")
    unk: bool = _default("unk")
    edits: tuple[Edit, ...] = ()
    layer: str = _default("layer")
    dimension: int = _default("dimension")
    bias: bool | None = None
    padding_idx: int | None = None
    max_norm: float | None = None
    norm_type: float | None = None
    scale_grad_by_freq: bool | None = None
    sparse: bool | None = None
    initializer: str = _default("initializer")
    low: float | None = None
    high: float | None = None
    a: float | None = None
    b: float | None = None
    mean: float | None = None
    std: float | None = None
    gain: float | None = None
    mode: str | None = None
    nonlinearity: str | None = None
    sparsity: float | None = None
    val: float | None = None
    numbers: str | None = None
    matrix: str | None = None
    missing: str | None = None
    freeze: bool | None = None
    same_start: bool = _default("same_start")
    objective: str = _default("objective")
    pairs: str | None = None
    window: int | None = None
    negatives: int | None = None
    sentences: str | None = None
    points: str | None = None
    optimizer: str = _default("optimizer")
    momentum: float | None = None
    nesterov: bool | None = None
    weight_decay: float | None = None
    beta1: float | None = None
    beta2: float | None = None
    eps: float | None = None
    amsgrad: bool | None = None
    lr_decay: float | None = None
    initial_accumulator_value: float | None = None
    alpha: float | None = None
    centered: bool | None = None
    rho: float | None = None
    momentum_decay: float | None = None
    learning_rate: float = _default("learning_rate")
    schedule: str = _default("schedule")
    step_size: int | None = None
    gamma: float | None = None
    warm_up_steps: int | None = None
    max_grad_norm: float | None = None
    shuffle: bool = _default("shuffle")
    hold: str = _default("hold")
    batch_size: int = _default("batch_size")
    steps: int = _default("steps")
    seed: int = _default("seed")
    interventions: tuple[Intervention, ...] = ()

    def __post_init__(self) -> None:
        for name, option in self.in_use.items():
            object.__setattr__(self, name, option.checked(getattr(self, name)))
        for name in OPTIONS.keys() - self.in_use.keys():
            object.__setattr__(self, name, None)
        for choice in self.choices:
            choice.check(**self.options(choice))
        self._take_width()
        check_optimizer(self.optimizer, self.learning_rate, self.sparse, self.weight_decay)
        if self.sparse and not all(OPTIMIZERS[name].sparse for name in optimizers_taken(self.interventions)):
            raise InvalidField(
                "interventions", "The optimizer switched to during the run doesn't accept sparse gradients."
            )
        if self.sparse and self.max_grad_norm is not None:
            raise InvalidField("max_grad_norm", "PyTorch can't clip sparse gradients.", {"max_grad_norm": None})
        self._check_index()
        self.held  # noqa: B018  raises for what is no word
        self._check_cost()

    @cached_property
    def in_use(self) -> dict[str, Option]:
        """The options that this recipe is made of, by name: those of the choices that are made."""
        return in_use(RECIPE, {name: getattr(self, name) for name in FIELDS})

    @property
    def choices(self) -> list[Choice]:
        """The registry entries that the recipe has chosen."""
        return [option.entries[getattr(self, name)] for name, option in self.in_use.items() if option.entries]

    @classmethod
    def from_link(cls, url: str) -> "Experiment":
        """The recipe that a page's address holds; warns of each part that could not be used."""
        from playground.experiment.links import from_link

        experiment, notices = from_link(url)
        for notice in notices:
            warnings.warn(notice, stacklevel=2)
        return experiment

    def __repr__(self) -> str:
        """As Python writes it, without the defaults."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        usual = {field.name: [field.default] for field in fields(self)}
        for name, option in self.in_use.items():
            usual[name].append(option.default)
        own = (f"{name}={value!r}" for name, value in values.items() if value not in usual[name])
        return f"Experiment({', '.join(own)})"

    def link(self, base: str) -> str:
        """The address of a page at ``base``, "http://localhost:8501", that shows this recipe."""
        from playground.experiment.links import to_link

        return to_link(self, base)

    def __getstate__(self) -> dict[str, Any]:
        """The recipe alone: what was worked out from it holds functions, which can't be pickled."""
        return {name: getattr(self, name) for name in FIELDS}

    @property
    def selection(self) -> Selection:
        return SELECTIONS[self.layer]

    def options(self, choice: Choice) -> dict[str, Any]:
        """The choice's options, and those of what they choose, with this recipe's values, as keyword arguments."""
        values = {name: getattr(self, name) for name in FIELDS}
        return {name: values[name] for name in in_use(choice.options, values)}

    @cached_property
    def task(self) -> Task:
        """The words and examples. Raises InvalidField when the text has none."""
        objective = OBJECTIVES[self.objective]
        rules = {option.name: getattr(self, option.name) for option in RULES}
        read = {"text": self.text if objective.source is TEXT else "", **self.options(objective)}
        return task(self.tokenizer, self.objective, tuple(read.items()), tuple(rules.items()), self.edits)

    @cached_property
    def digest(self) -> str:
        """A short text that stands for the recipe: a key that does not hold its texts."""
        return sha256(repr(self).encode(errors="surrogatepass")).hexdigest()

    @property
    def nbytes(self) -> int:
        """Memory held, about: its texts, and what was read from them."""
        return text_bytes(self) + self.task.nbytes

    @property
    def vocabulary(self) -> Vocabulary:
        return self.task.vocabulary

    @property
    def head(self) -> Head:
        """What follows the first layer."""
        return OBJECTIVES[self.objective].head

    @property
    def target_kind(self) -> TargetKind:
        return self.task.examples.kind

    @cached_property
    def changes(self) -> dict[int, list[Intervention]]:
        """What is changed in the run before which step."""
        steps = dict.fromkeys(step for step, *_ in self.interventions)
        return {step: [change for change in self.interventions if change[0] == step] for step in steps}

    @cached_property
    def held(self) -> tuple[int, ...]:
        """The numbers of the words whose rows stay as they start. Raises InvalidField for what is no word."""
        return held_words(self.hold, self.vocabulary, TOKENIZERS[self.tokenizer].split) if self.hold.strip() else ()

    @property
    def held_named(self) -> str:
        """The words that are held, in quotes, of many the first few."""
        return listed([f"“{abbreviate(self.vocabulary.words[index], 30)}”" for index in self.held], most=5)

    @property
    def has_vectors(self) -> bool:
        """Whether what a layer returns is recorded beside its weight: with a bias or max_norm it is not the same."""
        return bool(self.bias) or self.max_norm is not None

    @property
    def has_outputs(self) -> bool:
        """Whether the head has a vector for each word of the vocabulary."""
        return self.head.learns and not self.target_kind.names

    @property
    def head_has_rest(self) -> bool:
        """Whether some parameters of the head are no matrices: a bias."""
        return any(len(shape) != 2 for shape in self.head.shapes(self.dimension, len(self.task.goals)))

    @property
    def brings_dimension(self) -> bool:
        """Whether the dimension is that of the numbers or places that the recipe brings."""
        return bool(self._widths())

    @property
    def cost(self) -> Cost:
        examples, goals = self.task.examples, len(self.task.goals)
        return Cost(
            words=len(self.vocabulary),
            goals=goals if self.head.learns else 0,
            scores=self.head.numbers_made(goals, self.dimension, examples.kind),
            dimension=self.dimension,
            batch=min(self.batch_size, len(examples)),
            inputs_per_example=examples.inputs.shape[1],
            layers=len(self.selection.layers),
            steps=self.steps,
            dense=LINEAR in self.selection.layers,
            vectors=self.has_vectors,
        )

    def _take_width(self) -> None:
        """The dimension is that of the numbers or the places that the recipe brings, if it brings any."""
        widths = self._widths()
        if len(set(widths)) > 1:
            raise InvalidField(
                "points",
                f"The places have {plural(widths[1], 'coordinate')}, but the words' "
                f"vectors have {plural(widths[0], 'dimension')}.",
            )
        if widths:
            object.__setattr__(self, "dimension", widths[0])

    def _widths(self) -> list[int]:
        bringing: list[Initializer | Objective] = [INITIALIZERS[self.initializer], OBJECTIVES[self.objective]]
        return [width for choice in bringing if (width := choice.width(**self.options(choice))) is not None]

    def _check_index(self) -> None:
        if self.padding_idx is None:
            return
        words = len(self.vocabulary)
        if not -words <= self.padding_idx < words:
            raise InvalidField(
                "padding_idx",
                f"padding_idx is {self.padding_idx:,}, but the last word's number is {words - 1:,}.",
            )
        object.__setattr__(self, "padding_idx", self.padding_idx % words)

    def _check_cost(self) -> None:
        """Raises InvalidField for a run that would not fit into memory, or that nobody would wait for."""
        cost = self.cost
        size = (
            f"{plural(cost.words, 'word')}, {plural(cost.dimension, 'dimension')} and "
            f"{plural(cost.batch, 'example')} per step"
        )
        if cost.memory > limits.RUN_MEMORY:
            one_hot = f", {in_bytes(cost.batch_one_hot)} of it for one-hot vectors" if cost.dense else ""
            other = ", or Embedding alone" if cost.dense else ""
            raise InvalidField(
                "batch_size",
                f"With {size} a run would need {in_bytes(cost.memory)} of memory{one_hot}; the limit is "
                f"{in_bytes(limits.RUN_MEMORY)}. Use fewer of these{other}.",
                _cheaper(cost, free_dimension=not self.brings_dimension),
            )
        if cost.seconds > limits.RUN_SECONDS:
            most = max(1, int(cost.steps * limits.RUN_SECONDS / cost.seconds))
            raise InvalidField(
                "steps",
                f"steps = {self.steps:,} would take {in_seconds(cost.seconds)} with {size}. Use at most "
                f"{plural(most, 'step')}, or reduce one of the others.",
                {"steps": most},
            )


FIELDS = {field.name: field for field in fields(Experiment)}


def _cheaper(cost: Cost, free_dimension: bool) -> dict[str, Value]:
    """The first change of the recipe that brings its memory within the limit."""
    offers: list[tuple[Cost, dict[str, Value]]] = [
        (replace(cost, layers=1, dense=False), {"layer": "embedding"}),
        (replace(cost, batch=8), {"batch_size": 8}),
    ]
    if free_dimension:
        offers.append((replace(cost, dimension=2), {"dimension": 2}))
    return next((offer for cheaper, offer in offers if cheaper.memory <= limits.RUN_MEMORY), {})
