"""One example taken apart: every number of its forward and backward pass, layer by layer.

The numbers are those of `network.forward` and `network.backward`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from annplayground.core.choices.activations import Array
from annplayground.core.choices.losses import Loss
from annplayground.core.network import Layer, backward, forward


@dataclass(frozen=True)
class LayerExplanation:
    """One layer for one sample: arrays (units,), but x (n_in,) and W, dW (n_in, units).

    z = Σᵢ xᵢWᵢⱼ + bⱼ,  a = f(z),  slope = f′(z),  upstream = ∂J/∂a,  delta = ∂J/∂z,
    dW = ∂J/∂W = xᵢδⱼ,  db = ∂J/∂b = δⱼ, of the data loss of this one sample. `slope` of a softmax
    is the Jacobian's diagonal pᵢ(1 − pᵢ), so there delta is not upstream · slope.
    """

    x: Array
    W: Array
    b: Array
    z: Array
    a: Array
    slope: Array
    upstream: Array
    delta: Array
    dW: Array
    db: Array

    def terms(self, unit: int) -> Array:
        """The summands xᵢWᵢⱼ of one unit's z, (n_in,); together with b they give z."""
        return self.x * self.W[:, unit]


def explain(layers: Sequence[Layer], x: Array, y: Array, loss: Loss) -> list[LayerExplanation]:
    """Take one sample apart: its inputs x (n_inputs,) and targets y (n_outputs,)."""
    passes = forward(layers, x[None, :])
    gradients = backward(layers, passes, y[None, :], loss)
    last = passes[-1]
    upstreams = [g.delta[0] @ layer.W.T for g, layer in zip(gradients, layers, strict=True)][1:]
    upstreams.append(loss.upstream(layers[-1].activation, last.a, y[None, :])[0])
    return [
        LayerExplanation(
            x=seen.x[0],
            W=layer.W.copy(),
            b=layer.b.copy(),
            z=seen.z[0],
            a=seen.a[0],
            slope=layer.activation.slope(seen.z, seen.a, layer.alpha)[0],
            upstream=upstream,
            delta=gradient.delta[0],
            dW=gradient.dW,
            db=gradient.db,
        )
        for layer, seen, gradient, upstream in zip(
            layers, passes, gradients, upstreams, strict=True
        )
    ]
