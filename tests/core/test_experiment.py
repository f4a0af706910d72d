"""The Experiment: its dictionary there and back, and one clear sentence for all that cannot be."""

import json
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import annplayground
from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations
from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.features import FEATURES
from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.experiment import (
    Data,
    Experiment,
    ExperimentError,
    HiddenLayer,
    Network,
    Training,
    possible_losses,
    possible_outputs,
)
from annplayground.core.run.session import Session

POINTS = [[0.0, 1.0, 0], [1.0, -2.0, 1], [3, 3, 0], [-4.0, 0.5, 1]]

# -- drawing experiments --------------------------------------------------------------------

unit_interval = st.floats(0.0, 1.0)
seeds = st.integers(0, 2**32 - 1)
rates = st.floats(0.0, 0.9999)
PARAMETERS = {
    "beta": rates,
    "rho": rates,
    "beta1": rates,
    "beta2": rates,
    "epsilon": st.floats(1e-15, 1.0),
    "convention": st.sampled_from(["ewa", "classical"]),
    "every": st.integers(1, 10**9),
    "factor": unit_interval,
    "decay": unit_interval,
    "epochs": st.integers(1, 10**9),
}


@st.composite
def choices(draw, registry, key):
    """A named choice with some of the parameters that it takes."""
    entry = draw(st.sampled_from(list(registry.values())))
    chosen = {key: entry.name}
    for parameter in entry.parameters:
        if draw(st.booleans()):
            chosen[parameter] = draw(PARAMETERS[parameter])
    return chosen


@st.composite
def layers(draw):
    layer = {
        "units": draw(st.integers(1, 64)),
        "activation": draw(st.sampled_from(hidden_activations())),
    }
    if layer["activation"] in ("leaky_relu", "elu") and draw(st.booleans()):
        layer["alpha"] = draw(st.floats(0.0, 10.0))
    return layer


@st.composite
def dictionaries(draw):
    """A dictionary of an Experiment that can be."""
    dataset = draw(st.sampled_from(sorted(DATASETS)))
    data = {
        "dataset": dataset,
        "n_samples": draw(st.integers(10, 5000)),
        "noise": draw(unit_interval),
        "train_fraction": draw(st.floats(0.1, 0.9)),
        "features": draw(st.lists(st.sampled_from(sorted(FEATURES)), min_size=1, unique=True)),
        "seed": draw(seeds),
    }
    if dataset == "custom":
        data["points"] = POINTS
    points = tuple(map(tuple, data.get("points", ())))
    output = draw(st.sampled_from(possible_outputs(Data(dataset, points=points))))
    return {
        "data": data,
        "network": {
            "hidden": draw(st.lists(layers(), max_size=10)),
            "output": output,
            "init": draw(st.sampled_from(sorted(INITIALIZERS))),
            "init_scale": draw(st.floats(0.0, 100.0)),
            "init_bias": draw(st.floats(-10.0, 10.0)),
            "seed": draw(seeds),
        },
        "training": {
            "loss": draw(st.sampled_from(possible_losses(output))),
            "learning_rate": draw(st.floats(1e-9, 1000.0)),
            "batch_size": draw(st.integers(1, 5000)),
            "optimizer": draw(choices(OPTIMIZERS, "name")),
            "regularization": {
                "kind": draw(st.sampled_from(["none", "l1", "l2"])),
                "rate": draw(st.floats(0.0, 100.0)),
            },
            "schedule": draw(choices(SCHEDULES, "kind")),
            "gradient_clip": draw(st.none() | st.floats(1e-9, 1e9)),
        },
    }


# -- there and back -------------------------------------------------------------------------


@given(dictionaries())
def test_round_trip(d):
    experiment = Experiment.from_dict(d)
    written = experiment.to_dict()
    assert Experiment.from_dict(written) == experiment
    through_json = json.loads(json.dumps(written, allow_nan=False))
    assert Experiment.from_dict(through_json) == experiment
    assert through_json == written  # lists, not tuples
    assert hash(Experiment.from_dict(written)) == hash(experiment)


@given(dictionaries())
def test_the_written_dictionary_holds_what_was_read(d):
    """Every value given is found again at its place; the rest are defaults."""

    def assert_within(part, whole):
        if isinstance(part, dict):
            for key, value in part.items():
                assert_within(value, whole[key])
        elif isinstance(part, list):
            assert len(part) == len(whole)
            for value, other in zip(part, whole, strict=True):
                assert_within(value, other)
        else:
            assert part == whole

    assert_within(d, Experiment.from_dict(d).to_dict())


