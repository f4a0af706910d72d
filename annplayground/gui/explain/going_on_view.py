"""What is going on: at most three findings in plain sentences, each with a remedy to try."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from annplayground.core.diagnostics import Finding
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.labels import Words

MOST = 3
ALL_WELL = "Nothing looks wrong."
NOT_YET = "Press play: after the first epoch it is judged here how the network learns."
INVITATION = "Click a neuron, a weight or a point of the map to take its numbers apart."


class GoingOnView(ExplainView):
    """Signals: `remedyChosen(Experiment)`, when a finding's button is pressed."""

    name = "going_on"

    remedyChosen = Signal(object)

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"health"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Finding, ...] | None = None
        self._calm = Words()
        self._calm.setObjectName("going_on_calm")
        self._calm.setProperty("role", "subtitle")
        self._calm.setWordWrap(True)
        self._boxes = [_FindingBox(index, self) for index in range(MOST)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._calm)
        for index, box in enumerate(self._boxes):
            box.button.clicked.connect(partial(self._choose, index))
            layout.addWidget(box)
        layout.addStretch(1)

    def refresh(self) -> None:
        """Show the findings, if they are others than before."""
        assert self.snapshot is not None
        if self.snapshot.anatomy is None:
            return
        findings = self.snapshot.anatomy.findings
        verdict = NOT_YET if self.snapshot.epoch == 0 else ALL_WELL
        self._calm.setText(f"{verdict}\n\n{INVITATION}")
        self._calm.setVisible(not findings)
        self._shown = findings[:MOST]
        for index, box in enumerate(self._boxes):
            box.show_finding(self._shown[index] if index < len(self._shown) else None, index == 0)

    def _choose(self, index: int, *_: object) -> None:
        if self._shown and index < len(self._shown) and self._shown[index].remedy is not None:
            self.remedyChosen.emit(self._shown[index].remedy)


class _FindingBox(QFrame):
    """One finding: title, evidence and the button that tries the remedy."""

    def __init__(self, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"finding_{index}")
        self._title = Words()
        self._title.setObjectName(f"finding_{index}_title")
        self._evidence = Words()
        self._evidence.setObjectName(f"finding_{index}_evidence")
        self._evidence.setWordWrap(True)
        self.button = QPushButton()
        self.button.setObjectName(f"finding_{index}_remedy")
        self.button.setAccessibleName("Try this remedy")
        self.button.setToolTip("Try this; Ctrl+Z takes it back")
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 6, 10, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._evidence, 1, 0, 1, 2)
        grid.addWidget(self.button, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        self._finding: Finding | None = None
        self.hide()

    def show_finding(self, finding: Finding | None, worst: bool) -> None:
        """Show one finding; the worst stands out, the others keep calm."""
        self.setVisible(finding is not None)
        if finding is None or finding == self._finding:
            return
        self._finding = finding
        role = "finding_worst" if worst else "finding"
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
        self._title.setText(f"**{finding.title}**")
        self._evidence.setText(finding.evidence)
        self.button.setText(finding.advice)
        self.button.setVisible(finding.remedy is not None)
