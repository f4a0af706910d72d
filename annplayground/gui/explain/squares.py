"""Where squares of colours stand: side by side, and right beside them the bar of their colours."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize

_BAR = 1.2  # width of the bar, in heights of the text
_BETWEEN = 8.0  # pixels between two squares


@dataclass(frozen=True)
class Squares:
    """All in pixels; several squares have a line of text above them."""

    squares: tuple[QRectF, ...]
    bar: QRectF

    @classmethod
    def within(cls, size: QSize, n: int, line: float, texts: float) -> "Squares":
        """As large as there is room for: n squares, and a bar with texts so wide at its right and
        a line of text above it."""
        top = line if n > 1 else 2.0
        beside = line + _BAR * line + 6 + texts
        wide = (size.width() - beside) / n - _BETWEEN
        length = max(min(wide, size.height() - top - 2), 1.0)
        lefts = (k * (length + _BETWEEN) for k in range(n))
        squares = tuple(QRectF(left, top, length, length) for left in lefts)
        # The numbers at its ends reach half a line beyond it.
        low = max(top + length - line / 2, 2.5 * line)
        bar = QRectF(squares[-1].right() + line, 1.5 * line, _BAR * line, low - 1.5 * line)
        return cls(squares, bar)
