"""One update under the microscope: forward, loss, δ, ∇W, new weights, a stage at a time."""

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annplayground.core.choices.norms import norm
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.run.snapshot import LayerUpdate, Preview
from annplayground.gui.explain.focus import layer_name, short, source_name
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.text import counted, exact, plural
from annplayground.gui.widgets.labels import Words

STAGES = ("Forward", "Loss J", "δ", "∇W", "Update")
MOST_ROWS = 64


class UpdateView(ExplainView):
    """Walks through the next mini-batch's update before it happens.

    Signals: `pauseRequested()` at the first stage, since the network must hold still, and
    `stepRequested()` after the last, to carry the update out.
    """

    name = "update"

    pauseRequested = Signal()
    stepRequested = Signal()

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"preview"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = 0
        self._heading = Words()
        self._heading.setObjectName("update_heading")
        self._heading.setWordWrap(True)
        self.next = QPushButton()
        self.next.setObjectName("update_next")
        self.next.setAccessibleName("Next stage")
        self.next.setToolTip("Next stage; after the last one the update is carried out  (.)")
        self.next.clicked.connect(self.advance)
        self.table = QTableWidget()
        self.table.setObjectName("update_table")
        self.table.setAccessibleName("Numbers of this stage")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setShowGrid(False)
        self.table.verticalHeader().setMinimumSectionSize(1)
        row = QHBoxLayout()
        row.addWidget(self._heading, 1)
        row.addWidget(self.next, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)

    @Slot()
    def advance(self) -> None:
        """Go to the next stage; from the last one, train the batch and begin again."""
        if self.snapshot is None:
            return
        if self.snapshot.status.playing:
            self.stage = 0
            self.pauseRequested.emit()
            return
        if self.stage == len(STAGES) - 1:
            self.stage = 0
            self.stepRequested.emit()
            return
        self.stage += 1
        self.refresh()

    def refresh(self) -> None:
        """Fill the table of the present stage."""
        assert self.snapshot is not None
        preview = self.snapshot.preview
        last = self.stage == len(STAGES) - 1
        self.next.setText(
            "Freeze"
            if self.snapshot.status.playing
            else "Carry it out"
            if last
            else f"Next: {STAGES[self.stage + 1]}"
        )
        if preview is None or self.snapshot.status.playing:
            self._heading.setText("Freeze the network to look at its next update.")
            self.table.setRowCount(0)
            return
        fill = (self._forward, self._loss, self._delta, self._gradient, self._update)
        words, columns, rows = fill[self.stage](preview)
        steps = " → ".join(
            f"**{name}**" if k == self.stage else name for k, name in enumerate(STAGES)
        )
        self._heading.setText(self.look.symbol(f"{steps}\n{words}"))
        self._fill(columns, rows)

    def _fill(self, columns: list[str], rows: list[list[str]]) -> None:
        rows = rows[:MOST_ROWS]
        self.table.setColumnCount(len(columns))
        self.table.setHorizontalHeaderLabels([self.look.symbol(text) for text in columns])
        self.table.setRowCount(len(rows))
        height = int(self.table.fontMetrics().height() * 1.3)
        for r, row in enumerate(rows):
            self.table.setRowHeight(r, height)
            for c, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(r, c, item)

    # -- stages: (words, column titles, rows) -----------------------------------------------

    def _samples(self, preview: Preview) -> np.ndarray:
        assert self.snapshot is not None
        return self.snapshot.train_set.X[preview.rows]

    def _forward(self, preview: Preview) -> tuple[str, list[str], list[list[str]]]:
        n = len(preview.rows)
        examples, go = counted(n, "example"), plural(n, "goes", "go")
        words = f"The {examples} of the mini-batch {go} through the network."
        rows = [
            [short(x1), short(x2), _vector(a), _vector(y)]
            for (x1, x2), a, y in zip(
                self._samples(preview), preview.outputs, preview.targets, strict=True
            )
        ]
        return words, ["x₁", "x₂", "output a", "target y"], rows

    def _loss(self, preview: Preview) -> tuple[str, list[str], list[list[str]]]:
        mean = short(float(preview.losses.mean()))
        words = f"The data loss is the mean of their losses: **{mean}**"
        rows = [
            [_vector(a), _vector(y), short(float(loss))]
            for a, y, loss in zip(preview.outputs, preview.targets, preview.losses, strict=True)
        ]
        return words, ["output a", "target y", "loss"], rows

    def _delta(self, preview: Preview) -> tuple[str, list[str], list[list[str]]]:
        assert self.snapshot is not None
        words = "δ = ∂J/∂z comes from the loss and is carried back layer by layer."
        n = len(preview.delta_rms)
        rows = [
            [layer_name(self.snapshot, k), short(preview.delta_rms[k - 1])] for k in range(n, 0, -1)
        ]
        return words, ["layer", "RMS of δ"], rows

    def _gradient(self, preview: Preview) -> tuple[str, list[str], list[list[str]]]:
        assert self.snapshot is not None
        penalty = self.snapshot.experiment.training.regularization
        extra = ""
        if penalty.kind != "none":
            label = PENALTIES[penalty.kind].label
            extra = f" + {exact(penalty.rate)} · the slope of the {label} penalty, for a weight"
        words = f"dJ/dW = mean of δ · x over the mini-batch{extra}, here for the layer in focus."
        rows = [[name, short(w), short(g)] for name, w, g, _, _ in self._parameters(preview)]
        return words, ["weight", "w", "dJ/dW"], rows

    def _update(self, preview: Preview) -> tuple[str, list[str], list[list[str]]]:
        assert self.snapshot is not None
        training, rate = self.snapshot.experiment.training, self.snapshot.learning_rate
        bound, size = training.gradient_clip, _norm(preview)
        clipped = bound is not None and size > bound
        step = f"lr {'· s ' * clipped}· dJ/dW" if training.optimizer.name == "sgd" else "step"
        words = f"w_new = w_old − {step}, all at once; lr = {short(rate)}"
        if bound is not None and clipped:
            words += (
                f"\ns = {exact(bound)} / {short(size)} = {short(bound / size)} shortens the "
                "gradient first: its norm over all weights and biases is larger than the bound"
            )
        rows = [
            [name, short(w), short(g), short(step), short(new)]
            for name, w, g, step, new in self._parameters(preview)
        ]
        return words, ["weight", "w_old", "dJ/dW", "step", "w_new"], rows

    def _parameters(self, preview: Preview) -> list[tuple[str, float, float, float, float]]:
        """(name, old, gradient, step, new) of the weights and biases of the layer in focus."""
        assert self.snapshot is not None
        layer = self.focus.layer
        one: LayerUpdate = preview.layers[layer - 1]
        n_in, units = one.W.shape
        rows = [
            (
                f"{source_name(self.snapshot, layer, i)} → {j + 1}",
                float(one.W[i, j]),
                float(one.dW[i, j]),
                float(one.step_W[i, j]),
                float(one.new_W[i, j]),
            )
            for j in range(units)
            for i in range(n_in)
        ]
        rows += [
            (
                f"b → {j + 1}",
                float(one.b[j]),
                float(one.db[j]),
                float(one.step_b[j]),
                float(one.new_b[j]),
            )
            for j in range(units)
        ]
        return rows


def _norm(preview: Preview) -> float:
    """‖g‖ over the weights and biases of all layers."""
    parts = [part.ravel() for layer in preview.layers for part in (layer.dW, layer.db)]
    return norm(np.concatenate(parts))


def _vector(values: np.ndarray) -> str:
    return ", ".join(short(float(value)) for value in values)
