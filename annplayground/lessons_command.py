"""`annplayground lessons`: lists the lessons, and checks what they claim by training. Never imports
Qt."""

import difflib
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annplayground import ending, streams
from annplayground.arguments import CommandError
from annplayground.core.choices.notations import written
from annplayground.core.claims.sentences import claim_sentence, measured_sentence, measured_value
from annplayground.core.claims.verdicts import Measured, Seeds, Verdict, check
from annplayground.core.engines.available import engine_class
from annplayground.core.lesson import Claim, Lesson, Scene
from annplayground.core.numerals import counted
from annplayground.core.words import translate
from annplayground.io.lessons.found import SUFFIX, built_in, in_order, own, read_all
from annplayground.io.lessons.reader import read_lesson
from annplayground.progress import Progress
from annplayground.streams import OutputError


@dataclass(frozen=True)
class Outcome:
    """Whether all claims hold; `ended_by` is None, or the number of the signal that ended it."""

    holds: bool
    ended_by: int | None


def chosen(which: str | None) -> tuple[list[Lesson], list[str]]:
    """The lessons that are asked for, and a sentence for each file of all that cannot be read.

    Raises `CommandError` for a lesson that there is not, `FileError` for a file that cannot be
    read.
    """
    if which is not None and (which.endswith(SUFFIX) or Path(which).is_file()):
        return [read_lesson(which)], []
    lessons, problems = read_all([*built_in(), *own()])
    if which is None:
        return lessons, problems
    names = {lesson.name: lesson for lesson in lessons}
    numbers = {str(lesson.number): lesson for lesson in lessons if lesson.kind == "lesson"}
    found = names.get(which) or numbers.get(which)
    if found is None:
        near = difflib.get_close_matches(which[:60], names, n=1, cutoff=0.4) or list(names)[:1]
        raise CommandError(
            translate("Commands", "there is no lesson {which}: did you mean {near}?").format(
                which=repr(which[:60]), near=repr(near[0])
            )
        )
    return [found], []


# -- the list -------------------------------------------------------------------------------------


def list_lessons(lessons: Sequence[Lesson], as_json: bool, whole: bool) -> str:
    """The lessons, a line each; with all scenes and claims if they are to be told as a `whole`."""
    if as_json:
        return json.dumps({"lessons": [_plain(lesson) for lesson in lessons]}, ensure_ascii=False)
    return "\n".join(map(_paragraph if whole else _line, in_order(lessons)))


def _paragraph(lesson: Lesson) -> str:
    scenes = [f"  {n}. {_caption(scene)}" for n, scene in enumerate(lesson.scenes, start=1)]
    claims = [f"  - {claim_sentence(lesson, claim)}" for claim in lesson.claims]
    return "\n".join([_line(lesson), *scenes, *(["  Claims:", *claims] if claims else [])])


def _line(lesson: Lesson) -> str:
    scenes, claims = counted(len(lesson.scenes), "scene"), counted(len(lesson.claims), "claim")
    return f"{lesson.name}: {lesson.title.text} ({scenes}, {claims})"


def _caption(scene: Scene) -> str:
    return written(scene.caption.text)


def _plain(lesson: Lesson) -> dict[str, Any]:
    return {
        "name": lesson.name,
        "title": lesson.title.text,
        "kind": lesson.kind,
        "number": lesson.number,
        "scenes": [_caption(scene) for scene in lesson.scenes],
        "claims": [claim_sentence(lesson, claim) for claim in lesson.claims],
    }


# -- the check ------------------------------------------------------------------------------------


def review(lessons: Sequence[Lesson], seeds: tuple[int, int | None], as_json: bool) -> Outcome:
    """Check all claims, and print what was found: lesson by lesson as it is known, or all as JSON.

    Raises `OutputError` where it cannot be printed.
    """
    engine_class("auto", _say_compiling)
    told: list[dict[str, Any]] = []
    failed: list[str] = []
    with ending.noted() as request:
        for lesson in lessons:
            verdicts = _checked(lesson, Seeds(*seeds), request)
            if verdicts is None:
                return Outcome(False, request.number)
            failed += [_which(lesson, v) for v in verdicts if not v.holds]
            told.append(_plain(lesson) | {"claims": [_told(lesson, v) for v in verdicts]})
            if not as_json:
                _show(_judgement(lesson, verdicts), request)
    if as_json:
        _show(json.dumps({"holds": not failed, "lessons": told}, ensure_ascii=False), request)
    else:
        n = sum(len(lesson.claims) for lesson in lessons)
        _show(_summary(n, failed), request)
    return Outcome(not failed, request.number)


def _checked(lesson: Lesson, seeds: Seeds, request: ending.Request) -> list[Verdict] | None:
    progress = Progress(sys.stderr)

    def done(share: float) -> None:
        if progress.is_due():
            progress.draw(share, lesson.name)

    try:
        return check(lesson, seeds, lambda: request.number is not None, done)
    finally:
        progress.end()


def _show(text: str, request: ending.Request) -> None:
    try:
        streams.show(text)
    except OutputError:
        # After a signal there may be no terminal any more, and that is no mistake of the user's.
        if request.number is None:
            raise


def _judgement(lesson: Lesson, verdicts: Sequence[Verdict]) -> str:
    lines = [_line(lesson)]
    for verdict in verdicts:
        lines.append(f"  {_word(verdict)}: {claim_sentence(lesson, verdict.claim)}")
        lines.append(
            translate("Commands", "    Measured: {sentence}").format(
                sentence=measured_sentence(verdict)
            )
        )
    return "\n".join(lines)


def _word(verdict: Verdict) -> str:
    return "holds" if verdict.holds else "FAILS"


def _summary(n: int, failed: Sequence[str]) -> str:
    if not failed:
        return (
            translate("Commands", "All of {claims} hold.").format(claims=counted(n, "claim"))
            if n != 1
            else translate("Commands", "The claim holds.")
        )
    return "\n".join(
        [
            translate("Commands", "{failed} of {claims} failed:").format(
                failed=len(failed), claims=counted(n, "claim")
            ),
            *failed,
        ]
    )


def _which(lesson: Lesson, verdict: Verdict) -> str:
    number = lesson.claims.index(verdict.claim) + 1
    return translate("Commands", "  {name}, claim {number}: {sentence}").format(
        name=lesson.name, number=number, sentence=claim_sentence(lesson, verdict.claim)
    )


def _told(lesson: Lesson, verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "sentence": claim_sentence(lesson, claim),
        "measured": measured_sentence(verdict),
        "holds": verdict.holds,
        "measure": str(claim.measure),
        "of": claim.of,
        "scene": claim.scene,
        "after": claim.after,
        "is": claim.relation,
        "value": claim.value,
        "margin": claim.margin,
        "held": verdict.held,
        "needed": verdict.needed,
        "shown": _run(claim, verdict.shown),
        "runs": [_run(claim, one) for one in verdict.others],
    }


def _run(claim: Claim, measured: Measured) -> dict[str, Any]:
    """A value that is not finite is null, and stands in words beside it."""
    return {
        "seed": measured.seed,
        "value": measured.value if math.isfinite(measured.value) else None,
        "words": measured_value(claim, measured.value),
        "holds": measured.holds,
    }


def _say_compiling() -> None:
    streams.tell(
        translate(
            "Commands",
            "The training loop is being compiled, once on this machine, which takes some ten "
            "seconds",
        )
    )
