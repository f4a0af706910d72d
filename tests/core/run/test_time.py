"""Any epoch of a run, exactly: `at` and `fork` against runs that were never cut or looked at."""

import random
from dataclasses import replace

import numpy as np
import pytest
from sampled import sampled

from annplayground.core.edits import changed, keeps_weights
from annplayground.core.experiment import Experiment
from annplayground.core.run import keyframes
from annplayground.core.run.session import Session
from annplayground.core.samples import predicted_classes

ENGINES = [pytest.param("numba", marks=pytest.mark.numba), "numpy"]
LIVE = {
    "training.learning_rate": (0.003, 0.1, 1.0),
    "training.batch_size": (3, 7, 50),
    "training.optimizer.name": ("sgd", "momentum", "adam", "rmsprop"),
    "training.regularization.kind": ("none", "l1", "l2"),
    "training.regularization.rate": (0.0, 0.01),
    "training.gradient_clip": (None, 0.1),
    "training.schedule.kind": ("constant", "exponential"),
    "network.hidden.activation": ("tanh", "relu", "sigmoid"),
    "training.loss": ("mse", "cross_entropy"),
}


def random_experiment(rng):
    d = {
        "data": {
            "dataset": rng.choice(["circle", "xor", "spiral", "blobs3"]),
            "n_samples": rng.choice([20, 33]),
            "seed": rng.randrange(9),
        },
        "network": {"hidden": [{"units": rng.choice([1, 3])} for _ in range(rng.randrange(3))],
                    "seed": rng.randrange(9)},
        "training": {"batch_size": rng.choice([4, 7, 5000]),
                     "optimizer": {"name": rng.choice(["sgd", "adam"])}},
    }  # fmt: skip
    if d["data"]["dataset"] == "blobs3":
        d["network"]["output"] = "softmax"
    return Experiment.from_dict(d)


def random_act(rng, session):
    """Train a while, or change something from outside, perhaps in the middle of an epoch."""
    kind = rng.choice(["train", "train", "step", "adopt", "weight", "bias"])
    if kind == "train":
        session.train(rng.randrange(1, 6))
    elif kind == "step":
        session.advance(rng.randrange(1, 4))
    elif kind == "adopt":
        path = rng.choice(list(LIVE))
        after = changed(session.experiment, path, rng.choice(LIVE[path]))
        if keeps_weights(session.experiment, after):
            session.adopt(after)
    else:
        sizes = session.experiment.sizes
        layer = rng.randrange(1, len(sizes))
        j, value = rng.randrange(sizes[layer]), rng.uniform(-1, 1)
        if kind == "bias":
            session.set_bias(layer, j, value)
        else:
            session.set_weight(layer, rng.randrange(sizes[layer - 1]), j, value)


def numbers(moment):
    """Everything that training goes on from, and what is shown."""
    state, row = moment.state, moment.curves.last
    arrays = (state.parameters, state.v, state.s, row, moment.curves.low, moment.curves.high)
    return [a.tobytes() for a in arrays], state.updates, state.epoch, moment.experiment


def same(a, b):
    return numbers(a) == numbers(b)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", sampled(range(25), *range(10)))
def test_at_and_fork_are_the_run_as_it_was(engine, seed):
    """Each time an epoch is complete it is noted; later `at` gives it back, to the bit, and a fork
    from there comes to the same end, its changes made once more."""
    rng = random.Random(seed)
    session = Session(random_experiment(rng), engine)
    seen = {0: session.moment}
    for _ in range(20):
        random_act(rng, session)
        assert session.divergence is None or not session.batch
        if session.batch == 0:
            seen[session.epoch] = session.moment  # the newest, with all changes made there
    end = session.moment
    for epoch in rng.sample(sorted(seen), min(len(seen), 4)):
        assert same(session.at(epoch), seen[epoch]), epoch
        fork = session.fork(epoch)
        assert same(fork.moment, seen[epoch])
        fork._go_to(session._course.place)
        assert numbers(fork.moment) == numbers(end)
    assert numbers(session.moment) == numbers(end)  # to look has changed nothing


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_run_is_replayed_from_few_keyframes(engine, monkeypatch):
    monkeypatch.setattr(keyframes, "MAX_NUMBER", 10)
    rng = random.Random(1)
    session = Session(random_experiment(rng), engine)
    wanted = {}
    for _ in range(40):
        session.train(rng.randrange(1, 8))
        if rng.random() < 0.3:
            session.set_weight(1, 0, 0, rng.uniform(-1, 1))
        wanted[session.epoch] = session.moment
    assert len(session._keyframes) <= 10
    assert session._keyframes.stride >= 8
    for epoch, moment in wanted.items():
        assert same(session.at(epoch), moment)


