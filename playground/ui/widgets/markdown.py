"""Text that comes out as it was typed, where Streamlit would read Markdown."""

import re

from playground.wording import isolated

_LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
"""Where an address would become a link, however it is escaped: its parts are held together by an unseen character."""


def plain(text: str) -> str:
    """``text`` with all punctuation escaped that Markdown, LaTeX or Streamlit's directives could read.

    Addresses stay text, and right-to-left words keep to themselves.
    """
    unlinked = _LINKS.sub("\N{WORD JOINER}", isolated(text))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", unlinked).replace("\n", " ")
