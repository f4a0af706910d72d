"""How a field takes a value from the program: it tells nobody, and what is being typed stays."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox


def show_number(box: QSpinBox | QDoubleSpinBox, value: float, suffix: str | None = None) -> None:
    """Give a box a value, and another suffix if there is one; emits nothing. A text half typed
    stays, and Esc drops it for the value."""
    line = box.lineEdit()
    # isModified() is no help: a box that adds its suffix to a digit typed takes that back.
    typing = box.hasFocus() and line.text() != _text(box)
    text, cursor = line.text().removesuffix(box.suffix()), line.cursorPosition()
    with QSignalBlocker(box):
        if suffix is not None:
            box.setSuffix(suffix)
        if isinstance(box, QSpinBox):
            box.setValue(int(value))
        else:
            box.setValue(value)
        if typing:
            line.setText(text + box.suffix())
            line.setCursorPosition(cursor)
            line.setModified(True)


def _text(box: QSpinBox | QDoubleSpinBox) -> str:
    """What the box shows when nothing is being typed."""
    number = box.textFromValue(box.value())  # type: ignore[arg-type]  # its own kind of number
    return f"{box.prefix()}{number}{box.suffix()}"
