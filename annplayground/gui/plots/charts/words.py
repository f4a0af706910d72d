"""The words in a chart: of bands, guides and spots, each out of the curves' way."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from annplayground.gui.plots.charts.curves import CurveItems
from annplayground.gui.plots.charts.frame import Band, Frame, Guide, Spot
from annplayground.gui.plots.charts.paint import LEFT, write
from annplayground.gui.theme import Look
from annplayground.gui.tints import readable


def paint_band_word(
    painter: QPainter, frame: Frame, look: Look, band: Band, items: CurveItems
) -> None:
    """The word of a band, in it and out of the curves' way."""
    area = frame.band_area(band).adjusted(6, 1, -6, -1)
    width, line = _text_size(look, band.text)
    if line <= area.height() and width < area.width():
        lefts = (area.left(), area.right() - width, area.center().x() - width / 2)
        tops = [area.bottom() - line - k / 4 * (area.height() - line) for k in range(5)]
        colour = readable(look.colour(band.colour), look)
        _word(painter, frame, look, band.text, colour, items, lefts, tops)


def paint_guide_word(
    painter: QPainter,
    frame: Frame,
    look: Look,
    guide: Guide,
    items: CurveItems,
    taken: Sequence[QRectF] = (),
) -> None:
    """The word of a guide, above or below it, at the right if it can: curves have usually gone
    down there. It keeps off what is `taken` by other words."""
    plot, y = frame.plot, frame.guide_level(guide)
    width, line = _text_size(look, guide.text)
    if y is None or not guide.text or width > 0.6 * plot.width():
        return
    tops = [top for top in (y - line - 1, y + 2) if plot.top() <= top <= plot.bottom() - line]
    lefts = (plot.right() - width - 6, plot.left() + 6)
    if tops:
        colour = look.colour("muted")
        _word(painter, frame, look, guide.text, colour, items, lefts, tops, taken)


def paint_spot(painter: QPainter, frame: Frame, look: Look, spot: Spot, items: CurveItems) -> None:
    """The ring and its word, unless the zoom leaves them out."""
    at, word = _place_of(frame, spot), spot_word(frame, look, spot, items)
    if at is None:
        return
    painter.setPen(QPen(look.colour("ink"), look.size.line))
    painter.setBrush(look.colour("card"))
    radius = look.size.point / 2
    painter.drawEllipse(at, radius, radius)
    if word is not None:
        _haloed(painter, frame, look, spot.text, look.colour("ink"), items, word)


def spot_word(frame: Frame, look: Look, spot: Spot, items: CurveItems) -> QRectF | None:
    """Where the word of a spot stands, out of the curves' way; None if it has none, or where the
    zoom leaves it out."""
    at, plot = _place_of(frame, spot), frame.plot
    if at is None or not spot.text:
        return None
    away = look.size.point / 2 + 2
    width, height = _text_size(look, spot.text)
    lefts = (at.x() - width / 2, at.x() + away, at.x() - away - width)
    tops = (at.y() - away - height, at.y() + away)
    places = [
        QRectF(min(max(left, plot.left()), plot.right() - width), top, width, height)
        for top in tops
        if plot.top() <= top <= plot.bottom() - height
        for left in lefts
    ]
    return items.freest(frame, places) if places else None


def _place_of(frame: Frame, spot: Spot) -> QPointF | None:
    if not frame.first <= spot.epoch <= frame.last:
        return None
    at = QPointF(frame.x(spot.epoch), frame.plot.bottom() - frame.height_of(spot.value))
    return at if frame.plot.adjusted(-1, -1, 1, 1).contains(at) else None


def _word(
    painter: QPainter,
    frame: Frame,
    look: Look,
    text: str,
    colour: QColor,
    items: CurveItems,
    lefts: Sequence[float],
    tops: Sequence[float],
    taken: Sequence[QRectF] = (),
) -> None:
    """A word at the freest of several places; not where another word stands, if there is a place
    without one."""
    width, line = _text_size(look, text)
    places = [QRectF(x, y, width, line) for x in lefts for y in tops]
    alone = [place for place in places if not any(place.intersects(other) for other in taken)]
    _haloed(painter, frame, look, text, colour, items, items.freest(frame, alone or places))


def _haloed(
    painter: QPainter,
    frame: Frame,
    look: Look,
    text: str,
    colour: QColor,
    items: CurveItems,
    box: QRectF,
) -> None:
    """A word in its box, on a halo where a curve runs through."""
    painter.setFont(look.font())
    if items.crossings(frame, box):
        path = QPainterPath()
        ascent = QFontMetricsF(look.font()).ascent()
        path.addText(QPointF(box.left(), box.top() + ascent), look.font(), text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(path, QPen(look.colour("card"), 4))
    write(painter, box.adjusted(0, 0, 2, 0), LEFT, text, colour)


def _text_size(look: Look, text: str) -> tuple[float, float]:
    metrics = QFontMetricsF(look.font())
    return metrics.horizontalAdvance(text), metrics.height()
