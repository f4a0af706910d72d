"""The bar at the bottom of the window: any epoch of the run, and the way back to now."""

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QAction, QFontMetrics, QIcon, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Mark, Snapshot
from annplayground.core.words import translate
from annplayground.gui.painting import painting
from annplayground.gui.text import count
from annplayground.gui.theme import Look
from annplayground.gui.timeline.seeking import Seeking
from annplayground.gui.timeline.words import on_the_way, settings_then, settings_tip, where
from annplayground.gui.widgets.caption import Caption
from annplayground.gui.widgets.labels import Label, plain_tip

# What the button says that shows the run as it stands: now, and on a long way to the past.
_LIVE, _STOP = translate("Timeline", "Live"), translate("Timeline", "Stop")
_CONTINUE = (translate("Timeline", "Continue from here"), translate("Timeline", "Continue"))
# Times the text's size: below this height of the window the panels need all of it.
_LOW = 54
_PATIENCE = 300  # milliseconds, until it is said how much of a long way is gone


class TimeActions(Protocol):
    """The actions that the bar shows as buttons."""

    continue_here: QAction
    live: QAction
    replay: QAction
    replay_back: QAction


class TimelineBar(Seeking):
    """It shows which epoch is looked at, and asks for others."""

    def __init__(self, actions: TimeActions, parent: QWidget | None = None) -> None:
        super().__init__(actions.replay, actions.replay_back, parent)
        self.setObjectName("timeline_bar")
        self.setAccessibleName(translate("Timeline", "Timeline"))
        self.setProperty("role", "timeline")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = Look()
        self._window: QWidget | None = None
        self._experiment: Experiment | None = None  # of now, as the fields show it
        self._lesson_marks: tuple[Mark, ...] = ()
        self._dot: tuple[bool, Look] | None = None
        self._begun = QElapsedTimer()  # the way to what is looked at
        self._begun.start()
        self._continue = actions.continue_here
        self._continue.setEnabled(False)
        self._build(actions)
        self._lay_out()
        self._say_seconds(self.playback.seconds)

    def _build(self, actions: TimeActions) -> None:
        self._where = Label()
        self._where.setObjectName("timeline_epoch")
        self._where.setToolTip(
            translate(
                "Timeline",
                "≈: the nearest epoch that is kept, on the way; L ends it, and the button Stop",
            )
        )
        self._then = Caption("timeline_settings")
        self._then.hide()
        self._go_on = _button(actions.continue_here, _CONTINUE[0])
        self._replay = _button(actions.replay, "")
        self.playback.secondsChanged.connect(self._say_seconds)
        self._live = _button(actions.live, _LIVE)
        self._live_tip = self._live.toolTip()
        self._live.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.track, 3)
        self._row.addWidget(self._where)
        self._row.addWidget(self._then, 2)
        self._row.addWidget(self._replay)
        self._row.addWidget(self._go_on)
        self._row.addWidget(self._live)

    # -- what is shown ------------------------------------------------------------------------

    def follow(self, window: QWidget) -> None:
        """Give way where this window is low; see `set_look`."""
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another height."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._show_or_fold()
        return super().eventFilter(watched, event)

    def set_look(self, look: Look) -> None:
        """Take colours and sizes; a presentation, and a window in which all panels would have to
        give way to it, have the bar only for the past."""
        self._look = look
        gap = look.size.gap
        self._row.setContentsMargins(gap + 4, gap // 4, gap + 4, gap // 4)
        self._row.setSpacing(gap)
        self.track.set_look(look)
        self._live.setIconSize(QSize(look.size.icon, look.size.icon))
        self._show()

    @Slot(float)
    def _say_seconds(self, seconds: float) -> None:
        """One pass of a replay takes so long."""
        text = translate("Timeline", "Replay in {n} s").format(n=count(seconds))
        self._replay.setText(text)
        self._replay.setAccessibleName(text)
        self._fit()

    @Slot(object)
    def show_experiment(self, experiment: Experiment) -> None:
        """The settings of now."""
        self._experiment = experiment
        self._show_settings()

    @Slot(object)
    def show_look(self, epoch: int | None) -> None:
        """Show at once what is going to be looked at."""
        self.looked = epoch
        self._begun.start()
        if epoch is None:
            self.playback.stop()
        self._show()

    def show_lesson_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show these beside those of the run, as soon as it has come to their epochs."""
        self._lesson_marks = marks
        self._show_marks()

    def _show_marks(self) -> None:
        if self._snapshot is not None:
            reached = [m for m in self._lesson_marks if m.epoch <= self._snapshot.newest_epoch]
            other = self._snapshot.other
            of_b = () if other is None else (replace(mark, who="B") for mark in other.marks)
            of_a = (replace(mark, who="A" if other else "") for mark in self._snapshot.marks)
            marks = sorted((*of_a, *of_b, *reached), key=lambda mark: mark.epoch)
            self.track.show_marks(tuple(marks))

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the run stands, and which settings it had."""
        self._snapshot = snapshot
        self._show_marks()
        if snapshot.live_epoch is not None and not snapshot.near:
            self.playback.show(snapshot.epoch)
        self._show()

    def _show(self) -> None:
        past = self.looked is not None
        self._continue.setEnabled(past)
        self.track.show_epoch(min(self.epoch, self.newest), self.newest)
        self._show_dot(not past)
        self._show_stop()
        self._fit()
        self._show_settings()
        self._show_or_fold()

    def _show_or_fold(self) -> None:
        low = self._window is not None and self._window.height() < _LOW * self._look.size.text
        seen = self.looked is not None or not (self._look.presenting or low)
        if seen == self.isHidden():
            self.setVisible(seen)
            above = self.parentWidget()
            layout = above.layout() if above is not None else None
            if layout is not None:  # the panels have their new room at once
                layout.activate()

    def _show_settings(self) -> None:
        """Say which settings that moment had, if the fields show others."""
        snapshot, now = self._snapshot, self._experiment
        shown = snapshot is not None and snapshot.live_epoch is not None
        if not shown or self.looked is None or snapshot is None or now is None:
            self._then.hide()
            return
        wordings = settings_then(snapshot.experiment, now)
        self._then.set_wordings(wordings)
        if wordings:  # the shortest has room at any size
            width = QFontMetrics(self._look.font()).horizontalAdvance(wordings[-1])
            self._then.setMinimumWidth(width + 2)
        self._then.setToolTip(plain_tip(settings_tip(snapshot.experiment, now)))
        self._then.setVisible(bool(wordings))

    def _show_dot(self, live: bool) -> None:
        """Full where the run is seen as it stands, else a ring."""
        if (live, self._look) == self._dot:
            return
        self._dot = live, self._look
        side = self._look.size.icon
        pixmap = QPixmap(2 * side, 2 * side)
        pixmap.fill(Qt.GlobalColor.transparent)
        with painting(pixmap) as painter:
            painter.setRenderHint(painter.RenderHint.Antialiasing)
            colour = self._look.colour("good" if live else "muted")
            painter.setPen(QPen(colour, 0.25 * side))
            painter.setBrush(colour if live else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(0.6 * side, 0.6 * side, 0.8 * side, 0.8 * side))
        pixmap.setDevicePixelRatio(2.0)
        self._live.setIcon(QIcon(pixmap))

    @property
    def _on_long_way(self) -> bool:
        """Whether the exact epoch has been on its way for a moment."""
        near = self.looked is not None and self._snapshot is not None and self._snapshot.near
        return near and self._begun.elapsed() > _PATIENCE

    def _show_stop(self) -> None:
        """Let the button that shows the run as it stands say that it ends a long way."""
        text, tip = _LIVE, self._live_tip
        if self._on_long_way:
            text = _STOP
            tip = translate(
                "Timeline", "Stop the way to epoch {n}, and see the run as it stands  (L)"
            ).format(n=count(self.looked or 0))
        if (text, tip) != (self._live.text(), self._live.toolTip()):
            self._live.setText(text)
            self._live.setToolTip(tip)
            self._live.setAccessibleName(
                tip if text == _STOP else self._live.defaultAction().text()
            )

    # -- room ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorter texts where there is little room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The longest texts beside which the track has room."""
        texts = self._texts
        self._where.setAccessibleName(texts[0])
        metrics = QFontMetrics(self._look.font())
        longer = max(map(metrics.horizontalAdvance, (_LIVE, _STOP)))
        bare = self._live.sizeHint().width() - metrics.horizontalAdvance(self._live.text())
        self._live.setMinimumWidth(bare + longer)  # either text moves nothing
        for level in range(2):
            widest = _with_zeros(where(self.newest, self.newest, past=True)[level])
            width = metrics.horizontalAdvance(widest)
            self._set_texts(texts[level], width, _CONTINUE[level])
            self._replay.setVisible(level == 0)
            if self._row.totalMinimumSize().width() <= self.width():
                break

    @property
    def _texts(self) -> tuple[str, ...]:
        """Which epoch is seen; after a moment also how much of a long way there is gone."""
        snapshot = self._snapshot
        if self.looked is None or snapshot is None or not snapshot.near:
            return where(self.epoch, self.newest, self.looked is not None)
        share = snapshot.share_of_way if self._on_long_way else None
        return on_the_way(snapshot.epoch, self.looked, share)

    def _set_texts(self, text: str, width: int, go_on: str) -> None:
        if text != self._where.text():
            self._where.setText(text)
        if width != self._where.minimumWidth():  # counting on moves nothing
            self._where.setMinimumWidth(width)
        if go_on != self._go_on.text():
            self._go_on.setText(go_on)


def _with_zeros(text: str) -> str:
    """With digits of one width."""
    return "".join("0" if c.isdigit() else c for c in text)


def _button(action: QAction, text: str) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setObjectName(f"{action.objectName()}_button")
    button.setAccessibleName(action.text())
    button.setText(text)
    return button
