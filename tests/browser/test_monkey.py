"""A short form of ``python -m tests.load.soak --only monkey``."""

from tests.load.monkey import Monkey


def test_whatever_hands_do_the_picture_is_that_of_the_recipe(browser, server):
    context = browser.new_context()
    hands = Monkey(context.new_page(), server.url, seed=5)
    try:
        hands.work(20)
    except AssertionError as problem:
        problem.add_note("\n".join(hands.done))
        raise
    finally:
        context.close()
