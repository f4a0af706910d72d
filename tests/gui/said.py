"""What a widget or an action says, or would say."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTableWidget

_SAYING = ("text", "title", "toolTip", "statusTip", "whatsThis", "prefix", "suffix",
           "accessibleName", "accessibleDescription", "placeholderText", "windowTitle")  # fmt: skip


def said_by(widget):
    """All that a widget or an action says or would say, seen or not."""
    for name in _SAYING:
        say = getattr(widget, name, None)
        if callable(say):
            yield say()
    if isinstance(widget, QComboBox):
        for k in range(widget.count()):
            yield widget.itemText(k)
            yield widget.itemData(k, Qt.ItemDataRole.ToolTipRole)
    if isinstance(widget, QTableWidget):
        for c in range(widget.columnCount()):
            yield widget.horizontalHeaderItem(c).text()
            yield from (widget.item(r, c).text() for r in range(widget.rowCount()))
