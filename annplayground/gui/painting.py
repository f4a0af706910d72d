"""The one place that makes painters: whatever is raised while one paints, it is ended.

A painter that outlives its paintEvent, held by a traceback, takes the whole process down.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPaintDevice, QPainter
from PySide6.QtWidgets import QWidget


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter on a widget, a pixmap or another device; it is ended in any case.

    An error on a widget is reported as in `reporting`; on another device it is raised, for the
    picture is not done.
    """
    painter = QPainter(device)
    try:
        if isinstance(device, QWidget):
            with reporting():
                yield painter
        else:
            yield painter
    finally:
        painter.end()


@contextmanager
def kept(painter: QPainter) -> Iterator[None]:
    """Give a painter its state back (pen, font, clip, transform), whatever is raised."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


@contextmanager
def reporting() -> Iterator[None]:
    """End a paint at an error and tell `sys.excepthook`.

    Qt paints in the middle of anything, a `show()` or a `resize()`; without this the error would
    come out of that call, and stop what has nothing to do with it.
    """
    try:
        yield
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
