"""How the inputs of a window share the wheel, the focus and the keys: one rule for all of them.

A field has the wheel and its keys while it has the focus; Enter and Esc give the focus back, and a
key that means nothing in it goes on to the shortcuts. Buttons take the focus by Tab only.
"""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QScrollBar,
    QSpinBox,
    QTabBar,
    QWidget,
)

from annplayground.gui.widgets.pressing import ENTER

_INPUTS = (QAbstractSpinBox, QComboBox, QAbstractSlider, QLineEdit, QTabBar)
_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_SHARING = "shares_input"  # a property: whether the rule holds for a widget already


def share_input(root: QWidget) -> None:
    """Make every input and button in `root` keep the rule; a part that is built later needs a
    call of its own. A field may say by its attribute `characters` what can be typed into it, and
    by its method `discard` how it drops what has been typed."""
    rule = _Rule(root)
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, QAbstractButton) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for widget in inputs_in(root):
        if not shares_input(widget):
            widget.setProperty(_SHARING, True)
            widget.installEventFilter(rule)
            _dress(widget)
    if root.isWindow() and not root.property(_SHARING):
        root.setProperty(_SHARING, True)
        root.installEventFilter(rule)


def shares_input(field: QWidget) -> bool:
    """Whether the rule holds for an input already."""
    return bool(field.property(_SHARING))


def inputs_in(root: QWidget) -> Iterator[QWidget]:
    """Every widget in `root` whose value the wheel or a key can change, seen or not."""
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, _INPUTS) and not isinstance(widget, QScrollBar):
            yield widget


def _dress(field: QWidget) -> None:
    """Focus by Tab or click, never by the wheel; where nothing can be typed into a list, a click
    opens it and the focus stays where it was."""
    chooses = isinstance(field, QComboBox) and not field.isEditable()
    field.setFocusPolicy(Qt.FocusPolicy.TabFocus if chooses else Qt.FocusPolicy.StrongFocus)
    if isinstance(field, QAbstractSpinBox):
        field.setKeyboardTracking(False)  # a number counts when it is complete


class _Rule(QObject):
    """The filter on the inputs of one root. Not on all widgets: it would be asked for every event
    of the application, which costs frames."""

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        self._before = ""  # the text of the focused field when it got the focus
        self._listing: QComboBox | None = None  # whose list is open

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the rule; True where the input is not to see the event."""
        kind = event.type()
        if kind in _KEYS:
            assert isinstance(event, QKeyEvent)
            return self._key(_field(watched), event)
        if kind == QEvent.Type.Wheel:
            return _scrolls_past(_field(watched), event)
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            assert isinstance(event, QFocusEvent)
            self._focus(_field(watched), event)
        return False

    def _key(self, field: QWidget, event: QKeyEvent) -> bool:
        if not isinstance(field, _INPUTS):
            return _claims_space(field, event)
        override = event.type() == QEvent.Type.ShortcutOverride
        leaves = event.key() in ENTER or event.key() == Qt.Key.Key_Escape
        if leaves and not event.modifiers() & _COMMANDS:
            event.accept()
            if not override:
                self._leave(field, event)
            return True
        if _means_nothing(field, event):
            event.ignore()
            return True
        return False

    def _leave(self, field: QWidget, event: QKeyEvent) -> None:
        """Take what was typed, or drop it on Esc, and give the focus back."""
        if event.key() == Qt.Key.Key_Escape:
            self._discard(field)
        _give_focus_back(field)
        if field.window().windowType() == Qt.WindowType.Popup:
            event.ignore()  # a popup may close with its field

    def _discard(self, field: QWidget) -> None:
        discard = getattr(field, "discard", None)
        if discard is not None:
            discard()
        elif isinstance(field, QSpinBox | QDoubleSpinBox):
            field.setValue(field.value())  # type: ignore[arg-type]  # its own kind of number
        elif (line := _line(field)) is not None:
            line.setText(self._before)

    def _focus(self, field: QWidget, event: QFocusEvent) -> None:
        """Remember the text; and give the focus back when a list has closed."""
        popup = event.reason() == Qt.FocusReason.PopupFocusReason
        if event.type() == QEvent.Type.FocusOut:
            opened = QApplication.activePopupWidget()
            if isinstance(field, QComboBox) and opened and opened.parentWidget() is field:
                self._listing = field
        elif popup and field is self._listing:
            QTimer.singleShot(0, self, self._end_list)  # its choice may still have to be told
        elif not popup and (line := _line(field)) is not None:
            self._before = line.text()

    @Slot()
    def _end_list(self) -> None:
        field, self._listing = self._listing, None
        if field is not None and field.hasFocus():
            _give_focus_back(field)


def _field(watched: QObject) -> QWidget:
    """The field that a widget belongs to: the line of a spin box or a list is part of it."""
    assert isinstance(watched, QWidget)
    whole = watched.parentWidget()
    if isinstance(watched, QLineEdit) and isinstance(whole, QAbstractSpinBox | QComboBox):
        return whole
    return watched


def _line(field: QWidget) -> QLineEdit | None:
    """Where a field's text is typed; None if it has none."""
    if isinstance(field, QLineEdit):
        return field
    if isinstance(field, QComboBox | QAbstractSpinBox):
        return field.lineEdit()
    return None


def _scrolls_past(field: QWidget, event: QEvent) -> bool:
    """Leave the wheel to what lies around a field without the focus."""
    if field.hasFocus():
        return False
    event.ignore()
    return True


def _give_focus_back(field: QWidget) -> None:
    """To the window, whose keys are the shortcuts. A field takes what was typed when it goes."""
    field.window().setFocus(Qt.FocusReason.OtherFocusReason)


def _claims_space(window: QWidget, event: QKeyEvent) -> bool:
    """A button that was reached by Tab is pressed by Space, which otherwise plays and pauses."""
    claimed = (
        event.type() == QEvent.Type.ShortcutOverride
        and event.key() == Qt.Key.Key_Space
        and not event.modifiers() & _COMMANDS
        and isinstance(window.focusWidget(), QAbstractButton)
    )
    if claimed:
        event.accept()
    return claimed


def _means_nothing(field: QWidget, event: QKeyEvent) -> bool:
    """Whether a field has no use for a key: for a character that cannot be typed there, and for
    undo where nothing was typed."""
    line = _line(field)
    for standard in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo):
        if event.matches(standard):
            return line is None or not line.isModified()
    text = event.text()
    if event.modifiers() & _COMMANDS or not text or not text.isprintable():
        return False
    allowed = _characters(field)
    return allowed is not None and text not in allowed


def _characters(field: QWidget) -> str | None:
    """The characters that can be typed into a field; None: all."""
    own: str | None = getattr(field, "characters", None)
    if own is not None:
        return own
    if isinstance(field, QDoubleSpinBox | QSpinBox):
        sign = "-" if field.minimum() < 0 else ""
        return "0123456789" + sign + (".,+" if isinstance(field, QDoubleSpinBox) else "")
    return None if _line(field) is not None else ""
