"""From an Experiment to a History: the loop, and all it records."""