def test_the_default_is_that_of_the_contract():
    expected = {
        "data": {
            "dataset": "circle", "n_samples": 500, "noise": 0.0, "train_fraction": 0.5,
            "features": ["x1", "x2"], "seed": 0,
        },
        "network": {
            "hidden": [
                {"units": 4, "activation": "tanh"},
                {"units": 2, "activation": "leaky_relu", "alpha": 0.01},
            ],
            "output": "sigmoid", "init": "xavier", "init_scale": 1.0, "init_bias": 0.0,
            "seed": 0,
        },
        "training": {
            "loss": "cross_entropy", "learning_rate": 0.03, "batch_size": 10,
            "optimizer": {"name": "sgd"}, "regularization": {"kind": "none", "rate": 0.0},
            "schedule": {"kind": "constant"}, "gradient_clip": None,
        },
    }  # fmt: skip
    assert Experiment().to_dict() == expected
    assert Experiment.from_dict({}) == Experiment.from_dict(expected) == Experiment()


def test_parameters_have_the_defaults_of_the_contract():
    choice = OptimizerChoice()
    assert (choice.beta, choice.convention, choice.rho) == (0.9, "ewa", 0.9)
    assert (choice.beta1, choice.beta2, choice.epsilon) == (0.9, 0.999, 1e-8)
    assert HiddenLayer(1, "leaky_relu").alpha == 0.01
    assert HiddenLayer(1, "elu").alpha == 1.0
    assert HiddenLayer(1, "relu").alpha is None


def test_an_alpha_of_null_is_the_default():
    hidden = [{"units": 3, "activation": name, "alpha": None} for name in ("tanh", "elu")]
    experiment = Experiment.from_dict({"network": {"hidden": hidden}})
    assert [layer.alpha for layer in experiment.network.hidden] == [None, 1.0]


def test_unused_parameters_are_kept_in_hand_but_not_written():
    """Changing the optimizer there and back keeps β; a file holds only what means something."""
    training = Training(optimizer=OptimizerChoice("sgd", beta=0.5))
    experiment = Experiment(training=training)
    assert experiment.to_dict()["training"]["optimizer"] == {"name": "sgd"}
    momentum = replace(training, optimizer=replace(training.optimizer, name="momentum"))
    assert momentum.optimizer.beta == 0.5


@settings(max_examples=10)
@given(dictionaries())
def test_every_experiment_that_can_be_can_be_run(d):
    d["data"]["n_samples"] = min(d["data"]["n_samples"], 60)
    d["network"]["hidden"] = d["network"]["hidden"][:3]
    session = Session(Experiment.from_dict(d))
    session.step()
    session.losses()
    assert session.predict([[0.0, 0.0]]).shape == (1, session.experiment.n_outputs)


def test_it_is_a_value():
    experiment = Experiment()
    with pytest.raises(FrozenInstanceError):
        experiment.data = Data("xor")
    assert replace(experiment, data=Data("xor")) != experiment
    assert len({experiment, Experiment(), replace(experiment, data=Data("xor"))}) == 2


def test_it_is_what_the_package_offers():
    assert annplayground.Experiment is Experiment
    assert annplayground.Session is Session


# -- what cannot be -------------------------------------------------------------------------

