"""The numbers behind each word that the model says, as one bar for each choice."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from playground.analysis.generation import Choice
from playground.figures.bindings import label
from playground.figures.theme import templates, word_color
from playground.training.history import History

LIKELIEST = 6
"""Words of each choice that are drawn by themselves; the others are one grey part."""


def spoken_words(history: History, choices: Sequence[Choice], color_scheme: str) -> go.Figure:
    """For each choice the likeliest words, one on the other, each as high as its probability; the taken one framed."""
    ranks = [_ranked(choice) for choice in choices]
    traces = [_part(history, choices, [ranked[place] for ranked in ranks], place) for place in range(len(ranks[0]))]
    rest = [1 - sum(choice.probabilities[ranked]) for choice, ranked in zip(choices, ranks, strict=True)]
    traces.append(
        go.Bar(x=_places(choices), y=np.maximum(rest, 0), marker_color="rgba(128,128,128,0.25)", hoverinfo="skip")
    )
    taken = [label(history.short_words[choice.word]) for choice in choices]
    figure = go.Figure(traces, {"template": templates()[color_scheme], "barmode": "stack", "showlegend": False})
    figure.update_xaxes(tickvals=_places(choices), ticktext=taken, tickangle=-60, fixedrange=True)
    figure.update_yaxes(title="probability", range=[0, 1], fixedrange=True)
    return figure.update_layout(height=300, margin={"l": 50, "r": 8, "t": 8, "b": 70}, bargap=0.15)


def _ranked(choice: Choice) -> list[int]:
    """The likeliest words, and the taken one among them."""
    first = np.argsort(-choice.probabilities, kind="stable")[:LIKELIEST].tolist()
    return first if choice.word in first else [*first[:-1], choice.word]


def _part(history: History, choices: Sequence[Choice], words: list[int], place: int) -> go.Bar:
    taken = [choice.word == word for choice, word in zip(choices, words, strict=True)]
    names = [label(history.short_words[word]) for word in words]
    return go.Bar(
        x=_places(choices),
        y=[float(choice.probabilities[word]) for choice, word in zip(choices, words, strict=True)],
        text=names,
        hovertemplate="%{text}: %{y:.4f}<extra></extra>",
        textposition="inside",
        marker={
            "color": [word_color(word) for word in words],
            "opacity": 0.8,
            "line": {"color": "#808080", "width": [3 if chosen else 0 for chosen in taken]},
        },
    )


def _places(choices: Sequence[Choice]) -> list[int]:
    return list(range(len(choices)))
