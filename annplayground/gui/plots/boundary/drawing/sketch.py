"""Points drawn by hand: the list of them, and how it keeps step with the Experiment."""

import math
from collections import deque

import numpy as np

from annplayground.core.experiment import CustomPoint
from annplayground.core.settings import MIN_CLASSES, setting
from annplayground.core.words import translate
from annplayground.gui.plots.boundary.samples.points import Points
from annplayground.gui.text import counted

# In units of the data: a drag leaves a point every SPACING, a right click reaches this far.
SPACING, REACH = 0.3, 0.6
_FEWEST, _MOST = (int(bound) for bound in (setting("data.points").low, setting("data.points").high))


class Sketch:
    """The drawn points, which may not yet be enough for an Experiment."""

    def __init__(self) -> None:
        self.points: tuple[CustomPoint, ...] = ()
        self._last: tuple[float, float] | None = None  # of the drag that goes on
        self._shown: tuple[tuple[CustomPoint, ...], Points] | None = None
        # What was handed over and has not yet come back in a snapshot.
        self._sent: deque[tuple[CustomPoint, ...]] = deque(maxlen=100)

    def start(self, points: tuple[CustomPoint, ...]) -> None:
        """Begin with these points, those of the run."""
        self.points, self._last = points, None
        self._sent.clear()
        self._sent.append(points)

    def draw(self, x1: float, x2: float, label: int) -> bool:
        """Add a point, unless the drag has hardly moved; whether it was added."""
        near = self._last is not None and math.dist(self._last, (x1, x2)) < SPACING
        if near or len(self.points) >= _MOST:
            return False
        self._last = (x1, x2)
        self.points += ((round(x1, 2), round(x2, 2), label),)
        return True

    def erase(self, x1: float, x2: float) -> bool:
        """Remove the nearest point within reach; whether there was one."""
        if not self.points:
            return False
        distance = [math.dist((x1, x2), point[:2]) for point in self.points]
        nearest = int(np.argmin(distance))
        if distance[nearest] > REACH:
            return False
        self.points = self.points[:nearest] + self.points[nearest + 1 :]
        return True

    def clear(self) -> None:
        """Remove all."""
        self.points = ()

    def hand_over(self) -> tuple[CustomPoint, ...]:
        """End the drag; the points as they are now, expected back in a snapshot."""
        self._last = None
        self._sent.append(self.points)
        return self.points

    def follow(self, points: tuple[CustomPoint, ...]) -> bool:
        """Take over the points of the run, unless they are older ones of this sketch that only
        come late; whether anything changed (an undo, a file)."""
        if points in self._sent:
            while self._sent.popleft() != points:
                pass
            self._sent.appendleft(points)
            return False
        if points == self.points:
            return False
        self.start(points)
        return True

    @property
    def missing(self) -> tuple[str, ...]:
        """What it still needs to be trained on, from long to short; nothing if it is enough."""
        classes = len({label for _, _, label in self.points})
        if len(self.points) >= _FEWEST and classes >= MIN_CLASSES:
            return ()
        need = translate("Boundary", "At least {n} points of {classes} classes.").format(
            n=_FEWEST, classes=MIN_CLASSES
        )
        if not self.points:
            return (translate("Boundary", "Click or drag to draw. {need}").format(need=need), need)
        points, kinds = counted(len(self.points), "point"), counted(classes, "class", "classes")
        return (
            translate("Boundary", "{need} So far: {points} of {kinds}.").format(
                need=need, points=points, kinds=kinds
            ),
            need,
        )

    def as_points(self) -> Points:
        """For the map, as a training set is drawn; the same object while nothing changes."""
        if self._shown is None or self._shown[0] is not self.points:
            table = np.array(self.points, dtype=float).reshape(-1, 3)
            self._shown = (self.points, Points(table[:, :2], table[:, 2]))
        return self._shown[1]
