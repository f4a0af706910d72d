"""The Experiment: everything that determines a run, as one frozen, validated value."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from annplayground.core.checks import (
    ExperimentError,
    build,
    check_type,
    convert,
)
from annplayground.core.choices.activations import ACTIVATIONS, Activation
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import SCHEDULES, ScheduleChoice
from annplayground.core.experiment.data import Data
from annplayground.core.experiment.fitting import check_output, possible_outputs
from annplayground.core.experiment.network import HiddenLayer, Network
from annplayground.core.experiment.training import Training
from annplayground.core.settings import check_fields
from annplayground.core.words import translate


@dataclass(frozen=True)
class Experiment:
    """Data, network and training of one run.

    Raises `ExperimentError` when a value is out of bounds or the parts do not fit together.
    """

    data: Data = field(default_factory=Data)
    network: Network = field(default_factory=Network)
    training: Training = field(default_factory=Training)

    def __post_init__(self) -> None:
        check_type("data", self.data, Data)
        check_type("network", self.network, Network)
        check_type("training", self.training, Training)
        check_output(self.data, self.network.output)
        loss, output = LOSSES[self.training.loss], self.network.output
        outputs = ", ".join(loss.outputs)
        if output not in loss.outputs:
            raise ExperimentError(
                translate(
                    "Refusals",
                    "training.loss {loss} needs an output of {outputs}, not {output}: change "
                    "network.output, or use 'mse'.",
                ).format(loss=repr(loss.name), outputs=outputs, output=repr(output)),
                "loss_and_output",
                value=output,
                choices=tuple(loss.outputs),
            )

    @property
    def n_outputs(self) -> int:
        """Number of output units: one per class for softmax, else 1."""
        return self.data.n_classes if self.network.output == "softmax" else 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of every layer, from the inputs to the outputs."""
        hidden = (layer.units for layer in self.network.hidden)
        return (len(self.data.features), *hidden, self.n_outputs)

    @property
    def activations(self) -> tuple[tuple[Activation, float], ...]:
        """(activation, α) of each layer after the inputs; α is 0 where it has no meaning."""
        hidden = [(ACTIVATIONS[h.activation], h.alpha or 0.0) for h in self.network.hidden]
        output = ACTIVATIONS[self.network.output]
        return (*hidden, (output, output.alpha or 0.0))

    @property
    def n_parameters(self) -> int:
        """Number of weights and biases."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))

    def with_data(self, data: Data) -> "Experiment":
        """Change the data; an output or loss that no longer fits is replaced by the usual one."""
        output = self.network.output
        if output not in possible_outputs(data):
            output = possible_outputs(data)[0]
        return replace(self, data=data, **self._fitted(output))

    def with_output(self, output: str) -> "Experiment":
        """Change the output activation, and the loss with it: cross-entropy where it fits."""
        return replace(self, **self._fitted(output))

    def _fitted(self, output: str) -> dict[str, Any]:
        loss = self.training.loss
        if output not in LOSSES[loss].outputs:
            loss = "mse"
        elif output != self.network.output and output in LOSSES["cross_entropy"].outputs:
            loss = "cross_entropy"
        return {
            "network": replace(self.network, output=output),
            "training": replace(self.training, loss=loss),
        }

    @classmethod
    def from_dict(cls, d: dict[str, Any]) -> "Experiment":
        """Read the dictionary of an experiment file; every key is optional.

        Raises `ExperimentError` for an unknown key or a value that is not possible, by its name.
        """
        return build(cls, d, _NESTED, _RELEVANT)

    def to_dict(self) -> dict[str, Any]:
        """The dictionary of an experiment file: `from_dict` gives the same run.

        Parameters that the chosen optimizer or schedule does not use are left out.
        """
        d: dict[str, Any] = convert(self, _RELEVANT)
        return d


# How `from_dict` builds the nested values, and which keys a named choice takes.
_NESTED: dict[tuple[type, str], type] = {
    (Experiment, "data"): Data,
    (Experiment, "network"): Network,
    (Experiment, "training"): Training,
    (Network, "hidden"): HiddenLayer,
    (Training, "optimizer"): OptimizerChoice,
    (Training, "regularization"): Regularization,
    (Training, "schedule"): ScheduleChoice,
}


def _optimizer_keys(choice: OptimizerChoice) -> tuple[str, ...]:
    check_fields("training.optimizer", choice)
    return ("name", *OPTIMIZERS[choice.name].parameters)


def _schedule_keys(choice: ScheduleChoice) -> tuple[str, ...]:
    check_fields("training.schedule", choice)
    return ("kind", *SCHEDULES[choice.kind].parameters)


def _layer_keys(layer: HiddenLayer) -> tuple[str, ...]:
    return ("units", "activation") if layer.alpha is None else ("units", "activation", "alpha")


def _data_keys(data: Data) -> tuple[str, ...]:
    common = ("dataset", "n_samples", "noise", "train_fraction", "features", "seed")
    return (*common, "points") if data.points else common


_RELEVANT: dict[type, Any] = {
    OptimizerChoice: _optimizer_keys,
    ScheduleChoice: _schedule_keys,
    HiddenLayer: _layer_keys,
    Data: _data_keys,
}
