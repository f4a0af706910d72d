"""What the window says about itself: the keys and the mouse, the marks and colours, the menus."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from annplayground.core.words import translate
from annplayground.gui.commands.menus import pop_up
from annplayground.gui.process.late import late

if TYPE_CHECKING:
    from annplayground.gui.widgets import help_dialog
else:
    help_dialog = late("annplayground.gui.widgets.help_dialog")

Sections = Sequence[tuple[str, "help_dialog.Rows"]]


class Helping(QObject):
    """`keys` and `marks` say what is to be explained; `menu` holds all menus, `button` opens it
    while the menu bar is hidden."""

    def __init__(
        self,
        window: QMainWindow,
        keys: Callable[[], Sections],
        marks: Callable[[], Sections],
        menu: QMenu,
        button: QWidget,
    ) -> None:
        super().__init__(window)
        self._window, self._keys, self._marks = window, keys, marks
        self._menu, self._button = menu, button

    @Slot()
    def show_keys(self) -> None:
        """What the keys and the mouse do."""
        help_dialog.HelpDialog([*self._keys(), *help_dialog.PLACES], self._window).open()

    @Slot()
    def show_marks(self) -> None:
        """What the marks and colours mean."""
        help_dialog.HelpDialog(
            self._marks(), self._window, "legend", translate("Help", "Marks and colours")
        ).open()

    @Slot()
    def show_menu(self) -> None:
        """The menus."""
        pop_up(self._menu, self._button, self._window)
