"""The help text of a control, behind its question mark."""

from playground.choices import Option
from playground.ui.widgets.markdown import plain


def tooltip(option: Option) -> str:
    """What it is, what it changes in the picture, and what PyTorch calls it, as Markdown."""
    parts = [plain(option.help), f"**In the picture:** {plain(option.visible_effect)}"]
    return "\n\n".join([*parts, f"**In PyTorch:** {_names(*option.torch)}"] if option.torch else parts)


def _names(first: str, *more: str) -> str:
    """The first name in full, and of the others what is not the same: `torch.optim.SGD(lr=)`, `Adam`."""
    path, bracket, parameter = first.partition("(")
    module = path.rpartition(".")[0]
    short = (name.removeprefix(f"{module}.").removesuffix(f"{bracket}{parameter}") for name in more)
    return ", ".join(f"`{name}`" for name in (first, *short))
