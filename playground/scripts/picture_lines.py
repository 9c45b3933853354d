"""The picture that a script ends with: the words' vectors at the last step, and the loss."""

from playground.experiment.experiment import Experiment
from playground.model.layers import Layer
from playground.training.recording import spacing

FILE = "first_layer.html"
SAVED = f'figure.write_html("{FILE}")  # a page to open in a browser'
DISPLAYED = "figure.show()"
_MOST_NAMED = 50
"""Words up to which each has its name beside its mark; of more, names are seen where the mouse is."""


def picture(experiment: Experiment, last: str) -> list[str]:
    """The lines that draw it; the ``last`` one shows it."""
    kinds = experiment.selection.layers
    axes = "dimensions 0 and 1" if experiment.dimension > 1 else "dimension 0"
    return [
        "import html",
        "from plotly.subplots import make_subplots",
        f'figure = make_subplots(1, 2, subplot_titles=["vectors at the last step, {axes}", "loss"])',
        "words = [html.escape(word, quote=False) for word in vocab]  # no word is a tag",
        *(line for kind in kinds for line in _traces(experiment, kind, f"{kind.name}_" * (len(kinds) > 1))),
        last,
    ]


def vectors_code(experiment: Experiment, kind: Layer, prefix: str) -> str:
    """What the layer returns for every word at the end; ``prefix`` stands before the names of what was recorded."""
    return kind.vectors_code(f"{prefix}weights[-1]", f"{prefix}biases[-1]", **experiment.options(kind))


def _traces(experiment: Experiment, kind: Layer, prefix: str) -> list[str]:
    """The marks of one layer's words, and the line of its loss."""
    code = vectors_code(experiment, kind, prefix)
    code = f"({code})" if " + " in code else code
    mode = "markers+text" if len(experiment.vocabulary) <= _MOST_NAMED else "markers"
    symbol, size = ("circle-open", 9) if kind.hollow else ("circle", 5)
    places = f"x, y = {code}[:, :2].T.tolist()"
    if experiment.dimension == 1:
        places = f"x, y = {code}[:, 0].tolist(), [0] * len(vocab)"
    look = f'mode="{mode}", marker_symbol="{symbol}", marker_size={size}'
    return [
        places,
        f'figure.add_scatter(x=x, y=y, text=words, name="{kind.title}", {look})',
        f'figure.add_scatter({_steps(experiment)}y={prefix}losses, name="loss of {kind.title}", row=1, col=2)',
    ]


def _steps(experiment: Experiment) -> str:
    """The steps at which a loss was written down, where these are not all."""
    every = spacing(experiment)
    return "" if every == 1 else f"x=[*range(0, {experiment.steps}, {every}), {experiment.steps}], "
