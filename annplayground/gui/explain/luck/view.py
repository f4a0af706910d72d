"""Is it luck: trains the experiment, or A and B, from many first weights beside the run."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QSpinBox, QToolButton, QWidget

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.sweep.starts import MOST_STARTS, Curve, Side, Study
from annplayground.core.words import translate
from annplayground.gui.explain.luck.chart import StartsChart
from annplayground.gui.explain.luck.words import blocks, invitation
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.paging.sheet import Sheet
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.text import count, plural

SEEDS, EPOCHS = 20, 1000
MOST_EPOCHS = 1_000_000


class LuckView(ExplainView):
    """Attributes: `study`, what is shown, or None.

    Signals: `startsRequested(seeds, epochs)` for a new study, `moreStartsRequested(seeds)` for more
    of the one that is shown, `startsEndRequested()` to stop it, and `seedChosen(seed)`, the first
    weights that the run on screen is to begin with.
    """

    name = "luck"
    pager: Pager

    startsRequested = Signal(int, int)
    moreStartsRequested = Signal(int)
    startsEndRequested = Signal()
    seedChosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.study: Study | None = None
        self.seeds = _box("luck_seeds", translate("Luck", "Number of starts"), MOST_STARTS, SEEDS)
        self.epochs = _box("luck_epochs", translate("Luck", "Epochs of each start"), MOST_EPOCHS,
                           EPOCHS)  # fmt: skip
        self.epochs.setSingleStep(100)
        self.run = _button("luck_run", translate("Luck", "Train the starts, or stop"))
        self.more = _button("luck_more", translate("Luck", "Train from more first weights"))
        self.open = _button("luck_open", translate("Luck", "Let the run begin with these weights"))
        self.test = QToolButton()
        self.test.setObjectName("luck_test")
        self.test.setProperty("role", "chip")
        self.test.setCheckable(True)
        self.test.setText(translate("Luck", "Test"))
        self.test.setAccessibleName(translate("Luck", "The loss on the test set"))
        self.test.setToolTip(
            translate("Luck", "Draw the loss on the test set, not on the training set")
        )
        self.chart = StartsChart("luck_chart")
        self._sheet = Sheet("luck_words", self.chart)
        self.pager = self._sheet.pager
        self.stand(
            [self.seeds, self.epochs, self.run],
            [self.more, self.open, self.test],
            below=[self._sheet],
        )
        self._connect()

    def _connect(self) -> None:
        self.run.clicked.connect(self._run)
        self.more.clicked.connect(self._ask_more)
        self.open.clicked.connect(self._open)
        self.test.toggled.connect(self._draw)
        self.seeds.valueChanged.connect(self._draw)
        for box in (self.seeds, self.epochs):
            box.valueChanged.connect(self._name_units)
        self._name_units()
        self.chart.startChosen.connect(self._show_buttons)
        self.chart.startRequested.connect(self._open)

    @Slot()
    def _name_units(self) -> None:
        """1 start, 20 starts."""
        starts = plural(self.seeds.value(), translate("Luck", "start"), translate("Luck", "starts"))
        self.seeds.setSuffix(f" {starts}")
        self.epochs.setSuffix(f" {plural(self.epochs.value(), 'epoch')}")

    @property
    def running(self) -> bool:
        """Whether starts are trained."""
        return self.study is not None and self.study.running

    @Slot()
    def _run(self) -> None:
        if self.running:
            self.startsEndRequested.emit()
        else:
            self.startsRequested.emit(self.seeds.value(), self.epochs.value())

    @Slot()
    def _ask_more(self) -> None:
        self.moreStartsRequested.emit(self._n_more)

    @Slot()
    def _open(self) -> None:
        if self.chart.chosen is not None:
            self.seedChosen.emit(self.chart.chosen.seed)

    def show_study(self, study: Study) -> None:
        """Show what has come of it so far."""
        self.study = study
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Say and draw what there is."""
        self._draw()

    @Slot()
    def _draw(self) -> None:
        if self.snapshot is None:
            return
        self._show_buttons()
        curve: Curve = "test_loss" if self.test.isChecked() else "train_loss"
        self.chart.show_study(self.look, self.study, curve)
        if self.study is None:
            said = invitation(self.seeds.value())
        else:
            said = blocks(self.study, _present(self.snapshot))
        self._sheet.show_blocks(self.look, said)

    @property
    def _n_more(self) -> int:
        """How many more starts there may be, at most twenty."""
        if self.study is None:
            return 0
        there = len(self.study.starts) // len(self.study.experiments)
        return min(SEEDS, MOST_STARTS - there)

    @Slot()
    def _show_buttons(self) -> None:
        """What each button would do now."""
        study, running = self.study, self.running
        if running and study is not None:
            done = sum(start.done for start in study.starts)
            text = translate("Luck", "Stop: {done} of {all} done")
            self.run.setText(text.format(done=count(done), all=count(len(study.starts))))
        else:
            self.run.setText(translate("Luck", "Train"))
        n = self._n_more
        self.more.setText(translate("Luck", "{n} more").format(n=count(n or SEEDS)))
        whole = study is not None and all(start.done for start in study.starts)
        self.more.setEnabled(not running and whole and n > 0)
        chosen = self.chart.chosen
        text = translate("Luck", "Open seed {seed}")
        self.open.setText(text.format(seed="–" if chosen is None else count(chosen.seed)))
        self.open.setEnabled(chosen is not None)
        has_test = self.snapshot is not None and len(self.snapshot.test_set) > 0
        self.test.setEnabled(has_test)
        if not has_test:
            self.test.setChecked(False)


def _present(snapshot: Snapshot) -> dict[Side, Experiment]:
    """The experiments of the window, by the names of its runs."""
    a, b = snapshot, snapshot.other
    return {"a": a.experiment} if b is None else {"a": a.experiment, "b": b.experiment}


def _box(name: str, label: str, most: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setToolTip(label)
    box.setRange(1, most)
    box.setValue(value)
    box.setGroupSeparatorShown(True)
    box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    return box


def _button(name: str, tip: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    return button