def test_keyframes_stay_within_their_memory_for_all_runs_together(monkeypatch):
    monkeypatch.setattr(keyframes, "MAX_BYTES", 200_000)
    whole = changed(Experiment(), "training.batch_size", 250)  # an epoch is one step
    sessions = [Session(whole, engine="numpy") for _ in range(3)]
    for session in sessions:
        session.train(400)
    held = sum(b.vectors.nbytes for s in sessions for b in s._keyframes._blocks)
    assert held <= 200_000
    for session in sessions:
        assert session._keyframes.epochs[0] == 0
        assert all(epoch % session._keyframes.stride == 0 for epoch in session._keyframes.epochs)


def test_a_fork_goes_its_own_way_after_a_change_of_its_own():
    session = Session(engine="numpy")
    session.train(3)
    session.adopt(changed(session.experiment, "training.learning_rate", 0.5))
    session.train(3)
    fork = session.fork(2)
    assert fork.experiment.training.learning_rate == 0.03  # as it was then
    fork.set_bias(1, 0, 0.25)
    fork.train(4)
    assert fork.experiment.training.learning_rate == 0.03  # the later change is dropped
    assert session.experiment.training.learning_rate == 0.5
    straight = Session(engine="numpy")
    straight.train(2)
    straight.set_bias(1, 0, 0.25)
    straight.train(4)
    assert same(fork.moment, straight.moment)


def test_back_is_a_fork_for_any_number_of_epochs_and_keeps_the_settings():
    session, straight = Session(engine="numpy"), Session(engine="numpy")
    session.train(150)
    for _ in range(120):  # more than the 64 that could be gone back once
        assert session.back()
    straight.train(30)
    assert same(session.moment, straight.moment)
    session.train(1)
    session.adopt(changed(session.experiment, "training.learning_rate", 0.5))
    session.back()
    assert session.epoch == 30
    assert session.experiment.training.learning_rate == 0.5
    straight.adopt(changed(straight.experiment, "training.learning_rate", 0.5))
    session.train(2), straight.train(2)
    assert same(session.moment, straight.moment)


