"""Writes a lesson as a TOML file, which `read_lesson` reads as the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any

from annplayground.core.checks import convert
from annplayground.core.edits import differences, value_at
from annplayground.core.experiment import Experiment
from annplayground.core.lesson import (
    SPEED,
    VARIED,
    Claim,
    Lesson,
    LessonFocus,
    Mark,
    Question,
    Scene,
    StartWeight,
    Words,
)
from annplayground.core.measures import SIDES
from annplayground.io.files import write_text
from annplayground.io.lessons.experiments import OFF, applied
from annplayground.io.lessons.toml_text import entry

Entries = dict[str, Any]


def write_lesson(path: str | Path, lesson: Lesson) -> None:
    """Write a lesson; `read_lesson` gives the same, named as the file. Raises `FileError`."""
    write_text(Path(path), lesson_text(lesson))


def lesson_text(lesson: Lesson) -> str:
    """The text of its file."""
    usual = Lesson("", Words(), ())
    head = _words("title", lesson.title) | _words("shows", lesson.shows)
    head |= _unusual(lesson, usual, ("number", "kind"))
    lines = [*_lines(head)]
    before = Experiment()
    for scene in lesson.scenes:
        lines += ["", "[[scenes]]", *_lines(_scene(scene, lesson.title))]
        if scene.experiment != before:
            lines += _experiment("scenes.experiment", scene.experiment)
        if scene.b is not None:
            lines += _other(scene.experiment, scene.b)
        before = scene.experiment
    for claim in lesson.claims:
        lines += ["", "[[claims]]", *_lines(_claim(claim))]
    return "\n".join(lines) + "\n"


def _lines(entries: Mapping[str, Any]) -> Iterator[str]:
    return (entry(key, value) for key, value in entries.items())


def _unusual(value: Any, usual: Any, names: Sequence[str]) -> Entries:
    """Fields by their names, where they are not as usual."""
    return {
        name: list(found) if isinstance(found, tuple) else found
        for name in names
        if (found := getattr(value, name)) != getattr(usual, name)
    }


def _words(key: str, words: Words) -> Entries:
    if not words:
        return {}
    return {key: words.text, **{f"{key}.{code}": text for code, text in words.others.items()}}


def _several_words(key: str, several: Sequence[Words]) -> Entries:
    codes = list(several[0].others)
    return {
        key: [words.text for words in several],
        **{f"{key}.{code}": [words.others[code] for words in several] for code in codes},
    }


def _scene(scene: Scene, title: Words) -> Entries:
    usual = Scene(Words(), Words(), Experiment())
    found = {} if scene.title == title else _words("title", scene.title)
    found |= _words("caption", scene.caption) | _words("notes", scene.notes)
    if scene.weights:
        found["weights"] = [_weight(weight) for weight in scene.weights]
    found |= _unusual(scene, usual, ("at",))
    if not scene.runs:
        found["run"] = False
    if scene.speed != SPEED:
        found["speed"] = "max" if scene.speed is None else scene.speed
    if scene.batches is not None:
        found["batches"] = scene.batches
    if scene.rules != usual.rules:
        found["stop"] = {k: v for k, v in asdict(scene.rules).items() if v is not None}
    found |= _unusual(scene, usual, ("panels", "sizes", "explanation", "metric", "numbers"))
    if scene.focus is not None:
        found["focus"] = _focus(scene.focus)
    if scene.marks:
        found["marks"] = [_mark(mark) for mark in scene.marks]
    if scene.question is not None:
        found["question"] = _question(scene.question)
    return found


def _focus(focus: LessonFocus) -> Entries:
    return {f.name: getattr(focus, f.name) + (f.name != "layer") for f in fields(focus)}


def _weight(weight: StartWeight) -> Entries:
    found: Entries = {"layer": weight.layer}
    if weight.source is not None:
        found["source"] = weight.source + 1
    found |= {"unit": weight.unit + 1, "value": weight.value}
    return found if weight.of == SIDES[0] else {**found, "of": weight.of}


def _mark(mark: Mark) -> Entries:
    return {"epoch": mark.epoch, **_words("text", mark.text)}


def _question(question: Question) -> Entries:
    found = _words("text", question.text) | _several_words("options", question.options)
    found["answer"] = question.answer
    if question.hides:
        found["hides"] = list(question.hides)
    return found


def _claim(claim: Claim) -> Entries:
    found: Entries = {"measure": str(claim.measure)}
    if claim.of != "A":
        found["of"] = claim.of
    if claim.scene != 1:
        found["scene"] = claim.scene
    if claim.reaches is not None:
        relation, bound = claim.reaches
        found["rises_to" if relation == "above" else "falls_to"] = bound
    found |= {"after": claim.after, "is": claim.relation}
    if claim.value is not None:
        found["value"] = claim.value
    found |= {"at_least": claim.at_least, "seeds": claim.seeds, "margin": claim.margin}
    if claim.vary != VARIED[0]:
        found["vary"] = claim.vary
    if claim.twin:
        found["twin"] = dict(claim.twin)
    return found


# -- experiments ----------------------------------------------------------------------------------


def _experiment(place: str, experiment: Experiment) -> Iterator[str]:
    """Three tables, with every key that says something."""
    for part, content in experiment.to_dict().items():
        yield ""
        yield f"[{place}.{part}]"
        yield from _lines(_without_none(content))


def _without_none(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {key: _without_none(item) for key, item in content.items() if item is not None}
    return [_without_none(i) for i in content] if isinstance(content, list) else content


def _other(a: Experiment, b: Experiment) -> Iterator[str]:
    """B as what is changed in A, or written out where that does not say it."""
    changes = {path: _plain(value_at(b, path)) for path in sorted(differences(a, b))}
    try:
        told = applied(a, changes) == b
    except ValueError:
        told = False
    if told:
        yield ""
        yield "[scenes.b]"
        yield from _lines(changes)
    else:
        yield from _experiment("scenes.b_experiment", b)


def _plain(value: Any) -> Any:
    if value is None:
        return OFF
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _without_none(convert(value, {})) if is_dataclass(value) else value
