"""Whether claims hold: for the scene as it is shown, and from other first weights."""

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.claims.runs import Needs, Run, trained
from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment
from annplayground.core.lesson import Claim, Lesson, Scene
from annplayground.core.measures import SIDES, Term

# The first of the seeds that nobody chose settings by.
FIRST_SEED = 1000

Runs = Mapping[Experiment, Run]


@dataclass(frozen=True)
class Seeds:
    """Which seeds a claim is checked on: so many from the first on; None: as many as it says."""

    first: int = FIRST_SEED
    number: int | None = None

    def of(self, claim: Claim) -> range:
        """Those of a claim."""
        return range(self.first, self.first + (self.number or claim.seeds))


@dataclass(frozen=True)
class Measured:
    """What one run measured; `seed` None is the scene as it is shown."""

    seed: int | None
    value: float
    holds: bool


@dataclass(frozen=True)
class Verdict:
    """What came of a claim. It must hold as shown, and for `needed` of the seeds."""

    claim: Claim
    shown: Measured
    others: tuple[Measured, ...]
    needed: int

    @property
    def held(self) -> int:
        """For how many of the seeds it holds."""
        return sum(one.holds for one in self.others)

    @property
    def holds(self) -> bool:
        """Whether the lesson is true."""
        return self.shown.holds and self.held >= self.needed


def check(
    lesson: Lesson,
    seeds: Seeds | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    done: Callable[[float], None] = lambda share: None,
) -> list[Verdict] | None:
    """Train and judge all claims of a lesson, with one run for all that ask for the same; None if
    it was to stop. `done` is told what share of the runs is done."""
    seeds = seeds or Seeds()
    needs: dict[Experiment, Needs] = {}
    for claim in lesson.claims:
        for seed in (None, *seeds.of(claim)):
            _note(needs, claim, lesson.scenes[claim.scene - 1], seed)
    runs: dict[Experiment, Run] = {}
    with ThreadPoolExecutor(os.cpu_count() or 1, "annplayground-claims") as pool:
        found = pool.map(lambda one: trained(one, needs[one], should_stop), needs)
        for number, (experiment, run) in enumerate(zip(needs, found, strict=True), start=1):
            if run is None:
                return None
            runs[experiment] = run
            done(number / len(needs))
    return [_judged(claim, lesson.scenes[claim.scene - 1], seeds, runs) for claim in lesson.claims]


def _sides(claim: Claim, scene: Scene, seed: int | None) -> dict[str, Experiment]:
    """A and B, with another seed if it is given."""
    pair = zip(SIDES, (scene.experiment, scene.b), strict=True)
    return {
        side: one if seed is None else changed(one, claim.vary, seed)
        for side, one in pair
        if one is not None
    }


def _note(needs: dict[Experiment, Needs], claim: Claim, scene: Scene, seed: int | None) -> None:
    """What the runs of a claim have to measure."""
    sides = _sides(claim, scene, seed)
    for term in claim.measure:
        experiment = sides[term.side or claim.of]
        wanted = needs.setdefault(experiment, Needs())
        wanted.take(term, claim.after, len(experiment.activations))


def _judged(claim: Claim, scene: Scene, seeds: Seeds, runs: Runs) -> Verdict:
    def measured(seed: int | None) -> Measured:
        sides = {side: runs[e] for side, e in _sides(claim, scene, seed).items() if e in runs}
        value = _value(claim, sides)
        return Measured(seed, value, _holds(claim, value))

    others = tuple(map(measured, seeds.of(claim)))
    needed = math.ceil(claim.at_least / claim.seeds * len(others))
    return Verdict(claim, measured(None), others, needed)


def _value(claim: Claim, sides: Mapping[str, Run]) -> float:
    """What a claim is about, in one run or in two: a number, an epoch, or for a finding 1 or 0."""

    def run(term: Term) -> Run:
        return sides[term.side or claim.of]

    terms = list(claim.measure)
    if claim.reaches is None:
        return float(_ratio([np.array(run(term).value(term, claim.after)) for term in terms]))
    relation, bound = claim.reaches
    values = _ratio([run(term).values(term, claim.after) for term in terms])
    reached = np.flatnonzero(values >= bound if relation == "above" else values <= bound)
    return float(reached[0]) if len(reached) else math.inf


def _ratio(values: Sequence[Array]) -> Array:
    with np.errstate(all="ignore"):
        return values[0] if len(values) == 1 else np.divide(*values)


def _holds(claim: Claim, value: float) -> bool:
    """Whether a value is as the claim says, by its margin; NaN never is."""
    if claim.measure.is_finding:
        return value == float(claim.relation == "found")
    assert claim.value is not None
    if claim.relation == "above":
        return value > claim.value * claim.margin
    return value < claim.value / claim.margin


def broken(lesson: Lesson, twin: Callable[[Claim], Scene]) -> Iterator[Lesson]:
    """For each claim the lesson with that one alone, on a scene in which it is to be false."""
    for claim in lesson.claims:
        alone = replace(claim, scene=1)
        yield replace(lesson, scenes=(twin(claim),), claims=(alone,))
