"""First Layer Playground: run with ``streamlit run app.py``."""

import torch

from playground.ui import look, state
from playground.ui.controls import Sidebar
from playground.ui.notices import notices
from playground.ui.stage import stage
from playground.ui.waiting import trained

torch.set_num_threads(1)  # fifty runs side by side are faster on one thread each

look.set_up()
state.begin()
sidebar = Sidebar()
experiment = sidebar.recipe()
notices(sidebar.problem)
run = trained(experiment)
sidebar.report(run.history)
stage(run)
