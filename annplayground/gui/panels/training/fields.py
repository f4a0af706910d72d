"""The fields of the training toolbar: learning rate, optimizer, loss, batch size and penalty."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment, Training, possible_losses
from annplayground.core.settings import setting
from annplayground.core.words import translate
from annplayground.gui.panels.proposal import Proposing
from annplayground.gui.panels.training.numbers import NumberCombo
from annplayground.gui.panels.training.optimizer import OptimizerPopup
from annplayground.gui.panels.training.specs import (
    BATCH_SIZE,
    LEARNING_RATE,
    OPTIMIZER_SPECS,
    REGULARIZATION_RATE,
)
from annplayground.gui.panels.training.words import loss_tip
from annplayground.gui.text import count, number
from annplayground.gui.theme import Look, icon
from annplayground.gui.widgets.labels import Label
from annplayground.gui.widgets.of_setting import of_setting

_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
_FULL = translate("Settings", "full")
_BATCHES = (1, 5, 10, 20, 30, 50, 100, _FULL)
# The settings behind the button beside the optimizer.
_BEHIND = (
    *(f"training.optimizer.{name}" for name in ("convention", *OPTIMIZER_SPECS)),
    "training.schedule.*",
    "training.gradient_clip",
)
_FIRST_PENALTY = 0.001  # a rate of 0 would make the choice of a penalty do nothing


class TrainingFields(QWidget, Proposing):
    """What can change between two steps of a run, each field below its caption.

    Signals: `experimentEdited(object)`, a new Experiment; `noticeRequested(str)`, why not.
    Attributes: `columns`, the captioned fields by name, for folding away.
    """

    experimentEdited = Signal(object)
    noticeRequested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment = Experiment()
        self._look = Look()
        self._rate_now = ""  # while a schedule changes it
        self._captions: dict[str, Label] = {}
        self.columns: dict[str, QWidget] = {}
        self._build()
        self._lay_out()
        self._connect()
        self._show(self._experiment)

    # -- build ------------------------------------------------------------------------------

    def _build(self) -> None:
        self._learning_rate = NumberCombo(LEARNING_RATE, _RATES)
        self._batch_size = NumberCombo(BATCH_SIZE, _BATCHES)
        self._penalty_rate = NumberCombo(REGULARIZATION_RATE, (0, *_RATES[2:-2]))
        self._optimizer = _choice("training.optimizer.name", "optimizer")
        for name, optimizer in OPTIMIZERS.items():
            self._optimizer.addItem(optimizer.label, name)
        self._loss = _choice("training.loss", "loss")
        for name, loss in LOSSES.items():
            self._loss.addItem(loss.label, name)
        self._penalty = _choice("training.regularization.kind", "regularization")
        for index, (name, penalty) in enumerate(PENALTIES.items()):
            self._penalty.addItem(penalty.label, name)
            self._penalty.setItemData(index, penalty.about, Qt.ItemDataRole.ToolTipRole)
        self._more = QToolButton()
        self._more.setObjectName("optimizer_parameters")
        self._more.setAccessibleName(translate("Training", "Optimizer parameters"))
        self._more.setToolTip(
            translate(
                "Training", "Parameters of the optimizer, learning-rate schedule, gradient clipping"
            )
        )
        of_setting(self._more, *_BEHIND)
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.popup = OptimizerPopup(self)

    def _choices(self) -> dict[str, QComboBox]:
        """The lists by the path of their setting."""
        return {
            "training.optimizer.name": self._optimizer,
            "training.loss": self._loss,
            "training.regularization.kind": self._penalty,
        }

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        columns: tuple[tuple[str, str, tuple[QWidget, ...]], ...] = (
            ("learning_rate", translate("Training", "Learning rate"), (self._learning_rate,)),
            ("optimizer", translate("Training", "Optimizer"), (self._optimizer, self._more)),
            ("loss", setting("training.loss").label, (self._loss,)),
            ("batch_size", translate("Training", "Batch"), (self._batch_size,)),
            (
                "regularization",
                translate("Training", "Regularise"),
                (self._penalty, self._penalty_rate),
            ),
        )
        for name, text, inputs in columns:
            caption = Label(text)
            caption.setProperty("role", "caption")
            caption.setBuddy(inputs[0])
            self._captions[name] = caption
            self.columns[name] = column(caption, *inputs)
            row.addWidget(self.columns[name])

    def _connect(self) -> None:
        self._learning_rate.valueEdited.connect(self._edit_learning_rate)
        self._batch_size.valueEdited.connect(self._edit_batch_size)
        self._penalty_rate.valueEdited.connect(self._edit_penalty_rate)
        for field in (self._learning_rate, self._batch_size, self._penalty_rate):
            field.noticeRequested.connect(self.noticeRequested)
        self._optimizer.activated.connect(self._edit_optimizer)
        self._loss.activated.connect(self._edit_loss)
        self._penalty.activated.connect(self._edit_penalty)
        self._more.clicked.connect(self._open_popup)
        self.popup.trainingEdited.connect(self._edit_training)

    # -- what is shown ----------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take colours, sizes and notation."""
        self._look = look
        self.popup.set_look(look)
        self._row.setSpacing(look.size.gap)
        self._more.setIcon(icon("settings", look.colours.ink, look.size.icon))
        self._more.setIconSize(QSize(look.size.icon, look.size.icon))
        self._more.setVisible(not look.presenting)
        self._captions["loss"].setText(look.written(setting("training.loss").label))
        for field in (self._learning_rate, self._batch_size, self._penalty_rate):
            field.set_look(look)
        for path, combo in self._choices().items():
            row = setting(path)
            combo.setAccessibleName(look.written(row.label))
            combo.setToolTip(look.written(row.tip))
        self._offer_losses(self._experiment.network.output)
        self._caption_rate()

    def show_experiment(self, experiment: Experiment) -> bool:
        """Show an Experiment; emits nothing. Returns whether the fields need another width."""
        before = self._shape()
        if experiment != self._experiment:
            self._show(experiment)
        return self._shape() != before

    def _shape(self) -> tuple[bool, str]:
        """What the width depends on."""
        training = self._experiment.training
        return training.regularization.kind == "none", training.optimizer.convention

    def show_learning_rate(self, rate: float) -> None:
        """Show what a schedule has made of the learning rate."""
        scheduled = self._experiment.training.schedule.kind != "constant"
        now = translate("Training", "now {rate}").format(rate=number(rate)) if scheduled else ""
        if now != self._rate_now:
            self._rate_now = now
            self._caption_rate()

    def _caption_rate(self) -> None:
        self._captions["learning_rate"].setText(
            self._rate_now or translate("Training", "Learning rate")
        )

    def _show(self, experiment: Experiment) -> None:
        self._experiment = experiment
        training = experiment.training
        self._learning_rate.show_value(training.learning_rate)
        full = training.batch_size >= experiment.data.n_train
        self._batch_size.show_text(_FULL if full else count(training.batch_size))
        self._penalty_rate.show_value(training.regularization.rate)
        self._penalty_rate.setVisible(training.regularization.kind != "none")
        _show_choice(self._penalty, training.regularization.kind)
        for index, optimizer in enumerate(OPTIMIZERS.values()):
            label = optimizer.full_label(training.optimizer.convention)
            self._optimizer.setItemText(index, label)
        _show_choice(self._optimizer, training.optimizer.name)
        _show_choice(self._loss, training.loss)
        self._offer_losses(experiment.network.output)
        self.popup.show_training(training)

    def _offer_losses(self, output: str) -> None:
        """Switch off the losses that do not go with the output, saying why."""
        possible, model = possible_losses(output), self._loss.model()
        for index in range(self._loss.count()):
            name = self._loss.itemData(index)
            tip = self._look.written(loss_tip(name, output))
            self._loss.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)
            if isinstance(model, QStandardItemModel):
                model.item(index).setEnabled(name in possible)

    # -- edits ------------------------------------------------------------------------------

    @Slot(object)
    def _edit_learning_rate(self, value: float) -> None:
        self.propose("training.learning_rate", value)

    @Slot(object)
    def _edit_batch_size(self, value: int) -> None:
        self.propose("training.batch_size", value)

    @Slot()
    def _edit_optimizer(self) -> None:
        self.propose("training.optimizer.name", self._optimizer.currentData())

    @Slot()
    def _edit_loss(self) -> None:
        self.propose("training.loss", self._loss.currentData())

    @Slot()
    def _edit_penalty(self) -> None:
        self.propose_by(partial(_with_penalty, self._penalty.currentData()))

    @Slot(object)
    def _edit_penalty_rate(self, value: float) -> None:
        self.propose("training.regularization.rate", value)

    @Slot(object)
    def _edit_training(self, training: Training) -> None:
        self.propose_by(partial(replace, training=training))

    @Slot()
    def _open_popup(self) -> None:
        self.popup.show_below(self._more)


