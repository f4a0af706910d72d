"""What is measured per layer in every epoch, so that one sees whether it learns.

Each is the mean over the epoch's mini-batches, measured on the real training gradients.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """One measure of a layer: its symbol in the notes' notation and what it says."""

    name: str
    symbol: str
    label: str
    about: str


METRICS: dict[str, Metric] = {
    entry.name: entry
    for entry in (
        Metric(
            "gradient_norm",
            "‖dJ/dW‖",
            "gradient norm",
            "Length of the gradient of the weights, before clipping, penalty included. "
            "It grows with the size of the matrix.",
        ),
        Metric(
            "gradient_rms",
            "RMS dJ/dW",
            "gradient per weight",
            "The gradient norm divided by √(number of weights): layers of different widths "
            "can be compared.",
        ),
        Metric(
            "delta_rms",
            "RMS dJ/dz",
            "signal δ",
            "The signal that back propagation brings to the layer, per sample and unit. "
            "Where it shrinks from the output backwards, the gradient vanishes.",
        ),
        Metric(
            "activation_std",
            "std A",
            "spread of activations",
            "Standard deviation of the layer's outputs. Near 0 the layer says the same "
            "whatever comes in.",
        ),
        Metric(
            "update_ratio",
            "‖ΔW‖ / ‖W‖",
            "update to weight",
            "How far one update moves the weights, relative to their length. Healthy near "
            "10⁻³; above 10⁻² the learning rate may be too large, below 10⁻⁴ too small.",
        ),
    )
}


# What a history row begins with: figures of the network as it is, not of how it got there.
SCORES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


def channel_names(n_layers: int) -> tuple[str, ...]:
    """Names of a history row: the losses and accuracies, then each layer's metrics."""
    layers = (f"layer{k}.{name}" for k in range(1, n_layers + 1) for name in METRICS)
    return (*SCORES, *layers)
