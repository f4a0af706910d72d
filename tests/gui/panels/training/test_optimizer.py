"""The optimizer's popup: shows only what is in use, and every field edits."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.schedules import SCHEDULES, ScheduleChoice
from annplayground.core.experiment import Training
from annplayground.gui.panels.training.optimizer import OptimizerPopup
from annplayground.gui.panels.training.specs import OPTIMIZER_SPECS, SCHEDULE_SPECS
from annplayground.gui.theme import Look

KEY = Qt.Key


@pytest.fixture
def popup(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = OptimizerPopup(parent)
    made.show_below(parent)
    yield made
    made.close()


def text(popup, name):
    return popup.findChild(QLabel, name).text()


def visible(popup, names):
    return {name for name in names if popup.findChild(QWidget, names[name].name).isVisible()}


def type_into(qtbot, popup, name, typed):
    box = popup.findChild(QWidget, name)
    box.setFocus()
    box.selectAll()
    with qtbot.waitSignal(popup.trainingEdited) as edited:
        qtbot.keyClicks(box, typed)
        qtbot.keyClick(box, KEY.Key_Return)
    return edited.args[0]


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_only_the_parameters_in_use_are_there(popup, name):
    popup.show_training(Training(optimizer=OptimizerChoice(name)))
    parameters = OPTIMIZERS[name].parameters
    assert visible(popup, OPTIMIZER_SPECS) == set(parameters) - {"convention"}
    ewa = popup.findChild(QAbstractButton, "optimizer_convention_ewa")
    assert ewa.isVisible() == ("convention" in parameters)


@pytest.mark.parametrize("kind", list(SCHEDULES))
def test_only_the_schedule_s_own_numbers_are_there(popup, kind):
    popup.show_training(Training(schedule=ScheduleChoice(kind)))
    assert visible(popup, SCHEDULE_SPECS) == set(SCHEDULES[kind].parameters)


@pytest.mark.parametrize(
    ("optimizer", "parameter", "typed", "value"),
    [
        ("momentum", "beta", "0.99", 0.99),
        ("nesterov", "beta", "0", 0.0),
        ("rmsprop", "rho", "0.5", 0.5),
        ("rmsprop", "epsilon", "1e-6", 1e-06),
        ("adam", "beta1", "0.8", 0.8),
        ("adam", "beta2", "0.99", 0.99),
    ],
)
def test_a_parameter_by_text(qtbot, popup, optimizer, parameter, typed, value):
    popup.show_training(Training(optimizer=OptimizerChoice(optimizer)))
    made = type_into(qtbot, popup, f"optimizer_{parameter}", typed)
    assert made.optimizer == replace(OptimizerChoice(optimizer), **{parameter: value})


@pytest.mark.parametrize(
    ("kind", "parameter", "typed", "value"),
    [
        ("step", "every", "50", 50),
        ("step", "factor", "0.1", 0.1),
        ("exponential", "decay", "0.99", 0.99),
        ("cosine", "epochs", "200", 200),
    ],
)
def test_a_schedule_s_number_by_text(qtbot, popup, kind, parameter, typed, value):
    popup.show_training(Training(schedule=ScheduleChoice(kind)))
    made = type_into(qtbot, popup, f"schedule_{parameter}", typed)
    assert made.schedule == replace(ScheduleChoice(kind), **{parameter: value})
    assert type(getattr(made.schedule, parameter)) is type(value)


def test_the_convention_changes_the_equation_and_the_note(qtbot, popup):
    popup.show_training(Training(optimizer=OptimizerChoice("momentum")))
    assert "v ← βv + (1 − β)g" in text(popup, "optimizer_equation")
    assert "1/(1 − β) = 10 steps" in text(popup, "optimizer_note")
    classical = popup.findChild(QAbstractButton, "optimizer_convention_classical")
    with qtbot.waitSignal(popup.trainingEdited) as edited:
        qtbot.mouseClick(classical, Qt.MouseButton.LeftButton)
    assert edited.args[0].optimizer.convention == "classical"
    assert "v ← βv + g" in text(popup, "optimizer_equation")
    assert "EWA with lr 0.3" in text(popup, "optimizer_note")
    assert popup.findChild(QLabel).text() == "Momentum (classical)"


def test_clipping_by_key(qtbot, popup):
    check = popup.findChild(QAbstractButton, "gradient_clip_on")
    bound = popup.findChild(QWidget, "gradient_clip")
    assert not bound.isEnabled()
    with qtbot.waitSignal(popup.trainingEdited) as edited:
        qtbot.keyClick(check, KEY.Key_Space)
    assert edited.args[0].gradient_clip == 1.0
    assert bound.isEnabled()
    assert type_into(qtbot, popup, "gradient_clip", "0.25").gradient_clip == 0.25
    with qtbot.waitSignal(popup.trainingEdited) as edited:
        qtbot.keyClick(check, KEY.Key_Space)
    assert edited.args[0].gradient_clip is None


def test_showing_emits_nothing(qtbot, popup):
    training = Training(
        optimizer=OptimizerChoice("adam", beta1=0.7), schedule=ScheduleChoice("step", every=7)
    )
    with qtbot.assertNotEmitted(popup.trainingEdited):
        popup.show_training(replace(training, gradient_clip=3.0))
    assert popup.findChild(QWidget, "optimizer_beta1").text() == "0.7"
    assert popup.findChild(QWidget, "schedule_every").text() == "7 epochs"
    assert popup.findChild(QWidget, "gradient_clip").text() == "3"


def test_notation(popup):
    popup.set_look(Look(notation="partial"))
    assert text(popup, "optimizer_equation") == "w ← w − η · g"
