"""Where the run stands: the epoch, the speed, and why it stopped."""

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from annplayground.core.snapshot import Snapshot, Status
from annplayground.gui.panels.training_counter import EpochCounter, Notice
from annplayground.gui.theme import Look

_MAX_POSITION = 60  # of the slider: as fast as possible
_DECADES = 3.0  # below that it goes from 1 to 1000 epochs a second


def speed_at(position: int) -> float | None:
    """Epochs a second at a position of the slider; None is as fast as possible."""
    if position >= _MAX_POSITION:
        return None
    return float(f"{10 ** (_DECADES * position / (_MAX_POSITION - 1)):.2g}")


def position_of(speed: float | None) -> int:
    """The position of the slider for a speed."""
    if speed is None:
        return _MAX_POSITION
    share = math.log10(max(speed, 1.0)) / _DECADES
    return min(round(share * (_MAX_POSITION - 1)), _MAX_POSITION - 1)


class RunStatus(QWidget):
    """Epoch counter and speed, with one line above them: captions, or why the run stopped.

    Signals: `speedChanged(object)`, epochs a second or None for as fast as possible, by the user.
    """

    speedChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._presenting = False
        self._with_speed = True
        self._build()
        self._lay_out()
        self.speed.valueChanged.connect(self._change_speed)

    def _build(self) -> None:
        self.counter = EpochCounter()
        self.notice = Notice()
        self._batch = _caption("", "batch")
        self._batch.setToolTip("Mini-batches of this epoch already used")
        self._rate = _caption("max", "speed_value")
        self._rate.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._epoch_row = _row(_caption("Epoch", "epoch_caption"), self._batch)
        self._trainer = _caption("Speed", "speed_caption")
        self._speed_row = _row(self._trainer, self._rate)
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setObjectName("speed")
        self.speed.setAccessibleName("Speed")
        self.speed.setToolTip(
            "Speed in epochs per second, from 1 to as fast as possible (right end).\n"
            "The figure above is the speed reached."
        )
        self.speed.setRange(0, _MAX_POSITION)
        self.speed.setPageStep(_MAX_POSITION // 6)
        self.speed.setValue(_MAX_POSITION)
        for widget in (self.speed, self._speed_row):
            widget.setMinimumWidth(96)
            widget.setMaximumWidth(180)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        # The slider grows first; what it cannot use stays empty, or holds a long notice.
        grid.setColumnStretch(1, 100)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self._epoch_row, 0, 0)
        grid.addWidget(self._speed_row, 0, 1)
        grid.addWidget(self.notice, 0, 0, 1, 3)
        grid.addWidget(self.counter, 1, 0)
        grid.addWidget(self.speed, 1, 1)
        self._grid = grid
        self._show_line()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes; for a projector the speed folds away."""
        self._presenting = look.presenting
        self.counter.set_look(look)
        self.notice.set_look(look)
        # Stepping must not move the slider: keep room for the mini-batch.
        widest = "Epoch" if look.presenting else "Epoch  batch 25/250"
        metrics = QFontMetrics(look.font())
        self._grid.setColumnMinimumWidth(0, metrics.horizontalAdvance(widest))
        # The captions stand on one line with those of the fields.
        self._grid.setRowMinimumHeight(1, look.size.control + 2)
        self._show_line()

    def show_speed_control(self, shown: bool) -> None:
        """Show the slider, or fold it away."""
        self._with_speed = shown
        self._show_line()

    def show_snapshot(self, snapshot: Snapshot) -> bool:
        """Show epoch, mini-batch, speed, and why the run stopped.

        Returns whether it needs another width, for one more digit.
        """
        status, divergence = snapshot.status, snapshot.divergence
        resized = self.counter.show_epoch(snapshot.epoch)
        stepping = snapshot.batch > 0 and not status.playing
        _set_text(self._batch, f"batch {snapshot.batch}/{snapshot.batches_per_epoch}" * stepping)
        reached = status.epochs_per_second if status.playing else 0.0
        _set_text(self._rate, _rate(reached) if reached else self._wanted())
        self._show_engine(status)
        if divergence is not None:
            self.notice.say(_divergence_wordings(divergence.epoch, divergence.cause), "bad")
        else:
            self.notice.say(_stop_wordings(status.stop_reason or ""), "accent")
        self._show_line()
        return resized

    def _show_engine(self, status: Status) -> None:
        """Say in place of "Speed" that NumPy trains because the compiled engine cannot be had."""
        slow = status.engine_problem is not None and status.engine == "numpy"
        if slow != (self._trainer.text() == "NumPy"):
            self._trainer.setText("NumPy" if slow else "Speed")
            self._speed_row.setToolTip((status.engine_problem or "") if slow else "")

    def _show_line(self) -> None:
        """Above the counter stands the notice if there is one, else the captions."""
        news = bool(self.notice.text())
        speed = self._with_speed and not self._presenting
        self.notice.setVisible(news)
        self._epoch_row.setVisible(not news)
        self._batch.setVisible(not self._presenting)
        self._speed_row.setVisible(speed and not news)
        self.speed.setVisible(speed)

    def _wanted(self) -> str:
        speed = speed_at(self.speed.value())
        return "max" if speed is None else _rate(speed)

    @Slot(int)
    def _change_speed(self, position: int) -> None:
        self._rate.setText(self._wanted())
        self.speedChanged.emit(speed_at(position))


def _stop_wordings(reason: str) -> tuple[str, ...]:
    if not reason:
        return ()
    short = reason.removeprefix("Stopped: ").rstrip(".")
    return reason, short[0].upper() + short[1:], "Stopped"


def _divergence_wordings(epoch: int, cause: str) -> tuple[str, ...]:
    start, brief = f"Diverged at epoch {epoch:,}", cause.partition(" (")[0]
    return f"{start}: {cause}", f"{start}: {brief}", f"Diverged: {brief}", start


def _rate(epochs_per_second: float) -> str:
    """Three digits, thousands apart: 2 870 /s."""
    rounded = float(f"{epochs_per_second:.3g}")
    text = f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:.2g}"
    return f"{text} /s".replace(",", "\u202f")


def _set_text(label: QLabel, text: str) -> None:
    if text != label.text():
        label.setText(text)


def _caption(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setProperty("role", "caption")
    return label


def _row(left: QLabel, right: QLabel) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(left)
    layout.addWidget(right, 1)
    return row
