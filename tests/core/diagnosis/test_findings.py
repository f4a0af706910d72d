"""What is going on: each symptoms is seen where it is and not where it is not, and can be cured.

The seeds are few here; over twenty of them the rates of detection and false alarm were measured
with the same networks.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from ill_networks import LONELY, RARE

from annplayground.core.choices.metrics import channel_names
from annplayground.core.diagnosis.finding import Finding
from annplayground.core.diagnosis.findings import DIAGNOSES, diagnose
from annplayground.core.engines.available import VARIABLE
from annplayground.core.experiment import Experiment
from annplayground.core.history import History
from annplayground.core.numerals import count, exact, number, percent
from annplayground.core.run.session import Session

SEEDS = range(3)


@pytest.fixture(autouse=True)
def _the_engine_of_the_program(monkeypatch):
    """Compiled where Numba is installed: some thousand epochs are trained here."""
    monkeypatch.setenv(VARIABLE, "auto")


def build(dataset="circle", hidden=(), seed=0, network=None, data=None, **training):
    """An experiment; `hidden` is (units, activation) pairs."""
    layers = [{"units": units, "activation": activation} for units, activation in hidden]
    d = {
        "data": {"dataset": dataset, "seed": seed, **(data or {})},
        "network": {"hidden": layers, "seed": seed, **(network or {})},
        "training": training,
    }
    if dataset in ("hill", "plane"):
        d["network"]["output"], d["training"]["loss"] = "linear", "mse"
    elif dataset == "blobs3":
        d["network"]["output"] = "softmax"
    return Experiment.from_dict(d)


TANH = ((4, "tanh"), (2, "tanh"))
SCALE_10 = {"init_scale": 10.0}
HE = {"init": "he"}
NORMAL = {"init": "normal"}
FULL_BATCH = {"batch_size": 250}
ADAM = {"optimizer": {"name": "adam"}, "learning_rate": 0.01}

# kind: (name of the network, its arguments, the epochs at which it is looked at)
ILL = {
    "vanishing": [
        ("sigmoid 6x8", {"dataset": "rings", "hidden": [(8, "sigmoid")] * 6, "learning_rate": 0.3,
                         **FULL_BATCH}, (0, 20)),
        ("tanh 10x64 at half scale", {"dataset": "rings", "hidden": [(64, "tanh")] * 10,
                                      "network": {"init_scale": 0.5}}, (0,)),
    ],
    "exploding": [
        ("normal weights", {"dataset": "hill", "hidden": [(16, "relu")] * 3, "network": NORMAL},
         (0, 1)),
        ("diverged", {"dataset": "plane", "hidden": [(4, "relu")], "learning_rate": 50.0}, (2,)),
    ],
    "saturated": [
        ("tanh, ten times", {"hidden": [(8, "tanh")] * 2, "network": SCALE_10}, (0, 5, 20)),
        ("tanh, normal weights", {"hidden": [(32, "tanh")] * 2, "network": NORMAL}, (0, 1)),
        ("sigmoid, ten times", {"dataset": "xor", "hidden": [(8, "sigmoid")] * 2,
                                "network": {"init_scale": 20.0}}, (0, 5)),
    ],
    "dead_relu": [
        ("lr 5", {"dataset": "rings", "hidden": [(8, "relu")] * 3, "network": HE,
                  "learning_rate": 5.0, **FULL_BATCH}, (60,)),
        ("lr 3", {"dataset": "rings", "hidden": [(8, "relu")] * 3, "network": HE,
                  "learning_rate": 3.0, **FULL_BATCH}, (60,)),
    ],
    "learning_rate_too_large": [
        ("spiral lr 3", {"dataset": "spiral", "hidden": [(8, "tanh")] * 2, "learning_rate": 3.0},
         (20,)),
        ("circle lr 10", {"hidden": [(8, "tanh")] * 2, "learning_rate": 10.0}, (20,)),
        ("diverged", {"dataset": "plane", "hidden": [(4, "relu")], "learning_rate": 50.0}, (2,)),
    ],
    "learning_rate_too_small": [
        ("sgd", {"hidden": TANH, "learning_rate": 1e-5}, (20,)),
        ("adam", {"hidden": TANH, "optimizer": {"name": "adam"}, "learning_rate": 1e-6}, (20,)),
    ],
    "too_little_capacity": [
        ("xor, linear layer", {"dataset": "xor", "hidden": [(4, "linear")]}, (20, 60)),
        ("circle, no layer", {"dataset": "circle"}, (20, 60)),
        ("spiral, two linear layers", {"dataset": "spiral", "hidden": [(8, "linear")] * 2}, (20,)),
        ("hill, no layer", {"dataset": "hill"}, (20, 60)),
    ],
    "overfitting": [
        ("forty noisy points", {"dataset": "gauss", "hidden": [(16, "tanh")] * 2, **ADAM,
                                "data": {"noise": 0.5, "n_samples": 80}}, (150,)),
    ],
    "symmetric_start": [
        ("zeros", {"hidden": TANH, "network": {"init": "zeros"}}, (0, 1, 20)),
        ("scale 0", {"hidden": [(5, "sigmoid")], "network": {"init_scale": 0.0}}, (0, 20)),
    ],
    "plateau": [
        ("sigmoid 6x8", {"dataset": "rings", "hidden": [(8, "sigmoid")] * 6, "learning_rate": 0.3,
                         **FULL_BATCH}, (20, 60)),
    ],
    "learning_rate_zero": [
        ("factor 0", {"hidden": TANH, "schedule": {"kind": "step", "every": 1, "factor": 0.0}},
         (2, 20)),
        ("cosine", {"hidden": TANH, "schedule": {"kind": "cosine", "epochs": 5}}, (6, 20)),
    ],
    "penalty_too_strong": [
        ("L2", {"hidden": TANH, "regularization": {"kind": "l2", "rate": 0.3}}, (100, 500)),
        ("L1", {"dataset": "xor", "hidden": TANH,
                "regularization": {"kind": "l1", "rate": 0.1}}, (100,)),
    ],
    "clip_too_tight": [
        ("1e-4", {"hidden": TANH, "gradient_clip": 1e-4}, (5, 100)),
    ],
    "class_never_predicted": [
        ("rare", {"hidden": [(2, "tanh")], "data": {"points": RARE, "dataset": "custom"}}, (400,)),
    ],
    "stuck": [
        ("two units", {"dataset": "xor", "hidden": [(2, "relu")], "learning_rate": 0.3,
                       **FULL_BATCH}, (1000,)),
    ],
    "class_not_in_training_set": [
        ("one point", {"hidden": [(4, "tanh")], "network": {"output": "softmax"},
                       "data": {"points": LONELY, "dataset": "custom", "seed": 3}}, (0, 20)),
    ],
}  # fmt: skip

HEALTHY = [
    ("circle", {"hidden": TANH}, (0, 1, 5, 20, 60)),
    ("gauss", {"dataset": "gauss", "hidden": TANH}, (0, 1, 5, 20, 60)),
    ("xor", {"dataset": "xor", "hidden": TANH}, (0, 5, 60)),
    ("spiral 8-8-8", {"dataset": "spiral", "hidden": [(8, "tanh")] * 3}, (1, 20, 60)),
    ("three blobs", {"dataset": "blobs3", "hidden": TANH}, (0, 5, 20)),
    ("hill", {"dataset": "hill", "hidden": [(8, "tanh")] * 2}, (0, 5, 60)),
    ("relu", {"hidden": [(8, "relu")] * 2, "network": HE}, (1, 20, 60)),
    ("leaky 6x8", {"dataset": "rings", "hidden": [(8, "leaky_relu")] * 6, "network": HE}, (0, 20)),
    ("tanh 6x8", {"dataset": "rings", "hidden": [(8, "tanh")] * 6}, (0, 20)),
    ("adam", {"dataset": "moons", "hidden": [(8, "tanh")] * 2, **ADAM}, (0, 5, 60)),
    ("a line for noisy clouds", {"dataset": "gauss", "data": {"noise": 0.5}}, (0, 20, 60)),
    ("a plane, linear", {"dataset": "plane", "hidden": [(4, "linear")]}, (0, 20, 60)),
]

ill = pytest.mark.parametrize(
    ("kind", "arguments", "epochs"),
    [
        pytest.param(kind, arguments, epochs, id=f"{kind}: {name}")
        for kind, cases in ILL.items()
        for name, arguments, epochs in cases
    ],
)


def kinds(session):
    return [finding.kind for finding in session.moment.findings()]


def of_kind(session, kind):
    (finding,) = [finding for finding in session.moment.findings() if finding.kind == kind]
    return finding


@ill
def test_the_ill_are_found(kind, arguments, epochs):
    for seed in SEEDS:
        session = Session(build(seed=seed, **arguments))
        for epoch in epochs:
            session.train(epoch - session.epoch)
            assert kind in kinds(session), (seed, epoch)


@ill
def test_what_is_found_is_said(kind, arguments, epochs):
    """A title, and evidence with a number or a reason; nothing is offered that was not tried."""
    session = Session(build(**arguments))
    session.train(epochs[-1])
    for finding in session.moment.findings():
        assert isinstance(finding, Finding)
        assert finding.title
        assert len(finding.evidence) > 20
        assert finding.layer is None or 1 <= finding.layer <= len(session.moment.layers)
        assert (finding.remedy, finding.trial, finding.advice) == (None, None, "")


# How the title or the evidence writes each of the values. What is None is tested by itself.
two_digits = partial(number, digits=2)
WRITTEN: dict[str, tuple[str, Callable[[float], str]] | None] = {
    "gradient_norm": ("is {}", number),
    "growth": ("grown {} times", count),
    "ratio": ("gets {} times", two_digits),
    "dead": ("{} of", count),
    "units": ("of {} ReLU", count),
    "samples": ("{} training samples", count),
    "share": ("{}", percent),
    "learning_rate": None,
    "update_ratio": ("{} of", two_digits),
    "score": ("{}", percent),
    "possible_score": ("gives {}", percent),
    "train_loss": None,
    "constant_loss": None,
    "rate": ("λ = {}", exact),
    "pull": ("with {}, where", two_digits),
    "push": ("pushes with {}", two_digits),
    "norm": ("norm is {}", two_digits),
    "bound": ("to {}:", exact),
    "count": None,
    "test_loss": ("{} on the test set", number),
    "best_test_loss": ("was {} at", number),
}


@ill
def test_the_values_are_the_numbers_of_the_evidence(kind, arguments, epochs):
    session = Session(build(**arguments))
    session.train(epochs[-1])
    for finding in session.moment.findings():
        words = f"{finding.title} {finding.evidence}"
        if finding.kind != "symmetric_start" and "not be finite" not in words:
            assert finding.values
        for name, value in finding.values.items():
            expected = WRITTEN[name]
            if expected is not None:
                place, written = expected
                assert place.format(written(value)) in words, (name, words)


def test_the_healthy_are_left_alone():
    """At most one look in fifty finds something; over forty seeds it was one of 1,520."""
    looks, alarms = 0, []
    for name, arguments, epochs in HEALTHY:
        for seed in range(6):
            session = Session(build(seed=seed, **arguments))
            for epoch in epochs:
                session.train(epoch - session.epoch)
                looks += 1
                alarms += [(name, seed, epoch, kind) for kind in kinds(session)]
    assert len(alarms) <= 0.02 * looks, alarms


def test_every_kind_has_an_ill_network():
    assert set(ILL) == set(DIAGNOSES)


# -- the layer and the evidence --------------------------------------------------------------


def test_the_layer_is_the_one_that_is_ill():
    session = Session(build(hidden=[(6, "relu")] * 3, network=HE))
    for j in range(4):
        session.set_bias(2, j, -1000.0)
    finding = of_kind(session, "dead_relu")
    assert finding.layer == 2
    dead = int(session.moment.training_pass.dead[1].sum())
    assert f"{dead} of 6" in finding.title
    assert "250" in finding.evidence
    assert "unless" in finding.evidence  # the layer before can bring them back


def test_dead_for_good_in_the_first_layer():
    session = Session(build(hidden=[(6, "relu")], network=HE))
    for j in range(3):
        session.set_bias(1, j, -1000.0)
    finding = of_kind(session, "dead_relu")
    assert finding.layer == 1
    assert "unless" not in finding.evidence


def test_the_evidence_is_measured():
    session = Session(build("rings", [(8, "sigmoid")] * 6, learning_rate=0.3, **FULL_BATCH))
    session.train(30)
    whole = session.moment.training_pass
    ratio = max(whole.gradient_rms[-1] / whole.gradient_rms[0],
                whole.delta_rms[-1] / whole.delta_rms[0])  # fmt: skip
    evidence = of_kind(session, "vanishing").evidence
    assert of_kind(session, "vanishing").values["ratio"] == pytest.approx(ratio)
    assert f"gets {number(ratio, 2)} times" in evidence
    plateau = of_kind(session, "plateau")
    assert f"J = {session.losses().train:.3f} is about ln 2 = 0.693" in plateau.evidence
    assert plateau.values["train_loss"] == session.losses().train


def test_units_that_are_the_same_need_the_same_way_out():
    """Equal incoming weights alone are no symmetry: different outgoing ones part the units."""
    session = Session(build(hidden=[(2, "tanh")]))
    for i in range(2):
        session.set_weight(1, i, 0, 0.3)
        session.set_weight(1, i, 1, 0.3)
    assert "symmetric_start" not in kinds(session)
    for i in range(2):
        session.set_weight(2, i, 0, 0.7)
    assert of_kind(session, "symmetric_start").layer == 1


def test_a_plateau_is_not_claimed_of_a_linear_network():
    """Its ln 2 on XOR is the minimum."""
    session = Session(build("xor", [(4, "linear")]))
    session.train(60)
    assert session.losses().train == pytest.approx(np.log(2), rel=0.02)
    assert "plateau" not in kinds(session)


# -- hysteresis ------------------------------------------------------------------------------


def ratio_health(ratio):
    """A three-layer network whose first layer gets so much less gradient than the last."""
    session = Session(build(hidden=TANH))
    whole = session.moment.training_pass
    gradients = list(whole.gradients)
    last = np.sqrt((gradients[-1].dW ** 2).mean())
    first = gradients[0]
    size = np.sqrt((first.dW**2).mean())
    gradients[0] = replace(first, dW=first.dW * (last / ratio / size))
    return replace(whole, gradients=gradients)


def test_it_clears_lower_than_it_appears():
    seen, found = [], ()
    for ratio in (100, 500, 990, 1010, 500, 310, 290, 500, 1010):
        found = [finding.kind for finding in diagnose(ratio_health(ratio), found)]
        seen.append("vanishing" in found)
    assert seen == [False, False, False, True, True, True, False, False, True]


# -- long runs, edges ------------------------------------------------------------------------


def thinned(session, stride):
    """The whole of a session as if its history held this many epochs in a bucket."""
    curves = session.history.curves()
    history = History(
        channel_names(len(session.moment.layers)), capacity=len(curves.epochs) // stride + 1
    )
    for epoch, row in zip(curves.epochs, curves.low, strict=True):
        history.append(int(epoch), row)
    assert history.stride == stride
    return replace(session.moment.training_pass, curves=history.curves())


@pytest.mark.parametrize("stride", [2, 4])
@pytest.mark.parametrize("kind", ["too_little_capacity", "learning_rate_too_large", "overfitting"])
def test_a_thinned_history_changes_nothing(kind, stride):
    name, arguments, epochs = ILL[kind][0]
    session = Session(build(**arguments))
    session.train(max(epochs[-1], 60))
    assert kind in kinds(session), name
    assert kind in [finding.kind for finding in diagnose(thinned(session, stride))]


@pytest.mark.parametrize("stride", [2, 4])
@pytest.mark.parametrize("case", HEALTHY[:4], ids=lambda case: case[0])
def test_a_thinned_history_of_a_healthy_run_is_no_alarm(case, stride):
    session = Session(build(**case[1]))
    session.train(60)
    assert diagnose(thinned(session, stride)) == []


@pytest.mark.parametrize("dataset", ["xor", "blobs3", "hill"])
@pytest.mark.parametrize("hidden", [(), [(1, "relu")], [(3, "sigmoid"), (2, "elu")]], ids=len)
def test_nothing_fails_at_the_edges(dataset, hidden):
    """Epoch 0, one epoch, extreme weights, a learning rate that has become 0, divergence."""
    for training in ({}, {"schedule": {"kind": "step", "every": 1, "factor": 0.0}},
                     {"learning_rate": 1000.0}):  # fmt: skip
        session = Session(build(dataset, hidden, **training))
        for epochs in (0, 1, 25):
            session.train(epochs)
            session.moment.findings()
        session.set_weight(1, 0, 0, 1e200)
        session.moment.findings()


def test_softmax_with_the_squared_error_and_a_training_set_of_one_class():
    experiment = build("xor", [(3, "tanh")], network={"output": "softmax"}, loss="mse")
    session = Session(experiment)
    session.train(25)
    session.moment.findings()
    points = tuple((float(k), 0.0, int(k == 5)) for k in range(6))
    data = replace(experiment.data, dataset="custom", points=points, train_fraction=0.5)
    for seed in range(4):
        lonely = Session(replace(build(hidden=TANH), data=replace(data, seed=seed)))
        lonely.train(25)
        lonely.moment.findings()
