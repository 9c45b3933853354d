"""A property that is worked out once, and by whom is nobody else's matter."""

import threading

from playground.memo import cached_property


class Thing:
    times = 0

    def __init__(self, wait: threading.Event | None = None):
        self.wait = wait

    @cached_property
    def value(self) -> int:
        """What it is."""
        self.times += 1
        if self.wait is not None:
            assert self.wait.wait(10)
        return 42


def test_it_is_worked_out_once_and_documented():
    thing = Thing()
    assert (thing.value, thing.value, thing.times) == (42, 42, 1)
    assert Thing.value.__doc__ == "What it is."


def test_one_that_takes_long_keeps_no_other_waiting():
    slow = Thing(threading.Event())
    thread = threading.Thread(target=lambda: slow.value)
    thread.start()
    try:
        done = threading.Event()
        threading.Thread(target=lambda: (Thing().value, done.set()), daemon=True).start()
        assert done.wait(5), "it waits for the other"
    finally:
        slow.wait.set()
        thread.join()
