"""The help window: what the keys and the mouse do."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from annplayground.gui.labels import Label

MOUSE = (
    ("Hover a neuron", "See its map large"),
    ("Click a weight", "Set its value"),
    ("Click a bias mark", "Set the bias"),
    ("Hover the boundary", "What the network says there"),
    ("Double-click a title", "Show that panel alone, or all again"),
)


class HelpDialog(QDialog):
    """Two columns of keys and one of mouse hints; Esc closes it."""

    def __init__(self, keys: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help_dialog")
        self.setWindowTitle("Keys and mouse")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        half = -(-len(keys) // 2)
        self._fill(grid, 0, "Keys", keys[:half])
        self._fill(grid, 2, "", keys[half:])
        self._fill(grid, 4, "Mouse", MOUSE)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setObjectName("help_close")
        close.setAccessibleName("Close the help")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.addLayout(grid)
        layout.addSpacing(8)
        layout.addWidget(buttons)

    @staticmethod
    def _fill(
        grid: QGridLayout, column: int, heading: str, rows: Sequence[tuple[str, str]]
    ) -> None:
        title = Label(heading)
        title.setProperty("role", "title")
        grid.addWidget(title, 0, column, 1, 2)
        for row, (what, does) in enumerate(rows, start=1):
            key = Label(what)
            key.setProperty("role", "key")
            grid.addWidget(key, row, column)
            grid.addWidget(Label(does), row, column + 1)
