"""Which choices have a compiled form: the entries that came with the program, or others with the
very same functions under the same name. What is new, or replaced, trains in NumPy."""

from collections.abc import Collection, Iterable
from typing import Any

from annplayground.core.choices import activations, losses, metrics, optimizers, penalties
from annplayground.core.choices.built_in import computes_as_built_in
from annplayground.core.experiment import Experiment
from annplayground.core.kernels import records
from annplayground.core.words import translate


def lacking_form(experiment: Experiment) -> str | None:
    """What of this experiment the kernels cannot do, as the end of a sentence; None: nothing."""
    training = experiment.training
    used: tuple[tuple[str, Iterable[Any], Iterable[Any], Collection[str]], ...] = (
        (
            translate("Engine", "activation"),
            (activation for activation, _ in experiment.activations),
            activations.BUILT_IN,
            records.ACTIVATION_CODES,
        ),
        (
            translate("Engine", "loss"),
            (losses.LOSSES[training.loss],),
            losses.BUILT_IN,
            records.LOSS_CODES,
        ),
        (
            translate("Engine", "optimizer"),
            (optimizers.OPTIMIZERS[training.optimizer.name],),
            optimizers.BUILT_IN,
            records.OPTIMIZER_CODES,
        ),
        (
            translate("Engine", "penalty"),
            (penalties.PENALTIES[training.regularization.kind],),
            penalties.BUILT_IN,
            records.PENALTY_CODES,
        ),
        (
            translate("Engine", "metric"),
            metrics.METRICS.values(),
            metrics.BUILT_IN,
            records.METRIC_CODES,
        ),
    )
    for kind, entries, built_in, codes in used:
        for entry in entries:
            if entry.name not in codes or not computes_as_built_in(entry, built_in):
                return translate("Engine", 'the {kind} "{name}" has no compiled form').format(
                    kind=kind, name=entry.name
                )
    # All of them, each in its place: the kernels measure no fewer and in no other order.
    if tuple(metrics.METRICS) != tuple(records.METRIC_CODES):
        return translate("Engine", "the metrics are not those of the compiled form")
    return None
