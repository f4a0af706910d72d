"""The five update rules against PyTorch's optimizers, step by step, and against their equations."""

import numpy as np
import pytest

from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.engines.numpy_engine import clip
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session

LR = 0.05
CLASSICAL = {"convention": "classical"}


def path(choice, gradients, lr=LR, start=0.5):
    """The parameters after each step along a list of gradients, (steps, n)."""
    w = np.full(gradients.shape[1], start)
    v, s = np.zeros_like(w), np.zeros_like(w)
    visited = []
    for t, g in enumerate(gradients, start=1):
        w = w - lr * OPTIMIZERS[choice.name].direction(g.copy(), v, s, t, choice)
        visited.append(w)
    return np.array(visited)


@pytest.fixture
def gradients():
    """Sixty gradients of four parameters, of very different sizes."""
    rng = np.random.default_rng(3)
    return rng.normal(0.2, 1.0, (60, 4)) * [1e-4, 0.1, 1.0, 50.0]


def torch_optimizer(torch, name, parameters, lr=LR):
    """PyTorch's optimizer of the same rule; its momentum follows the classical convention."""
    return {
        "sgd": lambda: torch.optim.SGD(parameters, lr),
        "momentum": lambda: torch.optim.SGD(parameters, lr, momentum=0.9),
        "nesterov": lambda: torch.optim.SGD(parameters, lr, momentum=0.9, nesterov=True),
        # Both have ε outside the root: g / (√s + ε). PyTorch calls ρ alpha.
        "rmsprop": lambda: torch.optim.RMSprop(parameters, lr, alpha=0.9, eps=1e-8),
        "adam": lambda: torch.optim.Adam(parameters, lr, betas=(0.9, 0.999), eps=1e-8),
    }[name]()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_step_agrees_with_pytorch(name, gradients):
    torch = pytest.importorskip("torch")
    w = torch.full((4,), 0.5, dtype=torch.float64, requires_grad=True)
    optimizer = torch_optimizer(torch, name, [w])
    expected = []
    for g in gradients:
        w.grad = torch.tensor(g)
        optimizer.step()
        expected.append(w.detach().numpy().copy())
    found = path(OptimizerChoice(name, convention="classical"), gradients)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("kind", ["none", "l2"])
def test_a_whole_run_agrees_with_pytorch(name, kind):
    """Three epochs of mini-batches, the last one short: network, loss, penalty and optimizer."""
    torch = pytest.importorskip("torch")
    session = Session(
        Experiment.from_dict(
            {
                "data": {"dataset": "moons", "n_samples": 64},
                "training": {
                    "learning_rate": 0.02,
                    "regularization": {"kind": kind, "rate": 0.01},
                    "optimizer": {
                        "name": name,
                        **(CLASSICAL if "beta" in OPTIMIZERS[name].parameters else {}),
                    },
                },
            }
        )
    )
    tensors = [
        (torch.tensor(W, requires_grad=True), torch.tensor(b, requires_grad=True))
        for W, b in session.parameters
    ]
    (W1, b1), (W2, b2), (W3, b3) = tensors
    optimizer = torch_optimizer(torch, name, [t for pair in tensors for t in pair], lr=0.02)
    X, y = torch.tensor(session.train_set.X), torch.tensor(session.train_set.y)
    for _ in range(3 * session.batches_per_epoch):
        session.step()
        rows = torch.tensor(session.last_batch)
        a1 = torch.tanh(X[rows] @ W1 + b1)
        a2 = torch.nn.functional.leaky_relu(a1 @ W2 + b2, 0.01)
        J = torch.nn.functional.binary_cross_entropy_with_logits(a2 @ W3 + b3, y[rows])
        if kind == "l2":
            J = J + 0.005 * sum((W**2).sum() for W, _ in tensors)
        optimizer.zero_grad()
        J.backward()
        optimizer.step()
    assert (session.epoch, session.batch) == (3, 0)
    for pair, expected in zip(session.parameters, tensors, strict=True):
        for array, tensor in zip(pair, expected, strict=True):
            np.testing.assert_allclose(array, tensor.detach().numpy(), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.99])
def test_ewa_is_classical_momentum_with_another_learning_rate(name, beta, gradients):
    """v ← βv + (1 − β)g walks the path of v ← βv + g if lr is larger by 1 / (1 − β)."""
    ewa = path(OptimizerChoice(name, beta), gradients, lr=LR / (1.0 - beta))
    classical = path(OptimizerChoice(name, beta, "classical"), gradients, lr=LR)
    np.testing.assert_allclose(ewa, classical, rtol=1e-11)
    if beta > 0.0:
        assert not np.allclose(path(OptimizerChoice(name, beta), gradients), classical)


