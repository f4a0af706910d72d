"""Marks at the inputs of the settings in which two networks that are compared differ."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from annplayground.core.edits import differences
from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.gui.document.change_names import change
from annplayground.gui.painting import painting
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import as_html
from annplayground.gui.widgets.of_setting import inputs_in, stands_for

_SIDE = 1.1  # of a mark, times the size of the text
# The lines of ≠, as shares of the mark's side.
_UNEQUAL = (((0.26, 0.4), (0.74, 0.4)), ((0.26, 0.6), (0.74, 0.6)), ((0.6, 0.22), (0.4, 0.78)))
_MOVES = {
    *(QEvent.Type.Move, QEvent.Type.Resize),
    *(QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ShowToParent, QEvent.Type.HideToParent),
}


class FieldMarks(QObject):
    """Marks each input of some panels whose setting differs, and says both values in its
    tip and to who does not see it."""

    def __init__(self, panels: Sequence[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._look = Look()
        self._inputs = {widget: panel for panel in panels for widget in inputs_in(panel)}
        self._marks: dict[QWidget, _Mark] = {}

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        for mark in self._marks.values():
            mark.set_look(look)

    def show_experiments(self, a: Experiment, b: Experiment | None) -> None:
        """Mark where these two differ; without B, nothing."""
        differing = {} if b is None else _differing(a, b)
        for widget in self._inputs:
            texts = [text for path, text in differing.items() if stands_for(widget, path)]
            self._show(widget, "\n".join(dict.fromkeys(texts)))

    def _show(self, widget: QWidget, text: str) -> None:
        mark = self._marks.get(widget)
        if mark is None:
            if not text:
                return
            mark = self._marks[widget] = _Mark(widget, self._inputs[widget])
            mark.set_look(self._look)
        mark.say(text)


def _differing(a: Experiment, b: Experiment) -> dict[str, str]:
    """Both values of each setting that differs, by its path; where several values can be chosen,
    or one is a picture, by those that are it in one of the two alone."""
    found: dict[str, str] = {}
    for path in sorted(differences(a, b)):
        made = change(a, b, path)
        both = translate("Compare", "A: {a}, B: {b}").format(a=made.before, b=made.after)
        told = both if made.before else translate("Compare", "A and B differ here")
        if path == "data.dataset":
            found |= {f"{path}.{one.data.dataset}": told for one in (a, b)}
        elif path == "data.features":
            for letter, one, other in (("A", a, b), ("B", b, a)):
                alone = translate("Compare", "{letter} alone has this").format(letter=letter)
                for name in set(one.data.features) - set(other.data.features):
                    found[f"{path}.{name}"] = alone
        else:
            found[path] = told
    return found


class _Mark(QWidget):
    """A disc with ≠ on the top right corner of an input; everything else passes through."""

    def __init__(self, field: QWidget, panel: QWidget) -> None:
        root = panel if field.window() is panel.window() else field.window()  # a popup's own
        super().__init__(root)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName(f"{field.objectName()}_difference")
        self.text = ""
        self._field, self._root, self._look = field, root, Look()
        for line in field.findChildren(QLineEdit):
            line.installEventFilter(self)
        above: QWidget | None = field
        while above is not None and above is not root:
            above.installEventFilter(self)
            above = above.parentWidget()
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self._place()
        self.update()

    def say(self, text: str) -> None:
        """Be there for these values; none: be gone."""
        if text != self.text:
            self.text = text
            self._field.setAccessibleDescription(text)
            self._place()

    def _place(self) -> None:
        """A third of it stands out, where the panel has room."""
        self.setVisible(bool(self.text) and self._field.isVisibleTo(self._root))
        field, side = self._field, round(_SIDE * self._look.size.text)
        side = min(side, field.height() * 2 // 3)
        corner = field.mapTo(self._root, QPoint(field.width(), 0))
        left = min(corner.x() - side * 2 // 3, self._root.width() - side)
        self.setGeometry(left, max(corner.y() - side // 3, 0), side, side)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner, and add the values to the field's own tip."""
        if self.text and event.type() in _MOVES:
            self._place()
        if (
            self.text
            and event.type() == QEvent.Type.ToolTip
            and isinstance(event, QHelpEvent)
            and isinstance(watched, QWidget)
            and (watched is self._field or watched.parent() is self._field)
        ):
            own = watched.toolTip() or self._field.toolTip()
            told = as_html(f"**{self.text}**\n") + _html(own)
            QToolTip.showText(event.globalPos(), told, watched)
            return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The disc has a rim of the card's colour."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            side = float(self.width())
            painter.setPen(QPen(self._look.colour("card"), 1.0))
            painter.setBrush(self._look.colour("accent"))
            painter.drawEllipse(QRectF(0.5, 0.5, side - 1.0, side - 1.0))
            painter.setPen(QPen(self._look.colour("on_accent"), max(side / 10.0, 1.0)))
            for (x1, y1), (x2, y2) in _UNEQUAL:
                painter.drawLine(QPointF(x1 * side, y1 * side), QPointF(x2 * side, y2 * side))


def _html(tip: str) -> str:
    """A tip as HTML; one with a '<' is that already, see `plain_tip`."""
    return tip if "<" in tip else as_html(tip)
