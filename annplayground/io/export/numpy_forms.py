"""What can be chosen, as lines of a NumPy script.

The mathematics is that of the registries, operation by operation, so that a script has the very
numbers of the engine. What has no lines here, such as a new entry, cannot be written as a script.
"""

# Each gives A = f(Z) and its slope f'(Z); {alpha} is the value of α.
ACTIVATIONS = {
    "linear": """\
def linear(z):
    return z, np.ones_like(z)
""",
    "sigmoid": """\
def sigmoid(z):
    return sigma(z), (1 - sigma(z)) * sigma(z)
""",
    "tanh": """\
def tanh(z):
    return np.tanh(z), 1 - np.tanh(z) ** 2
""",
    "relu": """\
def relu(z):
    return np.maximum(z, 0), np.where(z > 0, 1.0, 0.0)
""",
    "leaky_relu": """\
def leaky_relu(z, alpha={alpha}):
    return np.where(z > 0, z, alpha * z), np.where(z > 0, 1, alpha)
""",
    "elu": """\
def elu(z, alpha={alpha}):
    below = np.minimum(z, 0)
    return np.where(z > 0, z, alpha * np.expm1(below)), np.where(z > 0, 1, alpha * np.exp(below))
""",
    "gelu": """\
def phi(z):
    return np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)  # the normal density

cdf = np.polynomial.Chebyshev.interpolate(phi, 90, [-9, 9]).integ(lbnd=-9)(np.linspace(-9, 9, 2305))

def gelu(z):  # z Phi(z), where Phi is a Taylor series around the nearest t of the table
    x = np.clip(z, -9, 9)
    d = x - (t := np.rint(x * 128) / 128)
    series = d * (1 - d * (t / 2 - d * ((t * t - 1) / 6 - d * (t * t - 3) * t / 24)))
    Phi = cdf.take(((t + 9) * 128).astype(int), mode="clip") + phi(t) * series
    Phi = np.where(np.abs(z) >= 9, z > 0, Phi)
    return z * Phi, Phi + z * phi(z)
""",
    "silu": """\
def silu(z):
    return z * sigma(z), sigma(z) + z * sigma(z) * (1 - sigma(z))
""",
    "softplus": """\
def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))), sigma(z)
""",
    "softmax": """\
def softmax(z):  # its slope is a whole matrix, which delta has instead
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True), None
""",
}
# Some of them need it. Nothing overflows, for e is never raised to a positive power.
SIGMA = """\
def sigma(z):
    return np.where(z >= 0, 1, np.exp(-abs(z))) / (1 + np.exp(-abs(z)))  # 1 / (1 + e^-z)
"""

# By loss, or loss and output where the output matters. J is the mean over the samples.
LOSSES = {
    ("cross_entropy", "sigmoid"): """\
def J(X, y):  # -y log p - (1 - y) log(1 - p) with p = sigmoid(Z), where nothing overflows
    Z = forward(X)[0][L]
    return (np.maximum(Z, 0) - Z * y + np.log1p(np.exp(-np.abs(Z)))).sum(axis=1).mean()
""",
    ("cross_entropy", "softmax"): """\
def J(X, y):  # -log p of the right class with p = softmax(Z), where nothing overflows
    Z = forward(X)[0][L]
    return (Z.max(1) + np.log(np.exp(Z - Z.max(1, keepdims=True)).sum(1)) - (y * Z).sum(1)).mean()
""",
    "mse": """\
def J(X, y):
    return (0.5 * ((forward(X)[1][L] - y) ** 2).sum(axis=1)).mean()
""",
}
# Of these, d = dJ/dZ at the output, for each sample.
DELTAS = {
    "cross_entropy": """\
    d = {L: A[L] - y}
""",
    "mse": """\
    d = {L: (A[L] - y) * slope[L]}
""",
    ("mse", "softmax"): """\
    dA = A[L] - y
    d = {L: A[L] * (dA - (A[L] * dA).sum(axis=1, keepdims=True))}
""",
}

# What a penalty adds to dW.
PENALTIES = {"none": "", "l1": " + rate * np.sign(W[l])", "l2": " + rate * W[l]"}

