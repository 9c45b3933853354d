"""Where this server trains and draws: worker processes or a thread, and a cluster for the runs if there is one."""

from playground import host
from playground.training.cluster import clustered
from playground.training.lanes import lanes
from playground.ui.runs.drawing import first_run

LANES = clustered(lanes(host.workers(), first_run), host.cluster())
