"""Makes Python hear signals while Qt waits for events: else it hears them only when it runs."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Qt, Signal, Slot

from annplayground import ending


class _Wakeup(QObject):
    """Python writes a byte into a pair of sockets for each signal; Qt then calls a slot that is
    Python's, and before it the signal's handler runs."""

    def __init__(self) -> None:
        super().__init__()
        self._ours, self._theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._theirs.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._before = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)

    def stop(self) -> None:
        signal.set_wakeup_fd(self._before)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    @Slot()
    def _hear(self) -> None:
        self._ours.recv(4096)


class _LoopLeaver(QObject):
    """A handler of signals that leaves Qt's event loops, all of them; after a second signal it ends
    the process."""

    _asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._request = ending.Request()
        # Queued: a loop that has not begun yet cannot be left.
        self._asked.connect(self._leave_loops, Qt.ConnectionType.QueuedConnection)

    def handle(self, number: int, frame: FrameType | None) -> None:
        if self._request.number is not None:
            ending.leave(number, frame)
        self._request.note(number)
        self._asked.emit(number)

    @Slot(int)
    def _leave_loops(self, number: int) -> None:
        QCoreApplication.exit(ending.status(number))


@contextmanager
def signals_heard() -> Iterator[None]:
    """While this lasts, the handlers of signals run soon, also while Qt waits."""
    wakeup = _Wakeup()
    try:
        yield
    finally:
        wakeup.stop()


@contextmanager
def loops_left_by_signals() -> Iterator[None]:
    """While this lasts, a signal leaves the event loops, with the exit status that it asks for."""
    leaver = _LoopLeaver()
    with signals_heard(), ending.handled_by(leaver.handle):
        yield
