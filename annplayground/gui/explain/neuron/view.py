"""The neuron inspector: z = Σ wᵢxᵢ + b term by term, then a = f(z) on the curve, with its slope."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from annplayground.core.explain import LayerExplanation
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.focus import Focus, layer_name, short, source_name
from annplayground.gui.explain.function_graph import Curve, FunctionGraph, Mark
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.painting import painting
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Words

_LEAST_BARS = 10.0  # pixels
_GRAPH_LINES = 9  # the least width of the graph, in heights of the text


class NeuronView(ExplainView):
    """Shows the unit in focus, computed for the example in focus."""

    name = "neuron"
    about_example = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = Words()
        self._heading.setObjectName("neuron_heading")
        self._heading.setWordWrap(True)
        self._terms = TermBars(self)
        self._graph = FunctionGraph("neuron_graph", self, across="z")
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(12)
        row.addWidget(self._terms, 3)
        row.addWidget(self._graph, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._heading)
        layout.addLayout(row, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may be wide enough, or not."""
        super().resizeEvent(event)
        self._stand()

    def _stand(self) -> None:
        """The graph stands beside the sum where there is room, else below it."""
        wide = self.width() >= self._terms.minimumWidth() + _GRAPH_LINES * self.look.size.text
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def draw(self, snapshot: Snapshot) -> None:
        """Compute the unit for the example and show sum and activation."""
        focus = self.focus
        one = focus.explain(snapshot)[focus.layer - 1]
        z, a, slope = (float(values[focus.unit]) for values in (one.z, one.a, one.slope))
        activation, alpha = snapshot.experiment.activations[focus.layer - 1]
        x1, x2 = snapshot.train_set.X[focus.example]
        self._heading.setText(
            translate(
                "Neuron",
                "**{layer}, unit {unit}** for the example ({x1}, {x2}): z = "
                "{z}, a = {label}(z) = {a}, slope {slope}",
            ).format(
                layer=layer_name(snapshot, focus.layer),
                unit=focus.unit + 1,
                x1=short(x1),
                x2=short(x2),
                z=short(z),
                label=activation.label,
                a=short(a),
                slope=short(slope),
            )
        )
        self._terms.show_terms(self.look, snapshot, focus, one)
        self._stand()
        reach = max(4.0, 1.15 * abs(z))
        if activation.name == "softmax":
            others = np.delete(one.z, focus.unit)
            rest = float(np.logaddexp.reduce(others))
            # One logit against the others as they are is a shifted sigmoid.
            curve = Curve(lambda zs: 1.0 / (1.0 + np.exp(rest - zs)), "accent", "p")
        else:
            curve = Curve(lambda zs: activation.f(zs, alpha), "accent", "a")
        values = curve.f(np.linspace(-reach, reach, 64))
        low, high = float(min(values.min(), 0.0)), float(max(values.max(), 0.0))
        margin = 0.15 * (high - low or 1.0)
        self._graph.draw(
            self.look,
            (-reach, reach, low - margin, high + margin),
            (curve,),
            marks=(Mark(z, a, f"a = {short(a)}", slope),),
        )


class TermBars(QWidget):
    """The summands of one z as bars from a common zero, then the bias, then their sum."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neuron_terms")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look = Look()
        self.rows: list[tuple[str, float, str]] = []  # text, value, kind

    @property
    def whole_text(self) -> str:
        """All terms and their sum, a line each."""
        return "\n".join(f"{text}: {short(value)}" for text, value, _ in self.rows)

    def show_terms(
        self, look: Look, snapshot: Snapshot, focus: Focus, one: LayerExplanation
    ) -> None:
        """Take the terms of the unit in focus."""
        self._look = look
        terms, weights = one.terms(focus.unit), one.W[:, focus.unit]
        equals = ":" if look.presenting else " ="  # large words leave no room for more
        self.rows = [
            (
                f"{source_name(snapshot, focus.layer, i)}·w{equals} {short(one.x[i])} × "
                f"{short(weights[i])}",
                float(terms[i]),
                "term",
            )
            for i in range(len(terms))
        ]
        self.rows.append((translate("Neuron", "bias b"), float(one.b[focus.unit]), "term"))
        self.rows.append(("z = Σ w·x + b", float(one.z[focus.unit]), "sum"))
        bold = QFontMetricsF(look.font(bold=True))
        widest = max(bold.horizontalAdvance(row[0]) for row in self.rows)
        number = max(bold.horizontalAdvance(short(row[1])) for row in self.rows)
        self.setMinimumWidth(int(widest + number + _LEAST_BARS + 12))
        self.update()

    def _visible_rows(self, line: float) -> list[tuple[str, float, str]]:
        """The rows that fit: the largest terms, the rest in one row, the bias and the sum."""
        room = max(int(self.height() / line), 4)
        if len(self.rows) <= room:
            return self.rows
        terms, tail = self.rows[:-2], self.rows[-2:]
        kept = sorted(terms, key=lambda row: -abs(row[1]))[: room - 3]
        rest = sum(row[1] for row in terms) - sum(row[1] for row in kept)
        more = (
            translate("Neuron", "{n} more terms").format(n=len(terms) - len(kept)),
            rest,
            "term",
        )
        return [*kept, more, *tail]

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line per term: words, bar, value."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._look.font())
            metrics = QFontMetricsF(painter.font())
            line = metrics.height() + 4
            rows = self._visible_rows(line)
            if not rows:
                return
            bold = QFontMetricsF(self._look.font(bold=True))
            words = max(bold.horizontalAdvance(row[0]) for row in rows) + 6
            number = max(bold.horizontalAdvance(short(row[1])) for row in rows) + 6
            bars = QRectF(words, 0, max(self.width() - words - number, _LEAST_BARS), line)
            largest = max(abs(row[1]) for row in rows) or 1.0
            zero = bars.center().x()
            for index, (text, value, kind) in enumerate(rows):
                top = index * line
                painter.setFont(self._look.font(bold=kind == "sum"))
                painter.setPen(self._look.colour("ink"))
                painter.drawText(QRectF(0, top, words, line), Qt.AlignmentFlag.AlignVCenter, text)
                painter.drawText(
                    QRectF(bars.right(), top, number, line),
                    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                    short(value),
                )
                length = value / largest * bars.width() / 2
                box = QRectF(min(zero, zero + length), top + 3, max(abs(length), 1.0), line - 6)
                colour = "ink" if kind == "sum" else "positive" if value >= 0 else "negative"
                painter.fillRect(box, self._look.colour(colour))
            painter.setPen(QPen(self._look.colour("muted"), self._look.size.thin))
            painter.drawLine(int(zero), 0, int(zero), int(len(rows) * line))
