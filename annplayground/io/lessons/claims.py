"""Reads the claims of a lesson, and makes the twin in which one is false."""

from collections.abc import Sequence
from typing import Any

from annplayground.core.experiment import Experiment
from annplayground.core.lesson import MARGIN, RELATIONS, SEEDS, VARIED, Claim, Scene
from annplayground.core.measures import SIDES, Measure, Term, read_measure
from annplayground.core.settings import MAX_EPOCHS
from annplayground.core.words import translate
from annplayground.io.lessons.experiments import applied
from annplayground.io.lessons.table import Table, TableError

MAX_VALUE = 1e300
MAX_SEEDS = 1000
MAX_MARGIN = 1e6


def read_claim(table: Table, scenes: Sequence[Scene]) -> Claim:
    """A claim on one of the scenes. Raises `TableError`."""
    number = table.integer("scene", 1, 1, max(len(scenes), 1))
    scene = scenes[number - 1]
    if scene.weights:  # from other seeds nothing of it would be left
        raise table.refuse(
            translate("Lessons", "is on a scene whose weights are set by hand, which has no seeds")
        )
    of = table.choice("of", SIDES[0], SIDES)
    measure = _read_measure(table, scene, of)
    relation = table.choice("is", "", RELATIONS)
    reaches = _read_reaches(table)
    if not relation:
        raise table.refuse(
            translate("Lessons", "has no is: it is one of {relations}").format(
                relations=", ".join(RELATIONS)
            )
        )
    if measure.is_finding != (relation in ("found", "missing")):
        wanted = (
            translate("Lessons", "found or missing")
            if measure.is_finding
            else translate("Lessons", "above or below")
        )
        raise table.refuse(
            translate("Lessons", "is to be {wanted} for {measure}").format(
                wanted=wanted, measure=measure
            ),
            "is",
        )
    if measure.is_finding and ("value" in table or reaches):
        raise table.refuse(translate("Lessons", "is a finding, which has no value"), "measure")
    if not measure.is_finding and "value" not in table:
        raise table.refuse(translate("Lessons", "has no value"))
    if "after" not in table:
        raise table.refuse(translate("Lessons", "has no after: how many epochs are trained"))
    seeds = table.integer("seeds", SEEDS, 1, MAX_SEEDS)
    claim = Claim(
        measure=measure,
        relation=relation,
        after=table.integer("after", 0, 0, MAX_EPOCHS),
        value=table.number("value", None, 0.0, MAX_VALUE),
        reaches=reaches,
        of=of,
        scene=number,
        seeds=seeds,
        at_least=table.integer("at_least", seeds, 1, seeds),
        vary=table.choice("vary", VARIED[0], VARIED),
        margin=table.number("margin", _usual_margin(measure, reaches), 1.0, MAX_MARGIN),
        twin=_read_twin(table, scene),
    )
    table.end()
    return claim


def _usual_margin(measure: Measure, reaches: object) -> float:
    free = measure.is_finding or (measure.is_bounded and reaches is None)
    return 1.0 if free else MARGIN


def _read_measure(table: Table, scene: Scene, of: str) -> Measure:
    text = table.raw("measure")
    if not isinstance(text, str):
        raise table.refuse(translate("Lessons", "has no measure, as train_loss in quotes"))
    try:
        measure = read_measure(text)
    except ValueError as error:
        raise table.refuse(
            translate("Lessons", "cannot be: {error}").format(error=error), "measure"
        ) from error
    for term in measure:
        experiment = scene.experiment if (term.side or of) == "A" else scene.b
        if experiment is None:
            raise table.refuse(
                translate("Lessons", "is of B, and scene {scene} has none").format(
                    scene=table.raw("scene") or 1
                ),
                "measure",
            )
        _check_term(table, term, len(experiment.sizes) - 1)
    return measure


def _check_term(table: Table, term: Term, n_layers: int) -> None:
    if term.is_finding:
        from annplayground.core.diagnosis.findings import DIAGNOSES  # few lessons need it

        if term.name not in DIAGNOSES:
            kinds = ", ".join(DIAGNOSES)
            raise table.refuse(
                translate("Lessons", "names no kind of finding {name}: there are {kinds}").format(
                    name=repr(term.name), kinds=kinds
                ),
                "measure",
            )
    elif term.place and term.layer(n_layers) > n_layers:
        raise table.refuse(
            translate("Lessons", "is of {place}, and there are {n} layers").format(
                place=term.place, n=n_layers
            ),
            "measure",
        )
    elif term.name in ("dead", "saturated") and term.layer(n_layers) == n_layers:
        raise table.refuse(
            translate("Lessons", "asks for {quantity} units of the output layer").format(
                quantity=term.name
            ),
            "measure",
        )


def _read_reaches(table: Table) -> tuple[str, float] | None:
    found = [
        (relation, table.number(key, 0.0, 0.0, MAX_VALUE))
        for key, relation in (("rises_to", "above"), ("falls_to", "below"))
        if key in table
    ]
    if len(found) > 1:
        raise table.refuse(translate("Lessons", "cannot stand beside rises_to"), "falls_to")
    return found[0] if found else None


def _read_twin(table: Table, scene: Scene) -> dict[str, Any]:
    changes = table.raw("twin") or {}
    if "twin" in table and not isinstance(changes, dict):
        raise table.refuse(translate("Lessons", "is to be a table of changes"), "twin")
    try:
        twin_of(scene, changes)
    except ValueError as error:
        place = (*table.path, "twin")
        raise TableError(
            translate("Lessons", "{name}.twin: {why}").format(
                name=table.name, why=str(error).rstrip(".")
            ),
            place,
        ) from error
    return changes


def twin_of(scene: Scene, changes: dict[str, Any]) -> tuple[Experiment, Experiment | None]:
    """A and B of a scene with the changes of a twin. Raises `ValueError` for what cannot be."""
    of_b = {path[2:]: value for path, value in changes.items() if path.startswith("B.")}
    of_a = {path: value for path, value in changes.items() if not path.startswith("B.")}
    if of_b and scene.b is None:
        raise ValueError("there is no B to be changed")
    return applied(scene.experiment, of_a), scene.b and applied(scene.b, of_b)
