"""The compiled engine, kernel by kernel, against the NumPy code that defines what is right."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from random_experiments import experiments

from annplayground.core.choices.activations import hidden_activations
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.engines.shuffle import epoch_order
from annplayground.core.engines.state import State
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.network import Parameters, initial_vector
from annplayground.core.samples import make_sets

pytestmark = pytest.mark.numba

DIGITS = 1e-12


def engines(experiment):
    """Both engines, each with a state of its own at the first weights."""
    from annplayground.core.engines.compiled import CompiledEngine

    sets = make_sets(experiment)
    return [
        (cls(experiment, *sets), State.start(initial_vector(experiment)))
        for cls in (CompiledEngine, NumpyEngine)
    ]


def epochs(experiment, n=1):
    """The progress and the state of both engines after n epochs."""
    per_epoch = -(-len(make_sets(experiment)[0]) // experiment.training.batch_size)
    return [(e.run(state, n * per_epoch), state) for e, state in engines(experiment)]


def off(ours, theirs, floor):
    """The largest difference, relative to each value; below `floor` to that."""
    both_nan = np.isnan(ours) & np.isnan(theirs)
    with np.errstate(invalid="ignore"):
        error = np.abs(ours - theirs) / np.maximum(np.abs(theirs), floor)
    return float(np.where(both_nan, 0.0, error).max())


def check_agreement(experiment, n=1):
    (ours, state), (theirs, right) = epochs(experiment, n)
    assert len(ours.rows) == len(theirs.rows) == n
    scale = np.abs(right.parameters).max()
    assert off(state.parameters, right.parameters, scale) <= DIGITS
    assert off(ours.rows, theirs.rows, 1e-2) <= DIGITS
    assert np.array_equal(ours.last_batch, theirs.last_batch)
    assert (state.updates, state.epoch) == (right.updates, right.epoch)


@settings(max_examples=150)
@given(experiments())
def test_one_epoch_agrees_to_twelve_digits(experiment):
    check_agreement(experiment)


@pytest.mark.parametrize("name", hidden_activations())
def test_every_activation_over_some_epochs(name):
    network = Network((HiddenLayer(6, name), HiddenLayer(5, name)))
    check_agreement(Experiment(Data("moons", 60), network, Training(learning_rate=0.01)), 3)


def test_the_deepest_and_widest_network():
    network = Network(tuple(HiddenLayer(64, "tanh") for _ in range(10)))
    check_agreement(Experiment(Data(n_samples=100), network, Training(batch_size=32)))


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
@pytest.mark.parametrize("convention", ["ewa", "classical"])
def test_every_optimizer_over_some_epochs(name, convention):
    choice = OptimizerChoice(name, convention=convention)
    training = Training(learning_rate=0.01, optimizer=choice, gradient_clip=0.2)
    check_agreement(Experiment(Data("moons", 60), Network(), training), 3)


@pytest.mark.parametrize("batch", [1, 3, 8, 9, 15, 16, 17, 31, 64, 65, 128, 200, 250])
def test_batches_of_one_block_and_of_several(batch):
    network = Network((HiddenLayer(9), HiddenLayer(3)))
    check_agreement(Experiment(Data(n_samples=500), network, Training(batch_size=batch)), 2)


def test_the_order_of_the_samples_is_that_of_shuffle():
    experiment = Experiment(Data(n_samples=97), Network(seed=2**32 - 1), Training(batch_size=1000))
    (engine, state), _ = engines(experiment)
    for epoch in range(5):
        order = engine.run(state, 1).last_batch
        assert np.array_equal(order, epoch_order(2**32 - 1, epoch, len(order)))


def test_a_run_goes_on_in_the_middle_of_an_epoch_of_the_other_engine():
    (compiled, state), (plain, right) = engines(Experiment())
    plain.run(state, 33)  # the state of the one, trained by the other
    compiled.run(state, 40)
    plain.run(right, 73)
    assert (state.epoch, state.position, state.updates) == (2, right.position, 73)
    assert off(state.parameters, right.parameters, 1.0) <= DIGITS
    assert off(state.totals, right.totals, 1e-3) <= DIGITS


def test_norms_are_right_where_squares_are_not_floats():
    data = Data("hill", 40)
    small = Network(tuple(HiddenLayer(3, "tanh") for _ in range(8)), "linear", init_scale=1e-20)
    (ours, _), (theirs, _) = epochs(Experiment(data, small, Training("mse")))
    norms = theirs.rows[0, 4::5]
    assert 0.0 < norms.min() < 1e-110  # whose squares are 0
    assert np.allclose(ours.rows[0, 4:], theirs.rows[0, 4:], rtol=1e-9, atol=0.0, equal_nan=True)


def test_weights_of_zero_have_no_update_ratio():
    network = Network((HiddenLayer(3),), init="zeros")
    (ours, _), (theirs, _) = epochs(Experiment(network=network))
    assert np.isnan(theirs.rows).any()
    assert np.array_equal(np.isnan(ours.rows), np.isnan(theirs.rows))


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_divergence_comes_at_the_same_step(optimizer):
    network = Network((HiddenLayer(8, "relu"), HiddenLayer(8, "relu")), "linear", "he")
    training = Training("mse", 1000.0, 7, OptimizerChoice(optimizer))
    reached = []
    for engine, state in engines(Experiment(Data("plane"), network, training)):
        progress = engine.run(state, 3000)
        assert np.isfinite(state.parameters).all()
        if progress.diverged:
            assert not state.v.any()
            assert not state.s.any()
            assert state.updates == 0
        reached.append((progress.diverged, progress.batches, state.epoch, state.position))
    assert reached[0] == reached[1]


@pytest.mark.parametrize(
    "rules", [StopRules(epoch=7), StopRules(test_loss=0.6), StopRules(test_accuracy=0.7)]
)
def test_stop_rules_end_both_engines_at_the_same_epoch(rules):
    stopped = []
    for engine, state in engines(Experiment()):
        rows = engine.run(state, 25 * 500, rules).rows
        assert rules.reason(state.epoch, rows[-1]) is not None
        stopped.append(state.epoch)
    assert stopped[0] == stopped[1]


def test_the_states_kept_are_those_passed_through():
    """At multiples of the stride, also where the call begins between two of them."""
    for engine, state in engines(Experiment(training=Training(optimizer=OptimizerChoice("adam")))):
        assert len(engine.run(state, 25 * 4 + 1).kept) == 0
        kept = engine.run(state, 25 * 5 + 2, stride=3).kept
        assert kept.epochs.tolist() == [6, 9]
        assert kept.updates.tolist() == [150, 225]
        again = kept.state(0)
        engine.run(again, 25 * 3 + 3)
        assert np.array_equal(again.parameters, state.parameters)
        assert np.array_equal(again.s, state.s)


def test_never_more_epochs_than_asked_for():
    for engine, state in engines(Experiment()):
        progress = engine.run(state, 25 * 100, max_epochs=3)
        assert (len(progress.rows), progress.batches, state.epoch) == (3, 75, 3)
        assert engine.run(state, 0).batches == 0


@pytest.mark.parametrize("n", [1, 7, 16, 100])
def test_maps_of_any_number_of_points(n):
    experiment = Experiment(network=Network((HiddenLayer(5, "gelu"), HiddenLayer(64, "silu"))))
    (compiled, state), (plain, _) = engines(experiment)
    x = np.random.default_rng(0).uniform(-6, 6, (n, 2))
    x.flags.writeable = False
    for first in (0, 1, -1):
        ours, theirs = (e.maps(state.parameters, x, first) for e in (compiled, plain))
        assert [a.shape for a in ours] == [a.shape for a in theirs]
        assert all(np.allclose(a, b, rtol=1e-6) for a, b in zip(ours, theirs, strict=True))


def test_parameters_are_laid_out_row_by_row():
    from annplayground.core.engines.compiled_layout import make_shape

    experiment = Experiment(network=Network((HiddenLayer(3), HiddenLayer(9))))
    shape, place = make_shape(experiment)
    padded = np.zeros(shape.n_padded)
    parameters = Parameters(experiment)
    padded[place] = parameters.vector
    for k, layer in enumerate(parameters.layers):
        n_in, width = layer.W.shape[0], shape.width[k]
        table = padded[shape.W[k] :][: (n_in + 1) * width].reshape(n_in + 1, width)
        n_out = layer.W.shape[1]
        assert np.array_equal(table[:n_in, :n_out], layer.W)
        assert np.array_equal(table[n_in, :n_out], layer.b)
        assert not table[:, n_out:].any()


def test_core_works_without_numba(tmp_path):
    (tmp_path / "numba.py").write_text("raise ImportError('as if it were not installed')")
    program = (
        "from annplayground.core.run.session import Session\n"
        "run = Session(); run.train(1); assert run.engine.name == 'numpy'"
    )
    environment = {
        "ANNPLAYGROUND_ENGINE": "auto",
        "PYTHONPATH": ":".join([str(tmp_path), *sys.path]),
        "XDG_CACHE_HOME": str(tmp_path),
    }
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, timeout=60)
