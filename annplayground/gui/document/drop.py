"""A file that is dropped anywhere on the window opens as by Open."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QWindow
from PySide6.QtWidgets import QWidget

from annplayground.core.words import translate

_DRAGGED = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
_KINDS = translate("Document", "an experiment (.json) or points (.csv, .tsv, .txt)")


class FileDrop(QObject):
    """Signals: `fileDropped(Path)`, one local file; `noticeRequested(str)`, why something cannot be
    dropped."""

    fileDropped = Signal(object)
    noticeRequested = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is dragged over the window, before a field or a plot in it could."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            # What comes from outside comes here first, and only then to what is under the mouse.
            watched.windowHandle().installEventFilter(self)
        if event.type() not in _DRAGGED or not isinstance(event, QDropEvent):
            return False
        if isinstance(watched, QWindow) and not event.mimeData().hasUrls():
            return False  # a text, perhaps for a field
        self._take(event)
        return True

    def _take(self, event: QDropEvent) -> None:
        try:
            path = dropped_file(event.mimeData())
        except ValueError as reason:
            event.ignore()
            if event.type() != QEvent.Type.DragMove:
                self.noticeRequested.emit(str(reason))
            return
        event.setDropAction(Qt.DropAction.CopyAction)  # the file stays where it is
        event.accept()
        if not isinstance(event, QDragMoveEvent):
            self.fileDropped.emit(path)


def dropped_file(content: QMimeData) -> Path:
    """The one local file that is dragged. Raises `ValueError` with one sentence if it is none."""
    urls = content.urls()
    if not urls:
        raise ValueError(
            translate("Document", "Only a file can be dropped here: {kinds}.").format(kinds=_KINDS)
        )
    if len(urls) > 1:
        raise ValueError(
            translate("Document", "These are {n} files: drop one at a time.").format(n=len(urls))
        )
    if not urls[0].isLocalFile():
        raise ValueError(
            translate(
                "Document", "Only a file on this computer can be dropped here: save it first."
            )
        )
    return Path(urls[0].toLocalFile())
