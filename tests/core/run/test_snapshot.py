"""What a view gets to see: frozen, complete, the right way up, and only what was asked for."""

import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace

import numpy as np
import pytest

from annplayground.core.choices.features import FEATURES, compute_features
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.observe import DETAIL_RESOLUTION, grid_inputs, observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Snapshot, Status, View
from annplayground.core.samples import predicted_classes

EVERYTHING = View(
    boundary=20,
    neurons=10,
    detail=(1, 2),
    confusion=True,
    classes=True,
    diagnosis=True,
    preview=True,
    trace=(1, 1, 2),
    check=(1, 1, 2),
)


VALUES_ONLY = """
import sys
import annplayground.core.run.snapshot
rooms = ("engines", "kernels", "diagnosis")
made = {n for n in sys.modules for room in rooms if n.startswith(f"annplayground.core.{room}.")}
assert made == {f"annplayground.core.{n}" for n in ("engines.stopping", "diagnosis.finding")}, made
"""


def test_who_imports_a_snapshot_loads_no_engine(environment):
    subprocess.run([sys.executable, "-c", VALUES_ONLY], check=True, env=environment)


def snapshot_of(session, view=EVERYTHING, run=0):
    return observe(session.moment, run, Status(), view)


def trained(epochs=2, engine="auto", **d):
    session = Session(Experiment.from_dict(d), engine)
    session.train(epochs)
    return session


