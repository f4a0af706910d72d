"""The chain rule, followed factor by factor, so that one sees which of them makes the gradient
small: of a whole layer, and of one weight along its paths to the outputs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.choices.norms import rms
from annplayground.core.experiment import Experiment
from annplayground.core.explain import LayerExplanation
from annplayground.core.numerals import subscript as sub

# -- of a whole layer -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Factor:
    """One factor of the chain rule on its way back from J.

    Of a layer, `value` is how much it multiplies the signal's RMS by, and `product` the RMS after
    it; of a path, the number itself and the product up to it. `kind` is loss (where the way
    starts), slope (∂A/∂Z; of a softmax all its Jacobian), weights (∂Z/∂A) or input (∂Z/∂W).
    """

    symbol: str
    kind: str
    layer: int  # 1 is the first hidden layer
    value: float
    product: float


def chain(explained: Sequence[LayerExplanation], layer: int) -> list[Factor]:
    """The chain rule from J to ∂J/∂W of a layer (1 is the first), in RMS norms.

    The product of the values is exactly the RMS of ∂J/∂W: every value is the ratio of the real
    signal's RMS after and before the factor, not a bound. Where the output is so sure and wrong
    that ∂J/∂A is infinite, the way starts at ∂J/∂Z, which is not.
    """
    with np.errstate(all="ignore"):
        return _chain(explained, layer)


def _chain(explained: Sequence[LayerExplanation], layer: int) -> list[Factor]:
    last = len(explained)
    factors: list[Factor] = []

    def follow(symbol: str, kind: str, at: int, signal: float) -> None:
        before = factors[-1].product if factors else 1.0
        factors.append(Factor(symbol, kind, at, signal / before if before else 0.0, signal))

    starts_at_a = math.isfinite(rms(explained[-1].upstream))
    if starts_at_a:
        follow(f"∂J/∂A{sub(last)}", "loss", last, rms(explained[-1].upstream))
    else:
        follow(f"∂J/∂Z{sub(last)}", "loss", last, rms(explained[-1].delta))
    for k in range(last, layer - 1, -1):
        if k < last or starts_at_a:
            follow(f"∂A{sub(k)}/∂Z{sub(k)}", "slope", k, rms(explained[k - 1].delta))
        if k > layer:
            follow(
                f"∂Z{sub(k)}/∂A{sub(k - 1)}",
                "weights",
                k,
                rms(explained[k - 2].upstream),
            )
    follow(f"∂Z{sub(layer)}/∂W{sub(layer)}", "input", layer, rms(explained[layer - 1].dW))
    return factors


# -- of one weight --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Path:
    """One way from a weight of layer l to J: a unit of each layer, (k_l, …, k_L), counted from 0.

    `product`, of all its factors, is its share of the derivative; `steps` are the factors with the
    product up to each.
    """

    units: tuple[int, ...]
    product: float
    steps: tuple[Factor, ...]

    @property
    def factors(self) -> tuple[tuple[str, float], ...]:
        """(symbol, value) of each factor, from J backwards; units in it are counted from 0."""
        return tuple((step.symbol, step.value) for step in self.steps)


@dataclass(frozen=True)
class ChainRule:
    """∂J/∂W[i, j] of one sample's data loss, the sum of the products of all its `n_paths` paths.

    `paths` are the strongest of them.
    """

    value: float
    n_paths: int
    paths: tuple[Path, ...]

    @property
    def rest(self) -> float:
        """What the paths that are not listed add to `value`."""
        return self.value - sum(path.product for path in self.paths)


# Where the paths begin: (symbol with {k}, kind, values (n_outputs,)), one or two factors.
Start = list[tuple[str, str, Array]]


def chain_rule(
    explained: Sequence[LayerExplanation],
    experiment: Experiment,
    layer: int,
    i: int,
    j: int,
    most: int = 8,
) -> ChainRule:
    """The derivative by W[i, j] of a layer l (1 is the first), for one sample, path by path.

    A path goes from unit j through one unit of each later layer to an output k. Its factors, from J
    backwards:

        p_k − y_k                     with cross-entropy: ∂J/∂z of the output, in one
        (a_k − y_k) · f′(z_k)         with the squared error, where each output acts on its own
        δ_k = ∂J/∂z_k                 with the squared error and softmax, where it is
                                      p_k((p_k − y_k) − Σᵢ pᵢ(pᵢ − yᵢ)); and with any other loss
        W_m[k_m−1, k_m] · f′(z_m−1)   for each layer m from the last down to l + 1
        a_l−1[i]                      what the weight is multiplied by; a_0 are the inputs

    Listed are the `most` strongest by |product|, and of equal ones those with the lower units.
    Raises `ValueError` where a factor is not finite.
    """
    start, last = _start(explained[-1], experiment), len(explained)
    before = np.array(explained[layer - 1].x[i])
    links = [(explained[m - 1].slope, explained[m].W) for m in range(layer, last)]
    used = [before, *(values for *_, values in start), *(slope for slope, _ in links)]
    if not all(np.isfinite(numbers).all() for numbers in used):
        raise ValueError(
            f"the chain rule of layer {layer} has a factor that is not finite for this x: choose "
            "one nearer to 0, or an earlier epoch"
        )
    found = _strongest([values for *_, values in start], links, before, int(j), most)
    return ChainRule(
        value=float(explained[layer - 1].dW[i, j]),
        n_paths=math.prod(len(one.b) for one in explained[layer:]),
        paths=tuple(Path(u, p, _steps(explained, start, layer, i, u)) for u, p in found),
    )


def _start(output: LayerExplanation, experiment: Experiment) -> Start:
    last, loss = sub(len(experiment.sizes) - 1), experiment.training.loss
    if loss == "cross_entropy":
        return [("p[{k}] − y[{k}]", "loss", output.delta)]
    if loss == "mse" and experiment.network.output != "softmax":
        return [
            (f"a{last}[{{k}}] − y[{{k}}]", "loss", output.upstream),
            (f"f′(z{last}[{{k}}])", "slope", output.slope),
        ]
    return [(f"δ{last}[{{k}}]", "loss", output.delta)]


def _steps(
    explained: Sequence[LayerExplanation], start: Start, layer: int, i: int, units: tuple[int, ...]
) -> tuple[Factor, ...]:
    steps: list[Factor] = []

    def follow(symbol: str, kind: str, at: int, value: float) -> None:
        before = steps[-1].product if steps else 1.0
        steps.append(Factor(symbol, kind, at, float(value), before * float(value)))

    last, k = len(explained), units[-1]
    for symbol, kind, values in start:
        follow(symbol.format(k=k), kind, last, values[k])
    for m in range(last, layer, -1):
        k_before, k = units[m - layer - 1], units[m - layer]
        follow(f"W{sub(m)}[{k_before}, {k}]", "weights", m, explained[m - 1].W[k_before, k])
        follow(f"f′(z{sub(m - 1)}[{k_before}])", "slope", m - 1, explained[m - 2].slope[k_before])
    follow(f"a{sub(layer - 1)}[{i}]", "input", layer, explained[layer - 1].x[i])
    return tuple(steps)


def _strongest(
    start: Sequence[Array],
    links: Sequence[tuple[Array, Array]],
    before: Array,
    j: int,
    most: int,
) -> list[tuple[tuple[int, ...], float]]:
    """(units, product) of the strongest paths from unit j, found best first.

    `start` are the factors of the outputs, and `links` f′(z) (n_in,) and W (n_in, n_out) of each
    step to a later layer. One pass backwards says how much the best way on from each unit gives, so
    that no way is followed in vain, of however many.
    """
    scale = 1

    def exact(*factors: Array) -> Any:
        nonlocal scale
        product: Any = 1
        for numbers in factors:
            whole, parts = _whole(numbers)
            product, scale = product * whole, scale * parts
        return product

    ends, ways = exact(*start), [exact(slope[:, None], W) for slope, W in links]
    best = [abs(ends)]
    for way in reversed(ways):
        best.insert(0, (abs(way) * best[0]).max(axis=1))

    def entry(units: tuple[int, ...], product: int) -> tuple[float, tuple[int, ...], int]:
        bound = abs(product) * best[len(units) - 1][units[-1]]
        return -_quotient(bound, scale), units, product

    open_ways = [entry((j,), exact(before))]
    found: list[tuple[tuple[int, ...], float]] = []
    while open_ways and len(found) < most:
        _, units, product = heappop(open_ways)
        if len(units) == len(best):
            found.append((units, _quotient(product * ends[units[-1]], scale)))
            continue
        for k, way in enumerate(ways[len(units) - 1][units[-1]]):
            heappush(open_ways, entry((*units, k), product * way))
    return found


def _whole(numbers: Array) -> tuple[Any, int]:
    """The numbers as whole multiples of a fraction 1 / n of 1, and n.

    Products of whole numbers do not round: what is equal, or largest, does not hang on the order in
    which one multiplies.
    """
    ratios = [number.as_integer_ratio() for number in numbers.ravel().tolist()]
    parts = max(denominator for _, denominator in ratios)  # all are powers of 2
    whole = [numerator * (parts // denominator) for numerator, denominator in ratios]
    return np.array(whole, dtype=object).reshape(numbers.shape), parts


def _quotient(whole: int, parts: int) -> float:
    try:
        return whole / parts
    except OverflowError:
        return math.inf if whole > 0 else -math.inf
