"""Healthy networks, and what ails them: the set-ups over which the cures are measured.

A set-up is a healthy experiment with one or two changes for the worse. `WATCHED` was looked at
while the diagnoses were written; `HELD_OUT` only when they were done.
"""

import numpy as np

from annplayground.core.experiment import Experiment


def build(dataset, hidden, *worse, seed=0, **training):
    """An experiment; `hidden` is "8 8 tanh", each of `worse` a {"network.init": value}."""
    *units, activation = hidden.split()
    d = {
        "data": {"dataset": dataset, "seed": seed},
        "network": {
            "hidden": [{"units": int(n), "activation": activation} for n in units],
            "init": "he" if "relu" in activation else "xavier",
            "seed": seed,
        },
        "training": {"learning_rate": 0.1, **training},
    }
    if dataset in ("hill", "plane"):
        d["network"]["output"], d["training"]["loss"] = "linear", "mse"
    elif dataset == "blobs3":
        d["network"]["output"] = "softmax"
    for changes in worse:
        for path, value in changes.items():
            room, name = path.split(".")
            d[room][name] = value
    return Experiment.from_dict(d)


ADAM = {"optimizer": {"name": "adam"}, "learning_rate": 0.01}
FULL = {"batch_size": 5000}

HEALTHY = {
    "circle": ("circle", "4 2 tanh", {}),
    "xor": ("xor", "8 tanh", {}),
    "xor relu": ("xor", "8 8 relu", {}),
    "rings": ("rings", "8 8 leaky_relu", {}),
    "moons": ("moons", "8 8 tanh", ADAM),
    "spiral": ("spiral", "16 16 tanh", ADAM),
    "three": ("blobs3", "8 tanh", {}),
    "hill": ("hill", "8 8 tanh", {}),
    "full": ("circle", "8 tanh", {**FULL, "learning_rate": 1.0}),
    "gauss": ("gauss", "4 tanh", {}),
    "momentum": ("rings", "8 8 tanh", {"optimizer": {"name": "momentum"}}),
}


def lr(rate):
    return {"training.learning_rate": rate}


def l2(rate, kind="l2"):
    return {"training.regularization": {"kind": kind, "rate": rate}}


def clip(bound):
    return {"training.gradient_clip": bound}


def schedule(**choice):
    return {"training.schedule": choice}


def scale(factor):
    return {"network.init_scale": factor}


def init(name):
    return {"network.init": name}


def hidden(words):
    *units, activation = words.split()
    return {"network.hidden": [{"units": int(n), "activation": activation} for n in units]}


LR, SMALL, PENALTY = "learning_rate_too_large", "learning_rate_too_small", "penalty_too_strong"
CLIP, ZERO, SYMMETRIC = "clip_too_tight", "learning_rate_zero", "symmetric_start"
LINEAR, WEIGHTS = "too_little_capacity", ("saturated", "exploding", "vanishing")

# name: (healthy, what makes it worse, the kinds that are right as first finding)
WATCHED = {
    "lr 30, xor": ("xor", [lr(30)], LR),
    "lr 10, relu": ("xor relu", [lr(10)], LR),
    "lr 3, rings": ("rings", [lr(3)], LR),
    "lr 1, adam": ("moons", [lr(1)], LR),
    "lr 3, hill": ("hill", [lr(3)], LR),
    "lr 1e-5, circle": ("circle", [lr(1e-5)], SMALL),
    "lr 1e-6, adam": ("moons", [lr(1e-6)], SMALL),
    "lr 1e-4, full batch": ("full", [lr(1e-4)], SMALL),
    "L2 0.3, circle": ("circle", [l2(0.3)], PENALTY),
    "L2 0.1, rings": ("rings", [l2(0.1)], PENALTY),
    "L1 0.1, xor": ("xor", [l2(0.1, "l1")], PENALTY),
    "L2 1, three": ("three", [l2(1.0)], PENALTY),
    "clip 1e-4, circle": ("circle", [clip(1e-4)], CLIP),
    "clip 1e-3, rings": ("rings", [clip(1e-3)], CLIP),
    "cosine 5": ("rings", [schedule(kind="cosine", epochs=5)], ZERO),
    "decay 0.5": ("xor", [schedule(kind="exponential", decay=0.5)], (ZERO, SMALL)),
    "step 0.1": ("circle", [schedule(kind="step", every=1, factor=0.1)], (ZERO, SMALL)),
    "weights × 10": ("moons", [scale(10)], WEIGHTS),
    "weights × 30, xor": ("xor", [scale(30)], WEIGHTS),
    "weights × 0.01": ("rings", [scale(0.01)], ("vanishing", "plateau")),
    "zeros": ("circle", [init("zeros")], SYMMETRIC),
    "sigmoid 6x8": ("rings", [hidden("8 8 8 8 8 8 sigmoid")], ("vanishing", "plateau")),
    "linear, circle": ("circle", [hidden("4 linear")], LINEAR),
    "two relu, xor": ("xor", [hidden("2 relu")], ("stuck", "dead_relu")),
    "lr 1e-4 and L2 0.3": ("circle", [lr(1e-4), l2(0.3)], (PENALTY, SMALL)),
    "clip and decay": ("rings", [clip(1e-3), schedule(kind="exponential", decay=0.9)],
                       (CLIP, SMALL, ZERO)),
    "sigmoid 4x8, lr 1e-3": ("xor", [hidden("8 8 8 8 sigmoid"), lr(1e-3)],
                             ("vanishing", SMALL, "plateau")),
}  # fmt: skip

