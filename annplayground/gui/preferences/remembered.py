"""A choice that the user makes by actions, and that is remembered from one start to the next."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from annplayground.gui.commands.actions import Actions
from annplayground.gui.preferences.settings import Settings


class Remembered(QObject):
    """One of `names`, the first of which is the usual one; each has an action `key_name`.

    Attribute: `name`, what is chosen. Signals: `choiceChanged(name)`, whenever it was chosen.
    """

    choiceChanged = Signal(str)

    def __init__(
        self,
        key: str,
        names: Sequence[str],
        actions: Actions,
        settings: Settings,
        given: str | None = None,
    ) -> None:
        """`given` is chosen this time, whatever is remembered."""
        super().__init__(actions)
        self._key, self._settings = key, settings
        self.name = given or settings.choice(key, names)
        self._actions: dict[str, QAction] = {
            name: getattr(actions, f"{key}_{name}") for name in names
        }
        for name, action in self._actions.items():
            action.triggered.connect(partial(self.choose, name))
        self._actions.get(self.name, self._actions[names[0]]).setChecked(True)

    def choose(self, name: str, *_: object) -> None:
        """Take this one from now on, and the next time too."""
        self.name = name
        self._settings.set_text(self._key, name)
        self._actions[name].setChecked(True)
        self.choiceChanged.emit(name)
