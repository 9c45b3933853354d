"""Words looked up at the step where the playhead rests, by both layers side by side."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from playground import History, limits
from playground.analysis.lookup import MOST_NUMBERS, MOST_SUMS, WORK, Looked, Product, look_up, product
from playground.figures.panels.lookup_pictures import CAPTIONS, LOOK_UPS
from playground.model.layers import LAYERS, LINEAR
from playground.ui.widgets.charts import color_scheme, draw
from playground.ui.widgets.code_output import printed
from playground.ui.widgets.markdown import plain
from playground.ui.widgets.term_help import explained
from playground.wording import in_bytes, plural
from playground.words.tokenizers import TOKENIZERS
from playground.words.word_query import read_words, with_word

_WORDS, _KEPT = "looked_up", "_looked_up"
_BUTTONS = 16
"""How many words can be added by a click."""


def show(history: History, snapshot: int) -> None:
    """The picture of both look-ups, what PyTorch prints, the products term by term, and how much work each is."""
    ids = _ids(history)
    if not ids:
        st.caption("Type words of the vocabulary, or click them.")
        return
    more = (
        f" Only the first {limits.LOOKED_UP} of these {len(ids):,} are looked up."
        if len(ids) > limits.LOOKED_UP
        else ""
    )
    st.caption(f"At step {history.steps[snapshot]:,}, the playhead's position.{more}")
    ids = ids[: limits.LOOKED_UP]
    layers = [look_up(history, name, snapshot, ids) for name in history.tracks]
    figures = [LOOK_UPS[looked.name](looked, history, color_scheme()) for looked in layers]
    columns = st.columns([figure.layout.xaxis.range[1] + figure.layout.margin.l for figure in figures])
    for column, looked, figure in zip(columns, layers, figures, strict=True):
        with column:
            st.markdown(f"**{LAYERS[looked.name].label}**")
            draw(figure)
            explained(CAPTIONS[looked.name](looked, history))
    _printed(layers)
    for looked in layers:
        if looked.name == LINEAR.name:
            _written_out(looked, history)
    _work(history, ids)


def _ids(history: History) -> tuple[int, ...]:
    """The field for the words; two are in it until something is typed. Returns their numbers."""
    vocabulary, split = history.experiment.vocabulary, TOKENIZERS[history.experiment.tokenizer].split
    default = with_word(with_word("", 0, vocabulary, split), 1, vocabulary, split)
    before, kept = st.session_state.get(_KEPT, ("", ""))
    written = st.session_state.get(_WORDS, kept)
    st.session_state[_WORDS] = default if written == before else written
    written = st.text_input(
        "Words to look up, in any order, repeats allowed",
        key=_WORDS,
        max_chars=limits.LOOKED_UP_LETTERS,
        placeholder=default,
        help="The words whose rows are picked and whose one-hot vectors are multiplied below. Separate them "
        "with spaces or commas; a word's number works too.",
    )
    st.session_state[_KEPT] = (default, written)
    _buttons(history)
    chosen = read_words(written, vocabulary, split)
    if chosen.remarks:
        st.warning(plain(" ".join(chosen.remarks)))
    return chosen.ids


def _buttons(history: History) -> None:
    """One for each of the first words, which adds it."""
    with st.container(horizontal=True, gap="xsmall"):
        for index, word in enumerate(history.short_words[:_BUTTONS]):
            label = plain(word)
            st.button(
                label, key=f"look_up {index}", on_click=_add, args=(history, index), help="Look up this word too."
            )
        st.button("Clear", key="look_up nothing", type="tertiary", on_click=_clear, help="Clear the list.")
    if len(history.words) > _BUTTONS:
        st.caption(f"The buttons are the first {_BUTTONS} of {len(history.words):,} words. Type any others.")


def _add(history: History, index: int) -> None:
    experiment = history.experiment
    split = TOKENIZERS[experiment.tokenizer].split
    st.session_state[_WORDS] = with_word(st.session_state[_WORDS], index, experiment.vocabulary, split)


def _clear() -> None:
    st.session_state[_WORDS] = ""


def _printed(layers: Sequence[Looked]) -> None:
    """The lines that were run for the picture, and what they printed."""
    for looked in layers:
        printed(looked.printed)
    _, dimension = layers[0].vectors.shape
    if dimension > MOST_NUMBERS:
        st.caption(f"Printed: the first {MOST_NUMBERS} of {dimension} numbers of each vector.")
    if len(layers) > 1:
        apart = max(float(abs(looked.vectors - layers[0].vectors).max()) for looked in layers[1:])
        st.caption(f"The vectors differ by up to {apart:.3g}." if apart else "Both return the same numbers.")


def _written_out(looked: Looked, history: History) -> None:
    """The sums that one word's vector is made of."""
    word, dimension = _word_to_write(looked, history), looked.vectors.shape[1]
    sums = [product(looked, looked.ids.index(word), place) for place in range(min(dimension, MOST_SUMS))]
    st.markdown("\n".join(f"- {plain(f'vector[{place}]')} = {_sum(made)}" for place, made in enumerate(sums)))
    limit = f" Shown: the first {MOST_SUMS} of {dimension} numbers." if dimension > MOST_SUMS else ""
    st.caption(f"Rounded to 4 decimals.{limit}")


def _word_to_write(looked: Looked, history: History) -> int:
    """The word whose product is written out: one of those that are looked up."""
    different = list(dict.fromkeys(looked.ids))
    return st.segmented_control(
        "Show the product for",
        different,
        default=different[0],
        format_func=lambda word: plain(history.short_words[word]),
        key=f"written_out {hash((history.words, *different))}",  # of other words it is another control
        required=True,
        help="The word whose vector is computed below, number by number.",
    )


def _sum(made: Product) -> str:
    """The sum as Markdown: all that is multiplied by 0 is grey."""
    terms = [
        f"**1 × {_number(term.weight)}**" if term.one_hot else f":gray[0 × {_number(term.weight)}]"
        for term in made.terms
    ]
    before, after = (
        [f":gray[… {plural(count, 'more zero')} …]"] if count else [] for count in (made.before, made.after)
    )
    bias = [f"{_number(made.bias)} (bias)"] if made.bias is not None else []
    parts = [part.replace(" ", "\N{NO-BREAK SPACE}") for part in (*before, *terms, *after, *bias)]
    return f"{' + '.join(parts)} = **{_number(made.result)}**"


def _number(number: float) -> str:
    return f"{number:.4f}" if number == 0 or 1e-4 <= abs(number) < 1e6 else f"{number:.4e}"


def _work(history: History, ids: Sequence[int]) -> None:
    """How much each layer has to do for these words, with this vocabulary and with a large one."""
    dimension, bias = history.experiment.dimension, bool(history.experiment.bias)
    table = {"": ["multiplications", "additions", "bytes read"]}
    for words in dict.fromkeys((len(history.words), limits.WORDS)):
        for name in history.tracks:
            work = WORK[name](ids, words, dimension, bias)
            counts = [f"{work.multiplications:,}", f"{work.additions:,}", in_bytes(work.read)]
            table[f"{LAYERS[name].label}, {words:,} words"] = counts
    of = "this word" if len(ids) == 1 else f"these {len(ids)} words"
    st.markdown(f"**The work**, for {of} in {plural(dimension, 'dimension')}")
    st.dataframe(pd.DataFrame(table), hide_index=True, row_height=35, height=36 + 35 * 3)
    norms = " Measuring row lengths for max_norm is not counted." if history.experiment.max_norm is not None else ""
    st.caption(f"Bytes include indices or one-hot rows, and weights; anything used again counts once.{norms}")
