"""The 2-D toy problems: each draws points in [−6, 6]² with a class or a value for each.

A new dataset is one entry in `DATASETS`. The classic geometry (circle, xor, gauss, spiral)
follows TensorFlow Playground, so that results can be compared.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.words import translate

LIMIT = 6.0
N_SAMPLES, NOISE = 500, 0.0  # of a problem that asks for nothing else
Labels = NDArray[np.float64]
Generator = Callable[[np.random.Generator, int, float], tuple[Array, Labels]]


@dataclass(frozen=True)
class Dataset:
    """One problem; `draw(rng, n, noise)` returns X (n, 2) and labels (n,).

    Labels are class numbers 0, 1, … or, where `n_classes` is 0, regression values in [−1, 1].
    `n_samples` and `noise` are what it begins with.
    """

    name: str
    label: str
    n_classes: int
    about: str
    draw: Generator
    n_samples: int = N_SAMPLES
    noise: float = NOISE


def _per_class(n: int, n_classes: int) -> list[int]:
    """Split n samples evenly; the first classes take the rest."""
    return [n // n_classes + (k < n % n_classes) for k in range(n_classes)]


def _stack(groups: list[Array]) -> tuple[Array, Labels]:
    labels = [np.full(len(group), float(k)) for k, group in enumerate(groups)]
    return np.concatenate(groups), np.concatenate(labels)


def _inside(rng: np.random.Generator, centre: Array, std: float) -> Array:
    """Add normal scatter to centre (n, 2), drawing again whatever falls outside the square."""
    points = centre + rng.normal(0.0, 1.0, centre.shape) * std
    while (outside := (np.abs(points) > LIMIT).any(axis=1)).any():
        points[outside] = centre[outside] + rng.normal(0.0, 1.0, (int(outside.sum()), 2)) * std
    return points


def _ring(rng: np.random.Generator, n: int, inner: float, outer: float) -> Array:
    radius, angle = rng.uniform(inner, outer, n), rng.uniform(0.0, 2.0 * np.pi, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _circle(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
    outside, inside = _per_class(n, 2)
    X = np.concatenate([_ring(rng, outside, 3.5, 5.0), _ring(rng, inside, 0.0, 2.5)])
    # Noise moves the point only while its class is read off, so classes mix near the border.
    seen = X + rng.uniform(-5.0, 5.0, X.shape) * noise
    labels = np.hypot(seen[:, 0], seen[:, 1]) < 2.5
    if noise == 0.0:
        labels = np.arange(n) >= outside
    return X, labels.astype(float)


def _xor(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
    quadrants = [(-1, 1), (1, 1), (1, -1), (-1, -1)]
    counts = _per_class(n, 4)
    groups = [
        rng.uniform(0.3, 5.3, (count, 2)) * sign
        for count, sign in zip(counts, quadrants, strict=True)
    ]
    X = np.concatenate(groups)
    seen = X + rng.uniform(-5.0, 5.0, X.shape) * noise
    return X, (seen[:, 0] * seen[:, 1] > 0).astype(float)


def _blobs(centres: list[tuple[float, float]]) -> Generator:
    def draw(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
        std = math.sqrt(0.5 + 7.0 * noise)  # variance 0.5 … 4 up to noise 0.5, as the classic
        counts = _per_class(n, len(centres))
        groups = [
            _inside(rng, np.tile(np.asarray(centre, dtype=float), (count, 1)), std)
            for centre, count in zip(centres, counts, strict=True)
        ]
        return _stack(groups)

    return draw


def _spirals(n_arms: int, turns: float) -> Generator:
    def draw(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
        groups = []
        for arm, count in enumerate(_per_class(n, n_arms)):
            along = np.arange(count) / count
            angle = 2.0 * np.pi * (turns * along + arm / n_arms)
            line = 5.0 * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
            groups.append(line + rng.uniform(-1.0, 1.0, line.shape) * noise)
        X, labels = _stack(groups)
        return X, labels if n_arms > 2 else 1.0 - labels

    return draw


def _moons(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
    groups = []
    for count, sign in zip(_per_class(n, 2), (1.0, -1.0), strict=True):
        angle = rng.uniform(0.0, np.pi, count)
        arc = np.stack([3.2 * np.cos(angle) - 1.6, 3.2 * np.sin(angle) - 0.8], axis=1) * sign
        groups.append(_inside(rng, arc, 0.15 + noise))
    return _stack(groups)


def _checkerboard(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
    cells = rng.permutation(np.arange(n) % 16)
    corner = np.stack([cells % 4, cells // 4], axis=1) * 3.0 - LIMIT
    X = corner + rng.uniform(0.15, 2.85, (n, 2))
    seen = X + rng.uniform(-3.0, 3.0, X.shape) * noise
    return X, (np.floor(seen / 3.0).sum(axis=1) % 2 == 0).astype(float)


def _rings(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
    outer, inner = _per_class(n, 2)
    groups = [_ring(rng, outer, 4.2, 4.8), _ring(rng, inner, 1.7, 2.3)]
    return _stack([_inside(rng, group, noise) for group in groups])


def _plane(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
    X = rng.uniform(-LIMIT, LIMIT, (n, 2))
    seen = X + rng.uniform(-LIMIT, LIMIT, X.shape) * noise
    return X, np.clip(seen.sum(axis=1) / (2.0 * LIMIT), -1.0, 1.0)


def _hill(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
    X = rng.uniform(-LIMIT, LIMIT, (n, 2))
    seen = X + rng.uniform(-LIMIT, LIMIT, X.shape) * noise
    hill = np.exp(-((seen - (-2.0, 1.5)) ** 2).sum(axis=1) / 6.0)
    hollow = np.exp(-((seen - (2.0, -1.5)) ** 2).sum(axis=1) / 6.0)
    return X, np.clip(hill - hollow, -1.0, 1.0)


def _no_points(rng: np.random.Generator, n: int, noise: float) -> tuple[Array, Labels]:
    raise NotImplementedError("custom data come from Data.points")


DATASETS: dict[str, Dataset] = {
    entry.name: entry
    for entry in (
        Dataset(
            "circle",
            translate("Data sets", "Circle"),
            2,
            translate("Data sets", "A disc inside a ring."),
            _circle,
        ),
        Dataset(
            "xor",
            "XOR",
            2,
            translate("Data sets", "Same sign against different sign; no line parts it."),
            _xor,
        ),
        Dataset(
            "gauss",
            translate("Data sets", "Gauss"),
            2,
            translate(
                "Data sets",
                "Two clouds: a line parts them, but for what overlaps (3 % at noise 0.25, 8 % at "
                "0.5).",
            ),
            _blobs([(-2, -2), (2, 2)]),
        ),
        Dataset(
            "spiral",
            translate("Data sets", "Spiral"),
            2,
            translate("Data sets", "Two arms of 1.75 turns: the hard one."),
            _spirals(2, 1.75),
        ),
        Dataset(
            "moons",
            translate("Data sets", "Moons"),
            2,
            translate("Data sets", "Two half circles, one hooked into the other."),
            _moons,
        ),
        Dataset(
            "checkerboard",
            translate("Data sets", "Checker"),
            2,
            translate("Data sets", "Sixteen squares in turn."),
            _checkerboard,
        ),
        Dataset(
            "rings",
            translate("Data sets", "Rings"),
            2,
            translate("Data sets", "A thin ring inside another."),
            _rings,
        ),
        Dataset(
            "blobs3",
            translate("Data sets", "3 blobs"),
            3,
            translate("Data sets", "Three clouds, three classes."),
            _blobs([(-2.6, -1.7), (2.6, -1.7), (0.0, 2.8)]),
        ),
        Dataset(
            "spiral3",
            translate("Data sets", "3 arms"),
            3,
            translate("Data sets", "Three arms, three classes."),
            _spirals(3, 1.0),
        ),
        Dataset(
            "plane",
            translate("Data sets", "Plane"),
            0,
            translate("Data sets", "Regression: a tilted plane."),
            _plane,
        ),
        Dataset(
            "hill",
            translate("Data sets", "Hill"),
            0,
            translate("Data sets", "Regression: a hill and a hollow."),
            _hill,
        ),
        Dataset(
            "custom",
            translate("Data sets", "Own data"),
            2,
            translate("Data sets", "Points drawn by hand or read from a file."),
            _no_points,
        ),
    )
}
