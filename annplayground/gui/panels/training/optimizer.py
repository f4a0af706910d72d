"""The popup of the optimizer: its parameters, the learning-rate schedule, gradient clipping."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from annplayground.core.choices.optimizers import CONVENTIONS, OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.experiment import Training
from annplayground.core.settings import setting
from annplayground.core.words import translate
from annplayground.gui.panels.training.numbers import NumberBox, NumberSpec
from annplayground.gui.panels.training.specs import CLIP_SPEC, OPTIMIZER_SPECS, SCHEDULE_SPECS
from annplayground.gui.panels.training.words import (
    optimizer_equation,
    optimizer_note,
    schedule_note,
)
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label
from annplayground.gui.widgets.of_setting import of_setting
from annplayground.gui.widgets.popup import Popup, note


class OptimizerPopup(Popup):
    """Edits what stands behind the optimizer; all of it is live.

    Signals: `trainingEdited(object)`, a new Training by the user.
    """

    trainingEdited = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("optimizer_popup", translate("Training", "Optimizer"), parent)
        self._look = Look()
        self._training = Training()
        self._boxes: dict[str, NumberBox] = {}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._equation = note(self, "optimizer_equation")
        self._equation.setProperty("role", None)  # in ink: it is what one looks for
        self._note = note(self, "optimizer_note")
        self.body.addWidget(self._equation)
        self._grid = self._new_grid()
        self._add_conventions()
        self._add_numbers(OPTIMIZER_SPECS, self._edit_optimizer)
        self.body.addWidget(self._note)
        self._add_schedule()
        self._add_clip()
        self.setMinimumWidth(360)
        self.show_training(self._training)

    # -- build ------------------------------------------------------------------------------

    def _new_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        self.body.addLayout(grid)
        return grid

    def _add_row(self, name: str, label: str, field: QWidget) -> None:
        caption = Label(label)
        caption.setBuddy(field)
        row = self._grid.rowCount()
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(field, row, 1)
        self._rows[name] = (caption, field)

    def _add_numbers(self, specs: dict[str, NumberSpec], slot: object) -> None:
        for name, spec in specs.items():
            box = NumberBox(spec)
            box.setMinimumWidth(150)
            box.valueChanged.connect(slot)
            self._boxes[name] = box
            self._add_row(name, spec.label, box)

    def _add_conventions(self) -> None:
        self._conventions = QButtonGroup(self)
        chips = QWidget()
        line = QHBoxLayout(chips)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        row = setting("training.optimizer.convention")
        for index, entry in enumerate(CONVENTIONS.values()):
            chip = QToolButton()
            chip.setText(entry.label)
            chip.setObjectName(f"optimizer_convention_{entry.name}")
            chip.setAccessibleName(f"{row.label} {entry.label}")
            chip.setToolTip(f"{entry.about}\n{row.consequence}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            self._conventions.addButton(chip, index)
            line.addWidget(chip)
        self._conventions.idClicked.connect(self._edit_convention)
        of_setting(chips, row.path)
        self._add_row("convention", row.label, chips)

    def _add_schedule(self) -> None:
        row = setting("training.schedule.kind")
        self._add_heading(row.label)
        self._grid = self._new_grid()
        self._schedule = QComboBox()
        self._schedule.setObjectName("schedule_kind")
        of_setting(self._schedule, row.path)
        self._schedule.setAccessibleName(row.label)
        self._schedule.setToolTip(row.tip)
        for name, schedule in SCHEDULES.items():
            self._schedule.addItem(schedule.label, name)
        self._schedule.activated.connect(self._edit_schedule)
        self._add_row("kind", translate("Training", "Schedule"), self._schedule)
        self._add_numbers(SCHEDULE_SPECS, self._edit_schedule)
        self._schedule_note = note(self, "schedule_note")
        self.body.addWidget(self._schedule_note)

    def _add_clip(self) -> None:
        self._add_heading(translate("Training", "Gradient clipping"))
        self._grid = self._new_grid()
        self._clips = QCheckBox(translate("Training", "Norm at most"))
        self._clips.setObjectName("gradient_clip_on")
        self._clips.setAccessibleName(translate("Training", "Gradient clipping"))
        about = translate(
            "Training",
            "Shorten a gradient that is too long, over all weights and biases: keeps the "
            "steps of gradient descent and momentum small.\n"
            "With Adam and RMSProp it does not: they divide the length out again.",
        )
        self._clips.setToolTip(f"{about}\n{CLIP_SPEC.consequence}")
        self._clip = NumberBox(CLIP_SPEC)
        self._clip.setMinimumWidth(150)
        self._clip.show_value(1.0)
        self._clips.clicked.connect(self._edit_clip)
        self._clip.valueChanged.connect(self._edit_clip)
        self._grid.addWidget(self._clips, 0, 0)
        self._grid.addWidget(self._clip, 0, 1)

    def _add_heading(self, text: str) -> None:
        heading = Label(text)
        heading.setProperty("role", "title")
        self.body.addSpacing(6)
        self.body.addWidget(heading)

    # -- what is shown ----------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take the notation."""
        self._look = look
        self._explain()

    def show_training(self, training: Training) -> None:
        """Show the values, and only those that the optimizer and the schedule use."""
        self._training = training
        optimizer, schedule = training.optimizer, training.schedule
        for name in OPTIMIZER_SPECS:
            self._boxes[name].show_value(getattr(optimizer, name))
        for name in SCHEDULE_SPECS:
            self._boxes[name].show_value(getattr(schedule, name))
        self._conventions.button(list(CONVENTIONS).index(optimizer.convention)).setChecked(True)
        self._schedule.setCurrentIndex(self._schedule.findData(schedule.kind))
        used = {
            "kind",
            *OPTIMIZERS[optimizer.name].parameters,
            *SCHEDULES[schedule.kind].parameters,
        }
        for name, widgets in self._rows.items():
            for widget in widgets:
                widget.setVisible(name in used)
        self._clips.setChecked(training.gradient_clip is not None)
        self._clip.setEnabled(training.gradient_clip is not None)
        if training.gradient_clip is not None:
            self._clip.show_value(training.gradient_clip)
        self._explain()
        if self.isVisible():
            self.adjustSize()

    def _explain(self) -> None:
        training, written = self._training, self._look.written
        choice = training.optimizer
        self._title.setText(OPTIMIZERS[choice.name].full_label(choice.convention))
        self._equation.setText(written(optimizer_equation(choice)))
        text = optimizer_note(training)
        self._note.setText(written(text))
        self._note.setVisible(bool(text))
        self._schedule_note.setText(written(schedule_note(training)))

    # -- edits ------------------------------------------------------------------------------

    def _edit(self, training: Training) -> None:
        if training != self._training:
            self.show_training(training)
            self.trainingEdited.emit(training)

    @Slot()
    def _edit_optimizer(self) -> None:
        values: dict[str, Any] = {n: self._boxes[n].value() for n in OPTIMIZER_SPECS}
        self._edit_choice(replace(self._training.optimizer, **values))

    @Slot(int)
    def _edit_convention(self, index: int) -> None:
        convention = list(CONVENTIONS)[index]
        self._edit_choice(replace(self._training.optimizer, convention=convention))

    def _edit_choice(self, choice: OptimizerChoice) -> None:
        self._edit(replace(self._training, optimizer=choice))

    @Slot()
    def _edit_schedule(self) -> None:
        values: dict[str, Any] = {
            name: int(self._boxes[name].value()) if spec.whole else self._boxes[name].value()
            for name, spec in SCHEDULE_SPECS.items()
        }
        schedule = replace(self._training.schedule, kind=self._schedule.currentData(), **values)
        self._edit(replace(self._training, schedule=schedule))

    @Slot()
    def _edit_clip(self) -> None:
        bound = self._clip.value() if self._clips.isChecked() else None
        self._edit(replace(self._training, gradient_clip=bound))
