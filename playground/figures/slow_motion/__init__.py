"""One training step, moment by moment."""
