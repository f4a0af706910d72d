"""A window with an explanation open, for all tests of a module."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annplayground.core.experiment import Experiment
from annplayground.gui.explain.catalogue import key_of
from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait


@contextmanager
def opened(
    qapp: QApplication, experiment: Experiment, epochs: int, name: str, compared: bool = False
) -> Iterator[MainWindow]:
    """The window after some epochs, with what a comparison needs made already if it is `compared`
    later on."""
    window = MainWindow(experiment, remember=False, engine="numpy")
    window.resize(1280, 720)
    window.show()
    train_and_wait(window, epochs)
    for _ in range(2 * compared):  # its menus are windows, too
        window.actions_.compare.trigger()
    QTest.keySequence(window, key_of(name))
    # Held, so that the wrappers of what Qt and pyqtgraph make by themselves stay the same ones.
    window.held = qapp.topLevelWidgets()  # type: ignore[attr-defined]
    yield window
    del window.held  # type: ignore[attr-defined]
    window.close()
    window.deleteLater()
