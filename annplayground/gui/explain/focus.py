"""What the explanations are about: one layer, unit, incoming weight and training example."""

from dataclasses import dataclass, replace

from annplayground.core.choices.features import FEATURES, compute_features
from annplayground.core.choices.losses import LOSSES
from annplayground.core.experiment import Experiment
from annplayground.core.explain import LayerExplanation, explain
from annplayground.core.run.snapshot import Snapshot
from annplayground.gui import text


@dataclass(frozen=True)
class Focus:
    """`layer` is 1 for the first after the inputs; `source` is a unit of the layer before;
    `example` is a row of the training set. `whole_layer` asks for norms instead of one weight."""

    layer: int = 1
    unit: int = 0
    source: int = 0
    example: int = 0
    whole_layer: bool = False

    @property
    def place(self) -> tuple[int, int, int, int]:
        """The weight and the example, as in `View.chain`."""
        return self.layer, self.source, self.unit, self.example

    @property
    def weight(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The weight's two ends, as (layer, unit)."""
        return (self.layer - 1, self.source), (self.layer, self.unit)

    def fitted(self, snapshot: Snapshot) -> "Focus":
        """The nearest focus that exists in the network and training set shown."""
        sizes = snapshot.experiment.sizes
        layer = min(max(self.layer, 1), len(sizes) - 1)
        return replace(
            self,
            layer=layer,
            unit=min(self.unit, sizes[layer] - 1),
            source=min(self.source, sizes[layer - 1] - 1),
            example=min(self.example, len(snapshot.train_set) - 1),
        )

    def explain(self, snapshot: Snapshot) -> list[LayerExplanation]:
        """The example's forward and backward pass at the moment of the snapshot."""
        samples, experiment = snapshot.train_set, snapshot.experiment
        X = samples.X[self.example : self.example + 1]
        inputs = compute_features(X, experiment.data.features)[0]
        loss = LOSSES[experiment.training.loss]
        return explain(snapshot.layers, inputs, samples.y[self.example], loss)


def layer_name(snapshot: Snapshot, layer: int) -> str:
    """'Layer 2', or 'Output' for the last one."""
    return text.layer_name(layer, len(snapshot.parameters))


def source_name(snapshot: Snapshot, layer: int, source: int) -> str:
    """What a weight into `layer` comes from: an input's label, or a unit's output."""
    if layer == 1:
        return input_label(snapshot.experiment, source)
    return f"a{text.subscript(source + 1)}"


def input_label(experiment: Experiment, source: int) -> str:
    """What an input is called."""
    return FEATURES[experiment.data.features[source]].label


def weight_name(focus: Focus) -> str:
    """W₁[2,1], as on screen."""
    return f"W{text.subscript(focus.layer)}[{focus.source + 1},{focus.unit + 1}]"


short = text.number