def diverging(engine="numpy", **training):
    return Session(
        Experiment.from_dict(
            {
                "data": {"dataset": "plane"},
                "network": {"output": "linear", "hidden": [{"units": 4, "activation": "relu"}]},
                "training": {"loss": "mse", "learning_rate": 0.05, "batch_size": 250, **training},
            }
        ),
        engine,
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_after_a_divergence_it_goes_on_from_the_newest_good_epoch_whatever_was_kept(
    engine, monkeypatch
):
    """Found exactly, however few keyframes there are: J is no higher than at the start."""
    ends = []
    for most in (8, 2048):
        monkeypatch.setattr(keyframes, "MAX_NUMBER", most)
        session = diverging(engine)
        session.train(100)
        session.adopt(changed(session.experiment, "training.learning_rate", 1000.0))
        session.train(1000)
        assert session.divergence is not None
        after = changed(session.experiment, "training.learning_rate", 0.05)
        assert session.adopt(after)
        first = session.at(0).losses().train
        assert session.losses().train <= first
        assert session.epoch >= 100
        assert session.experiment == after
        session.train(20)
        ends.append((numbers(session.moment)[0][:3], session.epoch))
        assert same(session.at(session.epoch), session.moment)
    assert ends[0] == ends[1]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_weight_set_after_a_divergence_is_replayed_too(engine):
    session = diverging(engine)
    session.train(5)
    session.set_weight(2, 0, 0, 1e200)
    session.train(3)
    assert session.divergence is not None
    session.set_weight(2, 0, 0, 0.1)
    session.train(4)
    assert session.divergence is None
    assert same(session.at(session.epoch), session.moment)
    assert same(session.fork(session.epoch).moment, session.moment)


@pytest.mark.numba
def test_a_run_that_began_in_numpy_is_the_compiled_one_after_the_change_over():
    from annplayground.core.engines.available import engine_class

    rng = random.Random(5)
    session, compiled = (
        Session(random_experiment(random.Random(3)), e) for e in ("numpy", "numba")
    )
    for _ in range(10):
        state = rng.getstate()
        random_act(rng, session)
        rng.setstate(state)
        random_act(rng, compiled)
    after = session.repeated_by(engine_class("numba"))
    assert numbers(after.moment) == numbers(compiled.moment)
    assert after.engine is engine_class("numba")


@pytest.mark.numba
def test_a_divergence_is_one_after_the_change_over_too():
    from annplayground.core.engines.available import engine_class

    session = diverging("numpy", learning_rate=1000, batch_size=10)
    session.train(20)
    after = session.repeated_by(engine_class("numba"))
    assert (after.epoch, after.batch) == (session.epoch, session.batch)
    assert after.divergence == session.divergence
    assert after.divergence is not None


@pytest.mark.numba
def test_an_engine_chosen_in_the_middle_is_part_of_the_run():
    from annplayground.core.engines.available import engine_class

    session = Session(engine="numba")
    session.train(3)
    session.use_engine(engine_class("numpy"))
    session.train(3)
    assert same(session.at(6), session.moment)
    assert session.at(2).engine.name == "numba"


def test_there_is_no_epoch_before_the_start_or_after_the_present():
    session = Session(engine="numpy")
    session.train(2)
    for epoch in (-1, 3):
        with pytest.raises(ValueError, match=f"there is no epoch {epoch}: the run stands at 2"):
            session.at(epoch)
        with pytest.raises(ValueError, match="there is no epoch"):
            session.fork(epoch)


def test_to_look_changes_nothing():
    session, left_alone = Session(engine="numpy"), Session(engine="numpy")
    for _ in range(5):
        session.advance(7), left_alone.advance(7)
        moment = session.moment
        X, y = moment.train_set.X, moment.train_set.y
        moment.losses(), moment.confusion(), moment.diagnose(), moment.preview()
        moment.trace(1, 0, 0), moment.check_gradients(5), moment.gradients(X, y), moment.classes
        moment.explain(X[0], y[0]), moment.maps(moment.engine.x_train)
        assert session.diagnose() == session.diagnose()
    assert numbers(session.moment) == numbers(left_alone.moment)


def test_a_moment_stays_as_it_is_while_the_run_goes_on():
    session = Session(engine="numpy")
    session.train(2)
    moment, past = session.moment, session.at(1)
    before = numbers(moment), numbers(past), moment.losses()
    session.train(5)
    session.set_weight(1, 0, 0, 3.0)
    assert (numbers(moment), numbers(past), replace(moment).losses()) == before


def test_each_thing_is_computed_once(monkeypatch):
    """With confusion, classes and diagnosis: one forward propagation of each set."""
    from annplayground.core.run import measured as module
    from annplayground.core.run.observe import observe
    from annplayground.core.run.snapshot import Status, View

    session = Session(engine="numpy")
    session.train(2)
    lengths, real = [], module.forward

    def counted(layers, x):
        lengths.append(len(x))
        return real(layers, x)

    monkeypatch.setattr(module, "forward", counted)
    monkeypatch.setattr(
        type(session.moment.engine), "evaluate", lambda *_: pytest.fail("one pass too many")
    )
    view = View(confusion=True, classes=True, diagnosis=True)
    snapshot = observe(session.moment, 0, Status(), view)
    assert sorted(lengths) == sorted([len(session.train_set), len(session.test_set)])
    assert snapshot.confusion is not None
    np.testing.assert_array_equal(
        snapshot.classes[0] == session.train_set.labels,
        predicted_classes(snapshot.experiment, snapshot.predict(session.train_set.X))
        == session.train_set.labels,
    )
