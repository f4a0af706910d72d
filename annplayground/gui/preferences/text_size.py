"""How large the window draws: the text chosen at the desk, as far as there is room, or the sizes
of a presentation from the window's height."""

from bisect import bisect_left

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from annplayground.core.words import translate
from annplayground.gui.preferences.settings import Settings
from annplayground.gui.sizes import DESK, LEAST_WINDOW, Size, at_desk, presentation

# Points of the text at the desk; the first is the usual one, and the smallest that is legible.
POINTS = (DESK.text, 11, 12, 13, 14, 16, 18, 20, 22, 24, 28, 32, 36, 40)
_FOLLOWS = translate("Settings", "In a presentation the text follows the height of the window.")


class TextSize(QObject):
    """Signals: `sizeChanged()`, another `size` is right now; `noticeRequested(str)`, why the text
    stays. Attribute: `size`."""

    sizeChanged = Signal()
    noticeRequested = Signal(str)

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._presenting = False
        words = [str(points) for points in POINTS]
        self._wish = int(settings.choice("text_size", words))
        self.size: Size = at_desk()
        window.installEventFilter(self)

    def present(self, on: bool) -> None:
        """Take the sizes of a presentation, or those of the desk."""
        self._presenting = on
        self._fit()

    @Slot()
    def larger(self) -> None:
        """The next larger text."""
        self._step(1)

    @Slot()
    def smaller(self) -> None:
        """The next smaller text."""
        self._step(-1)

    @Slot()
    def normal(self) -> None:
        """The usual text."""
        self._step(-len(POINTS))

    def _step(self, steps: int) -> None:
        """From the text as it is: a larger one that there was no room for is forgotten."""
        place = POINTS.index(self.size.text) if self.size.text in POINTS else 0
        wish = POINTS[min(max(place + steps, 0), len(POINTS) - 1)]
        if self._presenting:
            self.noticeRequested.emit(_FOLLOWS)
        elif wish > self._most():
            self.noticeRequested.emit(
                translate(
                    "Settings", "There is no room for text of {n} pt: enlarge the window first."
                ).format(n=wish)
            )
        elif wish == self.size.text == POINTS[0] and steps == -1:
            self.noticeRequested.emit(
                translate("Settings", "{n} pt is the smallest text.").format(n=wish)
            )
        else:
            self._wish = wish
            self._settings.set_text("text_size", str(wish))
            self._fit()

    def _most(self) -> int:
        """With this text the window is as full as the least one is with the usual text."""
        size = self._window.size()
        room = min(size.width() / LEAST_WINDOW.width(), size.height() / LEAST_WINDOW.height())
        return max(int(room * DESK.text), DESK.text)

    def _fit(self) -> None:
        if self._presenting:
            dpi = self._window.logicalDpiY()
            size = presentation(self._window.height(), float(dpi))
        else:
            most = bisect_left(POINTS, self._most() + 1) - 1
            size = at_desk(min(self._wish, POINTS[most]))
        if size != self.size:
            self.size = size
            self.sizeChanged.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False
