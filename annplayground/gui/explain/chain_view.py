"""The chain-rule telescope: ∂J/∂W as a product of factors, and where it becomes small."""

import math

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annplayground.core.chain import Factor, chain
from annplayground.core.explain import LayerExplanation
from annplayground.core.gradient_check import GradientCheck
from annplayground.gui.explain.focus import layer_name, short, source_name
from annplayground.gui.explain.scrolled import ScrolledText
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.painting import painting
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Words, as_html

# A factor this small is marked as the one that kills the gradient; so is a milder one, the smallest
# of many, where together they take this much away.
KILLS, KILLS_AMONG_MANY, TAKEN_AWAY = 0.1, 0.5, 1e-3


class ChainView(ExplainView):
    """For a layer: the factors from J back to ∂J/∂W in RMS norms. For one weight: δⱼ·xᵢ written
    out, with δⱼ from the layer behind it.

    Signals: `viewChanged()`, when the gradient check is switched on or off.
    """

    name = "chain"
    about_example = True
    backward = True

    viewChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formula = Words()
        self._formula.setObjectName("chain_formula")
        self._formula.setWordWrap(True)
        self._formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.check = QPushButton("Check")
        self.check.setCheckable(True)
        self.check.setObjectName("chain_check")
        self.check.setAccessibleName("Gradient check of this weight")
        self.check.setToolTip("Compare with (J(w + h) − J(w − h)) / 2h on the training set")
        self.check.toggled.connect(self.viewChanged)
        self._result = Words()
        self._result.setObjectName("chain_check_result")
        self._result.setWordWrap(True)
        self._result.hide()
        self.chips = FactorChips(self)
        self._words = ScrolledText("chain_words", "The chain rule", self._formula, self._result)
        top = QHBoxLayout()
        top.addWidget(self._words, 1)
        top.addWidget(self.check, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.chips, 1)

    @property
    def wants(self) -> frozenset[str]:
        """The check costs many forward passes: only on request."""
        return frozenset({"check"}) if self.check.isChecked() else frozenset()

    def refresh(self) -> None:
        """Write out the weight in focus, and show the factors of its layer."""
        assert self.snapshot is not None
        explained = self.focus.explain(self.snapshot)
        text = self.look.symbol(self._weight_text(explained))
        self._formula.setToolTip(as_html(text))
        # In a low card the last line, how δ comes about, makes room for the factors.
        self._formula.setText(text.rsplit("\n", 1)[0] if self._is_low else text)
        self._show_check(self.snapshot.checks if self.check.isChecked() else None)
        self._words.refit()
        self.chips.show_factors(self.look, chain(explained, self.focus.layer))

    @property
    def _is_low(self) -> bool:
        return self.height() < 9 * self.look.size.text * 2

    @property
    def _has_room(self) -> bool:
        """Whether all words are seen with the factors below."""
        return self._words.sizeHint().height() + self.chips.minimumHeight() <= self.height()

    def _show_check(self, checks: tuple[GradientCheck, GradientCheck] | None) -> None:
        self._result.setVisible(checks is not None)
        if checks is None:
            return
        one, worst = checks
        verdict = "✗ they differ"
        if one.agrees and worst.agrees:
            verdict = "✓ a corner: both slopes are right" if one.corner else "✓ they agree"
        told = (
            f"∂J/∂w on the training set: back propagation {short(one.analytic)}, numerical "
            f"{short(one.numeric)}, relative error {_error(one.relative_error)}; "
            f"of all weights {_error(worst.relative_error)}."
        )
        if one.corner:
            told = (
                f"∂J/∂w on the training set: back propagation {short(one.analytic)}, numerical "
                f"{short(one.numeric)}. A corner of J lies between w − h and w + h, where the "
                "slopes on its two sides differ: neither is wrong. Of all other weights: "
                f"{_error(worst.relative_error)}."
            )
        self._result.setToolTip(self.look.symbol(told))
        self._result.setText(f"{self.look.symbol(told)} **{verdict}**")
        if self._is_low or not self._has_room:
            told = f"{short(one.analytic)}, numerically {short(one.numeric)}:"
            self._result.setText(f"{self.look.symbol(told)} **{verdict}**")

    def _layer_text(self, explained: list[LayerExplanation]) -> str:
        assert self.snapshot is not None
        name = layer_name(self.snapshot, self.focus.layer)
        factors = chain(explained, self.focus.layer)
        product = " · ".join(factor.symbol for factor in factors)
        return (
            f"**{name}, all weights**, in RMS norms: ∂J/∂W = "
            f"**{short(factors[-1].product)}**\n= {product}"
        )

    def _weight_text(self, explained: list[LayerExplanation]) -> str:
        snapshot, focus = self.snapshot, self.focus
        assert snapshot is not None
        if focus.whole_layer:
            return self._layer_text(explained)
        one = explained[focus.layer - 1]
        x, delta = float(one.x[focus.source]), float(one.delta[focus.unit])
        source = source_name(snapshot, focus.layer, focus.source)
        where = f"{source} → unit {focus.unit + 1} of {layer_name(snapshot, focus.layer).lower()}"
        slope, upstream = float(one.slope[focus.unit]), float(one.upstream[focus.unit])
        text = (
            f"**w: {where}**\n∂J/∂w = δ · {source} = {short(delta)} × {short(x)} = "
            f"**{short(float(one.dW[focus.source, focus.unit]))}**"
        )
        if focus.layer < len(explained):
            behind = explained[focus.layer]
            terms = [
                f"{short(w)} × {short(d)}"
                for w, d in zip(behind.W[focus.unit], behind.delta, strict=True)
            ]
            total = " + ".join(terms[:3]) + (f" + {len(terms) - 3} more" if terms[3:] else "")
            return (
                f"{text}\nδ = f′(z) · Σ wₖδₖ = {short(slope)} × ({total}) = "
                f"{short(slope)} × {short(upstream)}"
            )
        if snapshot.experiment.training.loss == "cross_entropy":
            return f"{text}\nδ = p − y: with cross-entropy the output's slope cancels"
        if snapshot.experiment.network.output == "softmax":
            mean = float(one.a @ one.upstream)
            return (
                f"{text}\nδ = p(∂J/∂a − Σ pᵢ ∂J/∂aᵢ) = {short(float(one.a[focus.unit]))} × "
                f"({short(upstream)} − ({short(mean)}))"
            )
        return f"{text}\nδ = ∂J/∂a · f′(z) = {short(upstream)} × {short(slope)}"


