"""Mistakes, one at a time: the wrong code and the right code side by side, and what PyTorch prints for them."""

import streamlit as st

from playground import History
from playground.figures.panels.trap_curves import outcome
from playground.teaching.traps import TRAPS
from playground.teaching.traps.console import BEGINNING, SEED, Output, run, transcript
from playground.teaching.traps.trap import Setting, Trap
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.markdown import plain
from playground.wording import plural


def show(history: History, snapshot: int) -> None:
    """The chosen trap, with the learner's own words; it doesn't depend on the step."""
    first = next(iter(TRAPS))
    name = st.pills(
        "Trap",
        list(TRAPS),
        default=first,
        required=True,
        format_func=lambda name: TRAPS[name].label,
        key="trap",
        help="A common mistake. Its code is run with your words, next to code that does what was meant.",
    )
    trap, setting = TRAPS[name or first], Setting.of(history)
    _trap(trap, setting)
    st.caption(plain(setting.write(trap.taken) or _taken(history, setting)) + " " + _BEGUN)


_BEGUN = (
    "Each code block was run for this page in a fresh Python namespace that began with "
    + ", ".join(f"`{line}`" for line in BEGINNING.split("\n"))
    + f" and `torch.manual_seed({SEED})`."
)


def _trap(trap: Trap, setting: Setting) -> None:
    st.markdown(f"You may think: **“{plain(trap.explanation)}”**")
    wrong, right = st.columns(2)
    with wrong, st.container(key="trap_wrong", gap="xsmall"):
        failed = _side(":material/close: Wrong", setting.write(trap.wrong), trap)
    with right, st.container(key="trap_right", gap="xsmall"):
        worked = _side(":material/check: Right", setting.write(trap.right), trap)
    if trap.curve is None:
        _why(trap)
        return
    why, picture = st.columns(2)
    with why:
        _why(trap)
    with picture:
        draw(outcome(trap.curve, failed.curve, worked.curve, color_scheme()))
        st.caption(plain(trap.curve.caption))


def _side(heading: str, code: str, trap: Trap) -> Output:
    """The code to copy, and below it those of its lines that print something, with what they print."""
    done = run(code, trap.curve.name if trap.curve else "")
    st.markdown(f"**{heading}**")
    st.code(code, language="python", wrap_lines=True)
    st.caption("What happens")
    st.code(transcript(done.printed), language=None, wrap_lines=True)
    return done


def _why(trap: Trap) -> None:
    st.markdown("**Why**\n" + "\n".join(f"- {plain(reason.sentence)}" for reason in trap.why))


def _taken(history: History, setting: Setting) -> str:
    """How much of the learner's own the code has: nothing is cut silently."""
    words, dimension = len(history.words), history.experiment.dimension
    some = (
        f"the first {len(setting.words)} of {plural(words, 'word')}"
        if len(setting.words) < words
        else f"all {plural(words, 'word')}"
    )
    dimensions = plural(dimension, "dimension")
    if setting.dimension < dimension:
        dimensions = f"{setting.dimension} of {dimensions}"
    return f"The code uses {some} and {dimensions}."
