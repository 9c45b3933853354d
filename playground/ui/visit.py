"""What runs for each visit, and again with each change: the page from top to bottom."""

import streamlit as st
import torch

from playground.ui import lesson_card
from playground.ui.page import stage
from playground.ui.runs.notices import notices
from playground.ui.runs.waiting import trained
from playground.ui.session import hidden, kept_recipe, leftovers, state
from playground.ui.sidebar.sidebar import Sidebar
from playground.ui.widgets import page_style

torch.set_num_threads(1)  # fifty runs side by side are faster on one thread each

kept_recipe.begin()
state.begin()
page_style.set_up(in_lesson=state.lesson() is not None, hidden=hidden.css())
told, waiting = st.container(), st.empty()
beside, page = lesson_card.columns()
sidebar = Sidebar(elsewhere=lesson_card.card(beside))
experiment = sidebar.recipe()
notices(sidebar.problem, told)
with st.sidebar:
    kept_recipe.keep()
run = trained(experiment, waiting)
sidebar.report(run.history)
with page:
    stage(run)
leftovers.used()
