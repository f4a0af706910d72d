"""A toast: one sentence that appears over the window for a while and blocks nothing."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from annplayground.gui.widgets.labels import Label

SECONDS = 7
_LETTERS = 90  # in a line


class Toast(Label):
    """Shows a sentence at the bottom of its parent; a click or some seconds end it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setObjectName("toast")
        self.setProperty("role", "toast")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._window = parent
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show this sentence now, in place of the one before."""
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(SECONDS * 1000)

    def _place(self) -> None:
        self.ensurePolished()  # its padding is part of its height
        parent = self._window
        width = min(_LETTERS * self.fontMetrics().averageCharWidth(), parent.width() - 48)
        self.setFixedWidth(width)
        self.setFixedHeight(self.heightForWidth(width))
        self.move((parent.width() - width) // 2, parent.height() - self.height() - 24)

    def mousePressEvent(self, event: object) -> None:
        """A click ends it."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom when the window changes its size, also before it is shown."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False
