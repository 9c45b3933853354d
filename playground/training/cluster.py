"""Runs that a Dask cluster trains, once for all servers that send theirs there.

A recipe has one worker of the cluster, the same for every server that asks, and gets turns there as it does in a worker
of this server: so progress, stop, and what there is so far are as they are here. Whatever the cluster can't do, this
server's own workers do.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from playground.experiment.experiment import Experiment
from playground.training import begun_runs, parcels
from playground.training.lanes import Lanes
from playground.training.shared_runs import SHARED, answer, code_version
from playground.training.turns import MOST_LOST, Call, Lane, settle
from playground.training.workers import WorkerLost

if TYPE_CHECKING:
    from distributed import Client
    from distributed.utils import LoopRunner

_GLANCE, _PATIENCE, _TRANSFER = 1.0, 5.0, 60.0
"""Seconds between two looks at who is there; for which the scheduler, and a result on its way, are waited for."""
_MOST_CALLS = 64
"""How many calls are under way at once."""
_SINCE_1970 = time.time() - time.monotonic()  # when a call is due must mean the same on all machines
_LOG = logging.getLogger(__name__)


class Unfit(Exception):
    """The worker has other code than this server."""


class Away(Exception):
    """The scheduler is lost, and with it the worker, which may be well."""


class Place(Executor):
    """A worker of the cluster, as long as it is there."""

    def __init__(self, client: "Client", address: str, threads: Executor):
        self.address, self.there = address, True
        self._client, self._threads = client, threads

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        assert not kwargs
        return self.send(0.0, work, args)

    def send(self, priority: float, work: Callable[..., Any], args: tuple[Any, ...]) -> Future[Any]:
        """What has a higher priority is done first, whoever sent it.

        The future may raise WorkerLost, Away or Unfit.
        """
        return self._threads.submit(self._do, parcels.packed((work, args)), priority)

    def _do(self, parcel: bytes, priority: float) -> Any:
        try:
            reply = self._reply(parcel, priority)
        except (ImportError, AttributeError) as problem:  # it doesn't know what it was sent
            raise Unfit from problem
        except Exception as problem:  # whatever Dask says, what was asked for isn't there
            if self._client.status != "running":
                raise Away from problem
            raise WorkerLost("The worker of the cluster ended, perhaps because memory ran out.") from problem
        if reply is None:
            raise Unfit
        result, raised = parcels.unpacked(reply)
        if raised is not None:
            raise raised
        return result

    def _reply(self, parcel: bytes, priority: float) -> bytes | None:
        came = Event()
        where = {"workers": [self.address], "priority": priority}
        reply = self._client.submit(answer, code_version(), parcel, pure=False, **where)
        reply.add_done_callback(lambda _: came.set())
        while not came.wait(_GLANCE):
            if not self.there:
                reply.cancel()
                raise ConnectionError("The cluster has lost this worker.")
        found: bytes | None = reply.result(_TRANSFER)
        return found


class Cluster:
    """The workers that are there, looked at all the time."""

    def __init__(self, address: str):
        self._address = address
        self._client: Client | None = None
        self._places: dict[str, Place] = {}
        self._unfit: set[str] = set()
        self._threads = ThreadPoolExecutor(_MOST_CALLS, "cluster")
        self._said = ""
        self._ended = Event()
        self._thread = Thread(target=self._watch, name="cluster", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    def place(self, experiment: Experiment, last: Executor | None) -> Place | None:
        """The worker that had the recipe last, or the one that all servers choose for it; None if none is there."""
        if isinstance(last, Place) and last.there:
            return last
        recipe = repr(experiment)
        places = list(self._places.values())
        return max(places, key=lambda place: sha256(f"{place.address} {recipe}".encode()).digest(), default=None)

    def leave(self, place: Place, for_good: bool) -> None:
        """Send it no more until it is found again, or for good."""
        if for_good:
            self._unfit.add(place.address)
        self._set(self._client, set(self._places) - {place.address})

    def _watch(self) -> None:
        from distributed.utils import LoopRunner

        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what there is to say is said here
        loop = LoopRunner()
        loop.start()
        while not self._ended.is_set():
            self._look(loop)
            self._ended.wait(_GLANCE)
        self._set(None, set())
        if self._client is not None:
            self._client.close(_PATIENCE)
        loop.stop()

    def _look(self, loop: "LoopRunner") -> None:
        try:
            client = self._connected(loop)
            found = set(client.nthreads(callback_timeout=_PATIENCE))
            self._unfit &= found
            self._set(client, found - self._unfit)
            none = "has no worker with this server's code" if found else "has no worker"
            self._say("" if self._places else none)
        except Exception as problem:  # whatever it is, it is looked for again
            self._set(None, set())
            self._say(f"can't be reached ({str(problem) or type(problem).__name__})")

    def _connected(self, loop: "LoopRunner") -> "Client":
        from distributed import Client

        if self._client is None or self._client.status == "closed":
            options = {"set_as_default": False, "direct_to_workers": True}
            self._client = Client(self._address, timeout=_PATIENCE, loop=loop.loop, **options)
        if self._client.status != "running":
            raise ConnectionError("the connection is lost")
        return self._client

    def _set(self, client: "Client | None", addresses: set[str]) -> None:
        before = self._places
        new = {} if client is None else {address: Place(client, address, self._threads) for address in addresses}
        self._places = new | {address: before[address] for address in addresses & set(before)}
        for address in set(before) - addresses:
            before[address].there = False

    def _say(self, trouble: str) -> None:
        if trouble and trouble != self._said:
            _LOG.warning("The cluster at %s %s: this server's own workers train its runs.", self._address, trouble)
        elif self._said and not trouble:
            _LOG.warning("The cluster at %s trains the runs again.", self._address)
        self._said = trouble


class ClusterLane:
    """A lane whose runs get their turns in the cluster. All other work is done by the server's own lane."""

    def __init__(self, cluster: Cluster, own: Lane):
        self._cluster, self._own = cluster, own

    def call(self, due: float, work: Callable[..., Any], *args: Any, worker: Executor | None = None) -> Call:
        if isinstance(worker, Place) and work is begun_runs.forget:
            return _nothing(due, worker)
        elsewhere = worker is not None and not isinstance(worker, Place)
        place = None if elsewhere or work not in SHARED else self._cluster.place(args[1], worker)
        if place is None:
            return self._own.call(due, work, *args, worker=worker if elsewhere else None)
        call = Call(due, work, args, place)
        call.set_running_or_notify_cancel()
        self._send(call, place)
        return call

    def _send(self, call: Call, place: Place | None) -> None:
        call.worker = place
        try:
            if place is None:
                sent: Future[Any] = self._own.call(call.due, call.work, *call.args)
            else:
                sent = place.send(-(call.due + _SINCE_1970), SHARED[call.work], call.args)
        except RuntimeError as problem:  # no more work is taken: everything is ending
            call.set_exception(problem)
        else:
            sent.add_done_callback(partial(self._done, call, place))

    def _done(self, call: Call, place: Place | None, sent: Future[Any]) -> None:
        """Pass on what it came to, unless another worker is to do it."""
        problem = sent.exception()
        if isinstance(sent, Call):
            call.worker, call.lost = sent.worker, call.lost + sent.lost
        elif isinstance(problem, WorkerLost):
            call.lost += 1
        if place is None or call.lost >= MOST_LOST or not isinstance(problem, WorkerLost | Unfit | Away):
            settle(call, sent, problem)
            return
        self._cluster.leave(place, for_good=isinstance(problem, Unfit))
        self._send(call, self._cluster.place(call.args[1], None))


def _nothing(due: float, worker: Place) -> Call:
    """Runs of the cluster may be others' too: it lets go of them itself."""
    call = Call(due, begun_runs.forget, (), worker)
    call.set_result(None)
    return call


def clustered(own: Lanes, address: str | None) -> Lanes:
    """The same lanes, whose runs go to the cluster with the scheduler at this address, if there is one."""
    if address is None:
        return own
    if find_spec("distributed") is None:
        _LOG.warning("dask.distributed is not installed, see deploy/README.md: no run goes to %s.", address)
        return own
    cluster = Cluster(address)
    return Lanes(ClusterLane(cluster, own.short), ClusterLane(cluster, own.long))
