"""All samples train: the figures of the test set are no numbers, and nothing minds."""

import json
import math

import numpy as np
import pytest

from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import FEW_POINTS, Data, Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.core.samples import predicted_classes

XOR = ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))
ENGINES = ("numpy", "numba")


def four_rows(seed: int = 0, **training: object) -> Experiment:
    """The truth table of XOR, and four tanh units."""
    return Experiment.from_dict(
        {
            "data": {"dataset": "custom", "points": XOR, "train_fraction": 1.0},
            "network": {"hidden": [{"units": 4, "activation": "tanh"}], "seed": seed},
            "training": {"learning_rate": 0.1, **training},
        }
    )


def many(dataset: str, output: str, loss: str) -> Experiment:
    return Experiment.from_dict(
        {
            "data": {"dataset": dataset, "n_samples": 30, "train_fraction": 1},
            "network": {"output": output},
            "training": {"loss": loss},
        }
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "experiment",
    [
        four_rows(),
        many("circle", "tanh", "mse"),
        many("blobs3", "softmax", "cross_entropy"),
        many("plane", "linear", "mse"),
    ],
    ids=["four rows", "two classes", "three classes", "regression"],
)
def test_every_figure_of_the_test_set_is_nan(experiment: Experiment, engine: str) -> None:
    run = Session(experiment, engine)
    run.train(25)
    assert run.epoch == 25
    assert len(run.train_set) == experiment.data.size
    assert len(run.test_set) == 0
    assert math.isfinite(run.losses().train)
    assert math.isnan(run.losses().test)
    curves = run.history.curves()
    for name in ("test_loss", "test_accuracy"):
        assert np.isnan(curves.channel(name)[1]).all()
    accuracies, confusion = run.accuracies(), run.confusion()
    if experiment.data.n_classes == 0:
        assert accuracies is None
        assert confusion is None
    else:
        assert math.isnan(accuracies.test)
        assert confusion[0].sum() == len(run.train_set)
        assert confusion[1].sum() == 0
    assert run.predict(run.test_set.X).shape == (0, experiment.n_outputs)
    assert all(math.isfinite(f.remedy.data.train_fraction) for f in run.diagnose() if f.remedy)
    view = View(boundary=16, neurons=8, confusion=True, diagnosis=True, preview=True)
    snapshot = observe(run.moment, 0, Status(), view)
    assert predicted_classes(experiment, snapshot.predict(run.test_set.X)).shape == (0,)


@pytest.mark.parametrize("engine", ENGINES)
def test_both_engines_train_the_same(engine: str) -> None:
    run, plain = Session(four_rows(), engine), Session(four_rows(), "numpy")
    run.train(50)
    plain.train(50)
    np.testing.assert_allclose(
        run._course.state.parameters, plain._course.state.parameters, rtol=1e-11
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_rule_on_the_test_set_is_never_met(engine: str) -> None:
    run = Session(four_rows(), engine)
    rules = StopRules(epoch=40, test_loss=1e9, test_accuracy=0.0)
    assert run.advance(1000, rules).key == "epoch"


def test_a_diagnosis_of_overfitting_needs_a_test_set() -> None:
    run = Session(four_rows())
    run.train(3000)
    assert "overfitting" not in {finding.kind for finding in run.diagnose()}
    assert math.isnan(run.moment.training_pass.best_test_loss)


@pytest.mark.slow
def test_most_networks_learn_all_four_rows() -> None:
    learned = 0
    for seed in range(12):
        run = Session(four_rows(seed))
        run.train(3000)
        learned += run.accuracies().train == 1.0
    assert learned >= 9


# -- how the share comes about --------------------------------------------------------------------


def points(n: int) -> tuple[tuple[float, float, int], ...]:
    return tuple((k / 10, 0.0, k % 2) for k in range(n))


def test_few_points_all_train_and_many_again_as_usual() -> None:
    assert Data().fraction_for(points(FEW_POINTS - 1)) == 1.0
    assert Data(train_fraction=0.3).fraction_for(points(4)) == 1.0
    assert Data(train_fraction=0.3).fraction_for(points(FEW_POINTS)) == 0.3
    few = Data("custom", points=points(4), train_fraction=1.0)
    assert few.fraction_for(points(FEW_POINTS)) == Data().train_fraction
    assert few.fraction_for(()) == Data().train_fraction
    # Chosen by hand, it stays.
    assert Data("custom", points=points(12), train_fraction=1.0).fraction_for(()) == 1.0
    assert Data(train_fraction=1.0).fraction_for(points(20)) == 1.0


def test_a_file_keeps_its_own_share() -> None:
    written = Experiment().to_dict()
    written["data"] |= {"dataset": "custom", "points": [list(p) for p in XOR]}
    experiment = Experiment.from_dict(json.loads(json.dumps(written)))
    assert experiment.data.train_fraction == 0.5
    assert [experiment.data.n_train, experiment.data.size] == [2, 4]
