"""The moments that slow motion takes a step apart into."""

MOMENTS = ("choose", "look up", "how wrong", "move")
CHOOSE, LOOK_UP, HOW_WRONG, MOVE = range(4)
