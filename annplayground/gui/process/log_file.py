"""The log file of the window: what the loggers of the package say, and errors with tracebacks."""

import logging
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QStandardPaths, qVersion

from annplayground import __version__

NAME = "annplayground"
MAX_BYTES = 1_000_000
N_BACKUPS = 2  # errors.log.1 and errors.log.2


def _path() -> Path:
    location = QStandardPaths.StandardLocation.StateLocation
    return Path(QStandardPaths.writableLocation(location)) / "errors.log"


class LogFile(RotatingFileHandler):
    """errors.log in the user's folder of states. It is open only while an entry is written, so that
    another window can rotate it; an error that comes back with every frame does not fill the disk.

    `written` is where the newest entry stands, or None if that failed.
    """

    def __init__(self) -> None:
        super().__init__(
            _path(),
            maxBytes=MAX_BYTES,
            backupCount=N_BACKUPS,
            encoding="utf-8",
            delay=True,
            errors="replace",
        )
        self.written: Path | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Append an entry."""
        path = _path()
        self.written, self.baseFilename = path, str(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and not path.is_file():
                self.written = None  # to open a pipe would wait
                return
        except OSError:
            self.written = None
            return
        super().emit(record)
        stream, self.stream = self.stream, None
        if stream is not None:
            with suppress(OSError):  # a full disk, which has been noted
                stream.close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Note that the entry is not there; who reports an error says so."""
        self.written = None

    def format(self, record: logging.LogRecord) -> str:
        """When, which versions and which module, then the message and the traceback."""
        versions = f"{NAME} {__version__}, Python {platform.python_version()}, Qt {qVersion()}"
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.created))
        return f"--- {moment}, {versions}, {record.name}\n{super().format(record)}"


class _Terminal(logging.Handler):
    """Tells warnings on the terminal as Python does where nobody handles them; what has a
    traceback is for the file alone."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one."""
        if not record.exc_info and logging.lastResort is not None:
            logging.lastResort.handle(record)


LOG_FILE = LogFile()
_TERMINAL = _Terminal(logging.WARNING)


@contextmanager
def logging_to_file() -> Iterator[None]:
    """Send what the package logs to the file meanwhile; one within another changes nothing."""
    package = logging.getLogger(NAME)
    if LOG_FILE in package.handlers:
        yield
        return
    level = package.level
    package.setLevel(logging.INFO)
    package.addHandler(LOG_FILE)
    package.addHandler(_TERMINAL)
    try:
        yield
    finally:
        package.removeHandler(_TERMINAL)
        package.removeHandler(LOG_FILE)
        package.setLevel(level)
