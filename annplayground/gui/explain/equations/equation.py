"""Typeset equations that stand alone."""

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QSize, Qt, QTimerEvent
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.gui.explain.equations.outlines import (
    WAIT,
    Outline,
    n_done,
    on_its_way,
    outline_of,
)
from annplayground.gui.painting import painting
from annplayground.gui.theme import Look

_PIXELS = 96 / 72  # of a point
_UNTYPESET = QSize(80, 24)


class Equation(QWidget):
    """Shows one equation as soon as it is typeset; until then its plain text."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.latex = ""
        self._look = Look()
        self._outline: Outline | None = None
        self._timer = 0

    def show_latex(self, latex: str, text: str, look: Look) -> None:
        """Show this; `text` is the same in plain characters, for tooltip and screen readers."""
        if (latex, look) == (self.latex, self._look):
            return
        self.latex, self._look = latex, look
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._take()

    @property
    def ready(self) -> bool:
        """Whether the equation is drawn."""
        return self._outline is not None and not self.typesetting

    @property
    def typesetting(self) -> bool:
        """Whether the equation is on its way."""
        return self._timer != 0

    def timerEvent(self, event: QTimerEvent) -> None:
        """Look whether it is typeset."""
        if not on_its_way(self.latex, True):
            self.killTimer(self._timer)
            self._timer = 0
            self._take()

    def _take(self) -> None:
        """Show the outline; until it is there, what was shown before stays."""
        before = n_done()
        outline = outline_of(self.latex, True)
        if outline is None and (on_its_way(self.latex, True) or n_done() != before):
            self._timer = self._timer or self.startTimer(WAIT)
            return
        self._outline = outline
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()
        if not self.isVisible():
            self._tell_ancestors()

    def _tell_ancestors(self) -> None:
        """Of what is hidden, layouts do not hear by themselves; a column of pages wants to know."""
        ancestor = self.parentWidget()
        while ancestor is not None and not ancestor.isVisible():
            ancestor = ancestor.parentWidget()
        if ancestor is not None:
            QCoreApplication.postEvent(ancestor, QEvent(QEvent.Type.LayoutRequest))

    @property
    def _em(self) -> float:
        return (self._look.size.text + 1) * _PIXELS

    def sizeHint(self) -> QSize:
        """The equation's own size."""
        one = self._outline
        if one is None:
            return _UNTYPESET
        return QSize(round(one.width * self._em), round((one.ascent + one.descent) * self._em))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it at the left, smaller if there is no room."""
        with painting(self) as painter:
            one, colour = self._outline, self._look.colour("ink")
            if one is None:
                painter.setPen(colour)
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.toolTip())
                return
            em = min(self._em, self.width() / max(one.width, 0.1))
            one.paint(painter, QPointF(0.0, one.ascent * em), em, colour)
