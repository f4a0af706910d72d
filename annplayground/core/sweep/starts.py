"""Is it luck? One experiment, or two, from many first weights, trained in the background.

A and B of the same seed are a pair: the same data, the same order of it, and equal first weights
where their layers are equal.
"""

import math
import os
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.engines.available import engine_for, loaded_engine
from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.engines.protocol import Engine
from annplayground.core.experiment import Experiment
from annplayground.core.sweep.one_run import BURST_SECONDS, OneRun
from annplayground.core.sweep.workers import cores

Side = Literal["a", "b"]
Curve = Literal["train_loss", "test_loss"]
CURVES: tuple[Curve, ...] = ("train_loss", "test_loss")
MOST_STARTS = 200  # for each of A and B
MOST_KEPT = 1000  # epochs of a curve
Z95 = 1.959963984540054  # of 95 % of a normal distribution
# With the NumPy engine, which lets nothing else in Python run: it works, and rests, for so long.
_SHARED_SECONDS = 0.01


class Start:
    """One run of a study, written by its own thread and read by any: `n` of its epochs are there.

    `values` are (epochs kept, 2), J on both sets; `solved_at` and `diverged_at` are epochs or None.
    """

    def __init__(self, side: Side, seed: int, experiment: Experiment, n_kept: int) -> None:
        self.side, self.seed = side, seed
        network = replace(experiment.network, seed=seed)
        self.experiment = replace(experiment, network=network)
        self.values = np.full((n_kept, len(CURVES)), np.nan)
        self.n = 0
        self.solved_at: int | None = None
        self.diverged_at: int | None = None
        self.done = False

    def curve(self, name: Curve) -> Array:
        """Its J so far, (n,)."""
        return self.values[: self.n, CURVES.index(name)]

    @property
    def end(self) -> float:
        """J on the training set at its end; ∞ where it diverged."""
        return math.inf if self.diverged_at is not None else float(self.values[self.n - 1, 0])


@dataclass(frozen=True, eq=False)
class Band:
    """Median and quartiles of J over `n` whole runs, at each epoch kept (k,). A run counts as ∞
    from where it diverged."""

    n: int
    low: Array
    median: Array
    high: Array


@dataclass(frozen=True)
class Outcome:
    """Of `n` whole runs: how many solved their training set and the median of the epochs after
    which they did (None: none did), and how many diverged."""

    n: int
    solved: int
    median_epoch: float | None
    diverged: int

    @property
    def interval(self) -> tuple[float, float]:
        """Of the share that is solved, see `wilson`."""
        return wilson(self.solved, self.n)


@dataclass(frozen=True)
class Pairs:
    """How often A and B won, of the seeds that both are done with; the rest are ties."""

    n: int
    a: int
    b: int

    @property
    def ties(self) -> int:
        """Pairs in which neither was better."""
        return self.n - self.a - self.b

    @property
    def interval(self) -> tuple[float, float]:
        """Of the share that A wins of the pairs that are no ties, see `wilson`."""
        return wilson(self.a, self.a + self.b)


