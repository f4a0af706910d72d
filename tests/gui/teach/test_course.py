"""The way through lessons: scene by scene, the answer before the next, back, and out."""

import pytest
from lessons import AFTER, ALL, FAILURE, LESSON

from annplayground.gui.teach.course import Course


@pytest.fixture
def course(qapp):
    made = Course(None, lambda: ALL)
    made.told = []
    for name in ("begun", "ended", "listRequested"):
        getattr(made, name).connect(lambda name=name: made.told.append(name))
    made.curtainChanged.connect(lambda names: made.told.append(("hide", tuple(names))))
    made.sceneOpened.connect(lambda scene: made.told.append(scene.title.text))
    return made


def test_on_and_back(course):
    course.open(LESSON)
    course.next_scene()
    course.previous_scene()
    course.previous_scene()  # there is none before the first
    assert course.told == ["begun", "One", "Two", "One"]
    assert course.following is AFTER
    assert course.leave()
    assert not course.leave()
    assert course.told[-1] == "ended"


def test_the_answer_comes_before_the_next_scene_and_stays(course):
    course.open(LESSON, 2)
    assert course.asking
    course.vote(2)
    course.next_scene()
    assert (course.index, course.asking) == (2, False)
    assert course.told[-2:] == [("hide", ("loss",)), ("hide", ())]
    course.previous_scene()
    course.next_scene()  # the question is not asked again
    assert not course.asking
    assert course.poll.votes(2) == 1
    assert course.score == (1, 1)
    course.next_scene()  # after the last scene comes the next lesson
    assert course.lesson is AFTER
    assert course.told.count("begun") == 1


def test_opened_anew_it_asks_anew_and_a_peeked_answer_does_not_count(course):
    course.open(LESSON, 2)
    course.reveal()
    assert course.score == (0, 0)
    course.open(LESSON, 2)
    assert course.asking


def test_the_last_lesson_of_its_kind_has_none_after_it(course):
    course.open(FAILURE, 1)
    assert course.cure == 1
    assert course.following is None
    course.next_scene()
    assert course.lesson is FAILURE


def test_without_a_lesson_the_list_is_asked_for(course):
    course.next_scene()
    assert course.told == ["listRequested"]