BAD = [
    # (dictionary, what the sentence must say)
    ([], "an object {…} is needed here, not []."),
    (None, "an object"),
    ("circle", "an object"),
    ({"date": {}}, "'date' is not a key (did you mean 'data'?)"),
    ({5: {}}, "5 is not a key"),
    ({None: 1}, "None is not a key"),
    ({"data": []}, "data: an object"),
    ({"data": None}, "data: an object"),
    ({"network": {"hidden": {}}}, "network.hidden must be a list, not {}."),
    ({"network": {"hidden": None}}, "network.hidden must be a list"),
    ({"network": {"hidden": [4, 2]}}, "network.hidden[0]: an object {…} is needed here, not 4."),
    ({"network": {"hidden": [{}, {"unit": 2}]}}, "network.hidden[1]: 'unit' is not a key (did you"),
    ({"network": {"hidden": [{"it's": 2}]}}, 'network.hidden[0]: "it\'s" is not a key'),
    ({"network": {"hidden": [{"units": 0}]}}, "network.hidden[0].units must be a whole number fro"),
    ({"network": {"hidden": [{"units": 65}]}}, "from 1 to 64, not 65."),
    ({"network": {"hidden": [{"units": 2.0}]}}, "not 2.0."),
    ({"network": {"hidden": [{"units": True}]}}, "not True."),
    ({"network": {"hidden": [{"units": "4"}]}}, "not '4'."),
    ({"network": {"hidden": [{"units": 10**5000}]}}, "network.hidden[0].units must be"),
    ({"network": {"hidden": [{}] * 11}}, "network.hidden has 11 layers: at most 10"),
    ({"network": {"hidden": [{"activation": "softmax"}]}}, "hidden[0].activation 'softmax' is unk"),
    ({"network": {"hidden": [{"activation": "Tanh"}]}}, "(did you mean 'tanh'?)"),
    ({"network": {"hidden": [{"activation": ["tanh"]}]}}, "network.hidden[0].activation ('tanh',)"),
    ({"network": {"hidden": [{"activation": "tanh", "alpha": 0.1}]}}, "alpha means nothing"),
    ({"network": {"hidden": [{"activation": "elu", "alpha": -1}]}}, "alpha must be a number"),
    ({"network": {"hidden": [{"activation": "elu", "alpha": "1"}]}}, "hidden[0].alpha must"),
    ({"network": {"output": "sigmod"}}, "network.output 'sigmod' is unknown (did you mean 'sigmoi"),
    ({"network": {"init": "glorot"}}, "network.init 'glorot' is unknown: choose from xavier, he"),
    ({"network": {"init_scale": -0.1}}, "network.init_scale must be a number from 0 to 100"),
    ({"network": {"init_scale": float("nan")}}, "not nan."),
    ({"network": {"init_bias": 10.1}}, "network.init_bias must be a number from -10 to 10"),
    ({"network": {"init_scale": float("inf")}}, "not inf."),
    ({"network": {"seed": -1}}, "network.seed must be a whole number from 0 to 4294967295"),
    ({"data": {"dataset": "circles"}}, "data.dataset 'circles' is unknown (did you"),
    ({"data": {"n_samples": 9}}, "data.n_samples must be a whole number from 10 to 5000, not 9."),
    ({"data": {"noise": 1.01}}, "data.noise must be a number from 0 to 1, not 1.01."),
    ({"data": {"noise": True}}, "data.noise must be a number"),
    ({"data": {"noise": 10**400}}, "data.noise must be a number"),
    ({"data": {"noise": None}}, "data.noise must be a number from 0 to 1, not None."),
    ({"data": {"train_fraction": 1.05}}, "data.train_fraction must be a number from 0.1 to 1"),
    ({"data": {"features": []}}, "data.features is empty: choose at least one of x1, x2"),
    ({"data": {"features": "x1"}}, "data.features must be a list, not 'x1'."),
    ({"data": {"features": ["x1", "x1"]}}, "data.features names an input twice"),
    ({"data": {"features": ["x3"]}}, "data.features 'x3' is unknown"),
    ({"data": {"features": [["x1"]]}}, "data.features ('x1',) is unknown"),
    ({"data": {"features": [{"a": 1}]}}, "data.features {'a': 1} is unknown"),
    ({"data": {"points": POINTS}}, "data.points means nothing to 'circle': use 'custom'."),
    ({"data": {"points": None}}, "data.points must be a list"),
    ({"data": {"dataset": "custom"}}, "data.points needs at least 4 points of at least 2 classes."),
    ({"data": {"dataset": "custom", "points": [[0, 0, 0]] * 5}}, "data.points needs"),
    ({"data": {"dataset": "custom", "points": [[0, 0]] * 5}}, "data.points[0] must be a list of 3"),
    ({"data": {"dataset": "custom", "points": [*POINTS, 7]}}, "data.points[4] must be a list of 3"),
    ({"data": {"dataset": "custom", "points": [*POINTS, [0, 9, 1]]}}, "data.points[4] x2 must be"),
    ({"data": {"dataset": "custom", "points": [*POINTS, [0, 0, 3]]}}, "data.points[4] class must"),
    ({"data": {"dataset": "custom", "points": [*POINTS, [0, 0, 1.5]]}}, "class must be a whole"),
    ({"data": {"dataset": "custom", "points": [[0, 0, 0]] * 5001}}, "data.points has 5001 rows"),
    ({"training": {"learning_rate": 0}}, "training.learning_rate must be a number from 1e-09 to"),
    ({"training": {"learning_rate": "0.1"}}, "training.learning_rate must be a number"),
    ({"training": {"batch_size": 0}}, "training.batch_size must be a whole number"),
    ({"training": {"gradient_clip": 0}}, "training.gradient_clip must be a number"),
    ({"training": {"loss": "hinge"}}, "training.loss 'hinge' is unknown: choose from"),
    ({"training": {"optimizer": "adam"}}, "training.optimizer: an object {…} is needed here, not"),
    ({"training": {"optimizer": {"name": "Adam"}}}, "training.optimizer.name 'Adam' is unknown (d"),
    ({"training": {"optimizer": {"name": "adam", "beta": 0.9}}},
     "training.optimizer.beta means nothing to 'adam': it takes beta1, beta2, epsilon."),
    ({"training": {"optimizer": {"name": "sgd", "rho": 0.9}}}, "it takes no parameters."),
    ({"training": {"optimizer": {"name": "momentum", "beta": 1.0}}}, "optimizer.beta must"),
    ({"training": {"optimizer": {"name": "momentum", "convention": "old"}}}, "convention 'old' is"),
    ({"training": {"schedule": {"kind": "step", "decay": 0.9}}},
     "training.schedule.decay means nothing to 'step': it takes every, factor."),
    ({"training": {"schedule": {"kind": "step", "every": 0}}}, "training.schedule.every must be a"),
    ({"training": {"regularization": {"kind": "l3"}}}, "training.regularization.kind 'l3' is unkn"),
    ({"training": {"regularization": {"rate": -1}}}, "training.regularization.rate must be"),
    # Combinations that have no meaning, each with what would have one.
    ({"network": {"output": "tanh"}},
     "training.loss 'cross_entropy' needs an output of sigmoid, softmax, not 'tanh': change "
     "network.output, or use 'mse'."),
    ({"data": {"dataset": "blobs3"}},
     "network.output 'sigmoid' cannot give 3 classes (data.dataset 'blobs3'): use softmax."),
    ({"data": {"dataset": "plane"}, "network": {"output": "relu"}},
     "cannot give a regression value in [−1, 1] (data.dataset 'plane'): use linear, tanh"),
]  # fmt: skip


