"""Scripts for NumPy alone: run in a process of their own, they print the losses of the engine."""

import ast
import contextlib
import io
import math
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings

from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.optimizers import CONVENTIONS, OPTIMIZERS
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session
from annplayground.io.export.numpy_script import MOST_LINES, STAGES, numpy_script
from annplayground.io.export.refusal import ExportError
from tests.core.random_experiments import experiments
from tests.toys import TOYS

EPOCHS = 8
LINE = re.compile(r"epoch (\d+): J train (\S+?)(?:, test (\S+))?")

SPIRAL = {"dataset": "spiral", "n_samples": 60}
TRUTH_TABLE = {
    "dataset": "custom",
    "train_fraction": 1.0,
    "points": [[0.0, 0.0, 0], [0.0, 1.0, 1], [1.0, 0.0, 1], [1.0, 1.0, 0]],
}


def experiment(data=SPIRAL, output="sigmoid", loss="cross_entropy", hidden=(), **training):
    """An experiment with these parts; `hidden` are the names of activations."""
    layers = [{"units": 4, "activation": name} for name in hidden]
    return Experiment.from_dict(
        {
            "data": data,
            "network": {"hidden": layers, "output": output},
            "training": {"loss": loss, **training},
        }
    )


def one_of_each():
    """An experiment for each entry of each registry that a script must know, by its name."""
    found = {}
    for name in hidden_activations():
        found[f"hidden {name}"] = experiment(hidden=[name, "tanh", name])
    for name, activation in ACTIVATIONS.items():
        found[f"output {name}"] = experiment(output=name, loss="mse", hidden=["tanh"])
        if activation.reaches_negative:
            plane = {"dataset": "plane", "n_samples": 50}
            found[f"regression {name}"] = experiment(plane, name, "mse", ["relu"])
    for name, loss in LOSSES.items():
        for output in ("sigmoid", "softmax"):
            if output in loss.outputs:
                data = SPIRAL if output == "sigmoid" else {"dataset": "blobs3", "n_samples": 50}
                found[f"{name} {output}"] = experiment(data, output, name, ["relu"])
    for name, optimizer in OPTIMIZERS.items():
        for convention in CONVENTIONS if "convention" in optimizer.parameters else ("ewa",):
            choice = {"name": name}
            choice.update({"convention": convention} if optimizer.classical else {})
            found[f"{name} {convention}"] = experiment(hidden=["tanh"], optimizer=choice)
    for name in PENALTIES:
        penalty = {"kind": name, "rate": 0.1}
        found[f"penalty {name}"] = experiment(hidden=["tanh"], regularization=penalty)
    for name in SCHEDULES:
        schedule = {"kind": name}
        schedule.update({"every": 2} if name == "step" else {})
        schedule.update({"epochs": 5} if name == "cosine" else {})
        found[f"schedule {name}"] = experiment(hidden=["tanh"], schedule=schedule)
    found["clip"] = experiment(hidden=["tanh"], gradient_clip=0.02)
    found["no hidden layer"] = experiment()
    found["no test set"] = experiment(TRUTH_TABLE, hidden=["tanh"], batch_size=5000)
    found["features"] = experiment(
        {**SPIRAL, "features": ["x1_squared", "x2", "sin_x1", "x1x2"]}, hidden=["tanh"]
    )
    leaky = experiment(hidden=["leaky_relu", "elu", "leaky_relu", "tanh", "elu"])
    leaky = changed(leaky, "network.hidden.3.alpha", 0.3)
    found["different alphas"] = changed(leaky, "network.hidden.5.alpha", 0.2)
    return found


CASES = one_of_each()
LARGEST = [
    Experiment.from_dict(
        {
            "data": {"dataset": "spiral3", "n_samples": 40},
            "network": {
                "hidden": [
                    *({"units": 3, "activation": name} for name in hidden_activations()),
                    {"units": 3, "activation": "leaky_relu", "alpha": 0.1 + 0.2},
                ],
                "output": "softmax",
            },
            "training": {
                "loss": loss,
                "optimizer": {"name": "adam"},
                "regularization": {"kind": "l1", "rate": 0.01},
                "schedule": {"kind": "cosine"},
                "gradient_clip": 0.05,
            },
        }
    )
    for loss in LOSSES
]


def told(printed):
    """The losses that were printed: [(train, test or None), …], of the epochs from 0 on."""
    found = [LINE.fullmatch(line) for line in printed.splitlines() if "diverged" not in line]
    assert all(found)
    assert [int(match[1]) for match in found] == list(range(len(found)))
    return [(float(match[2]), match[3] and float(match[3])) for match in found]


