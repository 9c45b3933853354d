"""Text that comes out as it was typed, where Streamlit would read Markdown."""

import re


def plain(text: str) -> str:
    """``text`` with all punctuation escaped that Markdown, LaTeX or Streamlit's directives could read."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text).replace("\n", " ")
