"""A run that was left and can be had again, as the one holds it who may want it back."""

from concurrent.futures import Future
from dataclasses import dataclass, field


@dataclass(frozen=True)
class KeptRun:
    """A run as it stood at an epoch. What is inside is for the Runner alone."""

    epoch: int
    session: object = field(repr=False, compare=False)


# None: no run was left, the same one goes on.
LeftRun = Future[KeptRun | None]
