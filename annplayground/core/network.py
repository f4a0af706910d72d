"""The network itself, forward and backward, as readable NumPy: the definition of what is right.

Rows are samples: x (n, n_in), W (n_in, n_out), b (n_out,), z = x @ W + b, a = f(z).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annplayground.core.choices.activations import Activation, Array
from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.choices.losses import Loss
from annplayground.core.choices.penalties import PENALTIES, Regularization
from annplayground.core.experiment import Experiment


@dataclass(frozen=True)
class Layer:
    """One layer: a summation z = x @ W + b, then an activation a = f(z)."""

    W: Array  # (n_in, n_out)
    b: Array  # (n_out,)
    activation: Activation
    alpha: float = 0.0


@dataclass(frozen=True)
class LayerPass:
    """What one layer computed for n samples: its input x (n, n_in), z and a (n, n_out)."""

    x: Array
    z: Array
    a: Array


@dataclass(frozen=True)
class LayerGradient:
    """∂J/∂W (n_in, n_out), ∂J/∂b (n_out,) of the mean loss, and δ (n, n_out), the ∂J/∂z of each
    sample's own loss."""

    dW: Array
    db: Array
    delta: Array


def forward(layers: Sequence[Layer], x: Array) -> list[LayerPass]:
    """Forward propagation of x (n, n_inputs), layer by layer.

    z = x @ W + b        summation
    a = f(z)             activation; a is the x of the next layer
    """
    passes = []
    for layer in layers:
        z = x @ layer.W + layer.b
        a = layer.activation.f(z, layer.alpha)
        passes.append(LayerPass(x, z, a))
        x = a
    return passes


def backward(
    layers: Sequence[Layer], passes: Sequence[LayerPass], y: Array, loss: Loss
) -> list[LayerGradient]:
    """Back propagation: the chain rule, from the output to the first layer.

        δ   = ∂J/∂z                       at the output, from the loss
        dW  = xᵀ @ δ / n                  ∂J/∂W = ∂J/∂z · ∂z/∂W, mean over the n samples
        db  = Σ δ / n                     ∂J/∂b = ∂J/∂z · 1
        ∂J/∂x = δ @ Wᵀ                    x is the a of the layer before, so there
        δ   = ∂J/∂a · f′(z)               and so on, one layer back

    Returns the gradients of the data loss, in the order of the layers.
    """
    n = len(y)
    output = layers[-1]
    delta = loss.delta(output.activation, output.alpha, passes[-1].z, passes[-1].a, y)
    gradients = []
    for index in range(len(layers) - 1, -1, -1):
        x = passes[index].x
        gradients.append(LayerGradient(x.T @ delta / n, delta.sum(axis=0) / n, delta))
        if index > 0:
            before, seen = layers[index - 1], passes[index - 1]
            slope = before.activation.slope(seen.z, seen.a, before.alpha)
            delta = (delta @ layers[index].W.T) * slope
    return gradients[::-1]


def mean_loss(layers: Sequence[Layer], passes: Sequence[LayerPass], y: Array, loss: Loss) -> float:
    """The data loss J: the mean over the samples, without the penalty."""
    last = passes[-1]
    return float(loss.per_sample(layers[-1].activation, last.z, last.a, y).mean())


def mean_losses(experiment: Experiment, vectors: Array, x: Array, y: Array, loss: Loss) -> Array:
    """The data loss J (k,) of each of the vectors of all parameters (k, n_parameters), for inputs x
    (n, n_inputs) and targets y (n, n_outputs)."""
    layers = [
        Layer(W, b[:, None], activation, alpha)
        for (W, b), (activation, alpha) in zip(
            split(vectors, experiment.sizes), experiment.activations, strict=True
        )
    ]
    last = forward(layers, x)[-1]  # z and a (k, n, n_outputs)
    rows = np.broadcast_to(y, last.a.shape).reshape(-1, y.shape[1])
    z, a = last.z.reshape(rows.shape), last.a.reshape(rows.shape)
    losses = loss.per_sample(layers[-1].activation, z, a, rows)
    return np.asarray(losses.reshape(len(vectors), -1).mean(axis=1))


