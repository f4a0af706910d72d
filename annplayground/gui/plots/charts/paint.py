"""How a chart looks: grid, bands, labels at the curves' ends, and the values under the pointer."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from annplayground.gui.axes.drawn import Axes
from annplayground.gui.plots.charts.frame import EPOCH, Band, Frame, Guide, text_width
from annplayground.gui.plots.charts.labels import EndLabel, LabelTexts
from annplayground.gui.theme import Look
from annplayground.gui.tints import readable

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


def paint_grid(painter: QPainter, frame: Frame, look: Look, width: float) -> None:
    """Thin lines at the ticks, the axis at the bottom, and the texts beside them, in a chart of a
    width."""
    plot, font = frame.plot, look.font()
    line = QFontMetricsF(font).height()
    places = frame.value_ticks(font)
    if frame.scale.zero:
        # Its own line must stay apart from the ticks above it.
        room = [tick for tick in places if frame.y(tick[0]) < plot.bottom() - line]
        places = [*room, (frame.scale.zero_level, "0")]
    axes = Axes(painter, look, plot, width)
    up = [(frame.y(place), text) for place, text in places]
    axes.grid(up=up)
    axes.numbers_left(up, away=look.size.pad)
    axes.level(plot.bottom(), look.colour("muted", 130))
    across = [(frame.x(epoch), text) for epoch, text in frame.epoch_ticks(font)]
    axes.numbers_below(across, EPOCH)


def paint_band(painter: QPainter, frame: Frame, look: Look, band: Band) -> None:
    """A faint region, as far as it lies within the plot."""
    area = frame.band_area(band)
    if area.height() >= 2:
        painter.fillRect(area, look.colour(band.colour, 38 if look.dark else 20))


def paint_guide(painter: QPainter, frame: Frame, look: Look, guide: Guide) -> None:
    """A dashed line at a value."""
    y = frame.guide_level(guide)
    if y is not None:
        painter.setPen(QPen(look.colour("muted", 170), look.size.thin, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(frame.plot.left(), _crisp(y), frame.plot.right(), _crisp(y)))


def paint_message(painter: QPainter, area: QRectF, look: Look, text: str) -> None:
    """A sentence in the middle of an empty chart."""
    painter.setFont(look.font())
    painter.setPen(look.colour("muted"))
    painter.drawText(area, _CENTRE | Qt.TextFlag.TextWordWrap, text)


def paint_labels(
    painter: QPainter,
    frame: Frame,
    look: Look,
    labels: Sequence[EndLabel],
    left: float,
    texts: LabelTexts,
) -> None:
    """A dot at each curve's end (a triangle at exact zero), its texts, and a line between them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bold, font = look.font(bold=True), look.font()
    line = QFontMetricsF(bold).height()
    # The first on top, as the curves are.
    for label in reversed(labels):
        end = QPointF(label.x, label.y)
        if label.shown and abs(label.centre - label.y) > 2:
            painter.setPen(QPen(label.colour, look.size.thin))
            painter.drawLine(end, QPointF(left - 4, label.centre))
        _dot(painter, look, end, label.colour, label.zero)
        if not label.shown:
            continue
        box = QRectF(left, label.centre - line / 2, texts.width + 2, line)
        if left < frame.plot.right():  # the first epoch: it stands in the plot
            painter.fillRect(box, look.colour("card"))
        colour = readable(label.colour, look)
        painter.setFont(bold)
        write(painter, box, LEFT, label.name, colour)
        painter.setFont(font)
        write(painter, box.adjusted(texts.name_width, 0, 0, 0), LEFT, label.value, colour)


def paint_hair(
    painter: QPainter,
    frame: Frame,
    look: Look,
    epoch: float,
    dots: Sequence[tuple[float, QColor]],
) -> None:
    """The vertical line at an epoch, with a dot where it meets each curve (its place)."""
    x = _crisp(frame.x(epoch))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(look.colour("muted"), look.size.thin))
    painter.drawLine(QLineF(x, frame.plot.top(), x, frame.plot.bottom()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, colour in reversed(dots):
        y = frame.y(place)
        if frame.plot.top() - 2 <= y <= frame.plot.bottom() + 2:
            _dot(painter, look, QPointF(x, y), colour)


def paint_cursor(painter: QPainter, frame: Frame, look: Look, epoch: float) -> None:
    """The line at the epoch that is looked at, unless the zoom leaves it out."""
    if frame.first <= epoch <= frame.last:
        x, plot = frame.x(epoch), frame.plot
        width = look.size.line
        area = QRectF(x - width / 2, plot.top(), width, plot.height())
        painter.fillRect(area, look.colour("accent"))


def paint_reading(
    painter: QPainter,
    area: QRectF,
    look: Look,
    x: float,
    title: str,
    rows: Sequence[tuple[str, str, QColor]],
) -> None:
    """A box beside the pointer: the epoch, and name and value of each curve, in columns if they
    are many. It stays within the area."""
    font = look.font()
    line = QFontMetricsF(font).height()
    per_column = max(int((area.height() - 16) / line) - 1, 1)
    columns = -(-len(rows) // per_column)
    per_column = -(-len(rows) // max(columns, 1))
    swatch = line * 0.9
    names = max((text_width(font, name) for name, _, _ in rows), default=0.0)
    values = max((text_width(font, value) for _, value, _ in rows), default=0.0)
    column = swatch + names + 10 + values
    width = max(columns * (column + 16) - 16, text_width(look.font(bold=True), title)) + 20
    height = (per_column + 1) * line + 12
    left = x + 12 if x + 12 + width <= area.right() else x - 12 - width
    left = max(min(left, area.right() - width), area.left())
    box = QRectF(left, area.top() + 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("muted", 150), look.size.thin))
    painter.setBrush(look.colour("card"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setFont(look.font(bold=True))
    x0, y0 = box.left() + 10, box.top() + 6
    write(painter, QRectF(x0, y0, width, line), LEFT, title, look.colour("ink"))
    painter.setFont(font)
    for index, (name, value, colour) in enumerate(rows):
        left = x0 + (index // per_column) * (column + 16)
        top = y0 + (1 + index % per_column) * line
        painter.setPen(QPen(colour, look.size.line + 1))
        painter.drawLine(QLineF(left, top + line / 2, left + swatch - 7, top + line / 2))
        row = QRectF(left + swatch, top, column - swatch, line)
        write(painter, row, LEFT, name, look.colour("ink"))
        write(painter, row, _RIGHT, value, look.colour("ink"))


def _dot(
    painter: QPainter, look: Look, centre: QPointF, colour: QColor, zero: bool = False
) -> None:
    radius = 1.0 + look.size.line
    painter.setPen(QPen(look.colour("card"), 1))
    painter.setBrush(colour)
    if zero:
        painter.drawPolygon(_triangle(centre, 1.7 * radius))
    else:
        painter.drawEllipse(centre, radius, radius)


def _crisp(position: float) -> float:
    """The middle of a pixel: a line of one pixel does not blur there."""
    return round(position - 0.5) + 0.5


def write(
    painter: QPainter, box: QRectF, alignment: Qt.AlignmentFlag, text: str, colour: QColor
) -> None:
    painter.setPen(colour)
    painter.drawText(box, alignment | Qt.TextFlag.TextSingleLine, text)


def _triangle(tip: QPointF, size: float) -> QPolygonF:
    """A triangle that points down and stands with its middle on a point."""
    corners = (QPointF(-size, -size * 0.8), QPointF(size, -size * 0.8), QPointF(0.0, size))
    return QPolygonF([tip + corner for corner in corners])
