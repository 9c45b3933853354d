"""Where this server trains and draws: worker processes, or a thread."""

from playground import host
from playground.training.lanes import lanes
from playground.ui.runs.drawing import first_run

LANES = lanes(host.workers(), first_run)
