"""What could not be used of the link that the page was opened with."""

from streamlit.delta_generator import DeltaGenerator

from playground.choices import InvalidField
from playground.experiment.fields import OPTIONS
from playground.ui.session import state
from playground.ui.widgets.markdown import plain


def notices(problem: InvalidField | None, place: DeltaGenerator) -> None:
    """Above the picture, where they are seen: what a link got wrong, and that a control holds what can't be used."""
    sentences = state.notices()
    if problem is not None:
        label = OPTIONS[problem.field].label if problem.field in OPTIONS else problem.field
        sentences = [*sentences, f"Showing the last valid settings. Please check “{label}” in the sidebar."]
    if sentences:
        place.warning(" ".join(map(plain, sentences)), icon=":material/info:")
