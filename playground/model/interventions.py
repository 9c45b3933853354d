"""What a learner changes in the middle of a run, as a part of the recipe.

An intervention is a tuple of a step, a name and texts: (120, "learning_rate", "0.05"), (120, "vector", "cat", "1, 2"),
(120, "freeze"). It is made before that step, so all that came before stays as it was.
"""

from typing import Any

from playground import limits
from playground.choices import InvalidField, ListOption, brief
from playground.model.intervention_kinds import INTERVENTION_KINDS
from playground.wording import normalize, trim
from playground.words.vocabulary import Vocabulary

Intervention = tuple[Any, ...]


class InterventionsOption(ListOption):
    """A field that holds interventions, in the order of their steps."""

    def checked(self, value: object) -> tuple[Intervention, ...]:
        """The interventions as tuples. Raises InvalidField for what is none."""
        if value is None:
            return ()
        if not isinstance(value, (list, tuple)) or len(value) > limits.CHANGES:
            raise InvalidField(self.name, f"{self.name} must be a list of up to {limits.CHANGES} changes.")
        changes = tuple(sorted((self._checked(change) for change in value), key=lambda change: change[0]))
        if sum(len(text) for _, _, *texts in changes for text in texts) > limits.CHANGED:
            raise InvalidField(
                self.name, f"{self.name} may have {limits.CHANGED:,} characters in all. Undo some of them."
            )
        return changes

    def as_text(self, value: tuple[Intervention, ...]) -> str:
        """One change after the other: "step 120, another learning rate: 0.05; step 150, freeze the vectors"."""
        return "; ".join(map(sentence, value)) or "none"

    def _checked(self, change: object) -> Intervention:
        if isinstance(change, (list, tuple)) and len(change) > 1:
            step, name, *texts = change
            known = (
                isinstance(name, str) and name in INTERVENTION_KINDS and len(texts) == INTERVENTION_KINDS[name].texts
            )
            if (
                known
                and type(step) is int
                and 0 <= step <= limits.STEPS
                and all(isinstance(text, str) for text in texts)
            ):
                texts = [trim(normalize(text)) for text in texts]
                self._check(name, texts)
                return (step, name, *texts)
        raise InvalidField(
            self.name,
            f"Write a change in the run as a step, one of {', '.join(INTERVENTION_KINDS)}, and its values; "
            f"{brief(change)} is not one.",
        )

    def _check(self, name: str, texts: list[str]) -> None:
        try:
            INTERVENTION_KINDS[name].checked(*texts)
        except ValueError as problem:
            sentence = str(problem) if str(problem).endswith(".") else f"{brief(texts[-1])} can't be used here."
            raise InvalidField(self.name, sentence) from problem


INTERVENTIONS = InterventionsOption(
    "interventions",
    "Changes in the run",
    "What changes in the middle of the run.",
    (),
    kind=tuple,
    visible_effect="Everything before the change stays; everything after it is trained again.",
)


def sentence(change: Intervention) -> str:
    """A change as people read it: "step 120, another learning rate: 0.05"."""
    step, name, *texts = change
    label, read = INTERVENTION_KINDS[name].label, f": {INTERVENTION_KINDS[name].read(*texts)}" if texts else ""
    return f"step {step:,}, {label[:1].lower()}{label[1:]}{read}"


def optimizers_taken(changes: tuple[Intervention, ...]) -> list[str]:
    """The names of the optimizers that the run switches to."""
    found = (INTERVENTION_KINDS[name].optimizer(*texts) for _, name, *texts in changes)
    return [name for name in found if name]


def optimizer_at(changes: tuple[Intervention, ...], step: int, before: str) -> str:
    """The name of the optimizer that makes the step behind that one, when it is ``before`` any change."""
    return [before, *optimizers_taken(tuple(change for change in changes if change[0] <= step))][-1]


def trained(changes: tuple[Intervention, ...], step: int, before: bool) -> bool:
    """Whether the vectors are trained at a step, when they are (or not) ``before`` any change."""
    for changed, name, *_ in changes:
        says = INTERVENTION_KINDS[name].trains
        before = before if says is None or changed > step else says
    return before


def fits(change: Intervention, vocabulary: Vocabulary, dimension: int, steps: int) -> bool:
    """Whether the change has an effect in a run with these words, that many dimensions and steps."""
    step, name, *texts = change
    return step <= steps and INTERVENTION_KINDS[name].fits(vocabulary, dimension, *texts)


def refused(change: Intervention, vocabulary: Vocabulary, dimension: int) -> str | None:
    """Why a change, as it is typed, has no effect in a run with these words and dimensions; None if it has one."""
    _, name, *texts = change
    if INTERVENTION_KINDS[name].fits(vocabulary, dimension, *(trim(normalize(text)) for text in texts)):
        return None
    few = ", ".join(str(number) for number in range(1, min(dimension, 3) + 1)) + " and so on" * (dimension > 3)
    many = f"{dimension} numbers separated by commas, such as {few}" if dimension > 1 else "a number, such as 1"
    return INTERVENTION_KINDS[name].wanted.format(numbers=many)
