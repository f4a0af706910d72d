"""Lessons: their scenes, the keys that turn them, and what is said of them."""

from functools import partial

from annplayground.gui.commands.action_specs import VOTES
from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect the lecture with its actions, its keys and the look."""
    actions, lecture, course = window.actions_, window.lecture, window.lecture.course
    actions.lessons.triggered.connect(lecture.show_list)
    actions.next_scene.triggered.connect(lecture.next_scene)
    actions.previous_scene.triggered.connect(lecture.previous_scene)
    actions.run_scene.triggered.connect(lecture.run)
    actions.cure.triggered.connect(lecture.cure)
    actions.reveal.triggered.connect(course.reveal)
    actions.speaker_notes.triggered.connect(lecture.show_notes)
    actions.save_scene.triggered.connect(lecture.save_scene)
    actions.first_steps.triggered.connect(lecture.begin_first_steps)
    actions.leave_lesson.triggered.connect(lecture.close)
    for n, spec in enumerate(VOTES, start=1):
        actions.of(spec).triggered.connect(partial(_vote, window, n))
    lecture.lectureChanged.connect(partial(_enable, window))
    lecture.first_steps.ended.connect(partial(_show_all, window))
    _enable(window)
    lecture.noticeRequested.connect(window.toast.say)
    window.appearance.lookChanged.connect(lecture.set_look)
    window.appearance.lookChanged.connect(window.lesson_menu.set_look)
    window.presenting.presentingChanged.connect(window.director.lay_out)
    lecture.lectureChanged.connect(window.lecture_keys.fit)
    lecture.lectureChanged.connect(partial(_make_room, window))
    window.presenting.presentingChanged.connect(partial(_make_room, window))


def _vote(window: Parts, option: int, *_: object) -> None:
    """Leave out the `checked` that triggered() sends along."""
    window.lecture.course.vote(option)


def _enable(window: Parts) -> None:
    """What can be done in the present scene."""
    actions, course = window.actions_, window.lecture.course
    scene = course.scene
    actions.run_scene.setEnabled(scene is not None and scene.runs)
    actions.cure.setEnabled(course.cure is not None)
    actions.reveal.setEnabled(course.asking)
    actions.leave_lesson.setEnabled(window.lecture.on)


def _show_all(window: Parts) -> None:
    """For a projector, where the first steps were beside few panels."""
    if window.presenting.on:
        window.stage.show_all()


def _make_room(window: Parts, *_: object) -> None:
    """For a projector a scene needs the room of the toolbar: Space trains all the same."""
    showing = window.lecture.course.lesson is not None and window.presenting.on
    window.training.setVisible(not showing)
