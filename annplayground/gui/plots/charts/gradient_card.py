"""How strongly each layer learns: gradient norm, and four related metrics, over the epochs."""

import math
from typing import Any

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from annplayground.core.choices.metrics import METRICS
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.plots.charts.card import ChartCard
from annplayground.gui.plots.charts.frame import Band, Curve, Guide
from annplayground.gui.plots.charts.series import Series
from annplayground.gui.plots.charts.zoom import ZOOM_TIP
from annplayground.gui.text import count, layer_name, short_layer_name, shortest_layer_name
from annplayground.gui.theme import Look, layer_colour
from annplayground.gui.widgets.caption import Caption, fitting
from annplayground.gui.widgets.naming import name_menu

# Early epochs may widen the axis by this many decades.
_REACH = 2.0
# A layer whose gradient per weight is below this share of the output layer's hardly learns.
VANISHING = 1e-3
# The band follows the middle of so many values, so that it does not tremble with the noise.
_STEADY = 20
_LARGE = 1.0  # no gradient above it has vanished, however large others are
_HEALTHY = Band(1e-4, 1e-2, translate("Charts", "healthy near 10⁻³"), "good")
_HEALTHY_GUIDE = Guide(1e-3, "")
_WAITING = translate("Charts", "Press play: the gradients appear with the first epoch.")
_NO_RATIO = translate(
    "Charts", "No value exists: a weight matrix of length 0 has no relative update."
)
_NOTHING = translate("Charts", "No value is finite.")


