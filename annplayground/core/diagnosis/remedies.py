"""What to try against symptoms: an Experiment changed in one place, and how a button says it."""

from dataclasses import dataclass, replace
from typing import Any

from annplayground.core.choices.optimizers import OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import ScheduleChoice
from annplayground.core.experiment import Experiment, HiddenLayer, Network


@dataclass(frozen=True)
class Remedy:
    """One thing to try."""

    advice: str
    experiment: Experiment


def xavier_weights(experiment: Experiment) -> Remedy:
    """Start anew with weights of the right size."""
    return _network(experiment, "Start with Xavier weights", init="xavier", init_scale=1.0)


def badly_started(network: Network) -> bool:
    """Whether the first weights are of a size that does not suit the width of the layers."""
    return network.init_scale != 1.0 or network.init in ("normal", "uniform", "zeros", "round")


def other_activation(experiment: Experiment, old: str, new: str, label: str) -> Remedy:
    """Give all hidden layers of one activation another one."""
    hidden = tuple(
        HiddenLayer(layer.units, new) if layer.activation == old else layer
        for layer in experiment.network.hidden
    )
    return _network(experiment, f"Try {label}", hidden=hidden)


def leaky_relu_everywhere(experiment: Experiment) -> Remedy:
    """Leaky ReLU with the weights that suit it."""
    hidden = tuple(HiddenLayer(layer.units, "leaky_relu") for layer in experiment.network.hidden)
    advice = "Try Leaky ReLU with He weights"
    return _network(experiment, advice, hidden=hidden, init="he", init_scale=1.0)


def tanh_layer(experiment: Experiment) -> Remedy:
    """A first hidden layer for a network without any."""
    return _network(experiment, "Add a layer of 4 tanh units", hidden=(HiddenLayer(4, "tanh"),))


def learning_rate(experiment: Experiment, factor: float) -> Remedy:
    """Multiply the learning rate."""
    rate = min(max(experiment.training.learning_rate * factor, 1e-9), 1000.0)
    return _training(experiment, f"lr {rate:g}", learning_rate=rate)


def constant_learning_rate(experiment: Experiment) -> Remedy:
    """Let the learning rate decay no more."""
    return _training(experiment, "Constant learning rate", schedule=ScheduleChoice())


def clip(experiment: Experiment) -> Remedy:
    """Bound the gradient."""
    return _training(experiment, "Clip the gradient at 1", gradient_clip=1.0)


def adam(experiment: Experiment) -> Remedy:
    """Adam at a learning rate that suits it."""
    choice = OptimizerChoice("adam")
    return _training(experiment, "Adam, lr 0.01", optimizer=choice, learning_rate=0.01)


def penalty(experiment: Experiment) -> Remedy:
    """Punish large weights."""
    choice = Regularization("l2", 0.01)
    return _training(experiment, "L2 penalty, λ = 0.01", regularization=choice)


def more_points(experiment: Experiment) -> Remedy:
    """Twice the data."""
    n = min(2 * experiment.data.n_samples, 5000)
    data = replace(experiment.data, n_samples=n)
    return Remedy(f"{n:,} points", replace(experiment, data=data))


def _network(experiment: Experiment, advice: str, **changes: Any) -> Remedy:
    network = replace(experiment.network, **changes)
    return Remedy(advice, replace(experiment, network=network))


def _training(experiment: Experiment, advice: str, **changes: Any) -> Remedy:
    training = replace(experiment.training, **changes)
    return Remedy(advice, replace(experiment, training=training))
