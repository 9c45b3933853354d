"""Small texts, written for this project, whose structure becomes visible in training."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

from playground.choices import Choice, Value, registry


@dataclass(frozen=True, kw_only=True)
class Corpus(Choice):
    """A text to learn from; ``recipe`` holds the fields of an Experiment that show it best."""

    recipe: Mapping[str, Value] = field(default_factory=dict)


def _sentences(*columns: str) -> str:
    """Every sentence that takes one word of each column, a full stop behind it."""
    return " ".join(" ".join(words) + " ." for words in product(*map(str.split, columns)))


def _both_ways(inputs: str, targets: str) -> str:
    pairs = list(product(inputs.split(), targets.split()))
    return ", ".join([f"{a}|{b}" for a, b in pairs] + [f"{b}|{a}" for a, b in pairs])


LABELLED = """happy: I love this sunny day
happy: what a lovely happy song
happy: I love a happy song
sad: I hate this rainy day
sad: what a gloomy sad song
sad: I hate a sad song"""
PLACES = "cat: 1, 1\ndog: 1, -1\nfish: -1, 1\nbird: -1, -1"
FOOD = f"{_both_ways('eat', 'apple rice bread')}, {_both_ways('drink', 'milk water juice')}"

CORPORA = registry(
    Corpus(
        "animals",
        "Animals",
        "Every animal does everything, so all animals share their next words, and so do all verbs: two groups form.",
        recipe={"text": _sentences("the", "cat dog bird fish horse", "sleeps eats plays waits runs")},
    ),
    Corpus(
        "i_you",
        "I and you",
        "The article's two words. Each follows the other, so the layer must tell them apart: they move "
        "away from each other.",
        recipe={"text": "I you I you"},
    ),
    Corpus(
        "food",
        "Food and drink",
        "Pairs of a verb and what is eaten or drunk. Foods move together, and so do drinks.",
        recipe={"objective": "pairs", "pairs": FOOD},
    ),
    Corpus(
        "days",
        "The week",
        "Each day has its own next day and shares it with no other, so the seven words stay apart.",
        recipe={"text": "monday tuesday wednesday thursday friday saturday sunday monday"},
    ),
    Corpus(
        "he_she",
        "He and she",
        "King, prince, man and boy are followed by he; queen, princess, woman and girl by she: two groups form.",
        recipe={
            "text": "king he rules . queen she rules . prince he plays . princess she plays . "
            "man he works . woman she works . boy he sings . girl she sings ."
        },
    ),
    Corpus(
        "languages",
        "English and French",
        "Two languages in one text. Watch which words come together and which stay apart; try more steps.",
        recipe={
            "text": f"{_sentences('the', 'cat dog horse', 'sleeps eats runs')} "
            f"{_sentences('le', 'chat chien cheval', 'dort mange court')}"
        },
    ),
    Corpus(
        "odd_even",
        "Odd and even",
        "Pairs of a number and its kind. The odd numbers gather, and so do the even ones.",
        recipe={
            "objective": "pairs",
            "pairs": "one|odd, two|even, three|odd, four|even, five|odd, six|even, seven|odd, eight|even",
        },
    ),
    Corpus(
        "moods",
        "Happy and sad sentences",
        "Six labelled sentences. Words found only in happy sentences move away from those found only in sad ones.",
        recipe={"objective": "labels", "sentences": LABELLED},
    ),
    Corpus(
        "corners",
        "Four corners",
        "Each word has a place to move to, and moves straight there: a gradient is a direction.",
        recipe={"objective": "points", "points": PLACES, "learning_rate": 0.2},
    ),
    Corpus(
        "pretrained",
        "King and queen (trained vectors)",
        "Vectors from a real language model: royals, people, animals and days form groups before "
        "any training. They are frozen; switch off freeze to train them further.",
        recipe={
            "text": "king queen prince princess man woman boy girl dog cat horse cow monday tuesday friday sunday",
            "initializer": "from_pretrained",
            "numbers": "minilm",
        },
    ),
    Corpus(
        "chinese",
        "你和我 (Chinese)",
        "Each character is a word: you, I, he and she love or see cats, dogs, flowers and birds.",
        recipe={"text": "我爱猫。你爱狗。他爱花。她爱鸟。我看狗。你看猫。他看鸟。她看花。"},
    ),
)
