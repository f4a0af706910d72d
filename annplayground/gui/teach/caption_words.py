"""What the bar says of a scene: the sentence, the place in the lesson, and the keys."""

from annplayground.core.lesson import Lesson
from annplayground.core.words import translate
from annplayground.gui.teach.course import Course
from annplayground.gui.teach.library import said
from annplayground.gui.teach.voting import Poll
from annplayground.gui.theme import Look


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


def _head(lesson: Lesson) -> str:
    """'Lesson 5', of what has a number in the lecture."""
    if lesson.kind != "lesson" or not lesson.number:
        return ""
    return translate("Lessons", "Lesson {n}").format(n=lesson.number)


def _keys(course: Course, look: Look) -> list[str]:
    """What goes on from here, in wordings from long to short."""
    words = [_onward(course, look), *_train(course)]
    if course.poll is not None and course.poll.revealed and course.score[1]:
        right, n = course.score
        score = translate("Lessons", "predicted {right} of {n}").format(right=right, n=n)
        words.insert(0, score)
    words = [word for word in words if word]
    return [" · ".join(words[:n]) for n in range(len(words), 0, -1)]


def _onward(course: Course, look: Look) -> str:
    if course.asking:
        assert course.poll is not None, "a question is open"
        return translate("Lessons", "1–{n} vote · PgDn answer").format(n=len(course.poll.options))
    lesson = course.lesson
    if lesson is not None and course.index < len(lesson.scenes) - 1:
        return translate("Lessons", "PgDn next")
    if (following := course.following) is not None:
        return translate("Lessons", "PgDn next: {title}").format(title=said(following.title, look))
    return translate("Lessons", "Esc leaves")


def _train(course: Course) -> list[str]:
    scene, lesson = course.scene, course.lesson
    if scene is None or lesson is None or not scene.runs:
        return []
    words = [translate("Lessons", "Space train")]
    if course.cure is not None and course.index != course.cure:
        words.append(translate("Lessons", "K cure"))
    return words