@pytest.mark.parametrize(("d", "sentence"), BAD, ids=[str(k) for k in range(len(BAD))])
def test_one_clear_sentence_for_what_cannot_be(d, sentence):
    with pytest.raises(ExperimentError) as caught:
        Experiment.from_dict(d)
    message = str(caught.value)
    assert sentence in message
    assert_clear(message)


def assert_clear(message):
    """One line and one sentence, short enough to be read."""
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 400


def test_a_misspelt_choice_without_a_hint_lists_all():
    with pytest.raises(ExperimentError, match="choose from " + ", ".join(OPTIMIZERS)):
        Training(optimizer=OptimizerChoice("zzz"))


@pytest.mark.parametrize("make", [
    lambda: Experiment(data={"dataset": "xor"}),
    lambda: Experiment(network=None),
    lambda: Experiment(training=Data()),
    lambda: Network(hidden=(4, 2)),
    lambda: Network(hidden=[HiddenLayer()]),
    lambda: Training(optimizer="adam"),
    lambda: Training(schedule=OptimizerChoice()),
    lambda: Training(regularization={"kind": "l1"}),
    lambda: Data(features=["x1"]),
])  # fmt: skip
def test_python_values_of_a_wrong_type_are_refused_at_once(make):
    with pytest.raises(ExperimentError, match="must be a"):
        make()


def test_a_list_where_python_needs_a_tuple_is_named_as_such():
    with pytest.raises(ExperimentError, match=r"features must be a tuple, not \['x1'\]"):
        Data(features=["x1"])


# -- junk -----------------------------------------------------------------------------------

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, 2**63, 1e308, -0.0])
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["circle", "tanh", "adam", "x1", "custom", "softmax", "blobs3"])
)
known_keys = st.sampled_from(
    ["data", "network", "training", "hidden", "units", "alpha", "optimizer", "name", "points",
     "features", "dataset", "kind", "schedule", "output", "loss", "activation"]
)  # fmt: skip
junk = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(known_keys | st.text(max_size=5), inner, max_size=4)
        | st.dictionaries(st.none() | st.integers() | st.booleans(), inner, max_size=2)
    ),
    max_leaves=12,
)


