"""A class as a load on one server: how long students wait for their runs, and what it takes.

    python -m tests.load.class_load --students 50 --seconds 60 --period 10 --long 5

Starts the app on a free port of this machine, lets each student change the seed once in a period, over Streamlit's
websocket, and ends the app. Two thirds of the students have recipes of their own, one third that of the teacher; the
``--long`` ones ask for 10,000 steps over 5,000 words instead, and wait for nothing else. FIRST_LAYER_WORKERS and
FIRST_LAYER_CACHE_MB hold as for the app.
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
LONG = {
    "text": " ".join(f"word{number}" for number in range(5_000)),
    "steps": "10000",
    "dimension": "8",
    "batch_size": "64",
}


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
            await self.change(socket, "first visit", LONG if kind == "long" else {})
            await self.all_there.wait()
            until = time.monotonic() + self.seconds
            await asyncio.sleep(self.period * random.random())
            turn = 0
            while kind != "long" and time.monotonic() < until:
                turn += 1
                seed = turn if kind == "shared" else 1_000 * (number + 1) + turn
                took = await self.change(socket, kind, {"seed": str(seed)})
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
    kinds = ["long"] * options.long + ["shared" if number % 3 == 0 else "own" for number in range(options.students)]
    kinds = kinds[: options.students]
    tasks = [asyncio.create_task(lesson.student(number, kind)) for number, kind in enumerate(kinds) if kind != "long"]
    await until_there(lesson, len(tasks), tasks)
    at_rest = memory(server.process.pid)
    held = [asyncio.create_task(lesson.student(number, "long")) for number in range(options.long)]
    lesson.all_there.set()
    for task in tasks:
        await task
    print(f"memory of all processes: {at_rest} MB when all had come, {memory(server.process.pid)} MB afterwards")
    for task in held:
        task.cancel()
    return lesson


async def until_there(lesson: Class, count: int, tasks: list[asyncio.Task]) -> None:
    while len(lesson.waited["first visit"]) < count:
        await asyncio.wait(tasks, timeout=0.2, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            if task.done():
                task.result()  # what went wrong ends it all


def memory(process: int) -> int:
    """Proportional set size of a process and all that it has begun, in MB."""
    family, found = {process}, True
    while found:
        found = {int(path.name) for path in Path("/proc").glob("[0-9]*") if parent(path) in family} - family
        family |= found
    return sum(pss(pid) for pid in family) // 1_000


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
    parser.add_argument("--long", type=int, default=0, help="how many of them start a long run")
    options = parser.parse_args()
    with served() as server:
        lesson = asyncio.run(hold(server, options))
    print(f"{'what':12} {'changes':>8} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}")
    for kind, waited in lesson.waited.items():
        if kind != "long" and len(waited) > 1:
            p50, p95 = statistics.median(waited), statistics.quantiles(waited, n=20)[-1]
            print(f"{kind:12} {len(waited):8} {p50 * 1000:8.0f} {p95 * 1000:8.0f} {max(waited) * 1000:8.0f}")
    print(f"{statistics.mean(lesson.sent) / 1000:.0f} kB for each change; errors: {lesson.errors or 'none'}")
    sys.exit(bool(lesson.errors))


if __name__ == "__main__":
    main()
