"""Typeset equations: LaTeX through ziamath to SVG, off the GUI thread, and kept."""

import logging
import threading
from functools import lru_cache

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QRectF, QSize, Qt, QTimerEvent
from PySide6.QtGui import QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.gui.painting import painting
from annplayground.gui.theme import Look

_LOGGER = logging.getLogger(__name__)
# ziamath keeps its place in the font file for all: two threads at once draw each other's strokes.
_ONE_AT_A_TIME = threading.Lock()
_WAIT = 30  # milliseconds, until it is looked whether an equation is typeset


@lru_cache(maxsize=256)
def _svg(latex: str, points: int, colour: str) -> str:
    """One equation as SVG; about 70 ms the first time, so never call it on the GUI thread."""
    # Imported late: most starts never show an equation.
    from ziamath import Latex
    from ziamath.config import config

    config.svg2 = False  # QtSvg draws SVG 2 wrongly
    return str(Latex(latex, size=points * 96 / 72, color=colour, inline=False).svg())


class _Typesetting(threading.Thread):
    """Typesets one equation and ends; `svg` stays empty if it cannot be done."""

    def __init__(self, latex: str, points: int, colour: str) -> None:
        super().__init__(name="annplayground-equation", daemon=True)
        self._request = (latex, points, colour)
        self.svg = ""

    def run(self) -> None:
        """Whatever ziamath raises, the plain text will do."""
        try:
            with _ONE_AT_A_TIME:
                self.svg = _svg(*self._request)
        except Exception:
            _LOGGER.info("This equation cannot be typeset: %s", self._request[0], exc_info=True)


class Equation(QWidget):
    """Shows one equation as soon as it is typeset; until then its plain text is the tooltip."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._wanted: tuple[str, int, str] | None = None
        self._typesetting: _Typesetting | None = None
        self._renderer = QSvgRenderer(self)
        self._timer = 0

    def show_latex(self, latex: str, text: str, look: Look) -> None:
        """Show this; `text` is the same in plain characters, for tooltip and screen readers."""
        wanted = (latex, look.size.text + 1, look.colours.ink)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._typesetting = _Typesetting(*wanted)
        self._typesetting.start()
        if not self._timer:
            self._timer = self.startTimer(_WAIT)

    @property
    def latex(self) -> str:
        """What is typeset."""
        return self._wanted[0] if self._wanted else ""

    @property
    def ready(self) -> bool:
        """Whether the equation is drawn."""
        return self._typesetting is None and self._renderer.isValid()

    @property
    def typesetting(self) -> bool:
        """Whether the equation is on its way."""
        return self._typesetting is not None

    def timerEvent(self, event: QTimerEvent) -> None:
        """Look whether it is typeset."""
        if self._typesetting is not None and self._typesetting.is_alive():
            return
        self.killTimer(self._timer)
        self._timer = 0
        if self._typesetting is not None:
            self._show(self._typesetting.svg)

    def _show(self, svg: str) -> None:
        self._typesetting = None
        self._renderer.load(QByteArray(svg.encode()))
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

    def sizeHint(self) -> QSize:
        """The equation's own size."""
        return self._renderer.defaultSize() if self._renderer.isValid() else QSize(80, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it at the left, smaller if there is no room."""
        with painting(self) as painter:
            if not self._renderer.isValid():
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.toolTip())
                return
            size = self._renderer.defaultSize()
            shrink = min(1.0, self.width() / max(size.width(), 1))
            self._renderer.render(
                painter, QRectF(0, 0, size.width() * shrink, size.height() * shrink)
            )
