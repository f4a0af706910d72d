"""The loss landscape: J on a plane through the weights, and the way that led there."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from annplayground import Experiment, Session
from annplayground.core.experiment import Data, HiddenLayer, Network, Training
from annplayground.core.network import split

SMALL = Experiment(
    Data("circle", 60), Network((HiddenLayer(4, "tanh"), HiddenLayer(3, "relu")), init_bias=0.1)
)


def trained(epochs=20, experiment=SMALL, engine="numpy"):
    run = Session(experiment, engine)
    run.train(epochs)
    return run


def flat(parameters):
    return np.concatenate([part.ravel() for pair in parameters for part in pair])


def put(run, vector):
    """Set all weights and biases by hand."""
    for layer, (W, b) in enumerate(split(vector, run.experiment.sizes), start=1):
        for (i, j), value in np.ndenumerate(W):
            run.set_weight(layer, i, j, value)
        for j, value in enumerate(b):
            run.set_bias(layer, j, value)


@pytest.mark.parametrize("engine", ["numpy", pytest.param("numba", marks=pytest.mark.numba)])
@pytest.mark.parametrize("directions", ["random", "path"])
@pytest.mark.parametrize(
    "experiment",
    [
        SMALL,
        replace(SMALL, data=Data("blobs3", 60), network=Network(output="softmax")),
        replace(SMALL, network=Network((), "tanh"), training=Training("mse")),
    ],
    ids=["sigmoid", "softmax", "no hidden layer"],
)
def test_every_point_is_the_loss_of_a_network_with_these_weights(engine, directions, experiment):
    run = trained(experiment=experiment, engine=engine)
    found = run.landscape(9, directions)
    assert found.J[4, 4] == run.losses().train
    center = flat(run.parameters)
    for a, b in ((0, 0), (8, 0), (0, 8), (3, 6), (4, 5), (7, 4)):
        put(run, center + np.array([found.alpha[a], found.beta[b]]) @ found.directions)
        assert found.J[b, a] == pytest.approx(run.losses().train, rel=1e-12)


def test_the_grid_goes_from_minus_one_to_one_and_is_read_only():
    found = trained().landscape()
    assert found.J.shape == (51, 51)
    for axis in (found.alpha, found.beta):
        assert np.allclose(axis, np.linspace(-1, 1, 51))
        assert axis[25] == 0.0
    for array in (found.alpha, found.beta, found.J, found.path, found.directions):
        assert not array.flags.writeable


def test_random_directions_are_as_long_as_each_unit_with_its_bias():
    run = trained()
    for direction in run.landscape(3).directions:
        for (W, b), (own_W, own_b) in zip(
            split(direction, run.experiment.sizes), run.parameters, strict=True
        ):
            length, own = ((w**2).sum(axis=0) + c**2 for w, c in ((W, b), (own_W, own_b)))
            assert np.allclose(length, own)
            assert (b != 0).all()


def test_the_seed_is_what_is_random():
    run = trained()
    one, same, other = (run.landscape(5, seed=seed).J for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_the_path_is_the_run_itself():
    run = trained(30)
    found = run.landscape(5, "path")
    assert list(found.path_epochs) == list(range(31))
    center = flat(run.parameters)
    for row, epoch in zip(found.path, found.path_epochs, strict=True):
        then = run.at(int(epoch))
        assert row[2] == pytest.approx(then.losses().train, rel=1e-12)
        offset = flat(then.parameters) - center
        rest = offset - row[:2] @ found.directions
        # The nearest point of the plane: what is left stands at a right angle to it.
        assert np.allclose(found.directions @ rest, 0.0, atol=1e-12)
        assert np.linalg.norm(rest) == pytest.approx(
            found.path_distance[epoch], rel=1e-9, abs=1e-12
        )
    assert list(found.path[-1]) == [0.0, 0.0, run.losses().train]
    assert np.abs(found.path[:, :2]).max() == pytest.approx(0.9)
    put(run, center + found.path[0, :2] @ found.directions)
    assert found.path_plane_J[0] == pytest.approx(run.losses().train, rel=1e-12)


def test_no_other_plane_explains_as_much_of_the_path():
    run = trained(40)
    own = run.landscape(3, "path")
    states = np.array([flat(run.at(epoch).parameters) for epoch in range(41)])
    lengths = np.linalg.svd(states - states.mean(axis=0), compute_uv=False) ** 2
    assert own.variance_explained == pytest.approx(lengths[:2].sum() / lengths.sum())
    assert own.variance_explained > 0.9
    assert all(run.landscape(3, seed=s).variance_explained < 0.5 for s in range(5))


def test_a_long_run_has_a_path_of_few_points_from_its_start_on():
    run = trained(500)
    run.step()
    epochs = run.landscape(3, "path").path_epochs
    assert len(epochs) <= 64
    assert (epochs[0], epochs[-1]) == (0, 500)


def test_the_past_has_the_path_that_led_there():
    run = trained(30)
    then, live = run.at(12).landscape(5, "path"), trained(12).landscape(5, "path")
    assert list(then.path_epochs) == list(range(13))
    assert np.array_equal(then.J, live.J)


def test_a_path_along_one_line_has_a_second_direction_at_a_right_angle():
    found = trained(1).landscape(3, "path")
    first, second = found.directions
    assert first @ second == pytest.approx(0.0, abs=1e-9)
    assert np.linalg.norm(first) == pytest.approx(np.linalg.norm(second))
    assert found.variance_explained == pytest.approx(1.0)


def test_of_the_start_there_are_random_directions_only():
    run = Session(SMALL)
    assert run.landscape(3).variance_explained is None
    with pytest.raises(ValueError, match="there is no path yet: train first"):
        run.landscape(3, "path")


def test_weights_beyond_measure_are_refused_in_a_sentence():
    network = Network((HiddenLayer(8, "relu"),), "linear")
    run = Session(Experiment(Data("plane", 60), network, Training("mse", learning_rate=1000.0)))
    run.train(500)
    assert run.divergence is not None
    for directions in ("random", "path"):
        with pytest.raises(ValueError, match=r"as large as .* look at an earlier epoch"):
            run.landscape(3, directions)
        run.at(1).landscape(3, directions)


def test_another_thread_may_look_while_the_run_goes_on():
    run, found = trained(10), []
    moment = run.moment
    expected = trained(10).landscape(11, "path")
    thread = threading.Thread(target=lambda: found.append(moment.landscape(11, "path")))
    thread.start()
    run.train(30)
    thread.join()
    assert np.array_equal(found[0].J, expected.J)
    assert np.array_equal(found[0].path, expected.path)
    whole = trained(40)
    assert np.array_equal(flat(run.parameters), flat(whole.parameters))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"size": 50}, "size must be an odd number from 3 to 501, which has a middle, not 50"),
        ({"size": 1}, "size must be an odd number"),
        ({"size": 5.0}, "size must be an odd number"),
        ({"directions": "paht"}, "directions must be 'random' or 'path', not 'paht'"),
        ({"seed": -1}, "seed must be a whole number of 0 or more, not -1"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(wrong, words):
    with pytest.raises(ValueError, match=words):
        trained(1).landscape(**wrong)