def arrays_in(value):
    """Every NumPy array somewhere inside."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from arrays_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from arrays_in(getattr(value, field.name))


def test_it_says_where_the_run_stands():
    session = trained(3)
    session.step()
    status = Status(
        playing=True, epochs_per_second=12.0, stop_reason=StopRules(epoch=3).reason(3, np.zeros(4))
    )
    snapshot = observe(session.moment, 7, status, View())
    assert (snapshot.run, snapshot.status) == (7, status)
    assert (snapshot.epoch, snapshot.batch, snapshot.batches_per_epoch) == (3, 1, 25)
    assert snapshot.learning_rate == 0.03
    assert snapshot.can_go_back
    assert snapshot.divergence is None
    assert snapshot.experiment == session.experiment
    assert snapshot.losses == session.losses()
    assert snapshot.accuracies == session.accuracies()
    assert snapshot.curves.last_epoch == 3
    np.testing.assert_array_equal(snapshot.last_batch, session.last_batch)


@pytest.mark.parametrize("engine", [pytest.param("numba", marks=pytest.mark.numba), "numpy"])
def test_no_array_in_it_can_be_written_to(engine):
    session = trained(engine=engine)
    session.step()
    arrays = list(arrays_in(snapshot_of(session)))
    assert len(arrays) > 20
    assert not any(array.flags.writeable for array in arrays if array.size)
    with pytest.raises(FrozenInstanceError):
        snapshot_of(session).epoch = 3


def test_training_on_does_not_change_it():
    session = trained()
    snapshot = snapshot_of(session)
    before = [array.copy() for array in arrays_in(snapshot)]
    session.train(3)
    session.set_weight(1, 0, 0, 99.0)
    session.back()
    for old, now in zip(before, arrays_in(snapshot), strict=True):
        np.testing.assert_array_equal(old, now)


def test_taking_one_changes_nothing():
    session, left_alone = trained(), trained()
    for _ in range(3):
        snapshot_of(session)
        session.step(), left_alone.step()
    for pair, other in zip(session.parameters, left_alone.parameters, strict=True):
        np.testing.assert_array_equal(pair[0], other[0])


def test_only_what_is_shown_is_computed():
    snapshot = snapshot_of(trained(), View())
    assert snapshot.boundary is None
    assert snapshot.neuron_maps is None
    assert snapshot.detail is None
    assert snapshot.confusion is None
    assert snapshot.diagnosis is None
    assert snapshot.preview is None
    assert snapshot.trace is None
    assert snapshot.checks is None


def test_it_predicts_as_the_session_did():
    session = trained(data={"dataset": "blobs3"}, network={"output": "softmax"})
    snapshot = snapshot_of(session)
    X = session.test_set.X
    np.testing.assert_array_equal(snapshot.predict(X), session.predict(X))
    right = predicted_classes(snapshot.experiment, snapshot.predict(X)) == session.test_set.labels
    assert right.mean() == snapshot.accuracies.test
    assert snapshot.confusion[1].trace() == right.sum()


# -- maps -----------------------------------------------------------------------------------


def test_the_grid_has_row_0_below_and_column_0_on_the_left():
    grid = grid_inputs(4, ("x1", "x2")).reshape(4, 4, 2)
    np.testing.assert_allclose(grid[0, :, 0], [-4.5, -1.5, 1.5, 4.5])  # pixel centres
    np.testing.assert_allclose(grid[:, 0, 1], [-4.5, -1.5, 1.5, 4.5])
    assert grid[0, 0].tolist() == [-4.5, -4.5]
    assert grid[3, 0].tolist() == [-4.5, 4.5]


def test_the_grid_follows_the_features_and_is_read_only():
    grid = grid_inputs(8, ("x1x2", "sin_x1"))
    raw = grid_inputs(8, ("x1", "x2"))
    np.testing.assert_array_equal(grid, compute_features(raw, ("x1x2", "sin_x1")))
    assert not grid.flags.writeable


@pytest.mark.parametrize(("dataset", "output"), [("xor", "sigmoid"), ("blobs3", "softmax")])
def test_maps_show_the_network_point_by_point(dataset, output):
    session = trained(data={"dataset": dataset}, network={"output": output})
    snapshot = snapshot_of(session)
    n_outputs = session.experiment.n_outputs
    assert snapshot.boundary.shape == (20, 20, n_outputs)
    assert snapshot.boundary.dtype == np.float32
    assert [m.shape for m in snapshot.neuron_maps] == [
        (units, 10, 10) for units in session.experiment.sizes
    ]
    assert snapshot.detail.shape == (DETAIL_RESOLUTION, DETAIL_RESOLUTION)
    for row, column in ((0, 0), (3, 17), (19, 5)):
        point = np.array([[(column + 0.5) * 0.6 - 6.0, (row + 0.5) * 0.6 - 6.0]])
        np.testing.assert_allclose(
            snapshot.boundary[row, column], session.predict(point)[0], rtol=1e-6
        )
    for row, column in ((0, 9), (7, 2)):
        point = np.array([[(column + 0.5) * 1.2 - 6.0, (row + 0.5) * 1.2 - 6.0]])
        values = [point[0], *(seen.a[0] for seen in session.forward(point))]
        for maps, expected in zip(snapshot.neuron_maps, values, strict=True):
            np.testing.assert_allclose(maps[:, row, column], expected, rtol=1e-6)
    step = 12.0 / DETAIL_RESOLUTION
    point = np.array([[(90 + 0.5) * step - 6.0, (10 + 0.5) * step - 6.0]])
    np.testing.assert_allclose(
        snapshot.detail[10, 90], session.forward(point)[0].a[0, 2], rtol=1e-6
    )


@pytest.mark.parametrize("place", [(0, 1), (1, 3), (3, 0)])
def test_a_detail_of_every_layer(place):
    snapshot = snapshot_of(trained(), View(detail=place))
    assert snapshot.detail is not None
    assert np.ptp(snapshot.detail) > 0.0


@pytest.mark.parametrize("place", [(4, 0), (0, 2), (2, 2), (9, 9)])
def test_a_detail_of_a_unit_that_has_gone_is_none(place):
    assert snapshot_of(trained(), View(detail=place)).detail is None


# -- taken apart ----------------------------------------------------------------------------


def test_the_anatomy_is_that_of_the_training_set():
    session = trained(network={"hidden": [{"units": 3, "activation": "relu"}, {"units": 2}]})
    session.set_bias(1, 1, -1000.0)
    diagnosis = snapshot_of(session).diagnosis
    for z, a, seen in zip(
        diagnosis.z, diagnosis.a, session.forward(session.train_set.X), strict=True
    ):
        np.testing.assert_allclose(z, seen.z, rtol=1e-12)
        np.testing.assert_allclose(a, seen.a, rtol=1e-12)
    assert [len(share) for share in diagnosis.saturated] == [3, 2]
    assert diagnosis.dead[0].tolist()[1] is True
    assert not diagnosis.dead[1].any()
    flat = (np.abs(diagnosis.a[1]) > 0.97).mean(axis=0)
    np.testing.assert_allclose(diagnosis.saturated[1], flat)
    assert [finding.kind for finding in diagnosis.findings] == ["dead_relu"]


def test_the_preview_is_the_next_step():
    session = trained()
    preview = snapshot_of(session).preview
    session.step()
    for layer, (W, b) in zip(preview.layers, session.parameters, strict=True):
        np.testing.assert_array_equal(layer.new_W, W)
        np.testing.assert_array_equal(layer.new_b, b)


def test_there_is_no_preview_while_it_trains():
    assert observe(trained().moment, 0, Status(playing=True), EVERYTHING).preview is None


def test_the_trace_and_the_check_are_those_of_the_weight_asked_for():
    session = trained()
    snapshot = snapshot_of(session, View(trace=(2, 3, 1), check=(2, 3, 1)))
    np.testing.assert_array_equal(snapshot.trace, session.trace(2, 3, 1))
    assert snapshot.trace.shape == (50, 2)
    one, worst = snapshot.checks
    assert one == session.check_gradient(2, 3, 1)
    assert one.agrees
    assert worst.agrees
    assert worst.relative_error >= one.relative_error / 10


@pytest.mark.parametrize("place", [(0, 0, 0), (4, 0, 0), (1, 2, 0), (1, 0, 4), (3, 1, 1)])
def test_a_weight_that_has_gone_has_neither(place):
    snapshot = snapshot_of(trained(), View(trace=place, check=place))
    assert snapshot.trace is None
    assert snapshot.checks is None


# -- edges ----------------------------------------------------------------------------------


def test_regression_has_neither_accuracy_nor_confusion():
    session = trained(
        data={"dataset": "hill"}, network={"output": "linear"}, training={"loss": "mse"}
    )
    snapshot = snapshot_of(session)
    assert snapshot.accuracies is None
    assert snapshot.confusion is None
    assert snapshot.boundary.shape == (20, 20, 1)


def test_a_diverged_run_can_be_shown():
    """Its outputs overflow 32 bits; a warning would fail the test."""
    session = trained(
        1000,
        data={"dataset": "plane"},
        network={"output": "linear", "hidden": [{"units": 4, "activation": "relu"}]},
        training={"loss": "mse", "learning_rate": 50.0},
    )
    snapshot = snapshot_of(session)
    assert snapshot.divergence is not None
    assert not np.isfinite(snapshot.boundary).all()
    assert all(np.isfinite(W).all() for W, _ in snapshot.parameters)
    assert snapshot.predict(np.zeros((2, 2))).shape == (2, 1)


def test_no_hidden_layer_and_one_feature():
    session = trained(data={"features": ["sin_x2"]}, network={"hidden": []})
    snapshot = snapshot_of(session, replace(EVERYTHING, detail=(1, 0)))
    assert [m.shape for m in snapshot.neuron_maps] == [(1, 10, 10), (1, 10, 10)]
    assert isinstance(snapshot, Snapshot)


def test_a_feature_replaced_under_its_name_gets_new_maps(monkeypatch):
    session = Session(Experiment(), "numpy")

    def boundary():
        return observe(session.moment, 0, Status(), View(boundary=8)).boundary

    before = boundary()
    other = replace(FEATURES["x1"], f=lambda x1, x2: -x1)
    monkeypatch.setitem(FEATURES, "x1", other)
    np.testing.assert_array_equal(boundary(), before[:, ::-1])
    monkeypatch.undo()
    np.testing.assert_array_equal(boundary(), before)
