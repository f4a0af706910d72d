"""Numbers to type: what each one is (declared once), a spin box and an editable list for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QWidget

from annplayground.core.settings import setting
from annplayground.core.words import translate
from annplayground.gui.text import count, exact, read_number
from annplayground.gui.theme import Look
from annplayground.gui.widgets.fields import show_number
from annplayground.gui.widgets.of_setting import of_setting


@dataclass(frozen=True)
class NumberSpec:
    """One number: the field's object name, its label, what it does, its unit and its bounds.

    `step` is added by an arrow, or multiplied where `grows`. `words` stand for a number, and
    `consequence` says what a change does to the weights.
    """

    name: str
    label: str
    about: str
    low: float
    high: float
    step: float = 1.0
    grows: bool = False
    whole: bool = False
    unit: str = ""
    words: Mapping[str, float] = field(default_factory=dict)
    consequence: str = ""
    path: str = ""  # of the setting, where it is one

    @classmethod
    def of(cls, path: str, name: str = "", step: float = 1.0, grows: bool = False) -> "NumberSpec":
        """The number of a setting, at its path; how to step is the field's, all else the row's."""
        row = setting(path)
        return cls(
            name or row.field,
            row.label,
            row.about,
            row.low,
            row.high,
            step=step,
            grows=grows,
            whole=row.whole,
            unit=row.unit,
            words=row.words,
            consequence=row.consequence,
            path=path,
        )

    def read(self, text: str) -> float | None:
        """The number that a text says, or None if it says none within the bounds."""
        value = self.words.get(text.strip().lower(), read_number(text, self.whole))
        if value is None or not self.low <= value <= self.high:
            return None
        if self.whole and value != int(value):
            return None
        return int(value) if self.whole else value

    def shown(self, value: float) -> str:
        """The text that says exactly this number."""
        return count(value) if self.whole else exact(value)

    @property
    def characters(self) -> str:
        """What can be typed; an exponent only where the number may be written with one."""
        exponent = not self.whole or self.high >= 1e6
        point = "" if self.whole else ".,"
        words = "".join(self.words)
        return f"0123456789{point}{'+-eE' if exponent else ''}{words}{words.upper()}"

    def refusal(self, text: str) -> str:
        """One sentence on why a text will not do."""
        sentence = (
            translate(
                "Training", "{label} must be a whole number from {low} to {high}, not “{text}”."
            )
            if self.whole
            else translate(
                "Training", "{label} must be a number from {low} to {high}, not “{text}”."
            )
        )
        return sentence.format(
            label=self.label,
            low=self.shown(self.low),
            high=self.shown(self.high),
            text=text.strip(),
        )


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


class NumberBox(QDoubleSpinBox):
    """A spin box for a number of any magnitude; it tells of a value when it is complete."""

    def __init__(self, spec: NumberSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self.setObjectName(spec.name)
        of_setting(self, spec.path)
        self.setAccessibleName(spec.label)
        self.set_look(Look())
        self.setDecimals(18)  # the box would round to this; what is shown is always exact
        self.setRange(spec.low, spec.high)
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        if spec.unit:
            self.setSuffix(f" {spec.unit}")

    def set_look(self, look: Look) -> None:
        """Take the notation."""
        spec, how = self._spec, translate("Training", "Arrow keys or the wheel change it.")
        self.setToolTip(_lines(look.written(spec.about), spec.consequence, how))

    @property
    def characters(self) -> str:
        """What can be typed."""
        return self._spec.characters

    def show_value(self, value: float) -> None:
        """Show a value; emits nothing. What is being typed is left alone."""
        show_number(self, value)

    def stepBy(self, steps: int) -> None:
        """An arrow adds a step, or multiplies by it."""
        step, value = self._spec.step, self.value()
        # Ten digits drop the dust of 0.1 + 0.2.
        moved = value * step**steps if self._spec.grows else value + step * steps
        self.setValue(float(f"{moved:.10g}"))

    def textFromValue(self, value: float) -> str:
        """The exact number."""
        return self._spec.shown(value)

    def valueFromText(self, text: str) -> float:
        """The number typed; what is none leaves the value as it is."""
        value = self._spec.read(self._bare(text))
        return self.value() if value is None else value

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Anything may be typed; only a number within the bounds is taken."""
        good = self._spec.read(self._bare(text)) is not None
        state = QValidator.State.Acceptable if good else QValidator.State.Intermediate
        return state, text, position

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix())


class NumberCombo(QComboBox):
    """An editable list of usual values, where any other can be typed.

    Signals: `valueEdited(object)`, a number by the user; `noticeRequested(str)`, why a text is
    none.
    """

    valueEdited = Signal(object)
    noticeRequested = Signal(str)

    def __init__(
        self, spec: NumberSpec, usual: Sequence[float | str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._spec = spec
        self._shown = ""
        self._line = QLineEdit()
        of_setting(self, spec.path)
        for widget, name in ((self, spec.name), (self._line, f"{spec.name}_text")):
            widget.setObjectName(name)
            widget.setAccessibleName(spec.label)
        self.addItems([v if isinstance(v, str) else spec.shown(v) for v in usual])
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(len(usual))
        # Completion would turn a typed 0.0 into 0.00001.
        self.setCompleter(None)  # type: ignore[arg-type]  # None is documented
        self._line.editingFinished.connect(self._commit)
        self.textActivated.connect(self._commit)
        self.set_look(Look())

    def set_look(self, look: Look) -> None:
        """Take the notation."""
        about = translate("Training", "{about} Choose or type.").format(
            about=look.written(self._spec.about)
        )
        for widget in (self, self._line):
            widget.setToolTip(_lines(about, self._spec.consequence))

    def show_text(self, text: str) -> None:
        """Show a value by its text; emits nothing. What is being typed is left alone."""
        same, self._shown = text == self._shown, text
        if self._line.isModified() and (same or self.hasFocus()):
            return
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.findText(text))
        if text != self.currentText():
            self.setEditText(text)
        self.blockSignals(blocked)
        self._line.setCursorPosition(0)

    def show_value(self, value: float) -> None:
        """Show a number; emits nothing."""
        self.show_text(self._spec.shown(value))

    @property
    def characters(self) -> str:
        """What can be typed."""
        return self._spec.characters

    def discard(self) -> None:
        """Drop what has been typed."""
        self._line.setModified(False)
        self.setEditText(self._shown)

    @Slot()
    def _commit(self) -> None:
        text = self.currentText()
        if text == self._shown:
            return
        self._line.setModified(False)
        value = self._spec.read(text)
        if value is None:
            self.show_text(self._shown)
            self.noticeRequested.emit(self._spec.refusal(text))
        else:
            self.valueEdited.emit(value)