def losses(experiment, epochs):
    """The same of a Session."""
    run, found = Session(experiment, engine="numpy"), []
    while True:
        scores = run.losses()
        found.append((scores.train, scores.test if len(run.test_set) else None))
        if run.epoch == epochs or run.divergence is not None:
            return found
        run.train(1)


def run_apart(script, folder):
    """What a script prints in a process that has NumPy alone; it warns of nothing."""
    path = folder / "script.py"
    path.write_text(script.text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
    )
    assert done.stderr == ""
    return done.stdout


def run_here(script):
    """The same in this process: faster."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(script.text, "script", "exec"), {})
    return printed.getvalue()


def check_losses(printed, experiment):
    expected = losses(experiment, EPOCHS)
    found = told(printed)
    assert len(found) == len(expected) == EPOCHS + 1
    for (train, test), (true_train, true_test) in zip(found, expected, strict=True):
        assert train == pytest.approx(true_train, rel=1e-12, abs=1e-12)
        assert test == (true_test and pytest.approx(true_test, rel=1e-12, abs=1e-12))


# -- the losses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_it_prints_the_losses_of_the_engine(name, tmp_path):
    check_losses(run_apart(numpy_script(CASES[name], EPOCHS), tmp_path), CASES[name])


@pytest.mark.parametrize("experiment", LARGEST, ids=lambda e: e.training.loss)
def test_so_does_the_largest(experiment, tmp_path):
    check_losses(run_apart(numpy_script(experiment, EPOCHS), tmp_path), experiment)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(experiments())
def test_so_does_any_other(experiment):
    script = numpy_script(experiment, EPOCHS)
    check_script(script)
    check_losses(run_here(script), experiment)


@pytest.mark.parametrize("name", ["gelu", "silu", "tanh"])
def test_even_a_run_that_magnifies_the_last_digit_is_the_same(name):
    """A change in the 14th digit of a weight is seen after these epochs."""
    data = {"dataset": "spiral", "n_samples": 200}
    rmsprop = {"optimizer": {"name": "rmsprop"}, "learning_rate": 0.1}
    wild = experiment(data, hidden=[name] * 3, **rmsprop)
    run, moved = (Session(wild, engine="numpy") for _ in range(2))
    moved.set_weight(1, 0, 0, run.parameters[0][0][0, 0] * (1 + 1e-14))
    run.train(60), moved.train(60)
    assert abs(run.losses().train - moved.losses().train) > 1e-9
    last, _ = told(run_here(numpy_script(wild, 60)))[-1]
    assert last == pytest.approx(run.losses().train, rel=1e-12)


LOSS_OVERFLOWS = {"learning_rate": 1000.0, "optimizer": {"name": "momentum"}}
WEIGHTS_OVERFLOW = {"learning_rate": 1000.0, "regularization": {"kind": "l2", "rate": 100.0}}


@pytest.mark.parametrize("overflow", ["loss", "weights"])
def test_it_ends_where_the_engine_diverges(overflow):
    if overflow == "loss":
        diverging = experiment(
            {"dataset": "plane"}, "linear", "mse", ["relu"] * 2, **LOSS_OVERFLOWS
        )
    else:
        diverging = experiment(output="tanh", loss="mse", hidden=["tanh"], **WEIGHTS_OVERFLOW)
    with pytest.warns(RuntimeWarning):
        printed = run_here(numpy_script(diverging, 300))
    run = Session(diverging, engine="numpy")
    run.train(300)
    assert run.divergence is not None
    assert 0 < run.epoch < 300
    expected = [scores for scores in losses(diverging, run.epoch) if math.isfinite(scores[0])]
    assert len(expected) == run.epoch + (overflow == "weights")
    assert printed.splitlines()[-1] == f"epoch {len(expected)}: diverged"
    for (train, test), (true_train, true_test) in zip(told(printed), expected, strict=True):
        assert train == pytest.approx(true_train, rel=1e-9)
        assert test == pytest.approx(true_test, rel=1e-9)


# -- what it looks like ---------------------------------------------------------------------------


def check_script(script):
    """One file to be read: short, no classes, NumPy alone, nothing in it that is not used."""
    lines = script.text.splitlines()
    tree = ast.parse(script.text)
    nodes = list(ast.walk(tree))
    assert len(lines) - len(script.data) <= MOST_LINES
    assert max(map(len, lines)) <= 100
    assert not any(isinstance(node, ast.ClassDef) for node in nodes)
    imports = [ast.unparse(n) for n in nodes if isinstance(n, ast.Import | ast.ImportFrom)]
    assert imports == ["import numpy as np"]
    made = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    assert {"forward", "J", "delta", "dW", "update", "train"} <= made
    made |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    used = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    assert made - used <= {"Z", "_"}, made - used  # of what forward gives back
    # The data lines are whole statements that only name numbers.
    numbers = [node for node in tree.body if node.lineno in script.data]
    covered = {n for node in numbers for n in range(node.lineno, node.end_lineno + 1)}
    assert covered == set(script.data)
    names = [target.id for node in numbers for target in node.targets]
    assert names in (["X", "y", "X_test", "y_test", "W", "b"], ["X", "y", "W", "b"])


@pytest.mark.parametrize("name", CASES)
def test_it_is_short_and_has_what_it_needs_alone(name):
    check_script(numpy_script(CASES[name]))


@pytest.mark.parametrize("experiment", LARGEST, ids=lambda e: e.training.loss)
def test_so_has_the_largest(experiment):
    check_script(numpy_script(experiment))


def test_a_usual_one_has_air_between_its_functions():
    text = numpy_script(Experiment()).text
    assert "\n\ndef delta(A, slope, y):" in text


def test_each_stage_of_an_update_has_its_lines():
    clipped = experiment(hidden=["tanh"], gradient_clip=0.02, optimizer={"name": "adam"})
    script = numpy_script(clipped)
    lines = script.text.splitlines()
    assert tuple(script.stages) == STAGES
    shown = {
        stage: [lines[number - 1].strip() for number in numbers]
        for stage, numbers in script.stages.items()
    }
    assert "A[l], slope[l] = f[l](Z[l])  # activation" in shown["forward"]
    assert "Z, A, slope = forward(X[rows])" in shown["forward"]
    assert any(line.startswith("def J(X, y):") for line in shown["loss"])
    assert "d = delta(A, slope, y[rows])" in shown["delta"]
    assert "gW, gb = clip(*dW(A, d))" in shown["dW"]
    assert "update(W, gW, lr, vW, sW, t)" in shown["update"]
    every = [number for numbers in script.stages.values() for number in numbers]
    assert len(every) == len(set(every))


def test_unused_choices_leave_no_trace():
    text = numpy_script(experiment(hidden=["tanh"])).text
    for word in ("clip", "rate", "np.sign", "beta", "softmax", "relu", "cos(", "t += 1"):
        assert word not in text
    weak = experiment(hidden=["tanh"], regularization={"kind": "l1", "rate": 0.0})
    assert numpy_script(weak).text == text


def test_the_numbers_are_the_very_same():
    made = {}
    plain = experiment(hidden=["tanh"])
    run = Session(plain, engine="numpy")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(numpy_script(plain, 0).text, made)
    assert (made["X"] == run.train_set.X).all()
    assert (made["y_test"] == run.test_set.y).all()
    for layer, (W, b) in enumerate(run.parameters, start=1):
        assert (made["W"][layer] == W).all()
        assert (made["b"][layer] == b).all()


# -- what cannot be written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "toy",
    [t for t in TOYS if t.kind in ("activation", "loss", "optimizer", "penalty", "schedule")],
    ids=lambda toy: toy.kind,
)
def test_an_entry_without_a_form_is_refused(toy, monkeypatch):
    toy.register(monkeypatch)
    with pytest.raises(ExportError, match=f'the {toy.kind} "toy" cannot be written as a script'):
        numpy_script(toy.chosen())


@pytest.mark.parametrize(
    "toy",
    [t for t in TOYS if t.kind in ("dataset", "feature", "initializer", "metric")],
    ids=lambda toy: toy.kind,
)
def test_what_only_makes_numbers_needs_no_form(toy, monkeypatch):
    toy.register(monkeypatch)
    chosen = toy.chosen()
    check_losses(run_here(numpy_script(chosen, EPOCHS)), chosen)


def test_another_function_under_a_known_name_is_refused(monkeypatch):
    other = replace(ACTIVATIONS["tanh"], f=lambda z, alpha: z)
    monkeypatch.setitem(ACTIVATIONS, "tanh", other)
    with pytest.raises(ExportError, match='the activation "tanh" cannot be written'):
        numpy_script(experiment(hidden=["tanh"]))
