"""The five networks that every speed here is measured on, and the shape of a figure."""

import os
from dataclasses import dataclass

# One thread each: before NumPy or scikit-learn start their own.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from annplayground.core.experiment import (  # noqa: E402
    Data,
    Experiment,
    HiddenLayer,
    Network,
    Training,
)


@dataclass(frozen=True)
class Case:
    """A network of tanh layers and a batch size; 250 training samples of the spiral."""

    name: str
    hidden: tuple[int, ...]
    batch: int

    @property
    def label(self) -> str:
        """As 'b: 2-8-8-8-1, batch 10'."""
        return f"{self.name}: {'-'.join(map(str, (2, *self.hidden, 1)))}, batch {self.batch}"

    @property
    def experiment(self) -> Experiment:
        """The case as an Experiment."""
        layers = tuple(HiddenLayer(units, "tanh") for units in self.hidden)
        return Experiment(Data("spiral"), Network(layers), Training(batch_size=self.batch))


CASES = (
    Case("a", (4, 2), 10),
    Case("b", (8, 8, 8), 10),
    Case("c", (8,) * 6, 10),
    Case("d", (8, 8, 8), 30),
    Case("e", (64, 64), 32),
)


@dataclass(frozen=True)
class Figure:
    """One row of the table: what was measured, beside what, and how they compare."""

    what: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    target: str = ""

    @property
    def ratio(self) -> float | None:
        """Value over peer's value."""
        return None if not self.peer_value else self.value / self.peer_value