def _with_penalty(kind: str, experiment: Experiment) -> Experiment:
    """With another kind of penalty, and a λ at which it does something."""
    made = changed(experiment, "training.regularization.kind", kind)
    idle = kind != "none" and experiment.training.regularization.rate == 0
    return changed(made, "training.regularization.rate", _FIRST_PENALTY) if idle else made


def column(caption: Label, *inputs: QWidget) -> QWidget:
    """Fields side by side below their caption."""
    widget = QWidget()
    outer = QVBoxLayout(widget)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(2)
    outer.addStretch(1)
    outer.addWidget(caption)
    row = QHBoxLayout()
    row.setSpacing(4)
    row.addStrut(33)  # fields and buttons differ by a pixel or two: centre them on one line
    for each in inputs:
        row.addWidget(each)
    outer.addLayout(row)
    outer.addStretch(1)
    return widget


def _choice(path: str, name: str) -> QComboBox:
    combo, row = QComboBox(), setting(path)
    combo.setObjectName(name)
    of_setting(combo, path)
    combo.setAccessibleName(row.label)
    combo.setToolTip(row.tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return combo


def _show_choice(combo: QComboBox, name: str) -> None:
    blocked = combo.blockSignals(True)
    combo.setCurrentIndex(combo.findData(name))
    combo.blockSignals(blocked)
