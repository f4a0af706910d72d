"""`annplayground train`: a run without a window, with progress on a terminal. Never imports Qt."""

import json
import math
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from annplayground.core.engines import compiled_problem, engine_class
from annplayground.core.experiment import Experiment
from annplayground.core.session import Session
from annplayground.io.history_csv import RowWriter, open_history


@dataclass(frozen=True)
class Outcome:
    """Where a run ended: J and the accuracies (None in regression) on both sets.

    `diverged` is None, or the epoch and the cause of the divergence.
    """

    epoch: int
    train_loss: float
    test_loss: float
    train_accuracy: float | None
    test_accuracy: float | None
    diverged: tuple[int, str] | None
    seconds: float
    interrupted: bool = False

    def as_json(self) -> str:
        """One JSON object on one line; a number that is not finite is null."""
        result: dict[str, Any] = {
            "epoch": self.epoch,
            "train_loss": _finite(self.train_loss),
            "test_loss": _finite(self.test_loss),
            "train_accuracy": _finite(self.train_accuracy),
            "test_accuracy": _finite(self.test_accuracy),
            "diverged": None,
            "seconds": round(self.seconds, 3),
        }
        if self.diverged is not None:
            result["diverged"] = {"epoch": self.diverged[0], "cause": self.diverged[1]}
        return json.dumps(result, allow_nan=False)

    def as_sentence(self) -> str:
        """The same for a reader, in one line."""
        parts = [f"epoch {self.epoch}: J train {self.train_loss:.4g}, test {self.test_loss:.4g}"]
        if self.train_accuracy is not None and self.test_accuracy is not None:
            parts.append(f"accuracy train {self.train_accuracy:.1%}, test {self.test_accuracy:.1%}")
        parts.append(f"{self.seconds:.1f} s")
        if self.diverged is not None:
            parts.append(f"diverged in epoch {self.diverged[0]}: {self.diverged[1]}")
        if self.interrupted:
            parts.append("interrupted")
        return "; ".join(parts)


# Epochs between two looks at the clock and the keyboard; each is written if that is asked for.
AT_ONCE = 20


def train(
    experiment: Experiment, epochs: int, history: Path | None = None, engine: str = "auto"
) -> Outcome:
    """Train for `epochs`, or until the run diverges or Ctrl-C is pressed.

    `history` is a CSV file that gets a row for the start and for every epoch. Raises `FileError`
    when it cannot be written, `ValueError` when the engine cannot be had.
    """
    engine_class(engine, _say_compiling)
    if problem := compiled_problem():
        _say(problem)
    run = Session(experiment, engine)
    at_once = 1 if history is not None or run.engine.holds_gil else AT_ONCE
    progress = _Progress(epochs, sys.stderr)
    start = time.perf_counter()
    opened = nullcontext() if history is None else open_history(history, run.history.names)
    with opened as write_row, _interrupt() as interrupted:
        _write(run, write_row)
        while run.epoch < epochs and run.divergence is None and not interrupted.is_set():
            before = run.epoch
            run.train(min(at_once, epochs - run.epoch))
            if run.epoch > before:
                _write(run, write_row)
            progress.show(run)
        progress.end()
    losses, accuracies, divergence = run.losses(), run.accuracies(), run.divergence
    return Outcome(
        epoch=run.epoch,
        train_loss=float(losses.train),
        test_loss=float(losses.test),
        train_accuracy=None if accuracies is None else float(accuracies.train),
        test_accuracy=None if accuracies is None else float(accuracies.test),
        diverged=None if divergence is None else (divergence.epoch, divergence.cause),
        seconds=time.perf_counter() - start,
        interrupted=interrupted.is_set(),
    )


def _say_compiling() -> None:
    _say(
        "The training loop is being compiled, once on this machine, which takes some ten seconds; "
        "--engine numpy starts at once."
    )


def _say(sentence: str) -> None:
    with suppress(OSError):  # a full disk behind stderr
        print(f"annplayground: {sentence.rstrip('.')}", file=sys.stderr, flush=True)


def _write(run: Session, write_row: RowWriter | None) -> None:
    if write_row is not None:
        write_row(run.epoch, run.history.last.tolist())


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


@contextmanager
def _interrupt() -> Iterator[threading.Event]:
    """Ctrl-C sets the event, so that the epoch is finished; a second Ctrl-C ends at once."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed  # Only the main thread hears of signals.
        return

    def press(_signal: int, _frame: Any) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


class _Progress:
    """One line on the terminal that is drawn over and over; nothing if it is no terminal."""

    WIDTH = 24
    INTERVAL = 0.1  # seconds

    def __init__(self, epochs: int, stream: TextIO) -> None:
        self._epochs, self._stream = epochs, stream
        self._active = stream.isatty()
        self._start = self._shown = time.perf_counter()

    def show(self, run: Session) -> None:
        """Draw the line anew if it is time."""
        now = time.perf_counter()
        if not self._active or now - self._shown < self.INTERVAL:
            return
        self._shown = now
        filled = self.WIDTH * run.epoch // max(self._epochs, 1)
        bar = "#" * filled + "." * (self.WIDTH - filled)
        rate = run.epoch / (now - self._start)
        loss = float(run.history.last[0])
        line = f"[{bar}] {run.epoch}/{self._epochs} epochs  {rate:.0f}/s  J {loss:.4g}"
        self._stream.write(f"\r{line:<76}")
        self._stream.flush()

    def end(self) -> None:
        """Leave an empty line behind for the result."""
        if self._active:
            self._stream.write(f"\r{'':<76}\r")
            self._stream.flush()
