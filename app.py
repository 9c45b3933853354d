"""First Layer Playground: run with ``streamlit run app.py``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st


@asynccontextmanager
async def prepared(_: st.App) -> AsyncIterator[None]:
    """The server says that it is healthy when all is ready for the first visitor."""
    from playground.ui.preparation import prepare  # not before: by now, secrets are settings

    prepare()
    yield


app = st.App("playground/ui/visit.py", lifespan=prepared)
