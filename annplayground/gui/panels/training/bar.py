"""The training toolbar: the run's buttons, where it stands, and how the network learns."""

from typing import Protocol

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.settings import KEEPS_WEIGHTS
from annplayground.core.words import translate
from annplayground.gui.panels.training.buttons import ActionButton, PlayButton, text_style
from annplayground.gui.panels.training.fields import TrainingFields, column
from annplayground.gui.panels.training.status import RunStatus
from annplayground.gui.panels.training.stop import StopPopup
from annplayground.gui.theme import Look, icon
from annplayground.gui.widgets.action_chip import ActionChip
from annplayground.gui.widgets.labels import Label
from annplayground.gui.widgets.of_setting import of_setting

_NEVER_MET = translate("Training", "One of these is never met.")
# At which level of folding what goes: first texts, then whole fields.
_LEVELS = 12
_WITHOUT_SPEED_CAPTION, _WITHOUT_SPEED = 3, 10


class RunActions(Protocol):
    """The actions that the toolbar shows as buttons."""

    play: QAction
    step_batch: QAction
    step_epoch: QAction
    back: QAction
    reset: QAction
    new_start: QAction
    lessons: QAction
    compare: QAction
    menu: QAction
    present: QAction
    help: QAction


class TrainingBar(QWidget):
    """One row over the whole window. What it edits is live: the weights are kept.

    Signals: `experimentEdited(object)`, a new Experiment; `noticeRequested(str)`, why not;
    `speedChanged(object)`, epochs a second or None; `rulesChanged(object)`, the StopRules.
    """

    experimentEdited = Signal(object)
    noticeRequested = Signal(str)
    speedChanged = Signal(object)
    rulesChanged = Signal(object)

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_bar")
        self.setAccessibleName(translate("Training", "Training"))
        self.setProperty("role", "toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = Look()
        self._build(actions)
        self._lay_out()
        self._connect()
        self.set_look(self._look)

    # -- build ------------------------------------------------------------------------------

    def _build(self, actions: RunActions) -> None:
        self.play = PlayButton(actions.play, translate("Training", "Play"))
        self.steps = [
            ActionButton(actions.step_batch, translate("Training", "Batch")),
            ActionButton(actions.step_epoch, translate("Training", "Epoch")),
        ]
        self.back = ActionButton(actions.back, translate("Training", "Back"))
        self.reset = ActionButton(actions.reset, translate("Training", "Reset"))
        self.new_start = ActionButton(actions.new_start, translate("Training", "New start"))
        of_setting(self.new_start, "network.seed")
        self.lessons = ActionButton(actions.lessons, translate("Training", "Lessons"))
        self.compare = ActionChip(actions.compare)
        self.menu = ActionButton(actions.menu, translate("Training", "Menu"))
        self.present = ActionButton(actions.present, translate("Training", "Present"))
        self.help = ActionButton(actions.help, translate("Training", "Help"))
        self.status = RunStatus()
        self.fields = TrainingFields()
        self.stop_rules = QToolButton()
        self.stop_rules.setObjectName("stop_rules")
        self.stop_rules.setAccessibleName(translate("Training", "Stop at"))
        self.stop_rules.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._stop_popup = StopPopup(self)
        caption = Label(translate("Training", "Stop at"))
        caption.setProperty("role", "caption")
        self._stop_column = column(caption, self.stop_rules)
        self.stop_rules.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        columns = self.fields.columns
        self._texts = [
            *((1, button) for button in (self.back, self.reset, self.new_start)),
            *((2, button) for button in self.steps),
            (2, self.lessons),
            (3, self.present),
            (0, self.menu),
        ]
        self._folding: list[tuple[int, QWidget]] = [
            (_LEVELS, self.back),
            (_LEVELS, self.new_start),
            (4, caption),
            (5, self.lessons),  # Ctrl+L and the menu remain
            (5, self.help),  # F1 and the menu remain
            (6, self.compare),
            (7, self._stop_column),
            (8, columns["regularization"]),
            (9, columns["batch_size"]),
            (11, columns["loss"]),
        ]
        # For a projector the rest has gone already.
        self._folding_presented: list[tuple[int, QWidget]] = [
            (1, columns["optimizer"]),
            (2, columns["learning_rate"]),
            *((3, button) for button in self.steps),
        ]
        self._widths = [0]
        self._stale, self._measuring = True, False  # whether they are to be measured, are being
        self._level = 0  # of folding

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 10, 5)
        row.setSpacing(4)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self.play, 0, middle)
        row.addSpacing(6)
        for button in (*self.steps, self.back, self.reset, self.new_start):
            row.addWidget(button, 0, middle)
        row.addSpacing(6)
        row.addWidget(self.status, 1)
        row.addSpacing(6)
        row.addWidget(self.fields)
        row.addSpacing(6)
        row.addWidget(self._stop_column)
        row.addSpacing(6)
        row.addWidget(self.lessons, 0, middle)
        row.addWidget(self.compare, 0, middle)
        row.addWidget(self.menu, 0, middle)
        row.addWidget(self.present, 0, middle)
        row.addWidget(self.help, 0, middle)

    def _connect(self) -> None:
        self.fields.experimentEdited.connect(self._pass_edit)
        self.fields.noticeRequested.connect(self.noticeRequested)
        self.status.speedChanged.connect(self.speedChanged)
        self.stop_rules.clicked.connect(self._open_stop_popup)
        self._stop_popup.rulesChanged.connect(self._change_rules)

    # -- what is shown ----------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take colours, sizes and notation; for a projector only the essentials stay."""
        self._look = look
        buttons = (self.play, *self.steps, self.back, self.reset, self.new_start)
        for button in (*buttons, self.lessons, self.menu, self.present, self.help):
            button.set_look(look)
        self.menu.setVisible(look.presenting)  # at the desk there is the menu bar
        self.status.set_look(look)
        self.fields.set_look(look)
        self._stop_popup.set_look(look)
        self.stop_rules.setIconSize(QSize(look.size.icon, look.size.icon))
        self._show_rules()
        self._refit()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an Experiment; emits nothing."""
        self._stop_popup.show_data(experiment.data)
        self._show_rules()
        if self.fields.show_experiment(experiment):
            self._refit()

    def show_speed(self, epochs_per_second: float | None) -> None:
        """Show a speed; emits nothing."""
        self.status.show_speed(epochs_per_second)

    @property
    def rules(self) -> StopRules:
        """When training stops by itself."""
        return self._stop_popup.rules

    def set_rules(self, rules: StopRules) -> None:
        """Choose when training stops, as by the popup: what comes with a file."""
        self._stop_popup.set_rules(rules)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the run stands."""
        self.fields.show_learning_rate(snapshot.learning_rate)
        if self.status.show_snapshot(snapshot):
            self._refit()

    def _show_rules(self) -> None:
        rules, colours = self._stop_popup.rules, self._look.colours
        flag = colours.accent if rules != NEVER else colours.ink
        self.stop_rules.setText(self._stop_popup.summary())
        self.stop_rules.setIcon(icon("stop-flag", flag, self._look.size.icon))
        state = self._stop_popup.summary()
        problem = self._stop_popup.problem
        self.stop_rules.setToolTip(
            translate(
                "Training", "Stop at an epoch, a test loss or a test accuracy (now: {state})."
            ).format(state=state)
            + (f"\n{_NEVER_MET} {problem}\n" if problem else "\n")
            + KEEPS_WEIGHTS
        )

    # -- folding ----------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """With all folded away that can be."""
        return QSize(min(self._measured()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Unfold what fits into the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another style sheet changes every width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fold for what has changed meanwhile."""
        super().showEvent(event)
        self._fit()

    def _refit(self) -> None:
        """Measure again, because something has become wider or narrower; while it is not seen, when
        it is asked for."""
        self._stale = True
        if self.isVisible():
            self._fit()
        self.updateGeometry()

    def _fit(self) -> None:
        if self._measuring:
            return
        widths = self._measured()
        fitting = [level for level, width in enumerate(widths) if width <= self.width()]
        self._level = fitting[0] if fitting else len(widths) - 1
        self._fold(self._level)

    def _measured(self) -> list[int]:
        """The width that each level of folding needs, from none to all."""
        if self._measuring:
            return self._widths  # Qt asks for the least size in between
        focused, stale = QApplication.focusWidget(), self._stale
        while self._stale:  # what is shown for the first time may take another style
            self._stale, self._measuring = False, True
            self._widths = self._measure()
            self._measuring = False
        if stale and focused is not None and self.isAncestorOf(focused):
            focused.setFocus()  # it lost the focus while it was hidden, to measure
        return self._widths

    def _measure(self) -> list[int]:
        for child in self.findChildren(QWidget):
            child.ensurePolished()
        widths = []
        for level in range(_LEVELS + 1):
            self._fold(level)
            widths.append(self._row.totalMinimumSize().width())
        self._fold(self._level)
        return widths

    def _fold(self, level: int) -> None:
        """Let texts go first, then whole fields; icons and the essentials stay."""
        presenting = self._look.presenting
        for first, button in self._texts:
            button.show_text(level < first and not presenting)
        for first, widget in self._folding:
            widget.setVisible(level < first and not presenting)
        for first, widget in self._folding_presented:
            widget.setVisible(level < first or not presenting)
        self.stop_rules.setToolButtonStyle(text_style(level < 3))
        self.stop_rules.setMinimumWidth(0 if level < 3 else self._look.size.control + 8)
        self.status.show_speed_control(level < _WITHOUT_SPEED, level < _WITHOUT_SPEED_CAPTION)
        # Qt would tell a row of what is hidden inside its parts only later.
        for part in (*self.fields.columns.values(), self.fields, self.status, self._stop_column):
            layout = part.layout()
            if layout is not None:
                layout.activate()
            part.updateGeometry()

    # -- signals ----------------------------------------------------------------------------

    @Slot()
    def faster(self) -> None:
        """The next speed."""
        self.status.change_speed(1)

    @Slot()
    def slower(self) -> None:
        """The speed before."""
        self.status.change_speed(-1)

    @Slot(object)
    def _pass_edit(self, experiment: Experiment) -> None:
        self._refit()
        self.experimentEdited.emit(experiment)

    @Slot(object)
    def _change_rules(self, rules: StopRules) -> None:
        self._show_rules()
        self._refit()
        self.rulesChanged.emit(rules)

    @Slot()
    def _open_stop_popup(self) -> None:
        self._stop_popup.show_below(self.stop_rules)
