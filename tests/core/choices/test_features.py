"""The seven inputs: their formulas, and their order."""

import math

import numpy as np
import pytest

from annplayground.core.choices.features import FEATURES, compute_features
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session

BY_HAND = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1**2,
    "x2_squared": lambda x1, x2: x2**2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: math.sin(x1),
    "sin_x2": lambda x1, x2: math.sin(x2),
}
POINTS = [(0.0, 0.0), (1.5, -2.0), (-6.0, 6.0)]


def test_the_seven_names_in_their_order():
    assert tuple(FEATURES) == tuple(BY_HAND)


@pytest.mark.parametrize("name", FEATURES)
def test_formula(name):
    found = compute_features(np.array(POINTS), [name])
    np.testing.assert_allclose(found[:, 0], [BY_HAND[name](*point) for point in POINTS])


def test_columns_follow_the_order_asked_for():
    names = ("sin_x2", "x1", "x1x2")
    found = compute_features(np.array(POINTS), names)
    assert found.shape == (3, 3)
    for column, name in zip(found.T, names, strict=True):
        np.testing.assert_array_equal(column, compute_features(np.array(POINTS), [name])[:, 0])


def test_inputs_are_fed_in_as_they_are():
    """No hidden normalisation: what the first layer sees are the features themselves."""
    experiment = Experiment.from_dict({"data": {"features": ["x1", "x2_squared"]}})
    session = Session(experiment)
    X = np.array(POINTS)
    expected = np.stack([X[:, 0], X[:, 1] ** 2], axis=1)
    np.testing.assert_array_equal(session.forward(X)[0].x, expected)