class GradientCard(ChartCard):
    """One curve per layer on a log axis, in the layers' colours.

    Attributes: `chart`, the plot; `metric_name`, the name of what is shown.
    """

    chart_name = "gradient_chart"
    chart_title = translate("Charts", "Gradient norm per layer over the epochs")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("gradient_card", translate("Charts", "Gradient norm per layer"), parent)
        self.metric_name = next(iter(METRICS))
        self._title.setMinimumWidth(1)  # in a narrow card the title shortens
        self._caption = Caption("gradient_caption")
        self._caption.set_wordings(
            (
                translate("Charts", "mean over the epoch's mini-batches"),
                translate("Charts", "mean over mini-batches"),
                translate("Charts", "epoch mean"),
            )
        )
        self._button = QToolButton()
        self._menu = QMenu(self)
        self._actions = QActionGroup(self)
        self._build()
        self._name()

    def _build(self) -> None:
        self._button.setObjectName("gradient_metric")
        self._button.setProperty("role", "chip")
        self._button.setAccessibleName(translate("Charts", "Metric shown per layer"))
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setMenu(self._menu)
        name_menu(self._menu, "gradient_metric", translate("Charts", "Metric"))
        self._menu.setToolTipsVisible(True)
        for name, metric in METRICS.items():
            action = QAction(self._actions)
            action.setObjectName(f"gradient_metric_{name}")
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(name == self.metric_name)
            action.setToolTip(metric.about)
            self._menu.addAction(action)
        self._actions.triggered.connect(self._choose)
        self.header.addWidget(self._caption, 1)
        self.header.addWidget(self._button)

    def set_look(self, look: Look) -> None:
        """Take colours and sizes; the menu folds away in a presentation."""
        self._button.setVisible(not look.presenting)
        self._button.setFixedHeight(look.size.control - 4)
        super().set_look(look)

    def set_metric(self, name: str) -> None:
        """Show another of the `METRICS`."""
        self.metric_name = name
        for action in self._actions.actions():
            action.setChecked(action.data() == name)
        self._name()
        self._draw(calm=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the title in a narrow card."""
        super().resizeEvent(event)
        self._fit_title()

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.set_metric(action.data())

    def _name(self) -> None:
        """Title, menu and tooltips in the notation of the look."""
        metric = METRICS[self.metric_name]
        symbol = self._look.written(metric.symbol)
        self._button.setText(f"{symbol} ▾")
        for action in self._actions.actions():
            entry = METRICS[action.data()]
            action.setText(f"{self._look.written(entry.symbol)}    {entry.label}")
        about = translate(
            "Charts",
            "{symbol}: {about}\n"
            "Mean over the mini-batches of each epoch, measured on the training batches. "
            "Log axis; what is exactly 0 has a line of its own.\n"
            "The axis makes room for the last 30 % of the epochs; earlier ones widen it "
            "up to {reach}-fold.",
        ).format(symbol=symbol, about=metric.about, reach=count(10**_REACH))
        if self.metric_name in ("gradient_norm", "gradient_rms"):
            about += "\n" + translate(
                "Charts",
                "Shaded: the first layer's gradient per weight (RMS) is less than a "
                "thousandth of the output layer's.",
            )
        self._button.setToolTip(about)
        self._caption.setToolTip(about)
        self._title.setToolTip(
            translate("Charts", "{about}\n{zoom}\nDouble-click: show this panel alone").format(
                about=about, zoom=ZOOM_TIP
            )
        )
        self._fit_title()

    def _fit_title(self) -> None:
        label = METRICS[self.metric_name].label
        label = label[0].upper() + label[1:]
        full = (
            translate("Charts", "{label}, per layer").format(label=label)
            if self.metric_name == "gradient_rms"
            else translate("Charts", "{label} per layer").format(label=label)
        )
        self.setAccessibleName(full)
        layout = self.layout()
        assert layout is not None, "a card lays out its rows"
        margins = layout.contentsMargins()
        room = self.width() - margins.left() - margins.right() - 2
        if self._button.isVisibleTo(self):
            room -= self._button.sizeHint().width() + 2 * self.header.spacing()
        self.set_title(fitting(self._title, (full, label, label.split()[0]), room) or "", full)

    # -- drawing ----------------------------------------------------------------------------

    def _choices(self, snapshot: Snapshot) -> tuple[object, ...]:
        return (self.metric_name,)

    def _show_curves(self, snapshot: Snapshot, calm: bool) -> None:
        curves, other = snapshot.curves, snapshot.other
        if other is None:
            layers = self._layers(snapshot)
        else:
            layers = [*self._layers(snapshot, "A"), *self._layers(other, "B", dashed=True)]
        if all(curve.series.end is None for curve in layers):
            nothing = _NO_RATIO if self.metric_name == "update_ratio" else _NOTHING
            self.chart.show_message(_WAITING if curves.last_epoch < 1 else nothing)
            return
        self.chart.show_curves(
            layers,
            log=True,
            reach=_REACH,
            calm=calm,
            **self._marks(snapshot, layers),
        )

    def _marks(self, snapshot: Snapshot, layers: list[Curve]) -> dict[str, Any]:
        """Guides and bands that help to judge the curves, and the values they need on the axis."""
        if self.metric_name == "update_ratio":
            include = (_HEALTHY.low, _HEALTHY.high)
            return {"guides": (_HEALTHY_GUIDE,), "bands": (_HEALTHY,), "include": include}
        if snapshot.other is not None:  # whose edge would it be
            return {}
        return {"bands": self._vanishing(snapshot.experiment, layers)}

    def _layers(self, snapshot: Snapshot, side: str = "", dashed: bool = False) -> list[Curve]:
        """The curves of the layers of one network, called after its side if there are two."""
        n, before = len(snapshot.experiment.activations), f"{side} " if side else ""
        return [
            Curve(
                f"{before}{layer_name(k, n).lower() if side else layer_name(k, n)}",
                f"{before}{shortest_layer_name(k, n) if side else short_layer_name(k, n)}",
                layer_colour(k, n, self._look),
                Series.of(snapshot.curves, f"layer{k}.{self.metric_name}"),
                dashed,
            )
            for k in range(1, n + 1)
        ]

    def _vanishing(self, experiment: Experiment, layers: list[Curve]) -> tuple[Band, ...]:
        """Where the first layer's curve shows a vanished gradient. RMS is compared, so norms
        are converted by the number of weights of both layers."""
        if len(layers) < 2 or self.metric_name not in ("gradient_norm", "gradient_rms"):
            return ()
        output = layers[-1].series
        recent = (output.low[-_STEADY:] + output.high[-_STEADY:]) / 2.0
        recent = recent[np.isfinite(recent)]
        if len(recent) == 0:
            return ()
        edge = VANISHING * float(np.median(recent))
        if self.metric_name == "gradient_norm":
            sizes = experiment.sizes
            edge *= math.sqrt(sizes[0] * sizes[1] / (sizes[-2] * sizes[-1]))
        if edge > _LARGE:
            return ()  # all of them explode
        return (Band(0.0, edge, "vanishing", "bad"),)
