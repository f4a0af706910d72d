"""Turning all pages of an explanation, as a lecturer does."""

from PySide6.QtCore import Qt
from whole import assert_nothing_cut, faults

STEADY = 8  # looks in a row that must find the same pages


def settle(qtbot, column):
    """Wait until a `PagedColumn` is divided as it stays: an equation may still be typeset."""
    seen = []

    def steady():
        seen.append([list(page) for page in column._pages])
        return len(seen) > STEADY and all(pages == seen[-1] for pages in seen[-STEADY:])

    qtbot.waitUntil(steady)


def parts_page_by_page(qtbot, window, view, column):
    """The parts that are seen on all pages, from the first on; each page must be whole."""
    settle(qtbot, column)
    column.pager.begin()
    column._show()
    parts = []
    while True:
        qtbot.waitUntil(lambda: not faults(view))
        assert_nothing_cut(view)
        parts += [part for part in column.parts if part.isVisible()]
        window.setFocus()
        qtbot.keyClick(window, Qt.Key.Key_PageDown)
        if column.pager.page == 0:
            return parts
