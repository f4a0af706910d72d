"""Windows of help in columns: what the keys and the mouse do, or what the marks mean."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annplayground.core.words import translate
from annplayground.gui.widgets.labels import Label

# What is explained, a key or a picture of a mark, and the explanation.
Rows = Sequence[tuple[str | QPixmap, str]]

# What has no action of its own: a click, or a key that counts where the focus is.
PLACES: tuple[tuple[str, Rows], ...] = (
    (
        translate("Help", "Mouse"),
        (
            (translate("Help", "Hover a neuron"), translate("Help", "See its map large")),
            (translate("Help", "Click a neuron"), translate("Help", "Take its sum apart")),
            (
                translate("Help", "Click a bias mark"),
                translate("Help", "Set the bias; also by a right click on its neuron"),
            ),
            (
                translate("Help", "Click a weight"),
                translate("Help", "Take its derivative apart, and set its value"),
            ),
            (
                translate("Help", "Click the name of a layer"),
                translate("Help", "Take the gradient of all its weights apart"),
            ),
            (
                translate("Help", "Hover the boundary"),
                translate("Help", "What the network says there"),
            ),
            (
                translate("Help", "Click a point of the boundary"),
                translate("Help", "Explain with this example"),
            ),
            (
                translate("Help", "Ctrl + wheel, drag on a plot"),
                translate("Help", "Zoom at the pointer, and move what is seen"),
            ),
            (
                translate("Help", "Double-click an axis"),
                translate("Help", "All of the run or of the map again"),
            ),
            (
                translate("Help", "Double-click a title"),
                translate("Help", "Show that panel alone, or all again"),
            ),
        ),
    ),
    (
        translate("Help", "Reached by Tab"),
        (
            (translate("Help", "Enter"), translate("Help", "Press the button")),
            (
                translate("Help", "Arrows in the diagram"),
                translate("Help", "Choose a unit; with Shift, or W, a weight into it"),
            ),
            (
                translate("Help", "Enter in the diagram"),
                translate("Help", "Set the bias or the weight"),
            ),
            (
                translate("Help", "Arrows on the boundary"),
                translate("Help", "Move the probe; with Shift, far"),
            ),
            (
                translate("Help", "Enter on the boundary"),
                translate("Help", "Choose the point, or draw one; Delete removes it"),
            ),
            (
                translate("Help", "Ctrl + arrows on the boundary"),
                translate("Help", "Move the map; with Shift ↑ ↓ zoom; Home: all"),
            ),
            (
                translate("Help", "1, 2, 3 while drawing"),
                translate("Help", "Choose the class to draw"),
            ),
            (
                translate("Help", "1 … 6 while a question is open"),
                translate("Help", "Vote; a right click takes a vote back"),
            ),
            (
                translate("Help", "←, →, Home, End on a chart"),
                translate("Help", "Read its values at another epoch"),
            ),
            (
                translate("Help", "Ctrl + arrows, Home on a chart"),
                translate("Help", "↑ ↓ zoom, ← → move, Home: all of the run again"),
            ),
        ),
    ),
)
# Letters in a line of a column: fewer columns where the text is larger.
_COLUMN = 48
_MARGIN, _GAP = 24, 24


class HelpDialog(QDialog):
    """Sections of (what is explained, the explanation) in as many columns as fit into the parent;
    what does not fit is scrolled. Esc closes it. `name` is the beginning of the names in it."""

    def __init__(
        self,
        sections: Sequence[tuple[str, Rows]],
        parent: QWidget,
        name: str = "help",
        title: str = translate("Help", "Keys and mouse"),
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_dialog")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.ensurePolished()
        room = _room(parent)
        page = self._page(sections, room.width() - 2 * _MARGIN)
        self._scroll = QScrollArea()
        self._scroll.setObjectName(f"{name}_page")
        self._scroll.setAccessibleName(title)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setObjectName(f"{name}_close")
        close.setText(translate("Help", "Close"))
        close.setAccessibleName(translate("Help", "Close the help"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, 16)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(buttons)
        self._scroll.setFocus()  # arrows and Page Down scroll
        self._fit(page, room, buttons.sizeHint().height() + _MARGIN + 16 + layout.spacing())

    def _page(self, sections: Sequence[tuple[str, Rows]], width: int) -> QWidget:
        """All sections, in columns of nearly the same length."""
        column = QFontMetrics(self.font()).averageCharWidth() * _COLUMN + _GAP
        n_columns = max(1, min(3, width // column))
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(_GAP)
        total = sum(len(rows) + 1 for _, rows in sections)
        columns: list[QVBoxLayout] = []
        filled = 0
        for title, rows in sections:
            if filled >= len(columns) * total / n_columns:
                columns.append(QVBoxLayout())
                row.addLayout(columns[-1], 1)
            columns[-1].addWidget(_section(title, rows))
            filled += len(rows) + 1
        for made in columns:
            made.addStretch(1)
        return page

    def _fit(self, page: QWidget, room: QSize, rest: int) -> None:
        """As wide as its columns need and as high as its lines, and never larger than the room."""
        column = QFontMetrics(self.font()).averageCharWidth() * (_COLUMN + 10) + _GAP
        n_columns = page.layout().count()  # type: ignore[union-attr]
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        width = min(room.width(), n_columns * column + 2 * _MARGIN + bar)
        height = page.layout().heightForWidth(width - 2 * _MARGIN - bar)  # type: ignore[union-attr]
        self.resize(width, min(room.height(), height + rest + 8))


def _room(parent: QWidget) -> QSize:
    """What a dialog over this window may take: less than the window, and than its screen."""
    room = parent.size().boundedTo(parent.screen().availableGeometry().size())
    return QSize(room.width() * 19 // 20, room.height() * 19 // 20)


def _section(title: str, rows: Rows) -> QWidget:
    section = QFrame()
    grid = QGridLayout(section)
    grid.setContentsMargins(0, 0, 0, 12)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    pictures = any(isinstance(keys, QPixmap) for keys, _ in rows)
    grid.setColumnStretch(0, 0 if pictures else 2)
    grid.setColumnStretch(1, 3)
    heading = Label(title)
    heading.setProperty("role", "title")
    grid.addWidget(heading, 0, 0, 1, 2)
    for line, (keys, does) in enumerate(rows, start=1):
        key = _mark(keys, does) if isinstance(keys, QPixmap) else _key(keys)
        what = _text(does)
        what.setContentsMargins(0, 2, 0, 2)  # level with the key in its frame
        grid.addWidget(key, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(what, line, 1, Qt.AlignmentFlag.AlignTop)
    return section


def _key(keys: str) -> Label:
    key = _text(keys)
    key.setProperty("role", "key")
    key.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return key


def _mark(picture: QPixmap, meaning: str) -> Label:
    mark = Label()
    mark.setPixmap(picture)
    mark.setAccessibleName(meaning)
    return mark


def _text(words: str) -> Label:
    label = Label(words)
    label.setWordWrap(True)
    return label
