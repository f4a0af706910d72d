"""Whether all that a window says can be read: no text is cut, no two widgets lie on each other."""

from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QScrollArea,
    QScrollBar,
    QToolButton,
    QWidget,
)

LEAST_SLIDER = 48  # pixels: below, a slider is a sliver
_READ = (QLabel, QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractSlider)


def assert_nothing_cut(root: QWidget) -> None:
    """Fail with every cut and every overlap among the visible widgets of `root`."""
    found = faults(root)
    assert not found, "\n".join(found)


def faults(root: QWidget) -> list[str]:
    """One sentence for each text or picture that is cut, each sliver and each overlap."""
    seen = [w for w in root.findChildren(QWidget) if isinstance(w, _READ) and w.isVisible()]
    seen = [w for w in seen if w.window() is root.window() and not isinstance(w, QScrollBar)]
    found = [f"{_name(w)} is cut: {why}" for w in seen if (why := _cut(w))]
    pictures = [w for w in root.findChildren(QWidget) if _is_picture(w) and w.isVisible()]
    found += [f"{_name(w)} is cut: {why}" for w in pictures if (why := _outside(w))]
    inner = set(seen)
    parts = [(w, _shown(w, root)) for w in seen if inner.isdisjoint(_ancestors(w, root))]
    found += [
        f"{_name(a)} lies on {_name(b)}"
        for (a, place), (b, other) in combinations(parts, 2)
        if _overlap(place, other)
    ]
    return found


def _is_picture(widget: QWidget) -> bool:
    """Whether it is painted by an explanation."""
    ours = "annplayground.gui.explain"
    kinds = [kind for kind in type(widget).__mro__ if kind.__module__.startswith(ours)]
    return any("paintEvent" in vars(kind) for kind in kinds)


def _cut(widget: QWidget) -> str:
    """Why the whole of a widget cannot be read; empty if it can."""
    size, margins = widget.size(), 1
    if isinstance(widget, QLabel):
        if not widget.text():
            return ""
        if widget.wordWrap():
            needed = widget.heightForWidth(size.width())
            if needed > size.height() + margins:
                return f"{size.height()} of {needed} px high"
            return _outside(widget)
        hint = widget.sizeHint()
        if hint.width() > size.width() + margins or hint.height() > size.height() + 4:
            return f"{size.toTuple()} of {hint.toTuple()}: {widget.text()!r}"
        return _outside(widget)
    if isinstance(widget, QAbstractSlider):
        wide = widget.orientation() == Qt.Orientation.Vertical or size.width() >= LEAST_SLIDER
        return "" if wide else f"{size.width()} px wide"
    text = widget.currentText() if isinstance(widget, QComboBox) else widget.text()
    needed = max(map(widget.fontMetrics().horizontalAdvance, text.split("\n")), default=0)
    if not type(widget).__module__.startswith("PySide6"):
        needed = 0  # it paints itself, with a text that fits
    icon_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() is icon_only:
        needed = 0 if not widget.icon().isNull() else needed
    if needed > size.width():
        return f"{size.width()} of {needed} px: {text!r}"
    return _outside(widget)


def _outside(widget: QWidget) -> str:
    """Whether an ancestor cuts it; what can be scrolled to is not cut."""
    child, parent = widget, widget.parentWidget()
    while parent is not None and not child.isWindow():
        if isinstance(parent.parentWidget(), QScrollArea):
            return ""
        place = QRect(widget.mapTo(parent, QPoint()), widget.size())
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(place):
            return f"it leaves {_name(parent)}"
        child, parent = parent, parent.parentWidget()
    return ""


def _overlap(a: QRect, b: QRect) -> bool:
    shared = a & b
    return shared.width() > 2 and shared.height() > 2


def _shown(widget: QWidget, root: QWidget) -> QRect:
    """What is seen of a widget, in the root's coordinates."""
    region = widget.visibleRegion().boundingRect()
    return region.translated(widget.mapTo(root, QPoint()))


def _ancestors(widget: QWidget, root: QWidget) -> list[QWidget]:
    found, parent = [], widget.parentWidget()
    while parent is not None and parent is not root:
        found.append(parent)
        parent = parent.parentWidget()
    return found


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return widget.objectName() or f"{type(widget).__name__} {text!r}"
