"""The loss J on the training and the test set over the epochs."""

import math

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QSlider, QWidget

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.plots.charts.card import ChartCard
from annplayground.gui.plots.charts.frame import Curve, Guide, Spot
from annplayground.gui.plots.charts.series import Series
from annplayground.gui.plots.charts.zoom import ZOOM_TIP
from annplayground.gui.text import count, counted, fixed, percent
from annplayground.gui.theme import Look
from annplayground.gui.widgets.caption import Caption

# Early epochs may widen the axis by this many decades.
_REACH = 4.0
_AT_THE_END = 0.05  # the last part of the epochs, where the words at the curves' ends stand


class LossCard(ChartCard):
    """Training and test loss, on a log or linear axis, smoothed if wanted.

    Attributes: `chart`, the plot; `beta`, the smoothing.
    """

    chart_name = "loss_chart"
    chart_title = translate("Charts", "Loss over the epochs")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("loss_card", "Loss J", parent)
        self._caption = Caption("loss_smoothing_text")
        self._caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._log = QPushButton(translate("Charts", "log"))
        self._build()
        self._name()

    def _build(self) -> None:
        self._smoothing.setObjectName("loss_smoothing")
        self._smoothing.setAccessibleName(translate("Charts", "Smoothing of the loss curves, β"))
        self._smoothing.setRange(0, 99)
        self._smoothing.setFixedWidth(72)
        self._smoothing.valueChanged.connect(self._change_smoothing)
        self._log.setObjectName("loss_log")
        self._log.setAccessibleName(translate("Charts", "Logarithmic axis of the loss"))
        self._log.setProperty("role", "chip")
        self._log.setCheckable(True)
        self._log.setChecked(True)
        self._log.setToolTip(
            translate(
                "Charts",
                "Logarithmic axis: equal distances are equal factors. Off: linear, from 0.\n"
                "Only the drawing changes, not the training.",
            )
        )
        self._log.toggled.connect(self._change_axis)
        self.header.addWidget(self._caption, 1)
        self.header.addWidget(self._smoothing)
        self.header.addWidget(self._log)

    @property
    def beta(self) -> float:
        """The smoothing of the curves, 0 (none) … 0.99."""
        return self._smoothing.value() / 100.0

    def set_look(self, look: Look) -> None:
        """Take colours and sizes; chip and slider fold away in a presentation."""
        self._smoothing.setVisible(not look.presenting)
        self._log.setVisible(not look.presenting)
        self._log.setFixedHeight(look.size.control - 4)
        super().set_look(look)

    @Slot(int)
    def _change_smoothing(self, _value: int) -> None:
        self._name()
        self._draw()

    @Slot(bool)
    def _change_axis(self, _log: bool) -> None:
        self._draw(calm=False)

    def _name(self) -> None:
        """Title, caption and tooltips in the notation of the look."""
        loss = self._look.written("{J}")
        self.set_title(translate("Charts", "Loss {loss}").format(loss=loss))
        self.setAccessibleName(translate("Charts", "Loss {loss}").format(loss=loss))
        self._title.setToolTip(
            translate(
                "Charts",
                "Data loss {loss}, mean over the samples, after each epoch. The axis makes "
                "room for the last 30 % of the epochs; earlier ones widen it up to "
                "{reach}-fold.\n"
                "{zoom}\n"
                "Double-click: show this panel alone",
            ).format(loss=loss, reach=count(10**_REACH), zoom=ZOOM_TIP)
        )
        self._caption.setVisible(not self._look.presenting or self.beta > 0)
        if self.beta == 0:
            self._caption.set_wordings((translate("Charts", "not smoothed"), "β 0"))
        else:
            points = round(1.0 / (1.0 - self.beta))
            beta = f"β {fixed(self.beta, 2)}"
            self._caption.set_wordings(
                (
                    translate("Charts", "{beta} ≈ mean of {points}").format(
                        beta=beta, points=counted(points, "point")
                    ),
                    f"{beta} ≈ {points}",
                    beta,
                )
            )
        self._explain_smoothing()

    def _explain_smoothing(self) -> None:
        loss = self._look.written("{J}")
        stride = self._snapshot.curves.stride if self._snapshot else 1
        point = (
            translate("Charts", "one epoch")
            if stride == 1
            else translate("Charts", "{n} epochs of this long run").format(n=count(stride))
        )
        text = translate(
            "Charts",
            "Smoothing β: 0 (none) … 0.99. Only the drawing changes, not the training.\n"
            "Exponentially weighted average: v(t) = β·v(t−1) + (1−β)·{loss}(t),\n"
            "divided by 1 − βᵗ (bias correction), so that it does not start at 0.\n"
            "It averages about 1/(1−β) points; a point is {point}.\n"
            "The curve as measured stays faintly visible, and the numbers shown are as "
            "measured.",
        ).format(loss=loss, point=point)
        if text != self._smoothing.toolTip():
            self._smoothing.setToolTip(text)
            self._caption.setToolTip(text)

    def _choices(self, snapshot: Snapshot) -> tuple[object, ...]:
        return self.beta, self._log.isChecked(), chance_guide(snapshot.experiment)

    def _show_curves(self, snapshot: Snapshot, calm: bool) -> None:
        self._explain_smoothing()
        shown = self._curves(snapshot)
        if all(curve.series.end is None for curve in shown):
            self.chart.show_message(self._look.written(translate("Charts", "{J} is not finite.")))
            return
        self.chart.show_curves(
            tuple(shown),
            self._log.isChecked(),
            guides=chance_guide(snapshot.experiment),
            spots=best_spot(snapshot) if snapshot.other is None else (),
            reach=_REACH,
            digits=3,
            calm=calm,
        )

    def _curves(self, snapshot: Snapshot) -> list[Curve]:
        """On the training and the test set; of two that are compared those of A, then those of B,
        dashed, in the colours of the sides."""
        if snapshot.other is None:
            train, test = translate("Charts", "train"), translate("Charts", "test")
            return self._of_one(snapshot, (train, test), ("ink", "muted"), (False, True))
        return [
            *self._of_one(snapshot, _names("A"), ("accent", "positive"), (False, False)),
            *self._of_one(snapshot.other, _names("B"), ("second", "second_pale"), (True, True)),
        ]

    def _of_one(
        self,
        snapshot: Snapshot,
        names: tuple[str, str],
        colours: tuple[str, str],
        dashed: tuple[bool, bool],
    ) -> list[Curve]:
        sets = ("train", "test") if len(snapshot.test_set) else ("train",)
        lost, made = translate("Charts", "not finite"), []
        for kind, name, colour, dash in zip(sets, names, colours, dashed, strict=False):
            series, ghost = Series.of(snapshot.curves, f"{kind}_loss"), None
            if self.beta > 0:
                series, ghost = series.smoothed(self.beta), series
            shown = self._look.colour(colour)
            made.append(Curve(name, name, shown, series, dash, ghost, lost))
        return made


def _names(side: str) -> tuple[str, str]:
    """What the curves of a side are called."""
    return (
        translate("Charts", "{side} train").format(side=side),
        translate("Charts", "{side} test").format(side=side),
    )


def best_spot(snapshot: Snapshot) -> tuple[Spot, ...]:
    """Where the loss on the test set was lowest; nothing before the first epoch. Without words
    where it is about now: they would run into those at the curves' ends."""
    if not len(snapshot.test_set) or snapshot.curves.last_epoch < 1:
        return ()
    best = snapshot.curves.lowest("test_loss")
    if best is None:
        return ()
    early = best.first < (1.0 - _AT_THE_END) * snapshot.curves.last_epoch
    return (Spot(best.first, best.value, translate("Charts", "best test") if early else ""),)


def chance_guide(experiment: Experiment) -> tuple[Guide, ...]:
    """ln K, the cross-entropy of giving each of K classes the same probability: where the loss
    starts, and a plateau if it stays there. Nothing for other losses."""
    classes = experiment.data.n_classes
    if experiment.training.loss != "cross_entropy" or classes < 2:
        return ()
    return (
        Guide(
            math.log(classes),
            translate("Charts", "{share} guess").format(share=percent(1 / classes)),
        ),
    )
