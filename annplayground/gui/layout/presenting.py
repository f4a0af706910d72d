"""The window on a projector: large text and lines, and the whole screen."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from annplayground.gui.commands.actions import Actions
from annplayground.gui.layout.stage import Stage
from annplayground.gui.preferences.text_size import TextSize


class Presenting(QObject):
    """Attribute: `on`, whether the window has the sizes of a presentation.

    Signals: `presentingChanged(on)`, after all of it has been changed.
    """

    presentingChanged = Signal(bool)

    def __init__(
        self, window: QMainWindow, actions: Actions, stage: Stage, text_size: TextSize
    ) -> None:
        super().__init__(window)
        self._window, self._actions = window, actions
        self._stage, self._text_size = stage, text_size
        self.on = False

    @Slot(bool)
    def present(self, on: bool) -> None:
        """Large text and lines for a projector, or back to the desk."""
        self.on = on
        self._actions.present.setChecked(on)
        self._window.menuBar().setVisible(not on)
        self._stage.present(on)
        self._text_size.present(on)
        self.presentingChanged.emit(on)

    @Slot(bool)
    def fill_screen(self, on: bool) -> None:
        """Take the whole screen, or give it back."""
        states = Qt.WindowState
        self._actions.fullscreen.setChecked(on)
        self._window.setWindowState(states.WindowFullScreen if on else states.WindowNoState)

    def leave(self) -> bool:
        """Leave the presentation, or else the whole screen; False if there is neither."""
        if self.on:
            self.present(False)
        elif self._window.isFullScreen():
            self.fill_screen(False)
        else:
            return False
        return True