def penalty(layers: Sequence[Layer], regularization: Regularization) -> float:
    """What is added to J: λ Σ|w| (l1) or λ/2 Σ w² (l2) over the weights, not the biases."""
    value = PENALTIES[regularization.kind].value
    return regularization.rate * sum(value(layer.W) for layer in layers)


def penalty_gradient(W: Array, regularization: Regularization) -> Array | float:
    """∂/∂W of the penalty: λ sign(W) (l1) or λW (l2)."""
    return regularization.rate * PENALTIES[regularization.kind].gradient(W)


class Parameters:
    """All weights and biases in one flat vector, and the layers that look into it.

    `vector` is (n_parameters,): W and b of the first layer, then of the next. One vector makes an
    optimizer, a clip or a copy of everything a single operation.
    """

    def __init__(self, experiment: Experiment, vector: Array | None = None) -> None:
        self.sizes = experiment.sizes
        self.vector = initial_vector(experiment) if vector is None else vector
        self.layers = self.view(self.vector, experiment)

    def view(self, vector: Array, experiment: Experiment) -> list[Layer]:
        """Layers whose W and b are views into `vector`."""
        pairs = split(vector, self.sizes)
        return [
            Layer(W, b, activation, alpha)
            for (W, b), (activation, alpha) in zip(pairs, experiment.activations, strict=True)
        ]


def split(vector: Array, sizes: Sequence[int]) -> Iterator[tuple[Array, Array]]:
    """Cut a flat vector into views (W (n_in, n_out), b (n_out,)), layer by layer; many of them, (…,
    n_parameters), into as many of each."""
    start, many = 0, vector.shape[:-1]
    for n_in, n_out in pairwise(sizes):
        end = start + n_in * n_out
        W = vector[..., start:end].reshape(*many, n_in, n_out)
        yield W, vector[..., end : end + n_out]
        start = end + n_out


def weight_index(sizes: Sequence[int], layer: int, i: int, j: int) -> int:
    """Where W[i, j] of a layer stands in the vector of all parameters.

    Layers are counted from 1, i and j from 0. Raises `IndexError` if there is no such weight.
    """
    for name, number in (("layer", layer), ("i", i), ("j", j)):
        if not isinstance(number, int | np.integer):
            raise IndexError(f"{name} must be a whole number, not {number!r}")
    n_layers = len(sizes) - 1
    if not 1 <= layer <= n_layers:
        raise IndexError(f"there is no layer {layer}: layers are 1 to {n_layers}")
    n_in, n_out = sizes[layer - 1], sizes[layer]
    if not (0 <= i < n_in and 0 <= j < n_out):
        raise IndexError(f"layer {layer} has weights W ({n_in}, {n_out})")
    before = sum((a + 1) * b for a, b in pairwise(sizes[:layer]))
    return before + i * n_out + j


def bias_index(sizes: Sequence[int], layer: int, j: int) -> int:
    """Where b[j] of a layer stands there: behind its weights. Raises `IndexError` likewise."""
    return weight_index(sizes, layer, 0, j) + sizes[layer - 1] * sizes[layer]


def initial_vector(experiment: Experiment) -> Array:
    """The first parameters (n_parameters,); all biases are `network.init_bias`.

    Each layer has a generator of its own, from (network.seed, layer), where layer 1 is the first
    hidden one: equal layers of different networks start alike, and a layer added behind another
    leaves it as it was.
    """
    network = experiment.network
    draw = INITIALIZERS[network.init].draw
    vector = np.zeros(experiment.n_parameters)
    for layer, (W, b) in enumerate(split(vector, experiment.sizes), start=1):
        rng = np.random.default_rng((network.seed, layer))
        W[:] = draw(rng, *W.shape) * network.init_scale
        b[:] = network.init_bias
    return vector
