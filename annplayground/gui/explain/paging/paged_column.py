"""Parts of an explanation one below the other, on as many pages as the room asks for."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.paging.scrolled import ScrolledText

_SPACING = 6


class PagedColumn(QWidget):
    """Shows `parts` in their order; a part is never divided. Attributes: `pager`, which stands
    below them where they need more than one page."""

    def __init__(self, name: str, parts: Sequence[QWidget] = (), parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.parts: list[QWidget] = []
        self.pager = Pager(f"{name}_pager")
        self.pager.pageChanged.connect(self._turn)
        self._pages: list[list[QWidget]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_SPACING)
        self._layout.addStretch(0)
        self._layout.addWidget(self.pager, 0, Qt.AlignmentFlag.AlignHCenter)
        self.show_parts(parts)

    def add(self, part: QWidget) -> None:
        """A part that may be shown later; what expands upwards gets the height that is left."""
        expands = part.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Expanding
        self._layout.insertWidget(self._layout.count() - 2, part, int(expands))
        part.hide()
        self.pager.raise_()  # the last of the children, and so of what Tab reaches here

    def show_parts(self, parts: Sequence[QWidget]) -> None:
        """Show these and no others, from the first page on if they are others than before."""
        if list(parts) == self.parts:
            return
        for part in parts:
            if self._layout.indexOf(part) < 0:
                self.add(part)
        for part in self.parts:
            if part not in parts:
                part.hide()
        self.parts = list(parts)
        self.pager.begin()
        self.refit()
        self._show()

    @Slot()
    def refit(self) -> None:
        """Divide the parts into pages anew: a text has changed, or the room."""
        pages = self._divided(self.height())
        if len(pages) > 1:
            room = self.height() - self.pager.sizeHint().height() - _SPACING
            pages = self._divided(room)
        if pages != self._pages:
            self._pages = pages
            self.pager.set_count(len(pages))
            self._show()

    @Slot()
    def _turn(self) -> None:
        """Show another page; what was not seen until now may have got another height."""
        self.refit()
        self._show()

    def _show(self) -> None:
        shown = self._pages[self.pager.page] if self._pages else []
        for part in self.parts:
            part.setVisible(part in shown)

    def _divided(self, room: int) -> list[list[QWidget]]:
        pages: list[list[QWidget]] = []
        left = 0
        for part in self.parts:
            height = self._needed(part)
            if not pages or height > left:
                pages.append([])
                left = room
            pages[-1].append(part)
            left -= height + _SPACING
        return pages

    def _needed(self, part: QWidget) -> int:
        """The least height of a part at the present width."""
        for widget in (part, *part.findChildren(QWidget)):
            widget.ensurePolished()  # what has not been seen yet has its font only now
        if isinstance(part, ScrolledText):  # that page alone is scrolled which is too low for it
            room = self.height() - self.pager.sizeHint().height() - _SPACING
            least = min(part.height_at(self.width()), room)
        elif part.hasHeightForWidth():
            layout, width = part.layout(), self.width()
            # Not its size hint: that is for a width which it had once.
            least = (
                layout.totalMinimumHeightForWidth(width) if layout else part.heightForWidth(width)
            )
        elif part.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Fixed:
            least = part.sizeHint().height()
        else:
            least = part.minimumSizeHint().height()
        return max(least, part.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """What there is no room for is on another page: it makes nothing wider or higher."""
        return QSize(0, 0)

    def hasHeightForWidth(self) -> bool:
        """The pages follow the room, and not the room the page."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room has other pages."""
        super().resizeEvent(event)
        self.refit()

    def event(self, event: QEvent) -> bool:
        """A part needs another height than before, as an equation does when it is typeset."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.refit()
        return super().event(event)
