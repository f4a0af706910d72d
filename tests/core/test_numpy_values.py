"""Numbers and arrays of NumPy, as a notebook hands them over, and arrays of the wrong shape."""

import json

import numpy as np
import pytest

from annplayground.core.checks import ExperimentError
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.core.run.session import Session

TABLE = np.array([[0.0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]])
ROWS = ((0.0, 0.0, 0), (0.0, 1.0, 1), (1.0, 0.0, 1), (1.0, 1.0, 0))


@pytest.mark.parametrize(
    ("d", "plain"),
    [
        ({"network": {"seed": np.arange(3)[1]}}, {"network": {"seed": 1}}),
        ({"network": {"seed": np.array(7)}}, {"network": {"seed": 7}}),
        (
            {"network": {"hidden": [{"units": np.uint8(4), "activation": np.str_("elu")}]}},
            {"network": {"hidden": [{"units": 4, "activation": "elu"}]}},
        ),
        ({"data": {"noise": np.float32(0.5)}}, {"data": {"noise": 0.5}}),
        ({"data": {"features": np.array(["x1", "x2"])}}, {"data": {"features": ["x1", "x2"]}}),
        (
            {"training": {"learning_rate": np.float64(0.1), "batch_size": np.int32(5)}},
            {"training": {"learning_rate": 0.1, "batch_size": 5}},
        ),
        ({"training": {"gradient_clip": np.float16(0.5)}}, {"training": {"gradient_clip": 0.5}}),
    ],
)
def test_a_number_of_numpy_is_a_number(d: dict, plain: dict) -> None:
    made = Experiment.from_dict(d)
    assert made == Experiment.from_dict(plain)
    assert json.loads(json.dumps(made.to_dict())) == Experiment.from_dict(plain).to_dict()


def test_numbers_of_numpy_in_the_constructors() -> None:
    assert Network(seed=np.int64(3)) == Network(seed=3)
    assert type(HiddenLayer(units=np.int64(3)).units) is int
    assert type(Data(n_samples=np.int16(300)).n_samples) is int


@pytest.mark.parametrize(
    "points",
    [
        TABLE,
        TABLE.astype(int),
        TABLE.astype(np.float32),
        TABLE.tolist(),
        list(TABLE),
        tuple(TABLE),
        [[np.float64(x1), np.int64(x2), np.float64(k)] for x1, x2, k in TABLE.tolist()],
        [tuple(row) for row in TABLE.astype(np.int64)],
    ],
    ids=["array", "whole", "float32", "floats", "rows", "tuple", "numbers", "tuples"],
)
def test_points_in_every_form_are_the_same_points(points: object) -> None:
    data = {"dataset": "custom", "points": points}
    made = Experiment.from_dict({"data": data}).data
    assert made.points == ROWS
    assert all(type(k) is int for *_, k in made.points)
    json.dumps(Experiment.from_dict({"data": data}).to_dict())
    if not isinstance(points, list):
        assert Data("custom", points=points).points == ROWS


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (TABLE[:, :2], r"points\[0\] must be a list of 3"),
        (TABLE[:, 0], r"points\[0\] must be a list of 3"),
        (np.float64(3), "points must be a list"),
        (TABLE + 0.5, "class must be a whole number from 0 to 2, not 0.5"),
        (TABLE * 3, "class must be a whole number from 0 to 2, not 3"),
        (TABLE * np.nan, "x1 must be a number"),
    ],
)
def test_arrays_that_are_no_points_are_refused(points: object, words: str) -> None:
    with pytest.raises(ExperimentError, match=words):
        Experiment.from_dict({"data": {"dataset": "custom", "points": points}})


@pytest.mark.parametrize("value", [np.float64(4.0), np.bool_(True), np.array([4]), np.nan])
def test_what_is_no_whole_number_stays_none(value: object) -> None:
    with pytest.raises(ExperimentError, match="units must be a"):
        Experiment.from_dict({"network": {"hidden": [{"units": value}]}})


def test_training_takes_a_number_of_numpy() -> None:
    run = Session(Experiment())
    run.train(np.int64(3))
    run.set_weight(1, 0, 0, np.float32(0.5))
    assert run.epoch == 3


# -- the arrays that a run is asked with ----------------------------------------------------------


@pytest.fixture(scope="module")
def run() -> Session:
    return Session(Experiment.from_dict({"data": {"dataset": "xor"}}), "numpy")


@pytest.fixture(scope="module")
def three() -> Session:
    d = {"data": {"dataset": "blobs3"}, "network": {"output": "softmax"}}
    return Session(Experiment.from_dict(d), "numpy")


@pytest.mark.parametrize(
    ("X", "shown"),
    [
        (np.ones((4, 3)), r"not \(4, 3\)"),
        (np.ones((4, 1)), r"not \(4, 1\)"),
        ([1.0, 2.0], r"not \(2,\)"),
        (1.0, r"not \(\)"),
        (np.ones((2, 2, 2)), r"not \(2, 2, 2\)"),
        ([], r"not \(0,\)"),
        ([[1, 2], [3]], "array of numbers"),
        ([["a", "b"]], "array of numbers"),
        (None, r"not \(\)"),
    ],
)
def test_coordinates_of_another_shape_are_refused(run: Session, X: object, shown: str) -> None:
    y = np.zeros(4)
    for ask in (run.predict, run.forward, lambda X: run.gradients(X, y)):
        with pytest.raises(ValueError, match=rf"^X must be .*{shown}"):
            ask(X)


def test_no_samples_are_none(run: Session) -> None:
    assert run.predict(np.zeros((0, 2))).shape == (0, 1)


@pytest.mark.parametrize("x", [[1.0], [1.0, 2.0, 0.0], [[1.0, 2.0]], 1.0])
def test_a_sample_of_another_shape_is_refused(run: Session, x: object) -> None:
    with pytest.raises(ValueError, match=r"^x must be \(2,\)"):
        run.explain(x, 1.0)


@pytest.mark.parametrize("shape", [(3,), (5,), (4, 2), (1, 4), ()])
def test_targets_of_another_shape_are_refused(run: Session, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^y must be \(4, 1\) or \(4,\)"):
        run.gradients(np.ones((4, 2)), np.ones(shape))


def test_class_numbers_are_no_targets_of_three_outputs(three: Session) -> None:
    with pytest.raises(ValueError, match=r"^y must be \(4, 3\), .* not \(4,\)"):
        three.gradients(np.ones((4, 2)), np.zeros(4))
    for y in (1.0, [1.0, 0.0], [[1.0, 0.0, 0.0]]):
        with pytest.raises(ValueError, match=r"^y must be \(3,\)"):
            three.explain([1.0, 2.0], y)
    assert len(three.explain([1.0, 2.0], [1, 0, 0])) == 3
