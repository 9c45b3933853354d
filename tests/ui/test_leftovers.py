import gc
import weakref

from playground.ui.session.leftovers import _AFTER, Collector


class Session:
    """Holds itself, as a closed session's parts hold each other."""

    def __init__(self):
        self.itself = self


def test_what_holds_only_itself_is_given_back_while_the_page_is_used_and_some_times_after():
    gc.disable()
    try:
        collector, left = Collector(), weakref.ref(Session())
        assert not collector.collect() and left() is not None
        collector.used()
        assert collector.collect() and left() is None
        assert [collector.collect() for _ in range(_AFTER)] == [True] * (_AFTER - 1) + [False]
    finally:
        gc.enable()
