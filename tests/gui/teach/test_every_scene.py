"""Every lesson that comes with the program, scene by scene, by Page Down alone: nothing is cut, and
the panels, the explanation and the focus that a scene names are on screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from whole import faults

from annplayground.app import end_window, settle
from annplayground.core.edits import changed
from annplayground.core.engines.available import VARIABLE
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.layout.layouts import CARDS, PRESENTED
from annplayground.gui.main_window import MainWindow
from annplayground.gui.teach.library import Library
from annplayground.gui.waiting import train_and_wait

LESSONS = Library().lessons
# Three sizes, light and dark, at the desk and in presentation.
LOOKS = [
    *[((800, 512), "light", True), ((800, 512), "dark", False)],
    *[((1280, 720), "light", True), ((1280, 720), "dark", False)],
    *[((1920, 1080), "light", False), ((1920, 1080), "dark", True)],
]

SCENE_MS = 300_000  # some scenes stand hundreds of epochs on, and NumPy may share its core


@pytest.fixture(scope="module")
def window(qapp):
    """One for all, laid out without being painted, in which each explanation and a comparison have
    been opened: what is made then lasts as long as the window."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "numpy")
        made = MainWindow(remember=False)
    made.show()
    made.activateWindow()
    made.deferred_startup.finish()
    made.setUpdatesEnabled(False)
    for name in CATALOGUE:
        made.explain.show_view(name)
    made.controller.compare(changed(made.controller.experiment, "training.learning_rate", 0.1))
    train_and_wait(made, 1)
    made.controller.compare(None)
    train_and_wait(made, 1)
    alive = QApplication.topLevelWidgets()  # the check for leaks compares Python's own objects
    yield made
    end_window(made)
    alive.clear()


def step_through(qtbot, window, lesson):
    """What is wrong in each scene, on the way through the lesson by Page Down."""
    course, found = window.lecture.course, []
    course.open(lesson)  # not as from the list: a failure would run
    window.setFocus()
    while course.lesson is lesson:
        scene = course.scene
        await_scene(qtbot, window, scene)
        where = f"{lesson.name} {course.index + 1}"
        found += [f"{where}: {what}" for what in (*missing(window, scene), *lasting_faults(window))]
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

    qtbot.waitUntil(there, timeout=SCENE_MS)
    window.frame_scheduler.finish()
    for _ in range(3):
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.explain.current.typesetting)


def lasting_faults(window):
    """What is cut and stays so: an equation that has just been typeset is still to be laid out."""
    for _ in range(20):
        if not (found := faults(window)):
            break
        settle(20)
    return found


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


def step_through_all(qtbot, window, size, theme, presenting, lessons=LESSONS):
    window.set_theme(theme)
    window.resize(*size)
    window.set_presentation(presenting)
    return [fault for lesson in lessons for fault in step_through(qtbot, window, lesson)]


def test_scenes_are_whole_in_the_smallest_window(qtbot, window):
    """A third of the lessons; all of them at every size where time is no matter."""
    assert step_through_all(qtbot, window, (800, 512), "light", False, LESSONS[1::3]) == []


@pytest.mark.slow
@pytest.mark.parametrize(("size", "theme", "presenting"), LOOKS, ids=str)
def test_every_scene_is_whole_at_every_size(qtbot, window, size, theme, presenting):
    assert step_through_all(qtbot, window, size, theme, presenting) == []
