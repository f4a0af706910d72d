"""Softmax as what it is: the logits of one example, the notes' c, become bars of probabilities."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.explain.focus import short
from annplayground.gui.painting import painting
from annplayground.gui.text import subscript
from annplayground.gui.theme import CLASS_STYLES, Look
from annplayground.gui.tints import cell

_LARGEST = 0.25  # of the entries p(δ − p)


class SoftmaxBars(QWidget):
    """A row per class: logit, e^z, probability as a bar; the Jacobian on request."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("softmax_bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look = Look()
        self.z = np.zeros(0)
        self.p = np.zeros(0)
        self.jacobian = QCheckBox(translate("Activation", "Jacobian"), self)
        self.jacobian.setObjectName("softmax_jacobian")
        self.jacobian.setAccessibleName(translate("Activation", "Show the Jacobian"))
        self.jacobian.setToolTip(
            translate("Activation", "∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ) instead of the bars")
        )
        self.jacobian.toggled.connect(self.update)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self.jacobian, 0, Qt.AlignmentFlag.AlignRight)

    @property
    def whole_text(self) -> str:
        """What is written, a line for each class."""
        rows = enumerate(zip(self.z, self.p, strict=True), start=1)
        return "\n".join(
            f"c{subscript(k)} = {short(c)}, p{subscript(k)} = {short(float(p))}"
            for k, (c, p) in rows
        )

    def show_logits(self, look: Look, z: np.ndarray, p: np.ndarray) -> None:
        """Take logits z and probabilities p, (classes,)."""
        self._look, self.z, self.p = look, z, p
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars, or the matrix."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._look.font())
            height = self.height() - self.jacobian.height()
            if self.jacobian.isChecked():
                self._paint_jacobian(painter, height)
            else:
                self._paint_bars(painter, height)

    def _paint_bars(self, painter: QPainter, height: float) -> None:
        line = QFontMetricsF(painter.font()).height() + 6
        row = min(height / max(len(self.p), 1), 2 * line)
        words = painter.fontMetrics().horizontalAdvance("c₁ = −0.000 → ") + 4
        values = [f" {short(float(p))}" for p in self.p]
        bold = QFontMetricsF(self._look.font(bold=True))
        number = max(bold.horizontalAdvance(f"{text} ✓ ") for text in (*values, "0.0000")) + 4
        for k, (c, p) in enumerate(zip(self.z, self.p, strict=True)):
            top = k * row
            largest = k == int(self.p.argmax())
            painter.setFont(self._look.font(bold=largest))
            painter.setPen(self._look.colour("ink"))
            align = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, top, words, row), align, f"c{subscript(k + 1)} = {short(c)}")
            bar = QRectF(words, top + 3, (self.width() - words - number) * p, row - 6)
            painter.fillRect(bar, QColor(CLASS_STYLES[k].colour))
            text = values[k] + (" ✓" if largest else "")
            painter.drawText(QRectF(bar.right(), top, number, row), align, text)

    def _paint_jacobian(self, painter: QPainter, height: float) -> None:
        matrix = np.diag(self.p) - np.outer(self.p, self.p)
        n = len(self.p)
        cell_w, cell_h = self.width() / n, height / n
        for i in range(n):
            for j in range(n):
                box = QRectF(j * cell_w + 1, i * cell_h + 1, cell_w - 2, cell_h - 2)
                name = "positive" if matrix[i, j] > 0 else "negative"
                share = min(abs(float(matrix[i, j])) / _LARGEST, 1.0)
                painter.fillRect(box, cell(self._look, name, share))
                painter.setPen(self._look.colour("ink"))
                text = short(matrix[i, j])
                named = f"∂p{subscript(i + 1)}/∂z{subscript(j + 1)} = {text}"
                if painter.fontMetrics().horizontalAdvance(named) <= box.width():
                    text = named
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
