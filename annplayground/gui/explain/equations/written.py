"""Equations written out, with the numbers under the symbols where there are both; what does not fit
is on further pages."""

import math
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimerEvent, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from annplayground.core.words import translate
from annplayground.gui.explain.equations.outlines import WAIT, n_done
from annplayground.gui.explain.equations.parts import Block, Line, Part, Place, read, text_of
from annplayground.gui.explain.equations.rows import Row, Typography, awaited, paged
from annplayground.gui.painting import painting
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label

_LEAST_LINES = 3
_AROUND = 3.0  # pixels of ground around a lit symbol
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Written(Label):
    """Shows blocks of lines, as many as there is room for. `text()` is what is seen.

    Attributes: `page`, counted from 0; `lit`, the place whose symbols are lit.
    Signals: `placePointed(Place)`, the one under the pointer, or chosen by key; empty for none;
    `symbolsTypeset()`, when symbols that were written in plain characters have become formulas.
    """

    placePointed = Signal(object)
    symbolsTypeset = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(translate("Explain", "What the explanation says"))
        self.setToolTip(
            translate("Explain", "A symbol lights its place in the network (← and → by key)")
        )
        self._look = Look()
        self._type = Typography(self._look, 0.0)
        self.blocks: Sequence[Block] = ()
        self.page = 0
        self.lit: Place = ()
        self._chosen: int | None = None  # which of this page's symbols, by key
        self._room: tuple[float, float] | None = None
        self._rows: list[Row] = []
        self._pages: list[list[Row]] = [[]]
        self._timer = 0

    def show_blocks(self, look: Look, blocks: Sequence[Block]) -> None:
        """Show these instead; symbols may have tokens."""
        self._look = look
        self.blocks = [tuple(read(line, look) for line in block) for block in blocks]
        self._lay_out()

    def set_room(self, first: float, others: float) -> None:
        """Make the first page so high, in pixels, and all others; else each as high as this is."""
        if (first, others) != self._room:
            self._room = first, others
            self._divide()

    @property
    def pages(self) -> list[list[int]]:
        """The numbers of the blocks on each page; a block may go on on the next one."""
        return [sorted({row.block for row in page}) for page in self._pages]

    @property
    def heights(self) -> list[float]:
        """Of what is on each page."""
        return [sum(row.height for row in page) for page in self._pages]

    @property
    def first_height(self) -> float:
        """The height of the first block: it begins the first page, whatever there is room for."""
        return sum(row.height for row in self._rows if row.block == 0)

    @property
    def last_height(self) -> float:
        """The height of what is on the last page."""
        return sum(row.height for row in self._pages[-1])

    def turn_to(self, page: int) -> None:
        """Show another page: the last one, if there are fewer."""
        page = max(min(page, len(self._pages) - 1), 0)
        if page != self.page:
            self.page = page
            self._say()

    @property
    def whole_text(self) -> str:
        """The text of all pages."""
        return text_of(self.blocks)

    @property
    def typesetting(self) -> bool:
        """Whether a symbol is on its way; until then it is painted in plain characters."""
        return self._timer != 0

    # -- layout -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        if not self._type.suits(self._look, self.width()):
            self._type = Typography(self._look, self.width())
        before = n_done()
        self._rows = self._type.rows(self.blocks)
        if not self._timer and (awaited(self.blocks) or n_done() != before):
            self._timer = self.startTimer(WAIT)
        self._divide()

    def _divide(self) -> None:
        self._pages = paged(self._rows, *(self._room or (self.height(), self.height())))
        self.page = min(self.page, len(self._pages) - 1)
        self._say()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Lay it out anew when all is typeset; whoever divides the room hears of it."""
        if awaited(self.blocks):
            return
        self.killTimer(self._timer)
        self._timer = 0
        self._lay_out()
        self.symbolsTypeset.emit()

    def _say(self) -> None:
        lines: dict[int, Line] = {}
        for row in self._pages[self.page]:
            lines[row.line] = lines.get(row.line, ()) + tuple(part for part, *_ in row.places)
        self.setText(text_of([tuple(lines.values())]))
        self.setAccessibleDescription(self.text())
        self.update()

    def _parts(self) -> Iterator[tuple[Part, QRectF]]:
        """What is on this page, and where."""
        y = 0.0
        for row in self._pages[self.page]:
            for part, left, width in row.places:
                yield part, QRectF(left, y, width, row.height)
            y += row.height

    # -- size -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """What is on this page: the others wait for their turn."""
        return QSize(80, math.ceil(sum(row.height for row in self._pages[self.page])))

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(80, round(_LEAST_LINES * QFontMetricsF(self._look.font()).height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size has room for other rows."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()
        elif self._room is None:
            self._divide()

    # -- what is lit ------------------------------------------------------------------------

    def light(self, place: Place) -> None:
        """Light the symbols of a place, which something else points to; none: nothing."""
        if place != self.lit:
            self.lit = place
            self.update()

    def _point(self, place: Place) -> None:
        if place != self.lit:
            self.light(place)
            self.placePointed.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what the symbol under the pointer stands for."""
        at = event.position()
        self._point(next((part.place for part, box in self._parts() if box.contains(at)), ()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._point(self._place_by_key())

    def event(self, event: QEvent) -> bool:
        """Keep the arrows from the window's shortcuts."""
        kept = isinstance(event, QKeyEvent) and event.key() in _STEPS and bool(self._placed())
        if kept and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from symbol to symbol."""
        placed, step = self._placed(), _STEPS.get(Qt.Key(event.key()))
        if step is None or not placed:
            super().keyPressEvent(event)
            return
        before = -1 if self._chosen is None else self._chosen
        self._chosen = max(min(before + step, len(placed) - 1), 0)
        self._point(self._place_by_key())
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reached by Tab, the first symbol is chosen; without one, Tab goes on."""
        super().focusInEvent(event)
        if not self._placed():
            self.focusNextPrevChild(event.reason() != Qt.FocusReason.BacktabFocusReason)
            return
        self._chosen = self._chosen or 0
        self._point(self._place_by_key())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was chosen is no longer lit."""
        super().focusOutEvent(event)
        self._chosen = None
        self._point(())

    def _placed(self) -> list[tuple[Part, QRectF]]:
        return [(part, box) for part, box in self._parts() if part.place]

    def _place_by_key(self) -> Place:
        placed = self._placed()
        if self._chosen is None or not placed:
            return ()
        return placed[min(self._chosen, len(placed) - 1)][0].place

    # -- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows of this page."""
        with painting(self) as painter:
            self._paint_lights(painter)
            y = 0.0
            for row in self._pages[self.page]:
                for part, left, width in row.places:
                    base, numbers = QPointF(left, y + row.base), QPointF(left, y + row.numbers)
                    self._paint_symbol(painter, part, base, width, row.scale)
                    if part.number:
                        self._paint_text(
                            painter, part, part.number, numbers, width, row.scale, part.colour
                        )
                y += row.height

    def _paint_lights(self, painter: QPainter) -> None:
        """A ground under each symbol that is lit, and a frame around the one chosen by key."""
        around = (-_AROUND, 0.0, _AROUND, 0.0)
        for part, box in self._parts():
            if part.place and part.place == self.lit:
                painter.fillRect(box.adjusted(*around), self._look.colour("accent_soft"))
        placed = self._placed()
        if self._chosen is not None and placed:
            box = placed[min(self._chosen, len(placed) - 1)][1]
            painter.setPen(QPen(self._look.colour("accent"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(*around).toAlignedRect().adjusted(1, 1, -1, -1))

    def _paint_symbol(
        self, painter: QPainter, part: Part, at: QPointF, width: float, scale: float
    ) -> None:
        """Typeset, or in plain characters; muted if a number stands below."""
        outline = self._type.outline(part)
        if outline is None:
            if part.symbol:
                colour = "muted" if part.number and part.place != self.lit else part.colour
                self._paint_text(painter, part, part.symbol, at, width, scale, colour)
            return
        self._paint_operator(painter, part, at, scale)
        em = self._type.em(part, scale)
        inset = QPointF((width - outline.width * em) / 2.0, 0.0)
        outline.paint(painter, at + inset, em, self._look.colour("ink"))

    def _paint_text(
        self,
        painter: QPainter,
        part: Part,
        text: str,
        at: QPointF,
        width: float,
        scale: float,
        colour: str,
    ) -> None:
        """In the middle of its place, with the operator before it."""
        self._paint_operator(painter, part, at, scale)
        inset = (width - self._type.width(text, part, scale)) / 2.0
        painter.setPen(self._look.colour(colour))
        painter.drawText(at + QPointF(inset, 0.0), text)

    def _paint_operator(self, painter: QPainter, part: Part, at: QPointF, scale: float) -> None:
        painter.setFont(self._type.font(part, scale))
        if part.operator:
            operator = f" {part.operator} "
            back = QPointF(self._type.width(operator, part, scale), 0.0)
            painter.setPen(self._look.colour("muted"))
            painter.drawText(at - back, operator)
