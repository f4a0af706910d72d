"""Reads files in a thread of its own: a large table takes longer than a window may wait."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.io.formats import read_file

LOOK_EVERY_MS = 4

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class FileContent:
    """What was read from a file: an Experiment with perhaps a note, or the sentence that says why
    it cannot be used. `asked_with` is the Experiment that points were put into."""

    path: Path
    asked_with: Experiment
    experiment: Experiment | None
    note: str | None


class FileReading(QObject):
    """Signal: `fileRead(FileContent)`, of the file that was asked for last and of no other."""

    fileRead = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._executor: ThreadPoolExecutor | None = None
        self._newest: Future[FileContent] | None = None
        # The thread sends no signals; it is asked.
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self._newest is not None

    def read(self, path: Path, experiment: Experiment) -> None:
        """Begin to read a file; points are put into this Experiment. What was asked for before is
        given up."""
        if self._newest is not None:
            self._newest.cancel()
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix="file_reading")
        self._newest = self._executor.submit(_read, path, experiment)
        self._timer.start()

    def stop(self) -> None:
        """End the thread, once it is through with what it reads; harmless a second time."""
        self._timer.stop()
        self._newest = None
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    @Slot()
    def _look(self) -> None:
        if self._newest is None or not self._newest.done():
            return
        content = self._newest.result()
        self.stop()  # files are opened seldom: no thread waits for the next
        self.fileRead.emit(content)


def _read(path: Path, experiment: Experiment) -> FileContent:
    try:
        read, note = read_file(path, experiment)
    except ValueError as error:
        return FileContent(path, experiment, None, str(error))
    except Exception:  # else nobody would hear of it
        logger.exception("reading %s", path)
        return FileContent(
            path,
            experiment,
            None,
            translate("Document", "{name} cannot be read.").format(name=path.name),
        )
    return FileContent(path, experiment, read, note)