def test_ewa_is_the_equation_of_the_notes(gradients):
    v, w, visited = 0.0, 0.5, []
    for g in gradients[:, 2]:
        v = 0.8 * v + 0.2 * g
        w = w - LR * v
        visited.append(w)
    found = path(OptimizerChoice("momentum", beta=0.8), gradients)[:, 2]
    np.testing.assert_allclose(found, visited, rtol=1e-13)


def test_ewa_averages_about_so_many_steps():
    """A constant gradient is reached to 63 % after 1 / (1 − β) steps."""
    steps = np.diff(path(OptimizerChoice("momentum", beta=0.95), np.ones((20, 1)), lr=1.0), axis=0)
    assert -steps[-1, 0] == pytest.approx(1.0 - 0.95**20)
    assert -steps[-1, 0] == pytest.approx(0.63, abs=0.02)


def test_the_first_steps_by_hand():
    g = np.array([[0.3, -4.0]])
    first = lambda name, **kw: 0.5 - path(OptimizerChoice(name, **kw), g)[0]  # noqa: E731
    np.testing.assert_allclose(first("sgd"), LR * g[0])
    np.testing.assert_allclose(first("momentum"), LR * 0.1 * g[0])
    np.testing.assert_allclose(first("momentum", convention="classical"), LR * g[0])
    np.testing.assert_allclose(first("nesterov"), LR * (0.9 * 0.1 + 0.1) * g[0])
    root = np.sqrt(0.1) * np.abs(g[0])
    np.testing.assert_allclose(first("rmsprop", epsilon=0.5), LR * g[0] / (root + 0.5))
    # Bias correction: Adam's first step is lr · g / (|g| + ε), whatever β₁ and β₂.
    for beta1, beta2 in ((0.9, 0.999), (0.0, 0.5)):
        step = first("adam", beta1=beta1, beta2=beta2, epsilon=0.1)
        np.testing.assert_allclose(step, LR * g[0] / (np.abs(g[0]) + 0.1))


def test_all_weights_move_at_once_from_the_old_values():
    experiment = Experiment.from_dict({"training": {"batch_size": 250, "learning_rate": 0.1}})
    session = Session(experiment)
    before = session.parameters
    gradients = session.gradients(session.train_set.X, session.train_set.y)
    session.step()
    for new, old, g in zip(session.parameters, before, gradients, strict=True):
        np.testing.assert_allclose(new[0], old[0] - 0.1 * g[0], rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(new[1], old[1] - 0.1 * g[1], rtol=1e-12, atol=1e-15)


def test_clip_shortens_the_whole_gradient_and_keeps_its_direction():
    g = np.array([3.0, -4.0])
    np.testing.assert_allclose(clip(g, 1.0), [0.6, -0.8])
    np.testing.assert_allclose(clip(g, 5.0), g)
    np.testing.assert_array_equal(clip(g, 100.0), g)
    np.testing.assert_array_equal(clip(g, None), g)
    np.testing.assert_array_equal(clip(np.zeros(2), 1.0), 0.0)


def test_clip_of_a_gradient_whose_square_is_no_float():
    with np.errstate(over="ignore"):  # as the engine does around every step
        np.testing.assert_allclose(clip(np.array([3e200, -4e200]), 1.0), [0.6, -0.8])


def test_clip_agrees_with_pytorch(gradients):
    torch = pytest.importorskip("torch")
    w = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    w.grad = torch.tensor(gradients[0])
    torch.nn.utils.clip_grad_norm_([w], 0.7)
    np.testing.assert_allclose(clip(gradients[0], 0.7), w.grad.numpy(), rtol=1e-5)


def test_a_clipped_session_makes_bounded_steps():
    training = {"gradient_clip": 0.01, "learning_rate": 1.0, "batch_size": 250}
    session = Session(Experiment.from_dict({"training": training}))
    before = np.concatenate([p.ravel() for pair in session.parameters for p in pair])
    session.step()
    after = np.concatenate([p.ravel() for pair in session.parameters for p in pair])
    assert np.linalg.norm(after - before) == pytest.approx(0.01)


def test_every_rule_names_parameters_that_exist():
    for optimizer in OPTIMIZERS.values():
        for parameter in optimizer.parameters:
            assert hasattr(OptimizerChoice(), parameter)
