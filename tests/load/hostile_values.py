"""What a visitor may type, upload and follow that nobody expects."""

import io
import math
import random

import numpy as np

from playground.teaching.lessons import LESSONS
from playground.ui.panels.registry import hideable, sections
from tests.ui.opened import CHANGED, WAYS

FEW = {"steps": "20"}
"""The recipe to begin with: a run that is there at once."""
TEXTS = (
    "the cat sleeps and the dog runs and the fish swims",
    "I love you . you love me .",
    "one two",
    "two two",
    "",
    " \n\t ",
    "again again again again",
    "床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。",
    "👩‍👩‍👧 loves 🇫🇷 and 👍🏽 , 🇫🇷 loves 👩‍👩‍👧 .",
    "يا ليل يا عين يا ليل",
    "__proto__ constructor toString hasOwnProperty __proto__ null undefined NaN",
    "<b>bold</b> **bold** $x^2$ [x](y) :red[hot] <script>alert(1)</script> &amp; %{y}",
    "a\u202eb c\u200bd e\u0000f g\u00adh i\ufeffj a\u202eb",
    "\ud800 lone \udfff surrogates \ud800",
    "' \" \\ \\n ''' \"\"\" {} {0} %s %(x)s ` ${x}",
    "-1 0 1 1e308 nan inf -inf 0x10 1_000 ١٢٣",
    " ".join(f"w{number}" for number in range(45)),
    " ".join(f"w{random.Random(number).randrange(16**8):x}" for number in range(900)),
    "supercalifragilistic" * 30 + " and " + "x" * 250,
    "cat|purrs, dog|barks, cow|moos",
    "cat|cat",
    "a b|c, d|e|f, |, x|",
    "good: what a day\nbad: what a night\nbad: no light",
    "__label__happy I love it\n__label__sad no",
    "cat: 1, 2, 3\ndog: 3, 2, 1",
    "cat: 1e39\ndog: -1e39",
    "[[1, 0], [0, 1], [1, 1]]",
    "[[1, 2], [3]]",
    "[[3.4e38, -3.4e38], [1e-45, 0]]",
    '{"cat": [1, 2], "dog": [3, 4]}',
    "king 1.5 -0.25\nqueen 1.25 0.75\n",
    "0, 1",
    "0.5",
    "cat",
    "cat, dog",
    "the",
    "nobody-has-this-word",
    "=SUM(A1) @x +1 -1",
)

INTEGERS = (None, 0, 1, 2, 3, 4, 5, 7, 12, 20, 30, -1, 10**6, 2**33)
REALS = (
    None,
    0.0,
    0.05,
    0.1,
    0.25,
    0.5,
    0.999,
    1.0,
    1.5,
    2.0,
    10.0,
    -0.5,
    -1.0,
    1e-9,
    1e9,
    1e38,
    1e300,
    math.nan,
    math.inf,
)


def _npy(values: np.ndarray) -> bytes:
    np.save(data := io.BytesIO(), values)
    return data.getvalue()


FILES = (
    ("words.txt", b"the quick brown fox jumps over the lazy dog"),
    ("words.txt", "Le café naïve, le thé.".encode("latin-1")),
    ("wide.txt", "the cat and the dog".encode("utf-16")),
    ("empty.txt", b""),
    ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))),
    ("places.csv", b"city;land\nNew York;USA\nParis;France\n"),
    ("pairs.csv", b"eat,apple\ndrink,tea\neat,bread\n"),
    ("labels.tsv", b"label\tsentence\ngood\tI love it\nbad\tI hate it\n"),
    ("points.csv", b"word,x,y\ncat,1,2\ndog,3,4\n"),
    ("broken.csv", b'"a,b\nc'),
    ("one.csv", b"x\n"),
    ("rows.csv", b"1,2\n3,4\n5,6\n"),
    ("vectors.vec", b"2 2\nking 1.5 -0.25\nqueen 1.25 0.75\n"),
    ("vectors.json", b'{"cat": [1, 2], "dog": [3, 4]}'),
    ("surrogates.json", b'{"\\ud800": [1, 2], "dog": [3, 4]}'),
    ("huge.json", b"[[1e39, 2], [3, 4]]"),
    ("deep.json", b"[" * 2_000),
    ("rows.npy", _npy(np.arange(12, dtype=np.float32).reshape(6, 2))),
    ("wrong.npy", _npy(np.array([["a"]]))),
    ("cut.npy", _npy(np.zeros((9, 9)))[:100]),
    ("broken.npz", b"PK\x03\x04"),
    ("broken.safetensors", b"\xff" * 40),
)

SECTIONS = sections()
SWITCHES = tuple({"section": name} for name in SECTIONS[1:])
VIEWS = (
    *SWITCHES,
    {"slow": "true"},
    {"outputs": "true"},
    {"regions": "true"},
    {"plane": "word_pairs", "across": "cat, dog", "dimension": "4"},
    {"plane": "dimensions", "across": "3", "dimension": "5"},
    {"plane": "nothing"},
    {"step": "3", "word": "cat"},
    {"step": "99999999999"},
    {"moment": "2", "slow": "true", "step": "1"},
    *({"hide": name} for name in hideable()),
)
RECIPES = tuple({**chosen, option.name: str(CHANGED.get(option.name, option.default))} for option, chosen in WAYS)
LESSON_LINKS = tuple({"lesson": name} for name in LESSONS)
BAD_LINKS = (
    {"colour": "red", "__proto__": "1"},
    {"layer": "lstm", "steps": "5"},
    {"dimension": "1000000"},
    {"learning_rate": "nan", "bias": "perhaps"},
    {"z": "eJwrySgtBgAFkQHX"},
    {"pins": '[{"seed":"3"},{"layer":"linear"}]'},
    {"pins": "{"},
    {"lesson": "https://evil.example", "text": "see https://evil.example now"},
    {"left_out": "text"},
    {"interventions": '[[2, "reset"]]'},
    {"interventions": '[[5,"vector","cat","1, 2"]]'},
    {"edits": '[["remove","the"],["add","x"]]'},
    {"learning_rate": "100", "initializer": "normal_", "mean": "100", "optimizer": "momentum"},
)
LINKS = (*RECIPES, *LESSON_LINKS, *BAD_LINKS)