def refusal(d):
    """The sentence that refuses a dictionary, or None; any other error fails the test."""
    try:
        Experiment.from_dict(d)
    except ExperimentError as error:
        message = str(error)
    else:
        return None
    assert_clear(message)
    return message


@settings(max_examples=400)
@given(junk)
def test_junk_is_refused_and_nothing_else_happens(d):
    if refusal(d) is None:
        assert Experiment.from_dict(Experiment.from_dict(d).to_dict()) == Experiment.from_dict(d)


def places(value, path=()):
    """The path of every value inside a dictionary."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value)
    if isinstance(value, dict | list):
        for key, inner in items:
            yield from (
                places(inner, (*path, key)) if isinstance(inner, dict | list) else [(*path, key)]
            )


@settings(max_examples=400)
@given(data=st.data(), value=junk)
def test_junk_at_one_place_is_refused_by_name(data, value):
    d = json.loads(json.dumps(Experiment().to_dict()))
    path = data.draw(st.sampled_from([p for p in places(d) if p]))
    inside = d
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    message = refusal(d)
    if message is not None:
        key = next(key for key in reversed(path) if isinstance(key, str))
        combined = ("network.output", "training.loss", "data.points")  # they have to fit others
        assert key in message or message.startswith(combined)


@pytest.mark.parametrize("depth", [5, 200, 100_000])
def test_deep_nesting_is_refused(depth):
    deep: list = []
    for _ in range(depth):
        deep = [deep]
    for d in (
        {"data": {"features": deep}},
        {"data": {"dataset": "custom", "points": deep}},
        {"network": {"hidden": deep}},
        {"network": {"init": deep}},
        {"training": {"learning_rate": deep}},
        {"training": deep},
    ):
        assert refusal(d) is not None
    while deep:  # freed step by step, or freeing it would recurse
        deep = deep[0]


# -- what follows from it -------------------------------------------------------------------


def test_sizes_activations_and_parameters():
    experiment = Experiment.from_dict(
        {
            "data": {"dataset": "blobs3", "features": ["x1", "x2", "x1x2"]},
            "network": {
                "hidden": [{"units": 5, "activation": "elu", "alpha": 2.0}],
                "output": "softmax",
            },
        }
    )
    assert experiment.sizes == (3, 5, 3)
    assert experiment.n_outputs == 3
    assert experiment.n_parameters == 4 * 5 + 6 * 3
    assert [(a.name, alpha) for a, alpha in experiment.activations] == [
        ("elu", 2.0),
        ("softmax", 0.0),
    ]


def test_possible_outputs_put_the_usual_one_first():
    assert possible_outputs(Data("circle"))[0] == "sigmoid"
    assert set(possible_outputs(Data("circle"))) == set(ACTIVATIONS)
    assert possible_outputs(Data("spiral3")) == ("softmax",)
    assert possible_outputs(Data("hill")) == ("linear", "tanh", "leaky_relu", "elu")


@given(dictionaries(), st.sampled_from([name for name in DATASETS if name != "custom"]))
def test_any_dataset_can_follow_any_other(d, dataset):
    before = Experiment.from_dict(d)
    after = before.with_data(Data(dataset))
    assert after.data == Data(dataset)
    assert after.network.output in possible_outputs(after.data)
    assert after.network.hidden == before.network.hidden
    if before.network.output in possible_outputs(after.data):
        assert after.network == before.network
        assert after.training == before.training


def test_the_output_and_the_loss_follow_the_data():
    experiment = Experiment()
    softmax = experiment.with_data(Data("blobs3"))
    assert (softmax.network.output, softmax.training.loss) == ("softmax", "cross_entropy")
    regression = softmax.with_data(Data("plane"))
    assert (regression.network.output, regression.training.loss) == ("linear", "mse")
    classes = regression.with_data(Data("xor"))
    assert (classes.network.output, classes.training.loss) == ("linear", "mse")
    assert classes.with_output("sigmoid").training.loss == "cross_entropy"
    assert experiment.with_output("tanh").training.loss == "mse"


def test_a_loss_chosen_by_hand_stays_while_it_fits():
    experiment = Experiment(training=Training(loss="mse"))
    assert experiment.with_data(Data("xor")).training.loss == "mse"
    with pytest.raises(ExperimentError, match=r"network\.output 'softmax'"):
        experiment.with_data(Data("plane")).with_output("softmax")
