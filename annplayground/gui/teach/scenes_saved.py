"""Saves what is on screen as a scene: of a new lesson, or after the scenes of one that exists."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from annplayground.core.lesson import Lesson, LessonFocus, Scene, Words
from annplayground.core.words import translate
from annplayground.gui.document.files import Kind
from annplayground.io.lessons.reader import read_lesson
from annplayground.io.lessons.writer import write_lesson

# The dialog that asks for the file: what exists is not replaced.
SCENE = Kind(
    translate("Lessons", "Save the scene, in a new lesson or after the scenes of one"),
    translate("Lessons", "Lesson (*.toml)"),
    ".toml",
    extends=True,
)


def scene_of(window: Any, title: str, caption: str, notes: str) -> Scene:
    """The scene that shows what the window shows, whose parts it takes its settings from."""
    controller, explain = window.controller, window.explain
    snapshot, shown = controller.snapshot, window.board.shown
    everything = window.stage.shows_all
    explained = "explain" in shown and not everything
    layer, source, unit, example = explain.focus.place
    return Scene(
        Words(title),
        Words(caption),
        controller.experiment,
        controller.document.b,
        notes=Words(notes),
        at=snapshot.epoch if snapshot is not None else 0,
        speed=controller.speed,
        rules=controller.rules,
        panels=() if everything else _known(shown),
        explanation=explain.current.name if explained else None,
        focus=LessonFocus(layer, unit, source, example) if explained else None,
        metric=window.gradient.metric_name,
        numbers=window.numbers.name,
    )


def _known(shown: tuple[str, ...]) -> tuple[str, ...]:
    """The panels that a scene may name: B's are seen where A's are."""
    own = [name.removeprefix("b_") for name in shown if name not in ("a_side", "b_side")]
    return tuple(dict.fromkeys(own))


def save_scene(path: Path, scene: Scene) -> str:
    """Write the scene, after those of the lesson that is in the file if there is one; one sentence
    on what was done. Raises `FileError`."""
    if path.exists():
        lesson = read_lesson(path)
        lesson = replace(lesson, scenes=(*lesson.scenes, scene))
    else:
        lesson = Lesson(path.stem, scene.title, (scene,))
    write_lesson(path, lesson)
    n = len(lesson.scenes)
    if n == 1:
        return translate("Lessons", "{file} is saved, with one scene.").format(file=path.name)
    return translate("Lessons", "{file} is saved: it has {n} scenes now.").format(
        file=path.name, n=n
    )
