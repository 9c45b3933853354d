"""What large vocabularies cost, measured in one run.

    python -m tests.benchmarks.scale

- a vocabulary out of 10 MB of text, for each tokenizer, against str.split and a Counter on the same text
- the first picture at 50 to 50,000 words: a file is given to the page, and the time until its picture is painted, the
  bytes that came to the browser for it, and the most memory that the server held
- seconds of training against what the page told before
"""

import random
import re
import time
from collections import Counter
from itertools import product
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from playground import Experiment, train
from playground.words.tokenizers import TOKENIZERS
from playground.words.vocabulary import Vocabulary
from tests.benchmarks.player import CHROMIUM, FLAGS, WATCH
from tests.server import served

WORDS = (50, 1_000, 10_000, 50_000)
SYLLABLES = [a + b for a, b in product("bcdfghjklmnprstvwz", "aeiou")]
PAINTED = """
(before) => new Promise((done) => {
  const root = document.querySelector(".player");
  const look = () => root.dataset.key !== before ? painted(done) : requestAnimationFrame(look);
  look();
})
"""


def text(words: int, tokens: int) -> str:
    """So many different words, each at least once, and more of them the earlier they are."""
    draw = random.Random(0)
    spelled = ["".join(parts) for parts in product(SYLLABLES, repeat=3)][:words]
    more = draw.choices(spelled, [1 / (rank + 1) for rank in range(words)], k=max(0, tokens - words))
    return " ".join(spelled + more)


def vocabularies() -> None:
    large = text(50_000, 1_800_000)[:10_000_000]
    began = time.perf_counter()
    Counter(large.split())
    plain = time.perf_counter() - began
    print(f"10 MB of text, {len(large):,} characters; str.split and Counter take {plain:.2f} s")
    for tokenizer in TOKENIZERS.values():
        began = time.perf_counter()
        tokens = tokenizer.split(large)
        vocabulary = Vocabulary.of(tokens)
        vocabulary.ids(tokens)
        took = time.perf_counter() - began
        found = f"{len(tokens):,} tokens, {len(vocabulary):,} words"
        print(f"  {tokenizer.label}: {found}, {took:.2f} s, {took / plain:.1f} x")


def pictures() -> None:
    with served() as server, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.add_init_script(WATCH)
        received = [0]
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
        page.goto(server.url)
        page.wait_for_selector(".player[data-key]", timeout=120_000)
        page.get_by_text("Words from a file").click()
        for words in WORDS:
            first_picture(page, words, received)
        browser.close()


def first_picture(page: Page, words: int, received: list[int]) -> None:
    root, server = page.locator(".player"), server_process()
    (server / "clear_refs").write_text("5")  # forget the most memory so far
    before, sent = root.get_attribute("data-key"), sum(received)
    data = text(words, 4 * words).encode()
    began = time.perf_counter()
    page.locator("[data-testid=stFileUploaderDropzoneInput]").first.set_input_files(
        {"name": f"{words}.txt", "mimeType": "text/plain", "buffer": data}
    )
    page.evaluate(PAINTED, before)
    took = time.perf_counter() - began
    memory = int(re.search(r"VmHWM:\s+(\d+)", (server / "status").read_text())[1]) / 1e3
    print(f"  {words:,} words: {took:.2f} s, {(sum(received) - sent) / 1e6:.2f} MB sent, at most {memory:,.0f} MB held")


def server_process() -> Path:
    """The folder in /proc of the newest Streamlit server."""
    found = [
        process
        for process in Path("/proc").iterdir()
        if process.name.isdigit() and b"streamlit\0run" in (process / "cmdline").read_bytes()
    ]
    return max(found, key=lambda process: process.stat().st_mtime)


def estimates() -> None:
    shapes = [(50, 2, 8), (1_000, 2, 8), (10_000, 2, 8), (50_000, 2, 8), (50_000, 32, 8), (1_000, 128, 512)]
    for words, dimension, batch in shapes:
        recipe = {"text": text(words, 4 * words), "dimension": dimension, "batch_size": batch, "steps": 50}
        for layer in ("embedding", "linear", "both"):
            experiment = Experiment(layer=layer, **recipe)
            began = time.perf_counter()
            train(experiment)
            took = time.perf_counter() - began
            told, what = experiment.cost.seconds, f"V={words:,} D={dimension} B={batch} {layer}"
            print(f"  {what}: {took:.3f} s, told {told:.3f} s, {told / took:.2f} x")


if __name__ == "__main__":
    vocabularies()
    print("Training, against what the page tells")
    estimates()
    print("The first picture, from the file's choice until it is painted")
    pictures()