class FactorChips(QWidget):
    """A chip per factor with its number; below it a bar, the running product on a log scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chain_chips")
        self.setAccessibleName("Factors of the chain rule")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look = Look()
        self.factors: list[Factor] = []

    def show_factors(self, look: Look, factors: list[Factor]) -> None:
        """Take the factors from J backwards."""
        self._look, self.factors = look, factors
        self.setMinimumHeight(_chip_height(look) + 40)
        self.setToolTip(
            "RMS norms of this example. Slopes and weights are separate factors: "
            "0.25 per sigmoid is only half of the story."
        )
        self.update()

    @property
    def killer(self) -> int | None:
        """Index of the factor that shrinks the signal most, if it does so at all badly."""
        if len(self.factors) < 2:
            return None
        index = min(range(1, len(self.factors)), key=lambda k: self.factors[k].value)
        lost = self.factors[-1].product < TAKEN_AWAY * self.factors[0].product
        return index if self.factors[index].value < (KILLS_AMONG_MANY if lost else KILLS) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chips above, falling bars below."""
        with painting(self) as painter:
            if not self.factors:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            font = self._look.font()
            painter.setFont(font)
            line = QFontMetricsF(font).height()
            pitch = self.width() / len(self.factors)
            chip = _chip_height(self._look)
            bars = QRectF(0, chip + 6, self.width(), max(self.height() - chip - 8, 1.0))
            killer = self.killer
            for index, factor in enumerate(self.factors):
                marked = index == killer
                box = QRectF(index * pitch + 2, 0, pitch - 4, chip)
                self._paint_chip(painter, box, factor, marked, line)
                self._paint_bar(painter, bars, index, pitch, marked)

    def _paint_chip(
        self, painter: QPainter, box: QRectF, factor: Factor, marked: bool, line: float
    ) -> None:
        look = self._look
        painter.setPen(QPen(look.colour("bad" if marked else "border"), 0.75 * look.size.line))
        painter.setBrush(look.colour("bad_soft" if marked else "accent_soft"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        half = QRectF(box.left(), box.top() + 3, box.width(), line)
        painter.setFont(look.font())
        painter.setPen(look.colour("muted"))
        symbol = _fitting(painter, look.symbol(factor.symbol), _SHORT[factor.kind], box.width())
        painter.drawText(half, Qt.AlignmentFlag.AlignCenter, symbol)
        painter.setFont(look.font(bold=True))
        painter.setPen(look.colour("bad" if marked else "ink"))
        value = short(factor.value)
        for digits in (2, 1):
            rounded = f"{factor.value:.{digits}g}".replace("e-0", "e-").replace("0.", ".", 1)
            value = _fitting(painter, value, rounded, box.width())
        painter.drawText(half.translated(0, line), Qt.AlignmentFlag.AlignCenter, value)

    def _paint_bar(
        self, painter: QPainter, area: QRectF, index: int, pitch: float, marked: bool
    ) -> None:
        products = [f.product for f in self.factors if f.product > 0 and math.isfinite(f.product)]
        product = self.factors[index].product
        if not products or not product > 0 or not math.isfinite(product):
            return
        top = math.log10(max(products))
        bottom = min(math.log10(min(products)) - 0.5, top - 2.0)
        height = (math.log10(product) - bottom) / (top - bottom) * area.height()
        width = min(pitch * 0.6, 60.0)
        left = index * pitch + (pitch - width) / 2
        bar = QRectF(left, area.bottom() - height, width, height)
        painter.fillRect(bar, self._look.colour("bad" if marked else "accent"))


def _chip_height(look: Look) -> int:
    """Two lines, in pixels."""
    return round(2 * QFontMetricsF(look.font()).height() + 8)


def _error(relative: float) -> str:
    return f"at most {relative:.0e}" if relative else "below rounding"


_SHORT = {"loss": "J′", "slope": "f′", "weights": "W", "input": "x"}


def _fitting(painter: QPainter, text: str, shorter: str, width: float) -> str:
    return text if painter.fontMetrics().horizontalAdvance(text) <= width - 6 else shorter
