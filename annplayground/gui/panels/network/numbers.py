"""Numbers on the diagram: one example carried through the network, as on a whiteboard.

Forward: the weight on every edge, and at every unit b, z and a. Backward: dJ/dW on every edge, and
δ at every unit. What has no room is left out, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from annplayground.core.choices.features import compute_features
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.notations import Symbolic
from annplayground.core.explain import LayerExplanation, explain
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.panels.network.layout import Bias, Node, Weight
from annplayground.gui.text import number

# What may be chosen. By itself, a network of so many weights and biases has numbers.
CHOICES = ("auto", "off", "forward", "backward")
SMALL = 12
NEXT = {"off": "forward", "forward": "backward", "backward": "off"}
# More weights than this are not written on their edges.
MOST_WEIGHTS = 64


@dataclass(frozen=True)
class Numbers:
    """The texts on edges (`Weight`), at units (`Node`, one or more lines) and at marks of biases
    (`Bias`), in the order in which they are to find their places; `caption` says of what, in
    wordings from the longest to the shortest."""

    edges: tuple[tuple[Weight, str], ...] = ()
    units: tuple[tuple[Node, tuple[str, ...]], ...] = ()
    biases: tuple[tuple[Bias, str], ...] = ()
    caption: tuple[str, ...] = ()

    @property
    def key(self) -> bytes:
        """Changes when a number does."""
        return repr((self.edges, self.units, self.biases, self.caption)).encode()

    @property
    def lines(self) -> int:
        """How many lines stand below a unit."""
        return max((len(lines) for _, lines in self.units), default=0)

    def in_one_line(self) -> "Numbers":
        """With the last of the lines at each unit only: what it hands on."""
        return replace(self, units=tuple((node, lines[-1:]) for node, lines in self.units))


NOTHING = Numbers()


def direction(choice: str, n_parameters: int, backward: bool) -> str:
    """What a choice means for a network: "off", "forward" or "backward".

    By itself a small network has numbers, those of the pass that an explanation is about.
    """
    if choice != "auto":
        return choice
    if n_parameters > SMALL:
        return "off"
    return "backward" if backward else "forward"


@np.errstate(all="ignore")  # a run that diverges has such numbers
def numbers_of(snapshot: Snapshot, row: int, way: str) -> Numbers:
    """The numbers of one row of the training set at this moment; the captions are `Symbolic`."""
    if way == "off" or not len(snapshot.train_set):
        return NOTHING
    row = min(row, len(snapshot.train_set) - 1)
    x, y = snapshot.train_set.X[row : row + 1], snapshot.train_set.y[row]
    experiment = snapshot.experiment
    inputs = compute_features(x, experiment.data.features)[0]
    loss = LOSSES[experiment.training.loss]
    layers = explain(snapshot.layers, inputs, y, loss)
    place = ", ".join(number(float(value)) for value in x[0])
    target = ", ".join(number(float(value)) for value in y)
    start = translate("Network", "Example {n}: x = ({place}), y = {target}").format(
        n=row + 1, place=place, target=target
    )
    ends = tuple((Node(0, unit), (number(float(value)),)) for unit, value in enumerate(inputs))
    if way == "forward":
        last, activation = layers[-1], experiment.activations[-1][0]
        error = loss.per_sample(activation, last.z[None, :], last.a[None, :], y[None, :])
        start = f"{start}, {{J}} = {number(float(error[0]))}"
        captions = (
            translate("Network", "{start}; on the edges W").format(start=start),
            start,
            translate("Network", "Example {n}").format(n=row + 1),
        )
        caption = tuple(map(Symbolic, captions))
        return Numbers(_weights(layers), ends + _sums(layers), _biases(layers), caption)
    slope = "{d}{J}/{d}W"
    captions = (
        translate("Network", "{start}; on the edges {slope} of this example").format(
            start=start, slope=slope
        ),
        translate("Network", "{slope} of this example").format(slope=slope),
        slope,
    )
    caption = tuple(map(Symbolic, captions))
    return Numbers(_gradients(layers), ends + _deltas(layers), (), caption)


def _edges(matrices: Sequence) -> tuple[tuple[Weight, str], ...]:
    if sum(matrix.size for matrix in matrices) > MOST_WEIGHTS:
        return ()
    return tuple(
        (Weight(layer, i, j), number(float(matrix[i, j])))
        for layer, matrix in enumerate(matrices, start=1)
        for i in range(matrix.shape[0])
        for j in range(matrix.shape[1])
    )


def _weights(layers: list[LayerExplanation]) -> tuple[tuple[Weight, str], ...]:
    return _edges([one.W for one in layers])


def _gradients(layers: list[LayerExplanation]) -> tuple[tuple[Weight, str], ...]:
    return _edges([one.dW for one in layers])


def _sums(layers: list[LayerExplanation]) -> tuple[tuple[Node, tuple[str, ...]], ...]:
    return tuple(
        (Node(layer, unit), (f"z {number(float(z))}", f"a {number(float(a))}"))
        for layer, one in enumerate(layers, start=1)
        for unit, (z, a) in enumerate(zip(one.z, one.a, strict=True))
    )


def _deltas(layers: list[LayerExplanation]) -> tuple[tuple[Node, tuple[str, ...]], ...]:
    return tuple(
        (Node(layer, unit), (f"δ {number(float(delta))}",))
        for layer, one in enumerate(layers, start=1)
        for unit, delta in enumerate(one.delta)
    )


def _biases(layers: list[LayerExplanation]) -> tuple[tuple[Bias, str], ...]:
    return tuple(
        (Bias(layer, unit), f"b {number(float(b))}")
        for layer, one in enumerate(layers, start=1)
        for unit, b in enumerate(one.b)
    )
