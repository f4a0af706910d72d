"""Changes by path: what is changed is what differs, and nothing else."""

import random
from dataclasses import replace

import pytest

from annplayground.core.checks import ExperimentError
from annplayground.core.choices.datasets import DATASETS, Dataset
from annplayground.core.edits import changed, differences, keeps_weights, value_at
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.core.run.session import Session
from annplayground.core.settings import SETTINGS, setting

START = Experiment(network=Network(hidden=(HiddenLayer(4), HiddenLayer(3, "leaky_relu"))))
VALUES = {
    "data.dataset": "xor", "data.n_samples": 40, "data.noise": 0.2, "data.train_fraction": 0.7,
    "data.features": ("x1", "x1x2"), "data.seed": 3,
    "network.hidden": 3, "network.hidden.1.units": 7, "network.hidden.2.activation": "relu",
    "network.hidden.2.alpha": 0.3, "network.output": "tanh", "network.init": "he",
    "network.init_scale": 2.0, "network.init_bias": 0.1, "network.seed": 9,
    "training.loss": "mse", "training.learning_rate": 0.5, "training.batch_size": 3,
    "training.optimizer.name": "adam", "training.optimizer.convention": "classical",
    "training.optimizer.beta": 0.5, "training.optimizer.rho": 0.5,
    "training.optimizer.beta1": 0.5, "training.optimizer.beta2": 0.5,
    "training.optimizer.epsilon": 0.1, "training.regularization.kind": "l2",
    "training.regularization.rate": 0.1, "training.schedule.kind": "step",
    "training.schedule.every": 7, "training.schedule.factor": 0.1,
    "training.schedule.decay": 0.5, "training.schedule.epochs": 70,
    "training.gradient_clip": 1.0,
}  # fmt: skip
# What has to follow, so that the whole still has a meaning.
FOLLOWS = {
    "network.output": {"training.loss"},
    "network.hidden.2.activation": {"network.hidden.2.alpha"},
}


def test_every_setting_is_tried():
    assert {setting(path).path for path in VALUES} == set(SETTINGS) - {"data.points"}


@pytest.mark.parametrize(("path", "value"), VALUES.items(), ids=list(VALUES))
def test_a_change_differs_in_its_path_alone(path, value):
    after = changed(START, path, value)
    assert differences(START, after) == {path} | FOLLOWS.get(path, set())
    assert differences(after, START) == differences(START, after)
    if path == "network.hidden":
        assert [layer.units for layer in after.network.hidden] == [4, 3, 3]
    else:
        assert value_at(after, path) == value


def test_all_layers_are_changed_where_no_number_is_named():
    after = changed(START, "network.hidden.units", 9)
    assert value_at(after, "network.hidden.units") == (9, 9)
    assert differences(START, after) == {"network.hidden.1.units", "network.hidden.2.units"}


def test_another_number_of_layers_beside_what_differs_in_the_common_ones():
    fewer = changed(changed(START, "network.hidden.1.units", 8), "network.hidden", 1)
    assert differences(START, fewer) == {"network.hidden", "network.hidden.1.units"}
    assert changed(START, "network.hidden", 0).network.hidden == ()
    assert changed(changed(START, "network.hidden", 0), "network.hidden", 1).network.hidden == (
        HiddenLayer(),
    )


@pytest.mark.parametrize("name", [name for name in DATASETS if name != "custom"])
def test_output_and_loss_follow_the_data(name):
    after = changed(START, "data.dataset", name)
    assert after.data.dataset == name
    Session(after).step()


OWN = Data(
    dataset="custom", points=((0.0, 0.0, 0), (1.0, 0.0, 1), (0.0, 1.0, 1), (1.0, 1.0, 0)),
    n_samples=10, noise=0.3, train_fraction=1.0, features=("x1",), seed=8,
)  # fmt: skip


def test_after_own_points_a_data_set_begins_with_what_its_entry_says(monkeypatch):
    toy = replace(DATASETS["moons"], name="toy", n_samples=80, noise=0.2)
    monkeypatch.setitem(DATASETS, "toy", toy)
    own = START.with_data(OWN)
    assert changed(own, "data.dataset", "toy").data == Data(
        "toy", 80, 0.2, features=("x1",), seed=8
    )
    assert changed(own, "data.dataset", "custom") == own
    drawn = changed(START, "data.n_samples", 40)
    assert changed(drawn, "data.dataset", "toy").data.n_samples == 40


def test_a_data_set_that_asks_for_nothing_begins_as_data_do():
    assert (Dataset.n_samples, Dataset.noise) == (Data.n_samples, Data.noise)


def test_own_data_without_points_and_an_unknown_data_set_are_refused():
    for name, words in (("custom", "at least 4 points"), ("circel", "did you mean 'circle'")):
        with pytest.raises(ExperimentError, match=words):
            changed(START, "data.dataset", name)
    with pytest.raises(ExperimentError, match="did you mean 'circle'"):
        changed(START.with_data(OWN), "data.dataset", "circel")


@pytest.mark.parametrize("path", ["data.nois", "network.hidden.0.units", "network.hidden.3.units",
                                  "training", "training.optimizer", ""])  # fmt: skip
def test_a_path_that_is_none_is_a_key_error(path):
    with pytest.raises(KeyError):
        changed(START, path, 1)


def test_a_value_that_cannot_be_is_refused():
    with pytest.raises(ExperimentError, match="learning_rate must be a number"):
        changed(START, "training.learning_rate", 0)


@pytest.mark.parametrize(("path", "value"), VALUES.items(), ids=list(VALUES))
def test_what_is_called_live_really_keeps_the_weights(path, value):
    """The row says it, a Session does it."""
    after = changed(START, path, value)
    session = Session(START)
    session.train(1)
    before = session.parameters
    adopted = session.adopt(after)
    assert adopted == keeps_weights(START, after) == setting(path).live
    if adopted:
        for (W, b), (V, c) in zip(before, session.parameters, strict=True):
            assert (W == V).all()
            assert (b == c).all()


def test_an_output_of_another_width_starts_anew_though_outputs_are_live():
    assert not keeps_weights(START, changed(START, "network.output", "softmax"))


def test_differences_of_many_changes_are_those_that_were_made():
    rng = random.Random(0)
    for _ in range(200):
        made, wanted = START, set()
        for path in rng.sample(sorted(VALUES), 5):
            if path in FOLLOWS or path == "network.hidden":
                continue
            made, wanted = changed(made, path, VALUES[path]), wanted | {path}
        assert differences(START, made) == wanted
