"""Where the samples of an Experiment come from; own points are checked as a whole."""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from annplayground.core.checks import (
    ExperimentError,
    check_integer,
    check_number,
    check_tuple,
    make_plain,
    plain,
)
from annplayground.core.choices.datasets import DATASETS, N_SAMPLES, NOISE
from annplayground.core.choices.features import FEATURES
from annplayground.core.settings import (
    MAX_CLASS,
    MAX_COORDINATE,
    MIN_CLASSES,
    check_fields,
    setting,
)
from annplayground.core.words import translate

# Fewer own points than this, such as the rows of a truth table, can spare none for a test set.
FEW_POINTS = 10

CustomPoint = tuple[float, float, int]


@dataclass(frozen=True)
class Data:
    """Where the samples come from. `noise` is 0 … 1; `points` (x₁, x₂, class) are for custom.

    At `train_fraction` 1 all samples train, and the test set is empty.
    """

    dataset: str = "circle"
    n_samples: int = N_SAMPLES
    noise: float = NOISE
    train_fraction: float = 0.5
    features: tuple[str, ...] = ("x1", "x2")
    seed: int = 0
    points: tuple[CustomPoint, ...] = ()

    def __post_init__(self) -> None:
        make_plain(self)
        check_tuple("features", self.features)
        check_fields("data", self)
        if not self.features:
            problem = translate("Refusals", "is empty: choose at least one of {names}.").format(
                names=", ".join(FEATURES)
            )
            raise ExperimentError(problem, "no_features", "features")
        if len(set(self.features)) < len(self.features):
            problem = translate("Refusals", "names an input twice: name each once.")
            raise ExperimentError(problem, "same_feature", "features")
        check_tuple("points", self.points)
        if self.dataset == "custom":
            object.__setattr__(self, "points", _checked_points(self.points))
        elif self.points:
            problem = translate("Refusals", "means nothing to {dataset}: use 'custom'.").format(
                dataset=repr(self.dataset)
            )
            raise ExperimentError(problem, "unused", "points")

    def fraction_for(self, points: tuple[CustomPoint, ...]) -> float:
        """The share to train on with these own points (none: a dataset) instead of today's.

        1 where they are fewer than `FEW_POINTS`, and the usual one after such few.
        """
        few, were_few = (0 < len(p) < FEW_POINTS for p in (points, self.points))
        if few:
            return 1.0
        return Data.train_fraction if were_few and self.train_fraction == 1 else self.train_fraction

    @property
    def size(self) -> int:
        """Number of samples, training and test together."""
        return len(self.points) if self.dataset == "custom" else self.n_samples

    @property
    def n_train(self) -> int:
        """Number of samples that train; below a share of 1, at least one sample tests."""
        n = self.size
        return n if self.train_fraction == 1 else min(max(round(n * self.train_fraction), 1), n - 1)

    @cached_property
    def n_classes(self) -> int:
        """Number of classes; 0 for regression."""
        if self.dataset == "custom":
            return max(2, 1 + max(label for _, _, label in self.points))
        return DATASETS[self.dataset].n_classes


def _checked_points(points: tuple[Any, ...]) -> tuple[CustomPoint, ...]:
    """Points of plain numbers; `ExperimentError` for what is none, and for too many or too few."""
    row = setting("data.points")
    if len(points) > row.high:
        problem = translate("Refusals", "has {n} rows: at most {high} are possible.").format(
            n=len(points), high=f"{row.high:.0f}"
        )
        raise ExperimentError(problem, "points", "points", value=len(points), high=row.high)
    if not _all_are_points(points):  # whatever it is, the slow way finds the words for it
        points = tuple(map(_plain_point, points))
        for index, point in enumerate(points):
            _check_point(f"points[{index}]", point)
    if len(points) < row.low or len({label for _, _, label in points}) < MIN_CLASSES:
        problem = translate(
            "Refusals", "needs at least {low} points of at least {classes} classes."
        ).format(low=f"{row.low:.0f}", classes=MIN_CLASSES)
        raise ExperimentError(problem, "points", "points", value=len(points), low=row.low)
    return points


def _all_are_points(points: tuple[Any, ...]) -> bool:
    """Whether all are (float, float, int) within the bounds; asked of thousands at once."""
    if {type(p) for p in points} != {tuple} or {len(p) for p in points} != {3}:
        return False
    flat = list(chain.from_iterable(points))
    x, labels = [*flat[::3], *flat[1::3]], flat[2::3]
    if not ({type(value) for value in x} <= {float, int} and {type(k) for k in labels} == {int}):
        return False
    near = all(-MAX_COORDINATE <= value <= MAX_COORDINATE for value in x)  # NaN is not
    return near and min(labels) >= 0 and max(labels) <= MAX_CLASS


def _check_point(place: str, point: Any) -> None:
    check_tuple(place, point, 3)
    check_number(f"{place} x1", point[0], -MAX_COORDINATE, MAX_COORDINATE)
    check_number(f"{place} x2", point[1], -MAX_COORDINATE, MAX_COORDINATE)
    check_integer(f"{place} class", point[2], 0, MAX_CLASS)


def _plain_point(point: Any) -> Any:
    """A point without NumPy's numbers; a class 1.0 is class 1."""
    point = plain(point)
    if not isinstance(point, tuple):
        return point
    point = tuple(map(plain, point))
    whole = len(point) == 3 and isinstance(point[2], float) and point[2].is_integer()
    return (*point[:2], int(point[2])) if whole else point
