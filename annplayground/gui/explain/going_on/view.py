"""What is going on: at most three findings in plain sentences, each with a remedy to try."""

import re
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annplayground.core.diagnosis.finding import Finding
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.going_on.calm_words import calm_words
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.text import count
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Words

MOST = 3
_MARGIN, _PADDING = 10, 24  # of a finding's box, and of a button's two sides
NOT_YET = translate(
    "GoingOn", "Press play: after the first epoch it is judged here how the network learns."
)
AT_THE_START = translate(
    "GoingOn", "These are the first weights: at later epochs it is judged here how they learned."
)
INVITATION = translate(
    "GoingOn", "Click a neuron, a weight or a point of the map to take its numbers apart."
)


class GoingOnView(ExplainView):
    """Signals: `remedyChosen(Experiment)`, when a finding's button is pressed,
    `besideRequested(Experiment)`, when the remedy is to be trained beside it, as B, and
    `epochRequested(epoch)`, to look at where a finding began."""

    name = "going_on"

    remedyChosen = Signal(object)
    besideRequested = Signal(object)
    epochRequested = Signal(int)

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"diagnosis", "remedies"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Finding, ...] | None = None
        self._calm = Words()
        self._calm.setObjectName("going_on_calm")
        self._calm.setProperty("role", "subtitle")
        self._calm.setWordWrap(True)
        self._boxes = [_FindingBox(index, self) for index in range(MOST)]
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._calm)
        for index, box in enumerate(self._boxes):
            box.button.clicked.connect(partial(self._choose, index))
            box.beside.clicked.connect(partial(self._ask_beside, index))
            box.epochRequested.connect(self.epochRequested)
            layout.addWidget(box)
        layout.addStretch(1)
        # What the card has no room for is reached by the wheel, or by PgUp and PgDn.
        self._scroll = QScrollArea()
        # A viewport of Qt's own would have PySide make every class of widget there is, to find out
        # which one it is: the window's start would wait for it.
        ground = QWidget()
        self._scroll.setViewport(ground)
        self._scroll.setObjectName("going_on_scroll")
        self._scroll.setAccessibleName(translate("GoingOn", "Findings"))
        self._scroll.setToolTip(
            translate("GoingOn", "Wheel, or PgUp and PgDn, show what is further down")
        )
        self._scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(column)
        column.setAutoFillBackground(False)
        ground.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width leaves the buttons another room."""
        super().resizeEvent(event)
        self._fit()

    def set_look(self, look: Look) -> None:
        """Another size of text needs another room."""
        super().set_look(look)
        self._fit()

    def _fit(self) -> None:
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        for box in self._boxes:
            box.fit(self.width() - bar)

    def draw(self, snapshot: Snapshot) -> None:
        """Show the findings, if they are others than before."""
        if snapshot.diagnosis is None:
            return
        findings = snapshot.diagnosis.findings
        if not findings:
            first = NOT_YET if snapshot.live_epoch is None else AT_THE_START
            told = calm_words(snapshot) if snapshot.epoch else [first]
            self._calm.setText("\n".join([*map(self.look.written, told), "", INVITATION]))
        else:
            self._calm.setText("")
        self._calm.setVisible(not findings)
        self._shown = findings[:MOST]
        for index, box in enumerate(self._boxes):
            finding = self._shown[index] if index < len(self._shown) else None
            box.show_finding(finding, index == 0, self.look)
            if finding is not None:
                box.show_begin(snapshot.began(finding.kind))

    def _choose(self, index: int, *_: object) -> None:
        if (remedy := self._remedy(index)) is not None:
            self.remedyChosen.emit(remedy)

    def _ask_beside(self, index: int, *_: object) -> None:
        if (remedy := self._remedy(index)) is not None:
            self.besideRequested.emit(remedy)

    def _remedy(self, index: int) -> Experiment | None:
        shown = self._shown or ()
        return shown[index].remedy if index < len(shown) else None


class _FindingBox(QFrame):
    """One finding: title, evidence and the button that tries the remedy.

    Signals: `epochRequested(epoch)`, by a click on it, to see where it began.
    """

    epochRequested = Signal(int)

    def __init__(self, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"finding_{index}")
        self._finding: Finding | None = None
        self._look = Look()
        self._room = self._width = 300
        self._title = Words()
        self._title.setObjectName(f"finding_{index}_title")
        self._title.setWordWrap(True)
        self._evidence = Words()
        self._evidence.setObjectName(f"finding_{index}_evidence")
        self._evidence.setWordWrap(True)
        self.button = QPushButton()
        self.button.setObjectName(f"finding_{index}_remedy")
        self.button.setProperty("role", "remedy")
        self.button.setAccessibleName(translate("GoingOn", "Try this remedy"))
        self.button.setToolTip(translate("GoingOn", "Try this; Ctrl+Z takes it back"))
        self.beside = QPushButton(translate("Explain", "A|B"))
        self.beside.setObjectName(f"finding_{index}_beside")
        self.beside.setProperty("role", "remedy")
        self.beside.setAccessibleName(translate("Explain", "Try this remedy beside, as B"))
        self.beside.setToolTip(
            translate("Explain", "Compare this network with the remedy, begun from the same start")
        )
        self._begin: int | None = None
        self.begin = QPushButton()
        self.begin.setObjectName(f"finding_{index}_begin")
        self.begin.setProperty("role", "remedy")
        self.begin.clicked.connect(self._ask_begin)
        self.begin.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.button)
        buttons.addWidget(self.beside, 0, Qt.AlignmentFlag.AlignTop)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 6, _MARGIN, 6)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self._evidence)
        column.addSpacing(2)
        column.addLayout(buttons)
        self.hide()

    def show_finding(self, finding: Finding | None, worst: bool, look: Look) -> None:
        """Show one finding; the worst stands out, the others keep calm."""
        self.setVisible(finding is not None)
        if finding is None or (finding, look) == (self._finding, self._look):
            return
        self._finding, self._look = finding, look
        role = "finding_worst" if worst else "finding"
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)
        self._title.setText(f"**{finding.title}**")
        self._evidence.setText(self._look.written(finding.evidence))
        self.button.setVisible(bool(finding.advice))  # also while remedies are being tried
        self.button.setEnabled(finding.remedy is not None)
        self.beside.setVisible(finding.remedy is not None)
        self._wrap()

    def show_begin(self, epoch: int | None) -> None:
        """Offer to go to where it began, if that is known."""
        if epoch == self._begin:
            return
        self._begin = epoch
        self.begin.setVisible(epoch is not None)
        if epoch is None:
            self.unsetCursor()
            self.setToolTip("")
        else:
            tip = translate("GoingOn", "It began at epoch {n}: click to look at that moment")
            self.begin.setAccessibleName(
                translate("GoingOn", "Look at epoch {n}, where this began").format(n=count(epoch))
            )
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            for part in (self, self.begin):
                part.setToolTip(tip.format(n=count(epoch)))
            self._say_begin(epoch)

    def _say_begin(self, epoch: int) -> None:
        """In full where that takes less than half of the box."""
        text = translate("GoingOn", "began: {n}").format(n=count(epoch))
        wide = 2 * (self.begin.fontMetrics().horizontalAdvance(text) + _PADDING) > self._width
        self.begin.setText(count(epoch) if wide else text)

    @Slot()
    def _ask_begin(self) -> None:
        if self._begin is not None:
            self.epochRequested.emit(self._begin)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on its words goes to where it began."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._ask_begin()

    def fit(self, width: int) -> None:
        """Fit the button's text into a box of this width."""
        self._width = width - 2 * _MARGIN
        beside = self.beside.sizeHint().width() + 8
        self._room = self._width - _PADDING - beside
        self._wrap()
        if self._begin is not None:
            self._say_begin(self._begin)

    def _wrap(self) -> None:
        """A button does not wrap its text by itself."""
        metrics, lines = self.button.fontMetrics(), [""]
        advice = self._look.written(self._finding.advice) if self._finding else ""
        for word in re.split(" (?!%)", advice):  # 100 % is one
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.horizontalAdvance(longer) > self._room:
                lines.append(word)
            else:
                lines[-1] = longer
        self.button.setText("\n".join(lines))
