"""Every lesson that comes with the program, scene by scene, by Page Down alone: nothing is cut, and
the panels, the explanation and the focus that a scene names are on screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from whole import faults

from annplayground.gui.layout.layouts import CARDS, PRESENTED
from annplayground.gui.main_window import MainWindow
from annplayground.gui.teach.library import Library

SIZES = ((800, 512), (1280, 720), (1920, 1080))
LESSONS = Library().lessons


@pytest.fixture(scope="module")
def window(qapp):
    """One for all."""
    from annplayground.app import end_window

    made = MainWindow(remember=False, engine="numpy")
    made.show()
    made.activateWindow()
    made.deferred_startup.finish()
    alive = QApplication.topLevelWidgets()  # the check for leaks compares Python's own objects
    yield made
    end_window(made)
    alive.clear()


def step_through(qtbot, window, lesson):
    """What is wrong in each scene, on the way through the lesson by Page Down."""
    course, found = window.lecture.course, []
    window.lecture.open(lesson)
    window.setFocus()
    while course.lesson is lesson:
        scene = course.scene
        await_scene(qtbot, window, scene)
        where = f"{lesson.name} {course.index + 1}"
        found += [f"{where}: {what}" for what in (*missing(window, scene), *faults(window))]
        before = (course.index, course.asking)
        QTest.keyClick(window, Qt.Key.Key_PageDown)
        if (course.index, course.asking) == before:
            break
    course.leave()
    return found


def await_scene(qtbot, window, scene):
    """Until the scene shows, paused at its epoch, and all of it is laid out."""
    controller = window.controller

    def there():
        shown = controller.snapshot
        return (
            shown is not None
            and shown.experiment == scene.experiment
            and not shown.status.playing
            and (shown.epoch == scene.at or shown.divergence is not None)
        )

    qtbot.waitUntil(there)
    window.frame_scheduler.finish()
    for _ in range(3):
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.explain.current.typesetting)


def missing(window, scene):
    """What the scene names and the window does not show."""
    everything = PRESENTED if window.presenting.on else CARDS
    wanted = scene.panels or (() if scene.explanation else everything)
    shown, seen = window.board.shown, window.board.seen
    wide = window.presenting.on and shown == ("explain",)  # an explanation that needs it all
    if not wide:
        yield from (f"no {name}" for name in wanted if name not in shown)
        # At most what has no room is on another page.
        yield from (f"no {name} on this page" for name in wanted[:1] if not seen)
    if scene.explanation is not None:
        if window.explain.current.name != scene.explanation or not window.explain.isVisible():
            yield f"no explanation {scene.explanation}"
        focus = scene.focus
        if focus is not None and window.explain.focus.place != (
            *(focus.layer, focus.source, focus.unit, focus.example),
        ):
            yield "another focus"
    if scene.metric is not None and window.gradient.metric_name != scene.metric:
        yield "another metric"
    if not window.caption_bar.isVisible():
        yield "no caption"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_scene_is_whole(qtbot, window, lesson):
    window.set_theme("light")
    window.set_presentation(False)
    window.resize(1280, 720)
    assert step_through(qtbot, window, lesson) == []


@pytest.mark.slow
@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_scene_is_whole_at_every_size(qtbot, window, size, theme, presenting):
    window.set_theme(theme)
    window.resize(*size)
    window.set_presentation(presenting)
    assert [fault for lesson in LESSONS for fault in step_through(qtbot, window, lesson)] == []
