"""The same app for Streamlit Community Cloud, which takes the requirements beside this file: PyTorch's CPU build."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app import prepared  # noqa: E402 - it is in the folder above

app = st.App(ROOT / "playground/ui/visit.py", lifespan=prepared)
