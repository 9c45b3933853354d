"""Recipes for the scripts' tests: random ones, made from the registries, so that a new entry is among them."""

import math
import random
from collections.abc import Iterable

from playground import Experiment
from playground.choices import InvalidField, Option
from playground.experiment.fields import RECIPE
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.model.interventions import INTERVENTIONS
from playground.words.vocabulary_edits import EDITS

ODD_WORDS = [
    """it's""", '"quoted"', "'single'", '"""three"""', "back\\slash", "ends\\", "\\n", "\\N{BULLET}", "\\u0041",
    "{brace}", "{0}", "%s", "%(x)s", "#", "-->", "$HOME", "`ls`", "-1", "0", "numpy.", "</script>", "<b>", "日本",
    "العربية",
    "e\u0301", "\U0001f600", "\U0001f44b\U0001f3fd", "a\u202eb", "a\x1b[31mred", "lone\ud800", "nul\x00byte", '"""',
    "a\u2028b", "a\x85b", "a\xa0b",
]  # fmt: skip
ODD = " ".join(ODD_WORDS)

TEXTS = {
    "hold": ["[0, 1]", "[1]"],
    "text": ["the cat sat . a dog sat near the cat . a dog ran .", ODD, "a b a", "I you " * 30],
    "pairs": ["eat|apple,eat|rice,drink|milk,apple^orange|juice,milk^rice|eat", "it's|\"a\"\nit's^\\|'''", "a|b"],
    "sentences": ["good: what a day\nbad: what a night\nbad: no", "\"q'\": it's \\ so\n\\n: a # b", "a: b\nb: a b a b"],
    "points": ["cat: 1, 2\ndog: -3, 0.1\nit's \"x\\: 1e-7, 7.038531e-26", "a: 1\nb: 2\na: 3"],
    "matrix": [
        "[[1, 2], [2, 2]]",
        "cat 1 2 0.1\ndog 3 4 -1e-7\nunicorn 7 8 9",
        "\n".join(f"{word} {' '.join(str(n / 7) for n in range(20))}" for word in ("the", "a", "cat", "b")),
    ],
}
CHANGED_BY = {"learning_rate": ["0.05"], "optimizer": ["adagrad"], "vector": ["cat", "3, -1"], "hold": ["cat"]}


_DRAWS = 1_000


def change(step: int, name: str) -> tuple:
    return (step, name, *CHANGED_BY.get(name, []))


def anything(option: Option, draw: random.Random) -> object:
    """A value of the option that is likely to be of use."""
    if option is EDITS:
        edits = [("rename", "cat", 'it\'s \\ "q"'), ("remove", "dog"), ("move", "cat", "0"), ("add", '"""owl\\')]
        return tuple(draw.sample(edits, draw.randint(0, 3)))
    if option is INTERVENTIONS:
        return tuple(
            change(draw.randint(0, 25), draw.choice(list(INTERVENTION_KINDS))) for _ in range(draw.randint(0, 4))
        )
    if option.entries:
        return draw.choice(list(option.entries))
    if option.kind is bool:
        return draw.random() < 0.5
    if option.kind is str:
        return draw.choice(TEXTS[option.name])
    low, high = max(option.minimum, -3.0), min(option.maximum, 3.0)
    if option.kind is int:
        least = max(math.ceil(option.minimum), -3)
        return draw.randint(least, min(int(option.maximum), least + 9))
    return draw.choice([low, high, round(draw.uniform(low, high), 3), draw.uniform(low, high)])


def filled(options: Iterable[Option], draw: random.Random, fixed: dict, share: float) -> dict:
    """A choice wherever there is one, and values for a share of the other options."""
    values = {}
    for option in options:
        if option.name not in fixed and (option.entries or draw.random() < share):
            values[option.name] = anything(option, draw)
        if option.entries:
            chosen = str((fixed | values).get(option.name, option.default))
            values |= filled(option.entries[chosen].options, draw, fixed, share)
    return values


def random_recipe(seed: object, share: float = 0.4, **fixed: object) -> Experiment:
    """A recipe of at most 30 steps, with these fields; what can't be one is drawn again."""
    draw = random.Random(str(seed))
    for _ in range(_DRAWS):
        steps = {"steps": draw.randint(1, 30), "learning_rate": draw.choice([0.5, 0.1, 1e-3, 2.5, 30.0])}
        try:
            return Experiment(**steps, **fixed, **filled(RECIPE, draw, steps | fixed, share))
        except InvalidField as invalid:
            problem = invalid
    raise problem


def with_options(seed: object, **fields: object) -> Experiment:
    """A recipe of these fields, with all options of the choices among them drawn."""
    draw, usual = random.Random(str(seed)), {"text": TEXTS["text"][0], "steps": 12, "batch_size": 5, "seed": 11}
    chosen = [option for option in RECIPE if option.entries and option.name in fields]
    for _ in range(_DRAWS):
        values: dict = {}
        for option in chosen:
            values |= filled(option.entries[fields[option.name]].options, draw, fields, share=0.7)
        try:
            return Experiment(**usual | values | fields)
        except InvalidField as invalid:
            problem = invalid
    raise problem
