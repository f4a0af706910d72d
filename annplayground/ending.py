"""How signals end a command: Ctrl-C, a request to end, and the closing of its terminal.

Each ends every command soon, with the status that a shell gives it: 128 and the signal's number.
Qt-free; `gui.signal_wakeup` sees to it that they are heard while Qt waits for events.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from annplayground.io.temporaries import discard_all

Handler = Callable[[int, FrameType | None], None]

# SIGHUP is not known everywhere.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
SIGNALS = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))


def status(number: int) -> int:
    """The exit status after a signal."""
    return 128 + number


def leave(number: int, _frame: FrameType | None = None) -> None:
    """End the process at once, without its unfinished files.

    Nothing is raised: an exception would arrive in the middle of an import, or of a function that
    Qt called, where it is printed and forgotten.
    """
    discard_all()
    os._exit(status(number))


def handle_by(handler: Handler) -> dict[int, Any]:
    """Give the signals to `handler`; what was to be done with them before. Only the main thread
    hears of signals: in another, nothing happens."""
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            # What nohup started is meant to outlive its terminal. Ctrl-C is heard even so.
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, handler)
    return before


@contextmanager
def handled_by(handler: Handler) -> Iterator[None]:
    """While this lasts, `handler` gets the signals."""
    before = handle_by(handler)
    try:
        yield
    finally:
        for number, handler_before in before.items():
            signal.signal(number, handler_before)


class Request:
    """That somebody wants an end; `number` is the first signal that said so, or None."""

    def __init__(self) -> None:
        self.number: int | None = None

    def note(self, number: int, _frame: FrameType | None = None) -> None:
        """Take a signal."""
        if self.number is None:
            self.number = number


@contextmanager
def noted() -> Iterator[Request]:
    """While this lasts, signals are noted only: whoever asks often must end soon."""
    request = Request()
    with handled_by(request.note):
        yield request
