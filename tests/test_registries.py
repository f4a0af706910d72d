"""The promise of the registries: one entry, and it can be chosen, saved, read and trained with."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from toys import TOYS

import annplayground
from annplayground.cli import main
from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.metrics import METRICS
from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.engines.available import VARIABLE, engine_for, engine_problem, load_compiled
from annplayground.core.experiment import Experiment
from annplayground.core.run.runner import Runner
from annplayground.core.run.session import Session

PACKAGE = Path(annplayground.__file__).parent
EVERY = pytest.mark.parametrize("toy", TOYS, ids=lambda toy: toy.kind)


@pytest.fixture
def _default_engine(monkeypatch):
    """That of a user: compiled where it can be had."""
    monkeypatch.delenv(VARIABLE, raising=False)


def sentence(toy):
    return f"Training runs in NumPy, slower: the {toy.lacking} has no compiled form."


@pytest.mark.numba
@pytest.mark.usefixtures("_default_engine")
@EVERY
def test_a_new_entry_trains_with_the_default_engine(toy, monkeypatch):
    plain = Session(Experiment())
    toy.register(monkeypatch)
    run, right = Session(toy.chosen()), Session(toy.chosen(), "numpy")
    start = run.losses().train
    for session in (plain, run, right):
        session.train(3)
    assert run.engine.name == ("numpy" if toy.lacking else "numba")
    problem = engine_problem(run.experiment, run.wanted_engine)
    assert problem == (sentence(toy) if toy.lacking else None)
    assert engine_problem(right.experiment, right.wanted_engine) is None  # NumPy was asked for
    assert run.epoch == 3
    assert run.losses().train < start
    for (W, b), (W_right, b_right) in zip(run.parameters, right.parameters, strict=True):
        np.testing.assert_allclose(W, W_right, rtol=1e-9)
        np.testing.assert_allclose(b, b_right, rtol=1e-9, atol=1e-12)
    # It takes part: without it the run ends elsewhere. (A metric only looks.)
    apart = abs(run.losses().train - plain.losses().train)
    assert (apart > 1e-6) == (toy.kind != "metric")
    assert run.check_gradients().agrees


def test_a_new_metric_is_measured(monkeypatch):
    toy = next(toy for toy in TOYS if toy.kind == "metric")
    toy.register(monkeypatch)
    run = Session(replace(Experiment(), training=replace(Experiment().training, batch_size=250)))
    largest = [float(np.abs(W).max()) for W, _ in run.parameters]
    run.train(1)  # of one mini-batch
    measured = [run.history.curves().newest(f"layer{k}.toy") for k in (1, 2, 3)]
    assert measured == largest


@EVERY
def test_a_new_entry_is_read_from_a_file_and_trained_with(toy, monkeypatch, tmp_path, capsys):
    toy.register(monkeypatch)
    chosen = toy.chosen()
    d = json.loads(json.dumps(chosen.to_dict()))
    assert Experiment.from_dict(d) == chosen
    path = tmp_path / "toy.json"
    path.write_text(json.dumps(d), encoding="utf-8")
    history = tmp_path / "toy.csv"
    assert main(["train", str(path), "--epochs", "2", "--history", str(history)]) == 0
    printed = capsys.readouterr()
    assert "epoch 2: J train " in printed.out
    assert printed.err == ""
    assert ("layer1.toy" in history.read_text("utf-8")) == (toy.kind == "metric")


@pytest.mark.numba
@pytest.mark.usefixtures("_default_engine")
def test_the_command_says_that_numpy_trains(monkeypatch, tmp_path, capsys):
    toy = TOYS[0]
    toy.register(monkeypatch)
    path = tmp_path / "toy.json"
    path.write_text(json.dumps(toy.chosen().to_dict()), encoding="utf-8")
    assert main(["train", str(path), "--epochs", "1"]) == 0
    assert capsys.readouterr().err == f"annplayground: {sentence(toy)[:-1]}\n"


def test_a_new_activation_goes_with_squared_error(monkeypatch):
    TOYS[0].register(monkeypatch)
    assert Experiment().with_output("toy").training.loss == "mse"


# -- what is compiled, and what only has the name of it --------------------------------------------


REPLACED = {
    "activation": (ACTIVATIONS, "tanh", {"f": lambda z, alpha: np.sin(z)}),
    "loss": (LOSSES, "cross_entropy", {"per_sample": lambda output, z, a, y: a[:, 0]}),
    "optimizer": (OPTIMIZERS, "sgd", {"direction": lambda g, v, s, t, choice: np.sign(g)}),
    "penalty": (PENALTIES, "none", {"gradient": np.tanh}),
    "metric": (METRICS, "delta_rms", {"measure": lambda *step: 1.0}),
}


@pytest.mark.numba
@pytest.mark.parametrize("kind", REPLACED)
def test_what_is_replaced_under_its_name_does_not_train_as_the_old_one(kind, monkeypatch):
    registry, name, functions = REPLACED[kind]
    compiled = load_compiled()
    assert engine_for(Experiment(), compiled) is compiled
    # Another label is no other mathematics.
    monkeypatch.setitem(registry, name, replace(registry[name], label="Other"))
    assert engine_for(Experiment(), compiled) is compiled
    monkeypatch.setitem(registry, name, replace(registry[name], **functions))
    assert engine_for(Experiment(), compiled).name == "numpy"
    told = f'Training runs in NumPy, slower: the {kind} "{name}" has no compiled form.'
    assert engine_problem(Experiment(), compiled) == told


@pytest.mark.numba
def test_a_known_entry_under_another_name_is_not_mistaken(monkeypatch):
    """The functions are known, but none of the codes stands for this name."""
    entry = replace(ACTIVATIONS["relu"], name="toy")
    monkeypatch.setitem(ACTIVATIONS, "toy", entry)
    run = Session(TOYS[0].chosen(), "numba")
    run.train(1)
    assert run.engine.name == "numpy"


@pytest.fixture
def metrics_in_order():
    """Puts the metrics back, each in its place; that is done afterwards, too."""
    entries = dict(METRICS)

    def restore():
        METRICS.clear()
        METRICS.update(entries)

    yield restore
    restore()


@pytest.mark.numba
@pytest.mark.parametrize("change", ["fewer", "other order"])
def test_the_kernels_measure_the_five_metrics_in_their_order(change, metrics_in_order):
    first = METRICS.pop("gradient_norm")
    if change == "other order":
        METRICS["gradient_norm"] = first
    run = Session(Experiment(), "numba")
    run.train(2)
    assert run.engine.name == "numpy"
    assert "metrics" in engine_problem(run.experiment, run.wanted_engine)
    named = run.history.curves().newest("layer1.delta_rms")
    metrics_in_order()
    right = Session(Experiment(), "numba")
    right.train(2)
    assert right.engine.name == "numba"
    assert named == pytest.approx(right.history.curves().newest("layer1.delta_rms"), rel=1e-9)


@pytest.mark.numba
def test_a_run_goes_over_to_numpy_and_back_with_its_activation(monkeypatch):
    TOYS[0].register(monkeypatch)
    run = Session(Experiment(), "numba")
    assert run.engine.name == "numba"
    run.train(1)
    run.step()  # and in the middle of an epoch
    assert run.adopt(TOYS[0].chosen())
    assert run.engine.name == "numpy"
    run.train(1)
    assert run.adopt(Experiment())
    assert run.engine.name == "numba"
    run.train(1)
    assert run.epoch == 3


@pytest.mark.numba
def test_the_runner_says_which_engine_trains_and_why(monkeypatch):
    """Orders are carried out here, in place of the thread."""
    toy = TOYS[0]
    toy.register(monkeypatch)
    load_compiled()
    runner = Runner(Experiment(), "numba")

    def status():
        runner._obey()
        runner._change_engine()
        runner._publish()
        return runner.take().status

    assert (status().engine, status_problem(runner)) == ("numba", None)
    runner.submit(toy.chosen())
    told = status()
    assert (told.engine, told.engine_problem) == ("numpy", sentence(toy))
    runner.restart()
    told = status()
    assert (told.engine, told.engine_problem) == ("numpy", sentence(toy))
    runner.load(Experiment())
    told = status()
    assert (told.engine, told.engine_problem) == ("numba", None)


def status_problem(runner):
    session = runner._sides.all[0].session
    return engine_problem(session.experiment, session.wanted_engine)


# -- never copied at import ------------------------------------------------------------------------


REGISTRIES = {toy.registry for toy in TOYS}


def copies(source: str) -> list[str]:
    """Where a module reads a registry, or calls a function for its choices, while it is imported;
    its keys() is no copy."""
    found = []
    for node, parents in _run_at_import(ast.parse(source), ()):
        named = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        if named and node.id in REGISTRIES:
            view = isinstance(parents[-1], ast.Attribute) and parents[-1].attr == "keys"
            # … where it stays what it is: handed on as an argument with a name.
            if not (view and isinstance(parents[-3], ast.keyword)):
                found.append(f"line {node.lineno}: {node.id}")
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if called and node.func.id in ("hidden_activations", "possible_outputs", "channel_names"):
            found.append(f"line {node.lineno}: {node.func.id}")
    return found


def _run_at_import(node, parents):
    """Every node below that runs when the module is imported, with those that it stands in."""
    inside = (*parents, node)
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            later = node.body if isinstance(node.body, list) else [node.body]
            if child in later:
                continue
        yield child, inside
        yield from _run_at_import(child, inside)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.stem)
def test_no_registry_is_copied_at_import(path):
    assert copies(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "NAMES = tuple(LOSSES)",
        "LABELS = {name: entry.label for name, entry in METRICS.items()}",
        "class Menu:\n    names = list(FEATURES)",
        "def f(names=tuple(SCHEDULES)):\n    pass",
        "NAMES = sorted(LOSSES.keys())",
        "CHOICES = hidden_activations()",
    ],
)
def test_a_copy_is_found(source):
    assert copies(source)
