"""Where the run stands: the epoch, the speed, and why it stopped."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QSlider, QWidget

from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.engines.stopping import StopReason
from annplayground.core.run.snapshot import Divergence, Snapshot, Status
from annplayground.core.words import translate
from annplayground.gui.panels.training.counter import EpochCounter, Notice
from annplayground.gui.panels.training.speed import (
    FIRST_SPEED,
    SLOW,
    SPEEDS,
    position_of,
    speed_words,
)
from annplayground.gui.text import count
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label, plain_tip

_SPEED = translate("Training", "Speed")


class RunStatus(QWidget):
    """Epoch counter and speed, with one line above them: captions, or why the run stopped.

    Signals: `speedChanged(object)`, epochs a second or None for as fast as possible, by the user.
    """

    speedChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._look = Look()
        self._with_speed = self._with_caption = True
        self._speed: float | None = FIRST_SPEED
        self._reached = 0.0  # epochs a second; 0: not known
        self._build()
        self._lay_out()
        self.speed.valueChanged.connect(self._change_speed)

    def _build(self) -> None:
        self.counter = EpochCounter()
        self.notice = Notice()
        self._batch = _caption("", "batch")
        self._batch.setToolTip(translate("Training", "Mini-batches of this epoch already used"))
        self._rate = _caption(speed_words(self._speed), "speed_value")
        self._epoch_row = _row(
            _caption(translate("Training", "Epoch"), "epoch_caption"), self._batch
        )
        self._trainer = _caption(_SPEED, "speed_caption")
        self._news: tuple[tuple[str, ...], str] = ((), "accent")  # wordings and colour
        self._problem: str | None = None  # why NumPy trains
        self._speed_row = _row(self._trainer, self._rate)
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setObjectName("speed")
        self.speed.setAccessibleName(_SPEED)
        self.speed.setToolTip(
            translate(
                "Training",
                "Epochs per second, from 0.2 to 1000; at the right end, as fast as possible  "
                "(+ and -).",
            )
        )
        self.speed.setRange(0, len(SPEEDS) - 1)
        self.speed.setPageStep(2)
        self.speed.setValue(position_of(self._speed))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        # The slider grows first; what it cannot use stays empty, or holds a long notice.
        grid.setColumnStretch(1, 100)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self.counter, 1, 0)
        grid.addWidget(self.speed, 1, 1)
        self._grid = grid
        self._line = QWidget()
        self._shared = QHBoxLayout(self._line)
        self._shared.setContentsMargins(0, 0, 0, 0)
        self._shared.addStretch(1)
        grid.addWidget(self._line, 0, 0, 1, 3)
        self._place_captions()
        self._show_line()

    def _place_captions(self) -> None:
        """Each stands over what it belongs to; for a projector they share the width, and the speed
        stays beside a notice."""
        self._line.setVisible(self._look.presenting)
        if self._look.presenting:
            for place, widget in enumerate((self._epoch_row, self._speed_row, self.notice)):
                self._shared.insertWidget(place, widget, 100 if widget is self.notice else 0)
        else:
            self._grid.addWidget(self._epoch_row, 0, 0)
            self._grid.addWidget(self._speed_row, 0, 1)
            self._grid.addWidget(self.notice, 0, 0, 1, 3)
        side = Qt.AlignmentFlag.AlignLeft if self._look.presenting else Qt.AlignmentFlag.AlignRight
        self._rate.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._set_speed_width()

    def _set_speed_width(self) -> None:
        """Room for every figure, so that a change moves nothing."""
        words = (
            translate("Training", "300 /s")
            if self._is_short
            else translate("Training", "300 epochs/s")
        ) * self._look.presenting
        if self._with_caption and not self._look.presenting:
            words = translate("Training", "Speed  30 epochs/s")
        width = QFontMetrics(self._look.font()).horizontalAdvance(words)
        self._speed_row.setMinimumWidth(max(96, width))
        self._speed_row.setMaximumWidth(max(180, width))
        play = self._look.size.play
        self.speed.setMinimumWidth(12 * play // 5)
        self.speed.setMaximumWidth(9 * play // 2)

    def set_look(self, look: Look) -> None:
        """Take colours and sizes; for a projector only the captions that are needed stay."""
        self._look = look
        self.counter.set_look(look)
        self.notice.set_look(look)
        self._tell()
        # Stepping must not move the slider: keep room for the mini-batch.
        widest = (
            translate("Training", "Epoch")
            if look.presenting
            else translate("Training", "Epoch  batch 25/250")
        )
        metrics = QFontMetrics(look.font())
        self._grid.setColumnMinimumWidth(0, metrics.horizontalAdvance(widest))
        self._shared.setSpacing(2 * metrics.averageCharWidth())
        # The captions stand on one line with those of the fields.
        self._grid.setRowMinimumHeight(1, look.size.control + 2)
        self._place_captions()
        self._show_speed()
        self._show_line()

    def show_speed(self, epochs_per_second: float | None) -> None:
        """Show a speed; emits nothing."""
        self._speed = epochs_per_second
        self.speed.blockSignals(True)
        self.speed.setValue(position_of(epochs_per_second))
        self.speed.blockSignals(False)
        self._show_speed()

    def change_speed(self, steps: int) -> None:
        """Choose a speed so many steps faster, as by the slider."""
        self.speed.setValue(self.speed.value() + steps)

    def show_speed_control(self, shown: bool, with_caption: bool = True) -> None:
        """Show the slider, with or without the word "Speed" over it, or fold it away."""
        self._with_speed, self._with_caption = shown, with_caption
        self._show_line()

    def show_snapshot(self, snapshot: Snapshot) -> bool:
        """Show epoch, mini-batch, speed, and why the run stopped.

        Returns whether it needs another width, for one more digit.
        """
        status, divergence = snapshot.status, snapshot.divergence
        resized = self.counter.show_epoch(snapshot.epoch)
        slow = self._speed is not None and self._speed <= SLOW
        stepping = snapshot.batch > 0 and (slow or not status.playing)
        _set_text(
            self._batch,
            translate("Training", "batch {n}/{all}").format(
                n=snapshot.batch, all=snapshot.batches_per_epoch
            )
            * stepping,
        )
        self._show_engine(status)
        self._reached = status.epochs_per_second if status.playing else 0.0
        if divergence is not None:
            self._news = (_divergence_wordings(divergence), "bad")
        else:
            self._news = (_stop_wordings(status.stop_reason), "accent")
        self._tell()
        self._show_line()
        return resized

    def _tell(self) -> None:
        wordings, tone = self._news
        self.notice.say(tuple(map(self._look.written, wordings)), tone)

    def _show_engine(self, status: Status) -> None:
        """Say in place of "Speed" that NumPy trains because the compiled engine cannot, and why."""
        problem = status.engine_problem if status.engine == "numpy" else None
        if problem != self._problem:
            self._problem = problem
            self._trainer.setText("NumPy" if problem else _SPEED)
            self._speed_row.setToolTip(plain_tip(problem) if problem else "")

    def _show_line(self) -> None:
        """Above the counter stands the notice if there is one, else the captions."""
        news = bool(self.notice.text())
        self.notice.setVisible(news)
        self._epoch_row.setVisible(not news)
        if not self._look.presenting:
            # The bar is measured at any time, also while there is a notice.
            _keep_room(self._epoch_row, news)
            _keep_room(self._speed_row, news and self._with_speed)
        self._batch.setVisible(not self._look.presenting)
        self._set_speed_width()
        self._show_speed()
        named = self._with_caption or self._trainer.text() != _SPEED
        self._trainer.setVisible(named and not self._look.presenting)
        self._speed_row.setVisible(self._look.presenting or (self._with_speed and not news))
        self.speed.setVisible(self._with_speed)

    @property
    def _is_short(self) -> bool:
        """Whether, for a projector, a notice or the width leaves little room for the speed."""
        return bool(self.notice.text()) or not self._with_speed

    def _show_speed(self) -> None:
        reached = self._reached
        if self._look.presenting:  # from far away one figure is enough
            brief, reached = (self._speed or 0) >= 1000 or self._is_short, 0.0
        else:
            brief = self._trainer.text() != _SPEED and not self._with_caption
        _set_text(self._rate, speed_words(self._speed, reached, brief))

    @Slot(int)
    def _change_speed(self, position: int) -> None:
        self._speed = SPEEDS[position]
        self._show_speed()
        self.speedChanged.emit(self._speed)


def _stop_wordings(reason: StopReason | None) -> tuple[str, ...]:
    return (
        () if reason is None else (reason.sentence, reason.short, translate("Training", "Stopped"))
    )


def _divergence_wordings(divergence: Divergence) -> tuple[str, ...]:
    start = translate("Training", "Diverged at epoch {n}").format(n=count(divergence.epoch))
    brief = divergence.cause
    return (
        Symbolic(f"{start}: {tokens(divergence.sentence)}"),
        f"{start}: {brief}",
        translate("Training", "Diverged: {cause}").format(cause=brief),
        start,
    )


def _keep_room(widget: QWidget, keep: bool) -> None:
    """Whether a widget keeps its room while it is hidden."""
    policy = widget.sizePolicy()
    if policy.retainSizeWhenHidden() != keep:
        policy.setRetainSizeWhenHidden(keep)
        widget.setSizePolicy(policy)


def _set_text(label: Label, text: str) -> None:
    if text != label.text():
        label.setText(text)


def _caption(text: str, name: str) -> Label:
    label = Label(text)
    label.setObjectName(name)
    label.setProperty("role", "caption")
    return label


def _row(left: Label, right: Label) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(left)
    layout.addWidget(right, 1)
    return row