class Study:
    """The starts of one experiment or two. Attributes: `starts`, in the order in which they are
    trained; `epochs_kept` (k,), those of all curves: every one, or every `stride`th and the last;
    `failure`, what went wrong in a thread, or None."""

    def __init__(
        self, experiments: dict[Side, Experiment], epochs: int, engine: type[Engine]
    ) -> None:
        self.experiments, self.epochs = experiments, epochs
        self.stride = max(math.ceil(epochs / MOST_KEPT), 1)
        kept = np.arange(0, epochs + 1, self.stride)
        self.epochs_kept: NDArray[np.int64] = np.union1d(kept, [epochs])
        self.starts: list[Start] = []
        self.failure: BaseException | None = None
        self._engine = engine
        self._stopping = threading.Event()
        self._running: list[Future[None]] = []
        self._bands: dict[tuple[Side, Curve], Band] = {}
        self._lock = threading.Lock()

    # -- training ---------------------------------------------------------------------------

    def add(self, seeds: int) -> None:
        """Train from so many more first weights: the seeds after those that there are, from 0 on,
        each for A and for B."""
        first = len(self.starts) // len(self.experiments)
        added = [
            Start(side, seed, experiment, len(self.epochs_kept))
            for seed in range(first, first + seeds)
            for side, experiment in self.experiments.items()
        ]
        self.starts += added
        pool = ThreadPoolExecutor(self._n_threads, "annplayground-starts", give_way)
        self._running = [pool.submit(self._train, start) for start in added]
        for future in self._running:
            future.add_done_callback(self._note_failure)
        pool.shutdown(wait=False)  # its threads end with what they have to do

    def stop(self) -> None:
        """End soon, within a burst of each thread; what is done stays."""
        self._stopping.set()
        for future in self._running:
            future.cancel()

    @property
    def running(self) -> bool:
        """Whether anything is still trained."""
        return not all(future.done() for future in self._running)

    @property
    def _n_threads(self) -> int:
        if self._holds_gil:
            return 1
        # Where a thread has no priority of its own, a core is left to the window.
        return cores() if _HAS_PRIORITIES else max(cores() - 1, 1)

    @property
    def _holds_gil(self) -> bool:
        made = self.experiments.values()
        return any(engine_for(experiment, self._engine).holds_gil for experiment in made)

    def _note_failure(self, future: "Future[None]") -> None:
        if not future.cancelled() and future.exception() is not None:
            self.failure = future.exception()

    def _train(self, start: Start) -> None:
        run = OneRun(start.experiment, self._engine)
        self._keep(start, run.row[None], 0)
        start.solved_at = run.solved_at
        while run.epoch < self.epochs and not run.diverged:
            if self._stopping.is_set():
                return
            epoch = run.epoch
            if self._holds_gil:
                rows = run.go_on(self.epochs, _SHARED_SECONDS)
                time.sleep(_SHARED_SECONDS)
            else:
                rows = run.go_on(self.epochs, BURST_SECONDS)
            self._keep(start, rows, epoch + 1)
            start.solved_at = run.solved_at
        start.diverged_at = run.epoch if run.diverged else None
        start.done = True
        self._measure_band(start.side)

    def _measure_band(self, side: Side) -> None:
        """Here, and not where it is drawn: it takes milliseconds."""
        with self._lock:
            done = self.done(side)
            for place, curve in enumerate(CURVES):
                values = np.stack([start.values[:, place] for start in done])
                parts = quartiles(np.where(np.isfinite(values), values, np.inf))
                self._bands[side, curve] = Band(len(done), *parts)

    def _keep(self, start: Start, rows: Array, first: int) -> None:
        """Keep those of the rows, of which the first is of an epoch, that are of epochs kept."""
        end = int(np.searchsorted(self.epochs_kept, first + len(rows)))
        epochs = self.epochs_kept[start.n : end]
        # The losses come first in a row.
        start.values[start.n : end] = rows[epochs - first, : len(CURVES)]
        start.n = end

    # -- what came of it --------------------------------------------------------------------

    def of(self, side: Side) -> list[Start]:
        """The starts of A or of B."""
        return [start for start in self.starts if start.side == side]

    def done(self, side: Side) -> list[Start]:
        """Those that are trained to their end."""
        return [start for start in self.of(side) if start.done]

    def band(self, side: Side, curve: Curve) -> Band | None:
        """None where no run is done."""
        return self._bands.get((side, curve))

    def outcome(self, side: Side) -> Outcome:
        """How many of the whole runs of A or of B solved their training set, and after how long."""
        done = self.done(side)
        solved = [start.solved_at for start in done if start.solved_at is not None]
        diverged = sum(start.diverged_at is not None for start in done)
        median = float(np.median(solved)) if solved else None
        return Outcome(len(done), len(solved), median, diverged)

    def pairs(self) -> Pairs | None:
        """None without a B."""
        if "b" not in self.experiments:
            return None
        others = {start.seed: start for start in self.done("b")}
        pairs = [(a, others[a.seed]) for a in self.done("a") if a.seed in others]
        winners = [winner(a, b) for a, b in pairs]
        return Pairs(len(pairs), winners.count("a"), winners.count("b"))


def winner(a: Start, b: Start) -> Side | None:
    """Who solved its training set first; if neither did, whose J on it is lower at the end; where
    that is equal too, nobody."""
    keys = [(math.inf if one.solved_at is None else one.solved_at, one.end) for one in (a, b)]
    if keys[0][0] != keys[1][0]:
        return "a" if keys[0][0] < keys[1][0] else "b"
    if keys[0][0] < math.inf or keys[0][1] == keys[1][1]:
        return None
    return "a" if keys[0][1] < keys[1][1] else "b"


def quartiles(values: Array) -> tuple[Array, Array, Array]:
    """Lower quartile, median and upper quartile down the columns of values (n, k), which may be ∞;
    between two of the n they are interpolated linearly, as `numpy.percentile` does."""
    ordered = np.sort(values, axis=0)
    found = []
    for share in (0.25, 0.5, 0.75):
        place = share * (len(ordered) - 1)
        low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
        part = place - math.floor(place)
        with np.errstate(invalid="ignore"):
            between = low + part * (high - low)
        found.append(np.where(np.isfinite(high), between, high if part else low))
    return found[0], found[1], found[2]


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of which k of n were seen, by Wilson's score: it stays within
    0 … 1, and is right for few and for extreme counts, too. Of n = 0, all of 0 … 1."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = k / n, Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    low = 0.0 if k == 0 else middle - half
    return low, 1.0 if k == n else middle + half


def trained_by(name: str) -> type[Engine]:
    """The engine of this name, as far as it is loaded; else NumPy's."""
    return NumpyEngine if name == NumpyEngine.name else loaded_engine() or NumpyEngine


_HAS_PRIORITIES = sys.platform == "linux"  # each thread has its own


def give_way() -> None:
    """Let this thread have only what others leave of the processor, where that can be said."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
