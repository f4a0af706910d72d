"""Every field that edits a number of the Experiment takes its bounds, and nothing beyond them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider, QWidget

from annplayground.core.choices.optimizers import OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import ScheduleChoice
from annplayground.core.edits import changed, value_at
from annplayground.core.experiment import Experiment, HiddenLayer, Network, Training
from annplayground.core.settings import SETTINGS, setting
from annplayground.gui.panels.data.card import DataCard
from annplayground.gui.panels.network.card import NetworkCard
from annplayground.gui.panels.training.fields import TrainingFields
from annplayground.gui.theme import Look

KEY = Qt.Key
# Nowhere at a bound, and all of it in use.
START = Experiment(
    network=Network(hidden=(HiddenLayer(4, "elu", 0.5), HiddenLayer(3))),
    training=Training(
        optimizer=OptimizerChoice("adam"),
        regularization=Regularization("l2", 0.1),
        schedule=ScheduleChoice("step"),
        gradient_clip=1.0,
    ),
)
# The field of each number that is typed, by its path; and the sliders.
TYPED = {
    "training.learning_rate": "learning_rate",
    "training.batch_size": "batch_size",
    "training.regularization.rate": "regularization_rate",
    **{f"training.optimizer.{n}": f"optimizer_{n}" for n in ("beta", "rho", "beta1", "beta2")},
    "training.optimizer.epsilon": "optimizer_epsilon",
    **{f"training.schedule.{n}": f"schedule_{n}" for n in ("every", "factor", "decay", "epochs")},
    "training.gradient_clip": "gradient_clip",
    "network.hidden": "layers_count",
    "network.hidden.1.units": "layer_1_units",
    "network.hidden.1.alpha": "layer_1_alpha",
    "network.init_scale": "init_scale",
    "network.init_bias": "init_bias",
}
LISTED = {"training.learning_rate", "training.batch_size", "training.regularization.rate"}
SLID = {f"data.{name}": name for name in ("n_samples", "noise", "train_fraction")}
# Seeds are drawn by a button, points by the mouse.
WITHOUT = {"data.seed", "network.seed", "data.points"}
PANELS = {"training": TrainingFields, "network": NetworkCard, "data": DataCard}
both_ends = pytest.mark.parametrize("end", ["low", "high"])


@pytest.fixture
def panel(qtbot, request):
    """The panel of a path, showing START."""
    made = PANELS[request.getfixturevalue("path").split(".")[0]]()
    qtbot.addWidget(made)
    made.resize(1400, 700)
    made.set_look(Look())
    made.show_experiment(START)
    made.show()
    return made


def type_into(qtbot, field, text):
    field = field.lineEdit() if isinstance(field, QComboBox) else field
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, KEY.Key_Return)


def value_of(experiment, path):
    value = value_at(experiment, path)
    return len(value) if path == "network.hidden" else value


def test_every_number_has_a_field():
    numbers = {row.path for row in SETTINGS.values() if row.choices is None}
    assert {setting(path).path for path in (*TYPED, *SLID)} | WITHOUT == numbers


@both_ends
@pytest.mark.parametrize("path", TYPED)
def test_the_bound_is_taken(qtbot, panel, path, end):
    bound = getattr(setting(path), end)
    with qtbot.waitSignal(panel.experimentEdited) as edited:
        type_into(qtbot, panel.findChild(QWidget, TYPED[path]), repr(bound))
    assert value_of(edited.args[0], path) == bound


@both_ends
@pytest.mark.parametrize("path", TYPED)
def test_what_lies_beyond_is_refused(qtbot, panel, path, end):
    row, field = setting(path), panel.findChild(QWidget, TYPED[path])
    bound, step = getattr(row, end), -1 if end == "low" else 1
    whole = row.whole or row.count
    beyond = bound + step if whole else bound + step * 1e-3 * (abs(bound) or 1)
    edited, refused = [], []
    panel.experimentEdited.connect(edited.append)
    panel.noticeRequested.connect(refused.append)
    type_into(qtbot, field, repr(beyond))
    # A spin box does not even let a digit in that leads beyond: a shorter number may be left.
    values = [value_of(each, path) for each in edited]
    assert all(row.low <= value <= row.high for value in values)
    if path in LISTED:
        assert values == []
        assert row.written(row.low) in refused[0]
        assert row.written(row.high) in refused[0]


@both_ends
@pytest.mark.parametrize("path", [path for path in TYPED if path not in LISTED])
def test_an_arrow_key_does_not_lead_beyond(qtbot, panel, path, end):
    row, field = setting(path), panel.findChild(QAbstractSpinBox, TYPED[path])
    bound = getattr(row, end)
    panel.show_experiment(changed(START, path, int(bound) if row.whole or row.count else bound))
    with (
        qtbot.assertNotEmitted(panel.experimentEdited),
        qtbot.assertNotEmitted(panel.noticeRequested),
    ):
        qtbot.keyClick(field, KEY.Key_Down if end == "low" else KEY.Key_Up)
    assert field.value() == bound


@pytest.mark.parametrize("path", SLID)
def test_a_slider_lies_within_the_bounds_and_begins_at_the_lower(qtbot, panel, path):
    row, slider = setting(path), panel.findChild(QSlider, SLID[path])
    panel.show_experiment(replace(START, data=replace(START.data, noise=0.2)))
    ends = {}
    for key in (KEY.Key_Home, KEY.Key_End):
        with qtbot.waitSignal(panel.experimentEdited) as edited:
            qtbot.keyClick(slider, key)
        ends[key] = value_at(edited.args[0], path)
    assert ends[KEY.Key_Home] == row.low
    assert row.low < ends[KEY.Key_End] <= row.high
