"""Text that takes the height it needs, and is scrolled where there is less."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.widgets.labels import Words

_LEAST_LINES = 2


class ScrolledText(QScrollArea):
    """Labels that wrap, one below the other; the wheel, or PgUp and PgDn, show what is further
    down. Call `refit` after a text has changed."""

    def __init__(self, name: str, accessible: str, *labels: Words) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setToolTip(translate("Explain", "Wheel, or PgUp and PgDn, show what is further down"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._column = QWidget()
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for label in labels:
            layout.addWidget(label)
        layout.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(self._column)
        self._column.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self._highest = 0  # of the texts so far at this width: what lies below does not jump

    def refit(self) -> None:
        """Ask for the height of the text as it is now."""
        self.updateGeometry()

    def height_at(self, width: int) -> int:
        """The height of the whole text at a width."""
        return max(self._column.heightForWidth(width), 0)

    def sizeHint(self) -> QSize:
        """As high as the highest text so far at this width."""
        self._highest = max(self.height_at(self.width()), self._highest)
        return QSize(200, self._highest)

    def minimumSizeHint(self) -> QSize:
        """A line or two, and the scroll bar."""
        line = self._column.fontMetrics().height()
        return QSize(120, min(_LEAST_LINES * line, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps to another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Other letters need another height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()

    def _measure(self) -> None:
        self._highest = 0
        self.updateGeometry()
