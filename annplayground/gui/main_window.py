"""The main window: lays its parts out, has them connected, and starts and ends them."""

from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from annplayground.core.experiment import Experiment
from annplayground.gui import wiring
from annplayground.gui.commands.keyboard import share_input
from annplayground.gui.layout import layouts
from annplayground.gui.layout.geometry import first_size
from annplayground.gui.panels.training.speed import read_speed
from annplayground.gui.parts import Parts
from annplayground.gui.preferences.settings import Settings
from annplayground.gui.sizes import LEAST_WINDOW
from annplayground.gui.widgets.pressing import press_focused_button

# Relative sizes of the rows and of the cards in them, as in a window of 1600 × 900.
HEIGHTS, TOP, BOTTOM = (500, 270), (214, 800, 540), (430, 560, 570)


class MainWindow(Parts):
    """The laboratory. `remember=False` neither reads nor writes the user's settings; `engine` is
    "auto", "numba" or "numpy", or None for the user's last choice."""

    def __init__(
        self,
        experiment: Experiment | None = None,
        remember: bool = True,
        engine: str | None = None,
    ) -> None:
        super().__init__(experiment or Experiment(), Settings(remember), engine)
        self._lay_out()
        for part in wiring.PARTS:
            part.connect(self)
        share_input(self)
        self.appearance.tell()
        self._restore()
        self.controller.tell()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.training)
        column.addWidget(self.board, 1)
        column.addWidget(self.caption_bar)
        column.addWidget(self.timeline)
        self.timeline.follow(self)
        self.setCentralWidget(self.centre)
        self.setFocus()  # not the first button: Space plays
        self.setMinimumSize(LEAST_WINDOW)
        self.resize(first_size(self))
        self.board.set_sizes(HEIGHTS, TOP, BOTTOM)

    # -- what a program asks for, beside the actions -------------------------------------------

    def set_theme(self, name: str) -> None:
        """Choose the theme: light, dark or system."""
        self.appearance.theme.choose(name)

    def set_notation(self, name: str) -> None:
        """Choose the symbols: those of the notes, or of most textbooks (partial)."""
        self.appearance.notation.choose(name)

    def set_presentation(self, on: bool) -> None:
        """Large text and lines for a projector, or back to the desk."""
        self.presenting.present(on)

    # -- start and end ------------------------------------------------------------------------

    def _restore(self) -> None:
        self.controller.set_speed(read_speed(self.settings.word("speed")))
        self.settings.restore(self, self.board.splitters)
        if self.settings.problem:
            self.toast.say(self.settings.problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget wanted: Enter presses the focused button."""
        if not press_focused_button(self, event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The user closes the window, and is asked first; a program is not."""
        if event.spontaneous() and not self.closing.may_close():
            event.ignore()
            return
        self.end()
        super().closeEvent(event)

    def end(self) -> None:
        """End the thread, and remember the window; asks nothing, harmless a second time."""
        self.lecture.end()
        self.closing.abandon()
        self.deferred_startup.abandon()
        self.files.reading.stop()
        self.starts.stop()
        self.surveys.stop()
        self.changes.stop()
        self.controller.stop()
        self.stage.end_comparison()
        self.board.show(layouts.CARDS)  # rows that stand side by side are not to be remembered
        self.settings.save(self, self.board.splitters)
