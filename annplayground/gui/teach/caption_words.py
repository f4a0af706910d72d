"""What the bar says of a scene: the sentence, the place in the lesson, and the keys."""

from typing import TYPE_CHECKING

from annplayground.core.words import translate
from annplayground.gui.teach.course import Course
from annplayground.gui.teach.library import said
from annplayground.gui.teach.voting import Poll
from annplayground.gui.theme import Look

if TYPE_CHECKING:
    from annplayground.core.lesson import Lesson


def sentence(course: Course, look: Look) -> str:
    """The scene's sentence; before it, of a question, the question itself, then what came of it."""
    scene, poll = course.scene, course.poll
    if scene is None:
        return ""
    if poll is None:
        return said(scene.caption, look)
    if not poll.revealed:
        return said(poll.question.text, look)
    return f"{_outcome(poll, look)} {said(scene.caption, look)}"


def _outcome(poll: Poll, look: Look) -> str:
    answer = said(poll.question.options[poll.question.answer - 1], look)
    if poll.peeked:
        return translate(
            "Lessons", "The answer is: {answer}. It was seen before anybody voted."
        ).format(answer=answer)
    return translate("Lessons", "{right} of {total} said so: {answer}.").format(
        right=poll.right, total=poll.total, answer=answer
    )


def places(course: Course, look: Look) -> list[str]:
    """Where the scene stands and what the keys do, in wordings from long to short."""
    lesson = course.lesson
    if lesson is None:
        return []
    title = said(lesson.title, look)
    place = translate("Lessons", "{place} of {n}").format(
        place=course.index + 1, n=len(lesson.scenes)
    )
    head = _head(lesson)
    keys = _keys(course, look)
    heads = [" · ".join(filter(None, parts)) for parts in ((head, title, place), (title, place))]
    heads += [place]
    texts = [f"{head}    {words}" for words in keys for head in heads]
    return [*texts, place]


def _head(lesson: "Lesson") -> str:
    """'Lesson 5', of what has a number in the lecture."""
    if lesson.kind != "lesson" or not lesson.number:
        return ""
    return translate("Lessons", "Lesson {n}").format(n=lesson.number)


def _keys(course: Course, look: Look) -> list[str]:
    """What goes on from here, in wordings from long to short: what is in all of them comes first.
    A failure's cure is; how well was predicted has been seen before."""
    near = [*_cure(course), _onward(course), *_train(course)]
    wordings = [[*_cure(course), _onward(course, look), *_train(course)], near]
    if course.poll is not None and course.poll.revealed and course.score[1]:
        right, n = course.score
        score = translate("Lessons", "predicted {right} of {n}").format(right=right, n=n)
        wordings = [*([*words, score] for words in wordings), near]
    wordings += [near[:n] for n in range(len(near) - 1, 0, -1)]
    return [" · ".join(words) for words in wordings]


def _onward(course: Course, look: Look | None = None) -> str:
    """What comes next; in a look, also the title of a lesson that does."""
    if course.asking:
        assert course.poll is not None, "a question is open"
        return translate("Lessons", "1–{n} vote · PgDn answer").format(n=len(course.poll.options))
    lesson = course.lesson
    if lesson is not None and course.index < len(lesson.scenes) - 1:
        return translate("Lessons", "PgDn next")
    if (following := course.following) is None:
        return translate("Lessons", "Esc leaves")
    if look is None:
        return translate("Lessons", "PgDn next lesson")
    return translate("Lessons", "PgDn next: {title}").format(title=said(following.title, look))


def _train(course: Course) -> list[str]:
    if course.scene is None or not course.scene.runs:
        return []
    return [translate("Lessons", "Space train")]


def _cure(course: Course) -> list[str]:
    if course.cure is None or course.index == course.cure:
        return []
    return [translate("Lessons", "K cure")]
