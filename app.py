"""First Layer Playground: run with ``streamlit run app.py``."""

import streamlit as st
import torch

from playground.ui import lessons, look, state
from playground.ui.controls import Sidebar
from playground.ui.notices import notices
from playground.ui.stage import stage
from playground.ui.waiting import trained

torch.set_num_threads(1)  # fifty runs side by side are faster on one thread each

state.begin()
look.set_up(in_lesson=state.lesson() is not None)
told, waiting = st.container(), st.empty()
beside, page = lessons.columns()
sidebar = Sidebar(elsewhere=lessons.card(beside))
experiment = sidebar.recipe()
notices(sidebar.problem, told)
run = trained(experiment, waiting)
sidebar.report(run.history)
with page:
    stage(run)
