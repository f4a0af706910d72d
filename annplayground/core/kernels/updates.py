"""From a gradient to a step, compiled: penalty, clip, the optimizers and what is measured.

Parameters, gradient, memory and update are padded vectors (n_padded,) as `kernels` describes.
"""

import math

from annplayground.core.kernels.compiling import compiled
from annplayground.core.kernels.functions import power
from annplayground.core.kernels.metrics import norm_of
from annplayground.core.kernels.records import (
    ADAM,
    L1,
    MOMENTUM,
    NESTEROV,
    NONE,
    RMSPROP,
    SGD,
    WIDTH,
    Floats,
    Shape,
    Training,
)
from annplayground.core.kernels.simd import (
    if_greater,
    load,
    muladd,
    root,
    store,
    total,
    vector,
)


@compiled
def add_penalty(shape: Shape, rule: Training, parameters: Floats, g: Floats) -> None:
    """g += λ sign(W) (l1) or λW (l2); biases without penalty."""
    if rule.penalty == NONE:
        return
    for layer in range(shape.n_layers):
        for p in range(shape.W[layer], shape.b[layer], WIDTH):
            W = load(parameters, p)
            if rule.penalty == L1:
                W = if_greater(W, 0.0, 1.0, if_greater(0.0, W, -1.0, W))
            store(g, p, load(g, p) + rule.rate * W)


@compiled
def set_update(
    shape: Shape, rule: Training, lr: float, t: int, g: Floats, v: Floats, s: Floats, update: Floats
) -> None:
    """update = lr · direction of step t (from 1), and the memory v, s moves on."""
    norm = norm_of(g, shape.n_padded) if rule.clip < math.inf else 0.0
    scale = rule.clip / norm if norm > rule.clip else 1.0
    if rule.optimizer == SGD:
        for p in range(0, shape.n_padded, WIDTH):
            store(update, p, load(g, p) * scale * lr)
    elif rule.optimizer == MOMENTUM or rule.optimizer == NESTEROV:
        _momentum(shape, rule, lr, scale, g, v, update)
    elif rule.optimizer == RMSPROP:
        _rmsprop(shape, rule, lr, scale, g, s, update)
    elif rule.optimizer == ADAM:
        _adam(shape, rule, lr, t, scale, g, v, s, update)


@compiled
def _momentum(
    shape: Shape, rule: Training, lr: float, scale: float, g: Floats, v: Floats, update: Floats
) -> None:
    """v ← βv + weight · g; the step is v, or with Nesterov βv + weight · g with the new v."""
    for p in range(0, shape.n_padded, WIDTH):
        gp = load(g, p) * scale * rule.weight
        vp = muladd(load(v, p), rule.beta, gp)
        store(v, p, vp)
        if rule.optimizer == NESTEROV:
            vp = muladd(vp, rule.beta, gp)
        store(update, p, vp * lr)


@compiled
def _rmsprop(
    shape: Shape, rule: Training, lr: float, scale: float, g: Floats, s: Floats, update: Floats
) -> None:
    """s ← ρs + (1 − ρ)g²; the step is g / (√s + ε)."""
    for p in range(0, shape.n_padded, WIDTH):
        gp = load(g, p) * scale
        sp = muladd(load(s, p), rule.rho, (1.0 - rule.rho) * gp * gp)
        store(s, p, sp)
        store(update, p, lr * (gp / (root(sp) + rule.epsilon)))


@compiled
def _adam(
    shape: Shape,
    rule: Training,
    lr: float,
    t: int,
    scale: float,
    g: Floats,
    v: Floats,
    s: Floats,
    update: Floats,
) -> None:
    """v ← β₁v + (1 − β₁)g, s ← β₂s + (1 − β₂)g², both divided by 1 − βᵗ; v / (√s + ε)."""
    v_share = 1.0 - power(rule.beta1, t)
    s_share = 1.0 - power(rule.beta2, t)
    for p in range(0, shape.n_padded, WIDTH):
        gp = load(g, p) * scale
        vp = muladd(load(v, p), rule.beta1, (1.0 - rule.beta1) * gp)
        sp = muladd(load(s, p), rule.beta2, (1.0 - rule.beta2) * gp * gp)
        store(v, p, vp)
        store(s, p, sp)
        store(update, p, lr * ((vp / v_share) / (root(sp / s_share) + rule.epsilon)))


@compiled
def stays_finite(shape: Shape, parameters: Floats, update: Floats, s: Floats) -> bool:
    """Whether parameters − update and s are finite: then x − x is 0, else NaN."""
    zero = vector(0.0)
    for p in range(0, shape.n_padded, WIDTH):
        new, sp = load(parameters, p) - load(update, p), load(s, p)
        zero = zero + ((new - new) + (sp - sp))
    return total(zero) == 0.0
