"""How the window looks: its theme and notation, which are remembered, at the size of its text."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from annplayground.gui.commands.actions import Actions
from annplayground.gui.preferences.remembered import Remembered
from annplayground.gui.preferences.settings import Settings
from annplayground.gui.preferences.text_size import TextSize
from annplayground.gui.theme import DARK, LIGHT, Look, palette, style_sheet


class Appearance(QObject):
    """Attributes: `theme`, `notation` and `text_size`, what it is made of, and `look`, the whole.

    Signals: `lookChanged(Look)`, whenever one of them, or the system's own theme, was changed.
    """

    lookChanged = Signal(object)

    def __init__(self, window: QWidget, actions: Actions, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self.theme = Remembered("theme", ("light", "dark", "system"), actions, settings)
        self.notation = Remembered("notation", ("notes", "partial"), actions, settings)
        self.text_size = TextSize(window, settings)
        self.look = Look()
        for changed in (
            *(self.theme.choiceChanged, self.notation.choiceChanged),
            self.text_size.sizeChanged,
        ):
            changed.connect(self.refresh)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @Slot()
    def refresh(self) -> None:
        """Make the look anew; whatever a style sheet draws takes it here, all else is told."""
        self.look = replace(
            self.look,
            colours=DARK if self._dark else LIGHT,
            size=self.text_size.size,
            notation=self.notation.name,
        )
        QApplication.setPalette(palette(self.look))
        self._window.setStyleSheet(style_sheet(self.look))
        self.tell()

    def tell(self) -> None:
        """Tell the look as it is. What was made since takes the style sheet before: its sizes would
        else replace those of the look."""
        for widget in self._window.findChildren(QWidget):
            widget.ensurePolished()
        self.lookChanged.emit(self.look)

    @property
    def _dark(self) -> bool:
        if self.theme.name == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.theme.name == "dark"

    @Slot()
    def _follow_system(self) -> None:
        if self.theme.name == "system":
            self.refresh()
