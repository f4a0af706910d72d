"""`annplayground train`: a run without a window, with progress on a terminal. Never imports Qt."""

import json
import math
import signal
import sys
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from annplayground import ending, streams
from annplayground.core.engines.available import engine_class, engine_problem
from annplayground.core.experiment import Experiment
from annplayground.core.numerals import count, fixed, number, percent
from annplayground.core.run.session import Session
from annplayground.core.words import translate
from annplayground.io.history_csv import RowWriter, open_history
from annplayground.progress import Progress


@dataclass(frozen=True)
class Outcome:
    """Where a run ended: J and the accuracies (None in regression) on both sets; NaN on
    an empty test set.

    `diverged` is None, or the epoch and the cause of the divergence; `ended_by` is None, or the
    number of the signal that ended the run before its time.
    """

    epoch: int
    train_loss: float
    test_loss: float
    train_accuracy: float | None
    test_accuracy: float | None
    diverged: tuple[int, str] | None
    seconds: float
    ended_by: int | None = None
    has_test_set: bool = True

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
        parts = [
            (
                translate("Commands", "epoch {epoch}: J train {train}, test {test}")
                if self.has_test_set
                else translate("Commands", "epoch {epoch}: J train {train} (no test set)")
            ).format(
                epoch=self.epoch,
                train=number(self.train_loss, 4),
                test=number(self.test_loss, 4),
            )
        ]
        if self.train_accuracy is not None and self.test_accuracy is not None:
            parts.append(
                (
                    translate("Commands", "accuracy train {train}, test {test}")
                    if self.has_test_set
                    else translate("Commands", "accuracy train {train}")
                ).format(train=percent(self.train_accuracy, 1), test=percent(self.test_accuracy, 1))
            )
        parts.append(f"{fixed(self.seconds, 1)} s")
        if self.diverged is not None:
            parts.append(
                translate("Commands", "diverged in epoch {epoch}: {cause}").format(
                    epoch=self.diverged[0], cause=self.diverged[1]
                )
            )
        if self.ended_by is not None:
            parts.append(
                translate("Commands", "ended early by {name}").format(
                    name=signal.Signals(self.ended_by).name
                )
            )
        return "; ".join(parts)


# Between two looks at the clock and for signals.
BURST_SECONDS = 0.05


def train(
    experiment: Experiment, epochs: int, history: Path | None = None, engine: str = "auto"
) -> Outcome:
    """Train for `epochs`, or until the run diverges or a signal ends it, which the run then does
    at the end of its last whole epoch.

    `history` is a CSV file that gets a row for the start and for every epoch, also of a run that
    ends early. Raises `FileError` when it cannot be written, `ValueError` when the engine cannot be
    had.
    """
    engine_class(engine, _say_compiling)
    run = Session(experiment, engine)
    if problem := engine_problem(experiment, run.wanted_engine):
        streams.tell(problem)
    progress = _Progress(epochs, sys.stderr)
    start = time.perf_counter()
    opened = nullcontext() if history is None else open_history(history, run.history.names)
    with ending.noted() as request, opened as write_row:
        _write(run, write_row)
        bursts = _Bursts(run)
        while run.epoch < epochs and run.divergence is None and request.number is None:
            before = run.epoch
            bursts.advance(epochs - before if write_row is None else 1)
            if run.epoch > before:
                _write(run, write_row)
            progress.show(run)
        if run.batch and run.divergence is None:
            run.back()
        progress.end()
    losses, accuracies, divergence = run.losses(), run.accuracies(), run.divergence
    return Outcome(
        epoch=run.epoch,
        train_loss=float(losses.train),
        test_loss=float(losses.test),
        train_accuracy=None if accuracies is None else float(accuracies.train),
        test_accuracy=None if accuracies is None else float(accuracies.test),
        diverged=None if divergence is None else (divergence.epoch, divergence.sentence),
        seconds=time.perf_counter() - start,
        ended_by=request.number,
        has_test_set=len(run.test_set) > 0,
    )


def _say_compiling() -> None:
    streams.tell(
        translate(
            "Commands",
            "The training loop is being compiled, once on this machine, which takes some ten "
            "seconds; --engine numpy starts at once.",
        )
    )


def _write(run: Session, write_row: RowWriter | None) -> None:
    if write_row is not None:
        write_row(run.epoch, run.history.last.tolist())


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


class _Bursts:
    """Trains as many mini-batches at a time as take some hundredths of a second."""

    def __init__(self, run: Session) -> None:
        self._run = run
        self._batches = 1

    def advance(self, epochs: int) -> None:
        """Train one burst, and not past the end of this many epochs."""
        run, start = self._run, time.perf_counter()
        batches = min(self._batches, epochs * run.batches_per_epoch - run.batch)
        run.advance(batches, epochs=epochs)
        seconds = time.perf_counter() - start
        self._batches = max(1, int(batches * min(BURST_SECONDS / max(seconds, 1e-6), 2.0)))


class _Progress(Progress):
    """The line of a run."""

    def __init__(self, epochs: int, stream: TextIO | None) -> None:
        super().__init__(stream)
        self._epochs = epochs

    def show(self, run: Session) -> None:
        """Draw the line anew if it is time."""
        if self.is_due():
            rate, loss = run.epoch / self.seconds, float(run.history.last[0])
            words = translate("Commands", "{epoch}/{epochs} epochs  {rate}/s  J {loss}").format(
                epoch=run.epoch, epochs=self._epochs, rate=count(rate), loss=number(loss, 4)
            )
            self.draw(run.epoch / max(self._epochs, 1), words)