# What multiplies the learning rate.
SCHEDULES = {
    "constant": "",
    "step": " * {factor} ** (epoch // {every})",
    "exponential": " * {decay} ** epoch",
    "cosine": " * (0.5 * (1 + np.cos(np.pi * min(epoch / {epochs}, 1))))",
}

# What an optimizer remembers: v, s, and t, the number of the step.
MEMORIES = {"sgd": "", "momentum": "v", "nesterov": "v", "rmsprop": "s", "adam": "vst"}
# How it moves w, by its name, and by its convention if it has one.
OPTIMIZERS = {
    "sgd": """\
        w[l] = w[l] - lr * dw[l]
""",
    ("momentum", "ewa"): """\
        v[l] = beta * v.get(l, 0) + (1 - beta) * dw[l]
        w[l] = w[l] - lr * v[l]
""",
    ("momentum", "classical"): """\
        v[l] = beta * v.get(l, 0) + dw[l]
        w[l] = w[l] - lr * v[l]
""",
    ("nesterov", "ewa"): """\
        v[l] = beta * v.get(l, 0) + (1 - beta) * dw[l]
        w[l] = w[l] - lr * ((1 - beta) * dw[l] + beta * v[l])
""",
    ("nesterov", "classical"): """\
        v[l] = beta * v.get(l, 0) + dw[l]
        w[l] = w[l] - lr * (dw[l] + beta * v[l])
""",
    "rmsprop": """\
        s[l] = rho * s.get(l, 0) + (1 - rho) * dw[l] * dw[l]
        w[l] = w[l] - lr * (dw[l] / (np.sqrt(s[l]) + epsilon))
""",
    "adam": """\
        v[l] = beta1 * v.get(l, 0) + (1 - beta1) * dw[l]
        s[l] = beta2 * s.get(l, 0) + (1 - beta2) * dw[l] * dw[l]
        w[l] = w[l] - lr * (v[l] / (1 - beta1**t) / (np.sqrt(s[l] / (1 - beta2**t)) + epsilon))
""",
}

# What every script has, or every one of its kind.
HEAD = """\
# {problem}, {sizes}: gradient descent in Python
import numpy as np
"""
BATCHES = "np.split(shuffled(epoch), range(batch_size, len(X), batch_size))"
FORWARD = """\
def forward(X):  # layer l, from 1 to L, has W[l] and b[l]
    Z, A, slope = {}, {0: X}, {}
    for l in W:
        Z[l] = A[l - 1] @ W[l] + b[l]  # summation
        A[l], slope[l] = f[l](Z[l])  # activation
    return Z, A, slope
"""
DELTA = """\
def delta(A, slope, y):  # dJ/dZ of each sample, by the chain rule from the output back
{output}{back}    return d
"""
BACK = """\
    for l in range(L - 1, 0, -1):
        d[l] = (d[l + 1] @ W[l + 1].T) * slope[l]
"""
DW = """\
def dW(A, d):  # dJ/dW and dJ/db, the mean over the samples
    gW = {{l: A[l - 1].T @ d[l] / len(d[l]){penalty} for l in W}}
    return gW, {{l: d[l].sum(axis=0) / len(d[l]) for l in W}}
"""
CLIP = """\
def clip(gW, gb):  # makes the gradient no longer than the bound
    g = np.concatenate([np.append(gW[l], gb[l]) for l in W])
    factor = bound / max(bound, np.sqrt(g @ g))
    return {l: factor * gW[l] for l in W}, {l: factor * gb[l] for l in W}
"""
MIX = """\
def mix(z):  # SplitMix64: random numbers that are the same everywhere
    z = z * 0x9E3779B97F4A7C15
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB
    return z ^ (z >> 31)
"""
SHUFFLED = """\
def shuffled(epoch):  # the order of the samples in an epoch
    order, places = list(range(len(X))), np.arange(len(X), dtype=np.uint64)
    swaps = (mix(mix(mix(np.array([seed], np.uint64)) ^ epoch) + places) >> 33) % (places + 1)
    for i in range(len(X) - 1, 0, -1):
        order[i], order[swaps[i]] = order[swaps[i]], order[i]
    return order
"""
