"""First Layer Playground: run with ``streamlit run app.py``."""

import streamlit as st
import torch

from playground.ui import look, state
from playground.ui.controls import Sidebar
from playground.ui.notices import notices
from playground.ui.runs import run
from playground.ui.stage import stage

torch.set_num_threads(1)  # fifty runs side by side are faster on one thread each

look.set_up()
state.begin()
sidebar = Sidebar()
experiment = sidebar.recipe()
notices(sidebar.problem)
with st.spinner("Training…", show_time=True):
    finished = run(experiment)
sidebar.report(finished.history)
stage(finished)
