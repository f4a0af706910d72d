"""The lessons that come with the program: what they claim is true, and would be seen to be false.

Few seeds here; `annplayground lessons --check`, which `.ci/run` calls, takes all of them.
"""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from annplayground.core.choices.notations import NOTATIONS
from annplayground.core.claims.sentences import claim_sentence, measured_sentence
from annplayground.core.claims.verdicts import Seeds, broken, check
from annplayground.core.lesson import MARGIN, Claim, Lesson, Scene, Words
from annplayground.core.run.session import Session
from annplayground.io.examples import EXAMPLES
from annplayground.io.experiment_file import read_experiment
from annplayground.io.lessons.claims import twin_of
from annplayground.io.lessons.found import built_in
from annplayground.io.lessons.reader import parse_lesson, read_lesson
from annplayground.io.lessons.writer import lesson_text

FILES = built_in()
READ = cache(read_lesson)
SHORTEST, LONGEST = 5, 60  # seconds that a scene runs
SEEN = 1.0  # seconds before what is learned is there
RIGHT = 0.95  # of the training set: it is solved
MOST_WORDS = 26  # in a caption, for the back row
lessons = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@pytest.fixture
def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNPLAYGROUND_ENGINE", "numba")


def test_the_set_follows_the_notes() -> None:
    read = [READ(path) for path in FILES]
    assert [one.number for one in read if one.kind == "lesson"] == list(range(1, 20))
    assert [one.number for one in read if one.kind == "gallery"] == list(range(1, 7))
    (examples,) = (one for one in read if one.kind == "example")
    shown = [(scene.title.text, scene.experiment) for scene in examples.scenes]
    assert shown == [(example.title, read_experiment(example.path)) for example in EXAMPLES]


@pytest.mark.numba
@pytest.mark.usefixtures("_compiled")
@lessons
def test_what_it_claims_is_true(path: Path) -> None:
    lesson = READ(path)
    for verdict in check(lesson, Seeds(number=3)):
        assert verdict.holds, (claim_sentence(lesson, verdict.claim), measured_sentence(verdict))


@pytest.mark.numba
@pytest.mark.usefixtures("_compiled")
@lessons
def test_its_broken_twin_fails_each_claim(path: Path) -> None:
    lesson = READ(path)

    def twin(claim: Claim) -> Scene:
        scene = lesson.scenes[claim.scene - 1]
        a, b = twin_of(scene, claim.twin)
        assert (a, b) != (scene.experiment, scene.b)
        return replace(scene, experiment=a, b=b)

    for one in broken(lesson, twin):
        (verdict,) = check(one, Seeds(number=2))
        told = (claim_sentence(one, verdict.claim), measured_sentence(verdict))
        assert not verdict.shown.holds, told
        assert verdict.held == 0, told


@lessons
def test_it_can_be_held(path: Path) -> None:
    lesson = READ(path)
    assert lesson.claims
    assert all(claim.twin for claim in lesson.claims)
    assert lesson.kind == "example" or 2 <= len(lesson.scenes) <= 6
    notes = [scene.notes for scene in lesson.scenes if scene.notes]
    for words in (lesson.title, lesson.shows, *(scene.title for scene in lesson.scenes), *notes):
        assert set(words.others) == {"de"}, words.text
    for scene in lesson.scenes:
        assert len(scene.caption.text.split()) <= MOST_WORDS, scene.caption.text
        assert re.fullmatch(r"[^.]*(?:\d\.\d[^.]*)*\.", scene.caption.text), "one sentence"
        assert set(scene.caption.others) == {"de"}
        shown = (*scene.panels, *(["explain"] if scene.explanation else []))
        if scene.question is not None:
            assert set(scene.question.hides) <= set(shown)
            assert all(words.others for words in (scene.question.text, *scene.question.options))
        if not scene.runs:
            assert scene.rules.epoch is None
        elif scene.rules.epoch is not None:
            assert scene.epochs_per_second is not None
            seconds = (scene.rules.epoch - scene.at) / scene.epochs_per_second
            assert SHORTEST <= seconds <= LONGEST, scene.title.text


@pytest.mark.slow
@pytest.mark.numba
@pytest.mark.usefixtures("_compiled")
@lessons
def test_it_is_not_over_before_anybody_looks(path: Path) -> None:
    for scene in READ(path).scenes:
        pace = scene.epochs_per_second
        if not scene.runs or scene.rules.epoch is None or pace is None:
            continue
        for experiment in (scene.experiment, scene.b):
            run = Session(experiment) if experiment is not None else None
            if run is None or experiment.data.n_classes is None or _right(run) >= RIGHT:
                continue
            for epoch in range(1, min(scene.rules.epoch, int(SEEN * pace) + 2)):
                run.train(epochs=1)
                if run.divergence is None and _right(run) >= RIGHT:
                    assert epoch / pace >= SEEN, (scene.title.text, epoch)
                    break


def _right(run: Session) -> float:
    scores = run.accuracies()
    return 0.0 if scores is None else scores.train


@lessons
def test_its_tokens_are_symbols(path: Path) -> None:
    lesson = READ(path)
    known = set(NOTATIONS["notes"].symbols)
    for scene in lesson.scenes:
        asked = [] if scene.question is None else [scene.question.text, *scene.question.options]
        for words in (scene.title, scene.caption, *asked):
            assert set(_tokens(words)) <= known


def _tokens(words: Words) -> list[str]:
    return [token for text in (words.text, *words.others.values())
            for token in re.findall(r"\{(\w+)\}", text)]  # fmt: skip


@lessons
def test_a_number_has_room_by_a_factor_of_two(path: Path) -> None:
    for claim in READ(path).claims:
        free = claim.measure.is_finding or (claim.measure.is_bounded and not claim.reaches)
        near_one = claim.measure.bottom is not None and 0.5 <= (claim.value or 0.0) <= 1.2
        assert claim.margin >= MARGIN or free or near_one, str(claim.measure)


@lessons
def test_it_is_written_as_it_is_read(path: Path) -> None:
    lesson = READ(path)
    assert parse_lesson(lesson_text(lesson), lesson.name, path.parent) == lesson


def test_a_lesson_that_lies_is_caught() -> None:
    lesson: Lesson = READ(next(path for path in FILES if path.stem.startswith("04")))
    lying = replace(lesson, claims=tuple(replace(c, value=9.0) for c in lesson.claims))
    assert [verdict.holds for verdict in check(lying, Seeds(number=1))] == [False, True]
