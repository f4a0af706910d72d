"""The fields of the training toolbar: each by key, seen in the Experiment."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget

from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import ScheduleChoice
from annplayground.core.experiment import Data, Experiment, Training
from annplayground.core.run.session import Session
from annplayground.gui.panels.training.fields import TrainingFields
from annplayground.gui.text import exact
from annplayground.gui.theme import Look

KEY = Qt.Key


@pytest.fixture
def fields(qtbot):
    made = TrainingFields()
    qtbot.addWidget(made)
    made.set_look(Look())
    made.show()
    return made


def combo(fields, name):
    return fields.findChild(QComboBox, name)


def edit_by(qtbot, fields, action):
    with qtbot.waitSignal(fields.experimentEdited) as edited:
        action()
    return edited.args[0].training


def type_into(qtbot, field, text):
    field.lineEdit().selectAll()
    qtbot.keyClicks(field.lineEdit(), text)
    qtbot.keyClick(field.lineEdit(), KEY.Key_Return)


@pytest.mark.parametrize(("text", "value"), [("0.3", 0.3), ("0,7", 0.7), ("1e-6", 1e-6)])
def test_learning_rate_by_text(qtbot, fields, text, value):
    field = combo(fields, "learning_rate")
    made = edit_by(qtbot, fields, lambda: type_into(qtbot, field, text))
    assert made.learning_rate == value
    assert field.currentText() == exact(value)


def test_learning_rate_by_list(qtbot, fields):
    field = combo(fields, "learning_rate")
    made = edit_by(qtbot, fields, lambda: qtbot.keyClick(field, KEY.Key_Down))
    assert made.learning_rate == 0.1


@pytest.mark.parametrize("text", ["", "abc", "-1", "0", "1001", "nan"])
def test_a_bad_learning_rate_is_refused_and_restored(qtbot, fields, text):
    field = combo(fields, "learning_rate")
    field.lineEdit().clear()
    with qtbot.waitSignal(fields.noticeRequested), qtbot.assertNotEmitted(fields.experimentEdited):
        type_into(qtbot, field, text or " ")
    assert field.currentText() == "0.03"


def test_another_way_to_write_the_same_changes_nothing(qtbot, fields):
    field = combo(fields, "learning_rate")
    with qtbot.assertNotEmitted(fields.experimentEdited):
        type_into(qtbot, field, "0.0300")
    assert field.currentText() == "0.03"


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "sgd"])
def test_optimizer_by_key(qtbot, fields, name):
    field = combo(fields, "optimizer")
    steps = list(OPTIMIZERS).index(name)

    def press():
        for _ in range(steps):
            qtbot.keyClick(field, KEY.Key_Down)

    press()
    assert fields._experiment.training.optimizer.name == name
    assert field.currentText() == OPTIMIZERS[name].full_label("ewa")


def test_the_name_of_the_optimizer_is_true_of_its_convention(fields):
    choice = OptimizerChoice("momentum", convention="classical")
    fields.show_experiment(Experiment(training=Training(optimizer=choice)))
    assert combo(fields, "optimizer").currentText() == "Momentum (classical)"


def test_loss_by_key(qtbot, fields):
    field = combo(fields, "loss")
    made = edit_by(qtbot, fields, lambda: qtbot.keyClick(field, KEY.Key_Down))
    assert made.loss == "mse"
    assert field.currentText() == LOSSES["mse"].label


def test_a_loss_that_does_not_go_with_the_output_is_off_and_says_why(qtbot, fields):
    fields.show_experiment(Experiment().with_output("tanh"))
    field = combo(fields, "loss")
    row = field.findData("cross_entropy")
    assert not field.model().item(row).isEnabled()
    assert "sigmoid or softmax, not tanh" in field.itemData(row, Qt.ItemDataRole.ToolTipRole)
    with qtbot.assertNotEmitted(fields.experimentEdited):
        qtbot.keyClick(field, KEY.Key_Up)
    assert field.currentData() == "mse"
    fields.show_experiment(Experiment())
    assert field.model().item(row).isEnabled()


@pytest.mark.parametrize(("text", "value"), [("30", 30), ("17", 17), ("full", 5000)])
def test_batch_size(qtbot, fields, text, value):
    field = combo(fields, "batch_size")
    made = edit_by(qtbot, fields, lambda: type_into(qtbot, field, text))
    assert made.batch_size == value
    assert field.currentText() == text


def test_a_full_batch_is_one_step_an_epoch_and_called_full(fields):
    experiment = Experiment(Data(n_samples=100), training=Training(batch_size=50))
    assert Session(experiment).batches_per_epoch == 1
    fields.show_experiment(experiment)
    assert combo(fields, "batch_size").currentText() == "full"
    fields.show_experiment(replace(experiment, data=Data(n_samples=200)))
    assert combo(fields, "batch_size").currentText() == "50"


def test_a_penalty_starts_with_a_rate_and_keeps_it(qtbot, fields):
    kind, rate = combo(fields, "regularization"), combo(fields, "regularization_rate")
    assert not rate.isVisible()
    made = edit_by(qtbot, fields, lambda: qtbot.keyClick(kind, KEY.Key_Down))
    assert made.regularization == Regularization("l1", 0.001)
    assert rate.isVisible()
    made = edit_by(qtbot, fields, lambda: type_into(qtbot, rate, "0.02"))
    assert made.regularization == Regularization("l1", 0.02)
    made = edit_by(qtbot, fields, lambda: qtbot.keyClick(kind, KEY.Key_Down))
    assert made.regularization == Regularization("l2", 0.02)
    edit_by(qtbot, fields, lambda: qtbot.keyClick(kind, KEY.Key_Home))
    assert not rate.isVisible()


def test_the_popup_opens_and_its_edits_pass(qtbot, fields):
    qtbot.mouseClick(
        fields.findChild(QAbstractButton, "optimizer_parameters"), Qt.MouseButton.LeftButton
    )
    assert fields.popup.isVisible()
    schedule = fields.popup.findChild(QComboBox, "schedule_kind")
    made = edit_by(qtbot, fields, lambda: qtbot.keyClick(schedule, KEY.Key_End))
    assert made.schedule == ScheduleChoice("cosine")
    fields.popup.close()


def test_a_schedule_shows_the_learning_rate_of_now(fields):
    caption = next(w for w in fields.findChildren(QLabel) if w.text() == "Learning rate")
    fields.show_learning_rate(0.03)
    assert caption.text() == "Learning rate"
    training = Training(schedule=ScheduleChoice("exponential", decay=0.5))
    fields.show_experiment(Experiment(training=training))
    fields.show_learning_rate(0.0075)
    assert caption.text() == "now 0.0075"


def test_notation(fields):
    fields.set_look(Look(notation="partial"))
    assert "Loss L" in [label.text() for label in fields.findChildren(QLabel)]


def test_every_field_is_said_to_be_live(fields):
    names = ("learning_rate", "optimizer", "loss", "batch_size", "regularization")
    for name in (*names, "regularization_rate"):
        widget = fields.findChild(QWidget, name)
        assert "keeps the weights" in widget.toolTip()
        assert widget.accessibleName()
