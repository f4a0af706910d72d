"""What the diagram may show of a run: those values that fit the network which is shown."""

import numpy as np
from numpy.typing import NDArray

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.panels.network.layout import Bias, Node, Weight

Values = NDArray[np.float64]
Map = NDArray[np.float32]

# How much of the way to a smaller largest weight the scale goes with each snapshot.
_EASE = 0.04


class ShownRun:
    """The newest snapshot seen through an Experiment that may be ahead of it.

    A change of the network starts a new Session; until its first snapshot is there, a layer whose
    values no longer fit has none.
    """

    def __init__(self) -> None:
        self._experiment = Experiment()
        self._snapshot: Snapshot | None = None
        self._scales = [0.0, 0.0]  # the recent largest weight and bias

    def set_experiment(self, experiment: Experiment) -> None:
        """The network that is shown."""
        self._experiment = experiment

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """The newest values."""
        goes_on = self._snapshot is not None and self._snapshot.run == snapshot.run
        self._snapshot = snapshot
        for kind in (0, 1):
            largest = max(_largest(pair[kind]) for pair in snapshot.parameters)
            # Grow at once, shrink slowly: the widths of the lines do not flicker in training. At
            # rest they are those of the weights: what is undone looks as it did.
            eased = self._scales[kind] + (largest - self._scales[kind]) * _EASE
            trains = goes_on and snapshot.status.playing
            self._scales[kind] = max(largest, eased) if trains else largest

    @property
    def snapshot(self) -> Snapshot | None:
        """The newest values."""
        return self._snapshot

    @property
    def playing(self) -> bool:
        """Whether the run trains, so that the next values are near."""
        return self._snapshot is not None and self._snapshot.status.playing

    def weights(self, layer: int) -> Values | None:
        """W (n_in, n_out) of a layer (1 is the first hidden one)."""
        return self._parameter(layer, 0, self._experiment.sizes[layer - 1 : layer + 1])

    def biases(self, layer: int) -> Values | None:
        """b (n_out,) of a layer (1 is the first hidden one)."""
        return self._parameter(layer, 1, self._experiment.sizes[layer : layer + 1])

    def _parameter(self, layer: int, kind: int, shape: tuple[int, ...]) -> Values | None:
        if self._snapshot is None or not 1 <= layer <= len(self._snapshot.parameters):
            return None
        values = self._snapshot.parameters[layer - 1][kind]
        return values if values.shape == shape else None

    def value(self, target: Weight | Bias) -> float | None:
        """The value of one weight or bias."""
        if isinstance(target, Weight):
            weights = self.weights(target.layer)
            return None if weights is None else float(weights[target.i, target.j])
        biases = self.biases(target.layer)
        return None if biases is None else float(biases[target.j])

    def shares(self, values: Values, kind: int = 0) -> Values:
        """Weights (kind 0) or biases (1) as shares −1 … 1 of the recent largest."""
        scale = self._scales[kind] or 1.0
        return np.clip(np.nan_to_num(values / scale), -1.0, 1.0)

    def maps(self, layer: int) -> Map | None:
        """The maps (units, r, r) of a layer (0 is the inputs)."""
        maps = self._snapshot.neuron_maps if self._snapshot else None
        if maps is None or layer >= len(maps):
            return None
        return maps[layer] if len(maps[layer]) == self._experiment.sizes[layer] else None

    def large_map(self, node: Node) -> Map | None:
        """The large map (r, r) of a node, or the small one until the large one is there."""
        snapshot = self._snapshot
        if snapshot is None:
            return None
        if snapshot.detail is not None and snapshot.detail_place == (node.layer, node.unit):
            return snapshot.detail
        maps = self.maps(node.layer)
        return None if maps is None else maps[node.unit]


def _largest(values: Values) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0