HELD_OUT = {
    "lr 100, circle": ("circle", [lr(100)], LR),
    "lr 30, three": ("three", [lr(30)], LR),
    "lr 5, momentum": ("momentum", [lr(20)], LR),
    "lr 0.5, adam spiral": ("spiral", [lr(0.5)], LR),
    "lr 3e-5, three": ("three", [lr(3e-5)], SMALL),
    "lr 1e-4, hill": ("hill", [lr(1e-4)], SMALL),
    "L2 0.1, moons": ("moons", [l2(0.1)], PENALTY),
    "L1 0.03, circle": ("circle", [l2(0.03, "l1")], PENALTY),
    "L2 0.3, hill": ("hill", [l2(0.3)], PENALTY),
    "L2 0.3, spiral": ("spiral", [l2(0.3)], PENALTY),
    "clip 1e-3, hill": ("hill", [clip(1e-4)], CLIP),
    "clip 1e-4, momentum": ("momentum", [clip(1e-4)], CLIP),
    "cosine 3, hill": ("hill", [schedule(kind="cosine", epochs=3)], ZERO),
    "decay 0.3, adam": ("moons", [schedule(kind="exponential", decay=0.3)], (ZERO, SMALL)),
    "weights × 20, hill": ("hill", [scale(20)], (*WEIGHTS, LR)),
    "weights × 10, spiral": ("spiral", [scale(10)], WEIGHTS),
    "normal, wide": ("rings", [hidden("32 32 32 tanh"), init("normal")], WEIGHTS),
    "zeros, xor": ("xor relu", [init("zeros")], SYMMETRIC),
    "sigmoid 5x6, circle": ("circle", [hidden("6 6 6 6 6 sigmoid")], ("vanishing", "plateau")),
    "linear, rings": ("rings", [hidden("8 8 linear")], LINEAR),
    "three relu, circle": ("circle", [hidden("2 relu")], ("stuck", "dead_relu")),
    "one tanh, xor": ("xor", [hidden("1 tanh")], "stuck"),
    "deep relu, lr 3": ("rings", [hidden("8 8 8 8 relu"), init("he"), lr(3)],
                        (LR, "dead_relu")),
    "weights × 10, L2 0.3": ("xor", [scale(10), l2(0.3)], (PENALTY, *WEIGHTS)),
    "lr 30, clip 1e-4": ("rings", [lr(1e-3), clip(1e-2)], (CLIP, SMALL)),
}  # fmt: skip


def ring(rng, n, low, high, label):
    radius, angle = rng.uniform(low, high, n), rng.uniform(0, 2 * np.pi, n)
    x1, x2 = radius * np.cos(angle), radius * np.sin(angle)
    return [[a, b, label] for a, b in zip(x1.tolist(), x2.tolist(), strict=True)]


def disc_in_ring(n_outside, n_inside):
    rng = np.random.default_rng(3)
    return [*ring(rng, n_outside, 2.5, 5, 0), *ring(rng, n_inside, 0, 1.2, 1)]


RARE = disc_in_ring(290, 10)
LONELY = [*disc_in_ring(12, 12), [0.0, 0.0, 2]]  # one point of the third class


def healthy(name, seed):
    dataset, layers, training = HEALTHY[name]
    return build(dataset, layers, seed=seed, **training)


def ill(case, seed):
    name, worse, _ = case
    dataset, layers, training = HEALTHY[name]
    return build(dataset, layers, *worse, seed=seed, **training)
