"""A path of short lessons over the same stage, from "a word gets a number" to "why nobody uses one-hot".

Each is a file of this folder, in the order of their names: to add one, add a file. What its parts are stands in
``lesson.Lesson``.
"""

from collections.abc import Mapping
from importlib.resources import files

from playground.teaching.lessons.lesson import PARTS, Answer, Lesson, Playhead, read

__all__ = ["LESSONS", "PARTS", "Answer", "Lesson", "Playhead"]

_FILES = sorted((file for file in files(__name__).iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
LESSONS: Mapping[str, Lesson] = {lesson.name: lesson for lesson in map(read, _FILES)}
