"""Brings a Snapshot onto the map, doing again only what has changed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.contour import zero_line
from annplayground.gui.plots.boundary.regions.colours import border_fields, map_pixels
from annplayground.gui.plots.boundary.regions.hatch import hatches
from annplayground.gui.plots.boundary.samples.points import Points
from annplayground.gui.plots.boundary.stage import BoundaryStage
from annplayground.gui.theme import Look

if TYPE_CHECKING:
    from annplayground.gui.plots.boundary.canvas import BoundaryCanvas


@dataclass(frozen=True)
class Options:
    """What the check boxes say."""

    train: bool = True
    test: bool = False
    discretise: bool = False


class BoundaryPresenter:
    """Shows snapshots on the canvas of a stage."""

    def __init__(self, stage: BoundaryStage) -> None:
        self._stage = stage
        self._steps = StepWatch()
        self._map_of: tuple | None = None
        self._points_of: tuple | None = None

    @property
    def _canvas(self) -> "BoundaryCanvas":
        return self._stage.map

    def show(self, snapshot: Snapshot, options: Options, look: Look) -> None:
        """Map, points and marks of a run."""
        self.show_map(snapshot, options, look)
        sets = (snapshot.train_set, snapshot.test_set)
        shown = (options.train, options.test, snapshot.experiment.data.n_classes == 0)
        if self._points_of is None or not (
            all(new is old for new, old in zip(sets, self._points_of[0], strict=True))
            and shown == self._points_of[1]
        ):
            self._points_of = (sets, shown)
            self._canvas.set_points(_points(snapshot, options))
        self._mark(snapshot, options)

    def show_sketch(self, points: Points, snapshot: Snapshot | None, look: Look) -> None:
        """Drawn points, on the map of their own run if there is one already."""
        self._points_of = None
        if self._canvas.points != (points,):
            self._canvas.set_points((points,))
        if snapshot is not None and snapshot.experiment.data.dataset == "custom":
            self.show_map(snapshot, Options(), look)
        else:
            self._map_of = None
            self._canvas.set_bar(False)
            self._canvas.set_map(None)

    def show_map(self, snapshot: Snapshot, options: Options, look: Look) -> None:
        """The map alone; a snapshot without one changes nothing."""
        experiment, a = snapshot.experiment, snapshot.boundary
        self._canvas.set_bar(experiment.data.n_classes == 0)
        lines = self._canvas.hatch_lines
        kind = (options.discretise, look.colours, lines)
        if a is None or (
            self._map_of is not None and a is self._map_of[0] and kind == self._map_of[1]
        ):
            return
        self._map_of = (a, kind)
        pixels = map_pixels(a, experiment, look, options.discretise)
        fields = border_fields(a, experiment)
        borders = [zero_line(field) for field in fields]
        self._canvas.set_map(pixels, borders, hatches(fields, experiment, lines))

    def _mark(self, snapshot: Snapshot, options: Options) -> None:
        """Crosses in the points predicted wrong; rings around the mini-batch just used."""
        if snapshot.classes is None:
            self._canvas.set_wrong(())
        else:
            shown = ((options.test, snapshot.test_set), (options.train, snapshot.train_set))
            classes = snapshot.classes[::-1]
            self._canvas.set_wrong(
                tuple(
                    predicted != samples.labels
                    for (seen, samples), predicted in zip(shown, classes, strict=True)
                    if seen
                )
            )
        rows = self._steps.stepped_rows(snapshot)
        self._canvas.set_ringed(snapshot.train_set.X[rows if options.train else rows[:0]])


class StepWatch:
    """Finds out from one snapshot to the next whether a mini-batch was just stepped."""

    def __init__(self) -> None:
        self._before: tuple[int, int] | None = None  # (run, mini-batches since its start)
        self._was_playing = True
        self._stepped = False

    def stepped_rows(self, snapshot: Snapshot) -> NDArray[np.int64]:
        """Rows of the training set in the mini-batch to ring; empty if there is none, or if
        ringing every point would say nothing."""
        rows, playing = snapshot.last_batch, snapshot.status.playing
        now = (snapshot.run, snapshot.epoch * snapshot.batches_per_epoch + snapshot.batch)
        if now != self._before or playing:
            one_on = self._before is not None and now == (self._before[0], self._before[1] + 1)
            self._stepped = one_on and not playing and not self._was_playing
        self._before, self._was_playing = now, playing
        paused = not playing and snapshot.divergence is None
        shown = paused and (snapshot.batch > 0 or self._stepped)
        return rows if shown and len(rows) < len(snapshot.train_set) else rows[:0]


def _points(snapshot: Snapshot, options: Options) -> tuple[Points, ...]:
    regression = snapshot.experiment.data.n_classes == 0
    # The training set last, on top.
    test = [Points.of(snapshot.test_set, True, regression)] if options.test else []
    train = [Points.of(snapshot.train_set, False, regression)] if options.train else []
    return (*test, *train)
