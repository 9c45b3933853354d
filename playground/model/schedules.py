"""How the learning rate changes from step to step: one entry for each schedule of ``torch.optim.lr_scheduler``."""

from collections.abc import Callable
from dataclasses import dataclass

from torch.optim import Optimizer
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, LRScheduler, StepLR

from playground import limits
from playground.choices import Choice, Option, registry


@dataclass(frozen=True, kw_only=True)
class Schedule(Choice):
    """``build(optimizer, steps, **options)`` makes the scheduler of a run of so many steps, None for no change.

    ``code(steps, **options)`` is the call in PyTorch, for an ``optimizer``; empty for no change.
    """

    build: Callable[..., LRScheduler | None]
    code: Callable[..., str]


def _constant(optimizer: Optimizer, steps: int) -> None:
    """Nothing changes."""


def _step(optimizer: Optimizer, steps: int, step_size: int, gamma: float) -> LRScheduler:
    return StepLR(optimizer, step_size, gamma)


def _cosine(optimizer: Optimizer, steps: int) -> LRScheduler:
    return CosineAnnealingLR(optimizer, steps)


def _warm_up(optimizer: Optimizer, steps: int, warm_up_steps: int) -> LRScheduler:
    return LinearLR(optimizer, start_factor=1 / (warm_up_steps + 1), total_iters=warm_up_steps)


SCHEDULES = registry(
    Schedule("constant", "constant", "Constant throughout the run.", build=_constant, code=lambda steps: ""),
    Schedule(
        "step",
        "in steps (StepLR)",
        "Multiplied by gamma every step_size steps.",
        (
            Option(
                "step_size",
                "step_size",
                "The number of steps between changes.",
                50,
                1,
                limits.STEPS,
                visible_effect="The dots change speed at different steps.",
                torch=("torch.optim.lr_scheduler.StepLR(step_size=)",),
            ),
            Option(
                "gamma",
                "gamma",
                "The factor applied at each change.",
                0.5,
                0.0,
                2.0,
                visible_effect="Below 1 the dots slow down, above 1 they speed up.",
                torch=("torch.optim.lr_scheduler.StepLR(gamma=)",),
            ),
        ),
        build=_step,
        code=lambda steps, step_size, gamma: f"StepLR(optimizer, {step_size}, {gamma})",
    ),
    Schedule(
        "cosine",
        "cosine (CosineAnnealingLR)",
        "Falls along a cosine and reaches 0 when the run ends.",
        build=_cosine,
        code=lambda steps: f"CosineAnnealingLR(optimizer, {steps})",
    ),
    Schedule(
        "warm_up",
        "warm-up (LinearLR)",
        "Rises linearly, then stays constant.",
        (
            Option(
                "warm_up_steps",
                "warm-up steps",
                "The number of steps it rises for.",
                50,
                1,
                limits.STEPS,
                visible_effect="More steps keep the dots slow for longer before they reach full speed.",
                torch=("torch.optim.lr_scheduler.LinearLR(total_iters=)",),
            ),
        ),
        build=_warm_up,
        code=lambda steps, warm_up_steps: (
            f"LinearLR(optimizer, start_factor=1 / {warm_up_steps + 1}, total_iters={warm_up_steps})"
        ),
    ),
)
SCHEDULE = Option(
    "schedule",
    "Schedule",
    "How the learning rate changes from step to step.",
    "constant",
    entries=SCHEDULES,
    visible_effect="The dots slow down or speed up during the run.",
    torch=("torch.optim.lr_scheduler",),
)
