"""Which outputs fit the data, and which losses fit an output."""

from annplayground.core.checks import ExperimentError
from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.choices.losses import LOSSES
from annplayground.core.experiment.data import Data
from annplayground.core.words import translate


def check_output(data: Data, output: str) -> None:
    """Refuse an output activation that cannot give what `data` asks for, naming what can."""
    possible = possible_outputs(data)
    if output in possible:
        return
    kind = (
        translate("Refusals", "{n} classes").format(n=data.n_classes)
        if data.n_classes
        else translate("Refusals", "a regression value in [−1, 1]")
    )
    raise ExperimentError(
        translate(
            "Refusals",
            "network.output {output} cannot give {kind} (data.dataset {dataset}): use {outputs}.",
        ).format(
            output=repr(output), kind=kind, dataset=repr(data.dataset), outputs=", ".join(possible)
        ),
        "output_and_data",
        value=output,
        choices=possible,
    )


def possible_outputs(data: Data) -> tuple[str, ...]:
    """The output activations that fit the data, the usual one first."""
    if data.n_classes > 2:
        return ("softmax",)
    if data.n_classes == 2:
        return ("sigmoid", *(name for name in ACTIVATIONS if name != "sigmoid"))
    return tuple(a.name for a in ACTIVATIONS.values() if a.reaches_negative)


def possible_losses(output: str) -> tuple[str, ...]:
    """The losses that fit an output activation."""
    return tuple(loss.name for loss in LOSSES.values() if output in loss.outputs)
