"""Gradient descent in one dimension: choose a curve, a start, lr and β, and watch the steps."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from annplayground.core.descent import (
    LANDSCAPES,
    Landscape,
    descend,
    ewa,
    fate,
    n_turns,
)
from annplayground.core.words import translate
from annplayground.gui.explain.descent.words import MEAN, MEAN_LATEX, last_mean, last_step, rule
from annplayground.gui.explain.equations.equation_line import EquationLine
from annplayground.gui.explain.equations.in_numbers import Line
from annplayground.gui.explain.focus import short
from annplayground.gui.explain.function_graph import Curve, FunctionGraph, Mark
from annplayground.gui.explain.paging.paged_column import PagedColumn
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.paging.scrolled import ScrolledText
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.text import counted, fixed, number
from annplayground.gui.widgets.fields import show_number
from annplayground.gui.widgets.labels import Label, Words

MOST_STEPS = 60
STEP_MILLISECONDS = 120
NOISY = np.random.default_rng(7).normal(0.0, 0.5, 100) + np.sin(np.linspace(0.0, 5.0, 100))
_WIDE = 1.4  # width by height
_LINES = 5  # of text, as high as a graph at least; that of the descent, which it is about:
_HIGH = 9


class DescentView(ExplainView):
    """The notes' x_new = x − α f′(x) on a curve, and their EWA on a noisy series beside it."""

    name = "descent"
    pager: Pager

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.landscape = QComboBox()
        self.landscape.setObjectName("descent_landscape")
        self.landscape.setAccessibleName(translate("Descent", "Curve"))
        self.landscape.setToolTip(translate("Descent", "The curve to descend"))
        for entry in LANDSCAPES.values():
            self.landscape.addItem(entry.label, entry.name)
        self.rate = _slider("descent_rate", translate("Descent", "Learning rate α"), -30, 8, -10)
        self.beta = _slider(
            "descent_beta",
            translate("Descent", "Momentum β; also that of the average v(t)"),
            0,
            99,
            0,
        )
        self.start = _start_box()
        self._rate_label, self._beta_label = Label(), Label()
        self._rule, self._mean = EquationLine("descent_rule"), EquationLine("descent_mean")
        self._numbers, self._verdict = Words(), Words()
        for words, name in ((self._numbers, "numbers"), (self._verdict, "verdict")):
            words.setObjectName(f"descent_{name}")
            words.setWordWrap(True)
        self._words = ScrolledText(
            "descent_words",
            translate("Descent", "The last step, and the verdict"),
            self._numbers,
            self._verdict,
        )
        self.graph = FunctionGraph("descent_graph", self, clickable=True, across="x")
        self.graph.setToolTip(
            translate("Descent", "Click: start here; by keyboard in the field of the start")
        )
        self._average = FunctionGraph("descent_ewa", self, across="t")
        self._average.setToolTip(
            translate("Descent", "v(t) = β v(t−1) + (1−β) δ(t) on a noisy series δ, v(−1) = 0")
        )
        self.step_button = _button(
            "descent_step", translate("Descent", "Step"), translate("Descent", "One step")
        )
        self.run_button = _button(
            "descent_run",
            translate("Descent", "Run"),
            translate("Descent", "Step until it stands still"),
        )
        self.reset_button = _button(
            "descent_reset",
            translate("Descent", "Reset"),
            translate("Descent", "Back to the start"),
        )
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MILLISECONDS)
        self._lay_out()
        self._connect()
        self._choose_landscape()

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        start = Label(translate("Descent", "from x ="))
        start.setBuddy(self.start)
        for widget, stretch in ((self.landscape, 1), (start, 0), (self.start, 0)):
            where.addWidget(widget, stretch)
        sliders = QHBoxLayout()
        for label, slider in ((self._rate_label, self.rate), (self._beta_label, self.beta)):
            sliders.addWidget(label)
            sliders.addWidget(slider, 1)
        buttons = QHBoxLayout()
        for button in (self.step_button, self.run_button, self.reset_button):
            buttons.addWidget(button)
        self._side, side = _part(QSizePolicy.Policy.Preferred)
        for row in (where, sliders, buttons):
            side.addLayout(row)
        side.addWidget(self._words)
        self._descent, self._row = _part()
        self._row.addWidget(self._side)
        self._row.addWidget(self.graph, 1)
        mean, column = _part()
        column.addWidget(self._mean)
        column.addWidget(self._average, 1)
        self._column = PagedColumn("descent_column", (self._descent, self._rule, mean))
        self.pager = self._column.pager
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size has another room for words and graphs."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a wide view the graph stands beside the words, in a high one below them; the words are
        whole before the graph is large."""
        wide = self.width() > _WIDE * self.height()
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        line = QFontMetricsF(self.look.font()).height()
        self._average.setMinimumHeight(round(_LINES * line))
        words, gap = self._side.sizeHint().height(), self._row.spacing()
        room = self.height() - self.pager.sizeHint().height() - gap
        left = room if wide else room - words - gap
        graph = round(min(_HIGH * line, max(left, _LINES * line)))
        self.graph.setMinimumHeight(graph)
        least = max(words, graph) if wide else words + graph + gap
        self._descent.setMinimumHeight(max(min(least, room), 0))
        self._column.refit()

    def _connect(self) -> None:
        self.landscape.currentIndexChanged.connect(self._choose_landscape)
        self.rate.valueChanged.connect(self._changed)
        self.beta.valueChanged.connect(self._changed)
        self.graph.clicked.connect(self._start_at)
        self.start.valueChanged.connect(self._start_at)
        self.step_button.clicked.connect(self._step)
        self.run_button.clicked.connect(self._timer.start)
        self.reset_button.clicked.connect(self._reset)
        self._timer.timeout.connect(self._step)

    @property
    def learning_rate(self) -> float:
        """α from the slider's logarithmic scale."""
        return float(10.0 ** (self.rate.value() / 10))

    @property
    def path(self) -> np.ndarray:
        """The points visited so far, (steps + 1,)."""
        entry = LANDSCAPES[self.landscape.currentData()]
        return descend(entry, self._start, self.learning_rate, self.beta.value() / 100, self._steps)

    @Slot()
    def _choose_landscape(self) -> None:
        entry = LANDSCAPES[self.landscape.currentData()]
        with QSignalBlocker(self.start):
            self.start.setRange(*entry.window[:2])
        self._start_at(entry.start)

    @Slot(float)
    def _start_at(self, x: float) -> None:
        show_number(self.start, x)
        self._start = self.start.value()  # as it is written, so that one can follow by hand
        self._reset()

    @Slot()
    def _reset(self) -> None:
        self._timer.stop()
        self._steps = 0
        self._changed()

    @Slot()
    def _step(self) -> None:
        still = self._steps >= MOST_STEPS or not self.isVisible()
        if still:
            self._timer.stop()
        else:
            self._steps += 1
        self._changed()

    @Slot()
    def _changed(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Draw the curve, the path so far, and the average."""
        entry = LANDSCAPES[self.landscape.currentData()]
        beta = self.beta.value() / 100
        self._rate_label.setText(f"α {number(self.learning_rate)}")
        self._beta_label.setText(f"β {fixed(beta, 2)}")
        path = self.path
        trail = np.stack([path, entry.f(path)], axis=1)
        x = float(path[-1])
        mark = Mark(x, float(entry.f(path[-1:])[0]), f"x = {short(x)}", entry.slope(x))
        curve = Curve(entry.f, "accent", "f")
        self.graph.draw(self.look, entry.window, (curve,), marks=(mark,), trail=trail)
        self._numbers.setText(last_step(entry, path, self.learning_rate, beta))
        self._numbers.setVisible(len(path) > 1)
        equations = f"{entry.equation}, {entry.slope_equation}"
        self._verdict.setText(f"{equations}\n{self._judge(path, entry)}")
        self._words.refit()
        self._rule.show_line(self.look, Line(*rule(beta)))
        self._refresh_average(beta)
        self._make_room()

    def _refresh_average(self, beta: float) -> None:
        ticks = np.arange(len(NOISY), dtype=float)
        averaged = ewa(NOISY, beta)
        self._mean.show_line(self.look, Line(MEAN_LATEX, MEAN, last_mean(NOISY, averaged, beta)))
        curves = (
            Curve(lambda x: np.interp(x, ticks, NOISY), "muted", "δ", at=ticks),
            Curve(lambda x: np.interp(x, ticks, averaged), "accent", "v", at=ticks),
        )
        self._average.draw(self.look, (0.0, 99.0, -2.2, 2.2), curves)

    def _judge(self, path: np.ndarray, entry: Landscape) -> str:
        """What this learning rate does: judged by where the orbit goes, not by where it is."""
        beta = self.beta.value() / 100
        if len(path) < 2:
            return translate("Descent", "Press Step: {rule}").format(rule=rule(beta)[1])
        end = fate(entry, self._start, self.learning_rate, beta)
        if end.kind == "diverges" and abs(path[-1]) > 4 * (abs(path[0]) + 1):
            return translate(
                "Descent", "**Too large:** every step overshoots further; it diverges."
            )
        if end.kind == "arrives" and self._steps >= end.step:
            return translate("Descent", "**Arrived** where f′ = 0, after {steps}.").format(
                steps=counted(end.step, "step")
            )
        turns = n_turns(path)
        if end.kind == "never settles" and turns > 2:
            return translate("Descent", "**Too large:** it goes to and fro and never settles.")
        slope = short(entry.slope(float(path[-1])))
        if self._steps >= MOST_STEPS and end.kind in ("arrives", "still moving"):
            swings = translate("Descent", " from side to side") if turns > 2 else ""
            if end.kind == "arrives":
                steps = counted(end.step, "step")
                return translate(
                    "Descent", "**Slow:** still on its way{swings}; it arrives after {steps}."
                ).format(swings=swings, steps=steps)
            kind = (
                translate("Descent", "Slow") if end.turns > 2 else translate("Descent", "Too small")
            )
            return translate(
                "Descent", "**{kind}:** still on its way{swings}; f′(x) = {slope}"
            ).format(kind=kind, swings=swings, slope=slope)
        return translate("Descent", "Step {n}: f′(x) = {slope}").format(n=self._steps, slope=slope)


def _part(
    height: QSizePolicy.Policy = QSizePolicy.Policy.Expanding,
) -> tuple[QWidget, QBoxLayout]:
    """Widgets below each other; a part of the column takes the height that is left."""
    part = QWidget()
    part.setSizePolicy(QSizePolicy.Policy.Expanding, height)
    layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, part)
    layout.setContentsMargins(0, 0, 0, 0)
    return part, layout


def _start_box() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setObjectName("descent_start")
    box.setAccessibleName(translate("Descent", "Start of the descent"))
    box.setToolTip(translate("Descent", "Where the descent starts, on the x axis"))
    box.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
    box.setDecimals(2)
    box.setSingleStep(0.1)
    return box


def _slider(name: str, label: str, low: int, high: int, value: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName(name)
    slider.setAccessibleName(label)
    slider.setToolTip(label)
    slider.setRange(low, high)
    slider.setValue(value)
    return slider


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(translate("Descent", "{text} (descent)").format(text=text))
    button.setToolTip(tip)
    return button
