"""Saves what is on screen as a scene: of a new lesson, or after the scenes of one that exists."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from annplayground.core.lesson import Lesson, LessonFocus, Scene, StartWeight, Words
from annplayground.core.run.snapshot import SessionName
from annplayground.core.words import translate
from annplayground.gui.document.files import Kind
from annplayground.io.lessons.reader import read_lesson
from annplayground.io.lessons.writer import write_lesson

if TYPE_CHECKING:
    from annplayground.core.run.by_hand import ByHand

Made: TypeAlias = "Mapping[SessionName, ByHand]"

_ALIKE = 6  # percent, by which two panels may differ that were not made unequal

# The dialog that asks for the file: what exists is not replaced.
SCENE = Kind(
    translate("Lessons", "Save the scene, in a new lesson or after the scenes of one"),
    translate("Lessons", "Lesson (*.toml)"),
    ".toml",
    extends=True,
)


def scene_of(window: Any, made: Made) -> Scene:
    """The scene that shows what the window shows, whose parts it takes its settings from, without
    words. `made` is what was changed in each run, "a" and "b", from outside."""
    controller, explain = window.controller, window.explain
    snapshot, shown = controller.snapshot, window.board.shown
    everything = window.stage.shows_all
    explained = "explain" in shown and not everything
    layer, source, unit, example = explain.focus.place
    return Scene(
        Words(),
        Words(),
        controller.experiment,
        controller.document.b,
        weights=tuple(_weight(side, *one) for side in made for one in made[side].weights),
        at=snapshot.epoch if snapshot is not None else 0,
        speed=controller.speed,
        rules=controller.rules,
        panels=() if everything else _known(shown),
        sizes=() if everything else _sizes(window.board, _known(shown)),
        explanation=explain.current.name if explained else None,
        focus=LessonFocus(layer, unit, source, example) if explained else None,
        metric=window.gradient.metric_name,
        numbers=window.network.numbers_choice,
    )


def _known(shown: tuple[str, ...]) -> tuple[str, ...]:
    """The panels that a scene may name: B's are seen where A's are."""
    own = [name.removeprefix("b_") for name in shown if name not in ("a_side", "b_side")]
    return tuple(dict.fromkeys(own))


def _sizes(board: Any, panels: tuple[str, ...]) -> tuple[float, ...]:
    """The widths of panels that stand beside each other, in percent; none if they are alike."""
    widths = [board.card(name).width() for name in panels]
    if len(panels) != 2 or board.shown != panels or set(board.seen) != set(panels):
        return ()
    shares = tuple(round(100.0 * width / sum(widths)) for width in widths)
    return () if abs(shares[0] - shares[1]) <= _ALIKE else tuple(map(float, shares))


def _weight(side: SessionName, place: tuple[int, ...], value: float) -> StartWeight:
    layer, *source, unit = place
    return StartWeight(layer, unit, value, source[0] if source else None, side.upper())


def left_out(made: Made) -> str:
    """One sentence on what a scene cannot say of the runs; "" if that is nothing."""
    if not any(one.later for one in made.values()):
        return ""
    return translate(
        "Lessons",
        "What was changed on the way is not in it, settings or weights: the scene trains with the "
        "present settings from the start.",
    )


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
