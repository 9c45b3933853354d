"""Text that comes out as it was typed, where Streamlit would read Markdown."""

import re


def plain(text: str) -> str:
    """``text`` with every character escaped that Markdown, LaTeX or Streamlit's directives could read."""
    return re.sub(r"([^\w\s])", r"\\\1", text, flags=re.ASCII).replace("\n", " ")
