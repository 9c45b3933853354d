"""A class as a load on one server: how long students wait for their runs, and what it takes.

    python -m tests.load.class_load --students 50 --seconds 60 --period 10 --long 5

Starts the app on a free port of this machine, lets each student change the seed once in a period, over Streamlit's
websocket, and ends the app. Two thirds of the students have recipes of their own, one third that of the teacher. Some
may ask for more than that, over and over: ``--long`` for 10,000 steps over 5,000 words, ``--words`` for 50,000 words,
``--slow`` for the slow motion of 10,000 steps. FIRST_LAYER_WORKERS and FIRST_LAYER_CACHE_MB hold as for the app.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.server import Server, served

PATIENCE = 120
HEAVY = {
    "long": {
        "text": " ".join(f"word{number}" for number in range(5_000)),
        "steps": "10000",
        "dimension": "8",
        "batch_size": "64",
    },
    "words": {
        "text": " ".join(f"word{number}" for number in range(50_000)),
        "maximum_words": "50000",
        "steps": "100",
    },
    "slow": {"steps": "10000", "slow": "true"},
}
"""What those ask for who take much."""


class Class:
    """What all students of a class have met."""

    def __init__(self, address: str, period: float, seconds: float):
        self.address, self.period, self.seconds = address, period, seconds
        self.waited: dict[str, list[float]] = defaultdict(list)
        self.sent: list[int] = []
        self.errors: list[str] = []
        self.all_there = asyncio.Event()

    async def student(self, number: int, kind: str) -> None:
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        async with connect(url, subprotocols=["streamlit"], max_size=None, origin=self.address) as socket:
            await self.change(socket, "first visit", {})
            await self.all_there.wait()
            until = time.monotonic() + self.seconds
            await asyncio.sleep(self.period * random.random())
            turn = 0
            while time.monotonic() < until:
                turn += 1
                seed = turn if kind == "shared" else 1_000 * (number + 1) + turn
                took = await self.change(socket, kind, {**HEAVY.get(kind, {}), "seed": str(seed)})
                await asyncio.sleep(max(0.0, self.period - took))

    async def change(self, socket: ClientConnection, kind: str, query: dict[str, str]) -> float:
        """Go to an address; gives the seconds until all of its page has come."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query)
        began, size, ended = time.monotonic(), 0, False
        await socket.send(message.SerializeToString())
        while not ended:
            raw = await asyncio.wait_for(socket.recv(), PATIENCE)
            size += len(raw)
            answer = ForwardMsg()
            answer.ParseFromString(raw)
            ended = answer.WhichOneof("type") == "script_finished"
            if answer.delta.new_element.HasField("exception"):
                self.errors.append(answer.delta.new_element.exception.message)
        took = time.monotonic() - began
        self.waited[kind].append(took)
        self.sent.append(size)
        return took


async def hold(server: Server, options: argparse.Namespace) -> Class:
    lesson = Class(server.url, options.period, options.seconds)
    kinds = [kind for kind in HEAVY for _ in range(getattr(options, kind))]
    kinds += ["shared" if number % 3 == 0 else "own" for number in range(options.students - len(kinds))]
    tasks = {asyncio.create_task(lesson.student(number, kind)): kind for number, kind in enumerate(kinds)}
    await until_there(lesson, len(tasks), list(tasks))
    at_rest = memory(server.process.pid)
    lesson.all_there.set()
    for task, kind in tasks.items():
        if kind not in HEAVY:
            await task
    afterwards = memory(server.process.pid)
    print(f"memory in MB: {at_rest} when all had come, {afterwards} afterwards")
    for task in tasks:
        task.cancel()
    return lesson


async def until_there(lesson: Class, count: int, tasks: list[asyncio.Task]) -> None:
    while len(lesson.waited["first visit"]) < count:
        await asyncio.wait(tasks, timeout=0.2, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            if task.done():
                task.result()  # what went wrong ends it all


def memory(process: int) -> str:
    """Proportional set size of a process and of all that it has begun: the sum and each, in MB."""
    family, found = {process}, True
    while found:
        found = {int(path.name) for path in Path("/proc").glob("[0-9]*") if parent(path) in family} - family
        family |= found
    sizes = sorted((pss(pid) // 1_000 for pid in family), reverse=True)
    return f"{sum(sizes)} = {' + '.join(map(str, sizes))}"


def parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--period", type=float, default=10, help="seconds between two changes of a student")
    for kind in HEAVY:
        parser.add_argument(f"--{kind}", type=int, default=0, help="how many of them ask for that")
    options = parser.parse_args()
    with served() as server:
        lesson = asyncio.run(hold(server, options))
    print(f"{'what':12} {'changes':>8} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}")
    for kind, waited in lesson.waited.items():
        if len(waited) > 1:
            p50, p95 = statistics.median(waited), statistics.quantiles(waited, n=20)[-1]
            print(f"{kind:12} {len(waited):8} {p50 * 1000:8.0f} {p95 * 1000:8.0f} {max(waited) * 1000:8.0f}")
    print(f"{statistics.mean(lesson.sent) / 1000:.0f} kB for each change; errors: {lesson.errors or 'none'}")
    sys.exit(bool(lesson.errors))


if __name__ == "__main__":
    main()
