"""The popup "Stop at": when training ends by itself."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from annplayground.core.choices.notations import Symbolic
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Data
from annplayground.core.samples import NO_TEST_SET
from annplayground.core.settings import MAX_EPOCHS
from annplayground.core.words import translate
from annplayground.gui.panels.training.numbers import NumberBox, NumberSpec
from annplayground.gui.theme import Look
from annplayground.gui.widgets.popup import Popup

# Each rule by its field in StopRules; the value is what the box offers first.
RULES: dict[str, tuple[NumberSpec, float]] = {
    "epoch": (
        NumberSpec(
            "stop_epoch",
            translate("Training", "Epoch"),
            translate("Training", "Stop when this epoch is complete."),
            1,
            MAX_EPOCHS,
            step=100,
            whole=True,
        ),
        1000,
    ),
    "test_loss": (
        NumberSpec(
            "stop_test_loss",
            translate("Training", "Test loss ≤"),
            Symbolic(
                translate(
                    "Training", "Stop after the first epoch with a test loss {J} as low as this."
                )
            ),
            0.0,
            1e6,
            step=0.01,
        ),
        0.05,
    ),
    "test_accuracy": (
        NumberSpec(
            "stop_test_accuracy",
            translate("Training", "Test accuracy ≥"),
            translate(
                "Training", "Stop after the first epoch with a test accuracy as high as this, in %."
            ),
            0.0,
            100.0,
            unit="%",
        ),
        98.0,
    ),
}
_NO_ACCURACY = translate("Training", "Regression has no accuracy: use the test loss.")


class StopPopup(Popup):
    """Three rules, each switched on by its box.

    Signals: `rulesChanged(object)`, the StopRules by the user.
    """

    rulesChanged = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("stop_popup", translate("Training", "Stop at"), parent)
        self.rules = NEVER
        self._checks: dict[str, QCheckBox] = {}
        self._boxes: dict[str, NumberBox] = {}
        self._look = Look()
        self._never: dict[str, str] = {}  # why a rule can never be met
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for row, (rule, (spec, value)) in enumerate(RULES.items()):
            self._add(grid, row, rule, spec, value)
        self.body.addLayout(grid)

    def _add(self, grid: QGridLayout, row: int, rule: str, spec: NumberSpec, value: float) -> None:
        check = QCheckBox(spec.label)
        check.setObjectName(f"stop_at_{rule}")
        check.setAccessibleName(translate("Training", "Stop at {label}").format(label=spec.label))
        check.setToolTip(spec.about)
        box = NumberBox(spec)
        box.show_value(value)
        box.setMinimumWidth(110)
        box.setEnabled(False)
        check.toggled.connect(box.setEnabled)
        check.toggled.connect(self._tell)
        box.valueChanged.connect(self._tell)
        grid.addWidget(check, row, 0)
        grid.addWidget(box, row, 1)
        self._checks[rule], self._boxes[rule] = check, box

    def set_look(self, look: Look) -> None:
        """Take the notation."""
        self._look = look
        for rule in RULES:
            self._allow(rule, self._never.get(rule, ""))

    def show_data(self, data: Data) -> None:
        """Regression has no accuracy to stop at, and an empty test set neither that nor a loss."""
        no_test = "" if data.n_train < data.size else NO_TEST_SET
        self._allow("test_loss", no_test)
        self._allow("test_accuracy", no_test or ("" if data.n_classes else _NO_ACCURACY))

    def _allow(self, rule: str, why_not: str) -> None:
        """Switch a rule off, saying why it can never be met; an empty reason switches it on."""
        check, box = self._checks[rule], self._boxes[rule]
        check.setEnabled(not why_not)
        box.setEnabled(not why_not and check.isChecked())
        for widget in (check, box):
            widget.setToolTip(why_not or self._look.written(RULES[rule][0].about))
        if why_not:
            self._never[rule] = why_not
        else:
            self._never.pop(rule, None)

    @property
    def problem(self) -> str:
        """Why a rule that is switched on can never be met; empty if each can."""
        return next((why for rule, why in self._never.items() if self._on(rule)), "")

    def set_rules(self, rules: StopRules) -> None:
        """Switch on these rules and no others, as the user would, but all at once."""
        for name, check in self._checks.items():
            value, box = getattr(rules, name), self._boxes[name]
            if value is not None:
                box.show_value(value * 100 if name == "test_accuracy" else value)
            blocked = check.blockSignals(True)
            check.setChecked(value is not None)
            check.blockSignals(blocked)
            box.setEnabled(check.isChecked() and check.isEnabled())
        self._take(rules)  # as they are: a box may round what it shows

    def summary(self) -> str:
        """The rules in a word or two."""
        return self.rules.summary

    @Slot()
    def _tell(self) -> None:
        rules = StopRules(
            epoch=int(self._boxes["epoch"].value()) if self._on("epoch") else None,
            test_loss=self._boxes["test_loss"].value() if self._on("test_loss") else None,
            test_accuracy=(
                self._boxes["test_accuracy"].value() / 100 if self._on("test_accuracy") else None
            ),
        )
        self._take(rules)

    def _take(self, rules: StopRules) -> None:
        if rules != self.rules:
            self.rules = rules
            self.rulesChanged.emit(rules)

    def _on(self, rule: str) -> bool:
        return self._checks[rule].isChecked()
