"""What the window remembers from one start to the next: its size, splitters and theme."""

import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings, QStandardPaths
from PySide6.QtWidgets import QMainWindow, QSplitter

from annplayground.core.words import translate


class Settings:
    """Reads and writes the user's settings; with `active` False it does neither."""

    def __init__(self, active: bool = True) -> None:
        self._odd = _odd_file() if active else None
        self._store = QSettings() if active and self._odd is None else None

    @property
    def problem(self) -> str | None:
        """One sentence if what changes cannot be remembered."""
        if self._odd is not None:
            return translate(
                "Settings", "Settings are neither read nor saved: {path} is not a regular file."
            ).format(path=self._odd)
        if self._store is None or self._store.isWritable():
            return None
        return translate("Settings", "Settings cannot be saved: {path} is not writable.").format(
            path=self._store.fileName()
        )

    @property
    def first_start(self) -> bool:
        """Whether settings are remembered, and none are yet."""
        return self._store is not None and not self._store.allKeys()

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """The remembered one of `choices`; the first of them if there is none, or if what the file
        says is none of them: it may be of another version, or written by hand."""
        value = self.word(key)
        return value if value in choices else choices[0]

    def word(self, key: str) -> str:
        """What is remembered as a word; empty if there is none."""
        value = None if self._store is None else self._store.value(key)
        return value if isinstance(value, str) else ""

    def set_text(self, key: str, value: str) -> None:
        """Remember a word."""
        if self._store is not None:
            self._store.setValue(key, value)

    def restore(self, window: QMainWindow, splitters: list[QSplitter]) -> bool:
        """Give the window and its splitters their last sizes; False if there are none."""
        geometry = self._bytes("geometry")
        if geometry is None or not window.restoreGeometry(geometry):
            return False
        for splitter in splitters:
            state = self._bytes(splitter.objectName())
            if state is not None:
                splitter.restoreState(state)
        return True

    def save(self, window: QMainWindow, splitters: list[QSplitter]) -> None:
        """Remember the sizes."""
        if self._store is None:
            return
        self._store.setValue("geometry", window.saveGeometry())
        for splitter in splitters:
            self._store.setValue(splitter.objectName(), splitter.saveState())
        self._store.sync()

    def _bytes(self, key: str) -> QByteArray | None:
        value = None if self._store is None else self._store.value(key)
        return value if isinstance(value, QByteArray) else None


def _odd_file() -> Path | None:
    """A file of settings that is a pipe or a device, which QSettings would open and wait for."""
    application = QCoreApplication.applicationName()
    organization = QCoreApplication.organizationName()
    places = QStandardPaths.StandardLocation.GenericConfigLocation
    for folder in QStandardPaths.standardLocations(places):
        for name in (f"{organization}/{application}.conf", f"{organization}.conf"):
            path = Path(folder, name)
            with suppress(OSError):  # what is not there, or may not be looked at
                if not stat.S_ISREG(path.stat().st_mode):
                    return path
    return None
