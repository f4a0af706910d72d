"""The check boxes under the map: which points to show, and how."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annplayground.core.samples import NO_TEST_SET
from annplayground.core.words import translate
from annplayground.gui.plots.boundary.controls.check_box import LegendCheckBox
from annplayground.gui.plots.boundary.presenter import Options
from annplayground.gui.plots.boundary.samples.points import set_marker
from annplayground.gui.theme import Look

_TEST = translate("Boundary", "Show the test set")
_WINNER = translate("Boundary", "Show the winning class only")


class CheckRow(QWidget):
    """Signals: `checksChanged`, when a box is ticked or unticked."""

    checksChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._train = self._box(
            "show_train",
            translate("Boundary", "train"),
            translate("Boundary", "Show the training set"),
            True,
        )
        self._test = self._box("show_test", translate("Boundary", "test"), _TEST, False)
        self._discretise = self._box(
            "discretise", translate("Boundary", "discretise"), _WINNER, False
        )
        self._row.addStretch(1)

    def _box(self, name: str, text: str, tip: str, checked: bool) -> LegendCheckBox:
        box = LegendCheckBox(text)
        box.setObjectName(name)
        box.setAccessibleName(tip)
        box.setToolTip(tip)
        box.setChecked(checked)
        box.toggled.connect(self.checksChanged)
        self._row.addWidget(box)
        return box

    @property
    def options(self) -> Options:
        """What is ticked."""
        return Options(
            self._train.isChecked(), self._test.isChecked(), self._discretise.isChecked()
        )

    def allow_classes(self, classes: bool) -> None:
        """A regression has no winning class."""
        if classes != self._discretise.isEnabled():
            self._discretise.setEnabled(classes)
            self._discretise.setToolTip(
                _WINNER
                if classes
                else translate("Boundary", "{what}; a regression has none").format(what=_WINNER)
            )

    def allow_test(self, exists: bool) -> None:
        """An empty test set has nothing to show."""
        if exists != self._test.isEnabled():
            self._test.setEnabled(exists)
            self._test.setToolTip(_TEST if exists else NO_TEST_SET)

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._train.set_marker(set_marker(False, look))
        self._test.set_marker(set_marker(True, look))
        for box in (self._train, self._test, self._discretise):
            box.set_look(look)
