"""A note: one calm sentence at the bottom of the decision map, wrapped, in a rounded box."""

from collections.abc import Sequence
from itertools import product

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from annplayground.core.run.snapshot import Divergence
from annplayground.core.words import translate
from annplayground.gui.text import count
from annplayground.gui.theme import Look

# Of several wordings the first is used that covers no more than this share of the map.
SHARE = 0.45
EDGE = 4.0  # width of the coloured edge at the left
_WRAP = int(Qt.TextFlag.TextWordWrap)


def divergence_note(divergence: Divergence) -> tuple[str, ...]:
    """What to say of a diverged run, from the whole to the shortest."""
    cause = divergence.cause
    start = translate("Boundary", "Diverged at epoch {epoch}").format(epoch=count(divergence.epoch))
    return (
        translate("Boundary", "{start}: {cause}. Shown: the last finite weights.").format(
            start=start, cause=cause
        ),
        f"{start}: {cause}.",
        f"{start}.",
    )


def draw_note(
    painter: QPainter,
    square: QRectF,
    bounds: QRectF,
    look: Look,
    wordings: Sequence[str],
    colour: str,
) -> None:
    """Draw the longest wording that leaves enough of the map free, as wide as the map or, if
    need be, as `bounds`; `colour` names the edge."""
    gap = float(look.size.gap)
    metrics = QFontMetricsF(look.font())
    choices = product(wordings, (square.adjusted(gap, 0, -gap, 0), bounds))
    for text, room in choices:
        width = room.width() - 2 * gap - EDGE
        needed = metrics.boundingRect(QRectF(0, 0, width, 1e4), _WRAP, text).height()
        if needed <= SHARE * square.height():
            break
    height = needed + 1.5 * gap
    box = QRectF(room.left(), square.bottom() - gap - height, room.width(), height)
    box.moveTop(max(box.top(), bounds.top()))
    painter.setPen(QPen(look.colour(colour), 1.0))
    painter.setBrush(look.colour("card", 242))
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(colour))
    painter.drawRoundedRect(QRectF(box.left(), box.top(), EDGE, height), 2, 2)
    painter.setFont(look.font())
    painter.setPen(look.colour("ink"))
    area = QRectF(box.left() + EDGE + gap, box.top() + 0.75 * gap, width, needed + 2)
    painter.drawText(area, _WRAP, text)
