"""Reads a lesson from a TOML file; what is damaged is refused with file, line and reason."""

import math
import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from annplayground.core.choices.metrics import METRICS
from annplayground.core.choices.views import CARDS, EXPLANATIONS
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.lesson import (
    KINDS,
    NUMBERS,
    SPEED,
    Lesson,
    LessonFocus,
    Mark,
    Question,
    Scene,
    StartWeight,
    Words,
)
from annplayground.core.measures import SIDES
from annplayground.core.settings import MAX_EPOCHS
from annplayground.core.words import translate
from annplayground.io.files import FileError, read_text
from annplayground.io.lessons.claims import read_claim
from annplayground.io.lessons.experiments import read_a, read_b
from annplayground.io.lessons.lines import line_of
from annplayground.io.lessons.table import Table, TableError

MAX_BYTES = 4_000_000
MAX_OPTIONS = len(CARDS)  # one a number key, which else choose panels
MAX_SPEED = 1e6
MAX_WEIGHT = sys.float_info.max
_SYNTAX = re.compile(r"(.*?) ?\(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)


def read_lesson(path: str | Path) -> Lesson:
    """The lesson in a file. Raises `FileError`, which names file, line and reason."""
    path = Path(path)
    text = read_text(path, MAX_BYTES)
    try:
        return parse_lesson(text, path.stem, path.parent)
    except tomllib.TOMLDecodeError as error:
        match = _SYNTAX.fullmatch(str(error))
        reason, line = (match[1], match[2]) if match else (str(error), None)
        line = line or str(max(len(text.splitlines()), 1))
        raise FileError(
            translate("Lessons", "{path} is not valid TOML: line {line}: {reason}").format(
                path=path, line=line, reason=reason[:1].lower() + reason[1:]
            )
        ) from error
    except RecursionError as error:
        raise FileError(
            translate("Lessons", "{path} is nested too deeply to be a lesson").format(path=path)
        ) from error
    except TableError as error:
        raise FileError(
            translate("Lessons", "{path}: line {line}: {error}").format(
                path=path, line=line_of(text, error.path), error=error
            )
        ) from error


def parse_lesson(text: str, name: str, folder: Path) -> Lesson:
    """The lesson in a text; files that it names are looked for in `folder`.

    Raises `tomllib.TOMLDecodeError` or `TableError`.
    """
    table = Table(tomllib.loads(text))
    title = _needed(table, "title")
    scenes: list[Scene] = []
    if "scenes" not in table:
        raise table.refuse(translate("Lessons", "has no scenes: at least one [[scenes]] is needed"))
    for one in table.tables("scenes"):
        scenes.append(_read_scene(one, scenes, title, folder))
    lesson = Lesson(
        name=name,
        title=title,
        scenes=tuple(scenes),
        shows=table.words("shows"),
        number=table.integer("number", 0, 0, 999),
        kind=table.choice("kind", KINDS[0], KINDS),
        claims=tuple(read_claim(one, scenes) for one in table.tables("claims")),
    )
    table.end()
    return lesson


def _needed(table: Table, key: str) -> Words:
    words = table.words(key)
    if not words:
        raise table.refuse(translate("Lessons", "has no {key}").format(key=key))
    return words


def _read_scene(table: Table, before: Sequence[Scene], title: Words, folder: Path) -> Scene:
    a = read_a(table, before[-1].experiment if before else Experiment(), folder)
    b = read_b(table, a)
    scene = Scene(
        title=table.words("title") or title,
        caption=_needed(table, "caption"),
        notes=table.words("notes"),
        experiment=a,
        b=b,
        weights=tuple(_read_weight(one, a, b) for one in table.tables("weights")),
        at=table.integer("at", 0, 0, MAX_EPOCHS),
        runs=table.yes("run", True),
        speed=_read_speed(table),
        batches=table.number("batches", None, 0.01, MAX_SPEED),
        rules=_read_rules(table),
        panels=table.choices("panels", CARDS),
        sizes=_read_sizes(table),
        explanation=table.choice("explanation", None, EXPLANATIONS),
        focus=_read_focus(table, a),
        metric=table.choice("metric", None, METRICS),
        numbers=table.choice("numbers", NUMBERS[0], NUMBERS),
        marks=tuple(_read_mark(one) for one in table.tables("marks")),
        question=_read_question(table),
    )
    table.end()
    return scene


def _read_speed(table: Table) -> float | None:
    if "speed" in table and "batches" in table:
        raise table.refuse(translate("Lessons", "cannot stand beside batches"), "speed")
    if table.raw("speed") == "max":
        return None
    return table.number("speed", SPEED, 0.01, MAX_SPEED)


def _read_sizes(table: Table) -> tuple[float, ...]:
    sizes, panels = table.items("sizes"), table.items("panels")
    for size in sizes:
        is_number = isinstance(size, int | float) and not isinstance(size, bool)
        if not (is_number and math.isfinite(size) and size > 0):
            raise table.refuse(translate("Lessons", "is to be a list of numbers above 0"), "sizes")
    if sizes and len(sizes) != len(panels):
        raise table.refuse(
            translate("Lessons", "is to have one number for each of panels"), "sizes"
        )
    return tuple(map(float, sizes))


def _read_rules(table: Table) -> StopRules:
    stop = table.table("stop")
    if stop is None:
        return StopRules()
    rules = StopRules(
        epoch=stop.integer("epoch", None, 1, MAX_EPOCHS),
        test_loss=stop.number("test_loss", None, 0.0, sys.float_info.max),
        test_accuracy=stop.number("test_accuracy", None, 0.0, 1.0),
    )
    stop.end()
    return rules


def _read_focus(table: Table, experiment: Experiment) -> LessonFocus | None:
    focus = table.table("focus")
    if focus is None:
        return None
    sizes = experiment.sizes
    layer = focus.integer("layer", 1, 1, len(sizes) - 1)
    found = LessonFocus(
        layer=layer,
        unit=focus.integer("unit", 1, 1, sizes[layer]) - 1,
        source=focus.integer("source", 1, 1, sizes[layer - 1]) - 1,
        example=focus.integer("example", 1, 1, experiment.data.n_train) - 1,
    )
    focus.end()
    return found


def _read_weight(table: Table, a: Experiment, b: Experiment | None) -> StartWeight:
    of = table.choice("of", SIDES[0], SIDES)
    experiment = a if of == SIDES[0] else b
    if experiment is None:
        raise table.refuse(translate("Lessons", "is B, and the scene has none"), "of")
    for key in ("layer", "unit", "value"):
        if key not in table:
            raise table.refuse(translate("Lessons", "has no {key}").format(key=key))
    sizes = experiment.sizes
    layer = table.integer("layer", 1, 1, len(sizes) - 1)
    source = table.integer("source", None, 1, sizes[layer - 1])
    found = StartWeight(
        layer=layer,
        unit=table.integer("unit", 1, 1, sizes[layer]) - 1,
        value=table.number("value", 0.0, -MAX_WEIGHT, MAX_WEIGHT),
        source=None if source is None else source - 1,
        of=of,
    )
    table.end()
    return found


def _read_mark(table: Table) -> Mark:
    mark = Mark(table.integer("epoch", 0, 0, MAX_EPOCHS), _needed(table, "text"))
    table.end()
    return mark


def _read_question(table: Table) -> Question | None:
    question = table.table("question")
    if question is None:
        return None
    options = question.several_words("options")
    if not 2 <= len(options) <= MAX_OPTIONS:
        raise question.refuse(
            translate("Lessons", "is to have 2 to {most} texts").format(most=MAX_OPTIONS),
            "options",
        )
    if "answer" not in question:
        raise question.refuse(translate("Lessons", "has no answer"))
    found = Question(
        text=_needed(question, "text"),
        options=options,
        answer=question.integer("answer", 1, 1, len(options)),
        hides=question.choices("hides", CARDS),
    )
    question.end()
    return found
