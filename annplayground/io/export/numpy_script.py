"""An experiment as a Python script that a class can read: gradient descent with NumPy alone.

It trains as the NumPy engine does, operation by operation, and so prints the same losses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from annplayground.core.choices import activations, losses, optimizers, penalties, schedules
from annplayground.core.choices.built_in import computes_as_built_in
from annplayground.core.choices.datasets import DATASETS
from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.io.export import numpy_forms as forms
from annplayground.io.export.numpy_data import WIDTH, samples_as_text, weights_as_text, wrapped
from annplayground.io.export.refusal import ExportError

# Beside the data and the first weights.
MOST_LINES = 80
STAGES = ("forward", "loss", "delta", "dW", "update")

# Lines that stand together, each with the stage of an update that it does, or "".
Block = list[tuple[str, str]]


@dataclass(frozen=True)
class Script:
    """A script, and the numbers of its lines, from 1 on, that do each of the `STAGES` of an update;
    `data` are those that are data or first weights."""

    text: str
    stages: dict[str, tuple[int, ...]]
    data: tuple[int, ...]


def numpy_script(experiment: Experiment, epochs: int = 100) -> Script:
    """The script of an experiment from its first weights on, which trains for so many epochs.

    It has no lines but those that this experiment needs: at most `MOST_LINES`, beside the data and
    the first weights. Raises `ExportError` if something in it cannot be written so.
    """
    if problem := _lacking_form(experiment):
        raise ExportError(problem)
    blocks = [
        *_code(experiment, epochs),
        _block(samples_as_text(experiment), "data"),
        _block(weights_as_text(experiment), "data"),
        _block(f"{_functions(experiment)}\ntrain()"),
    ]
    lines = _fitted(blocks)
    where = {
        stage: tuple(number for number, (_, own) in enumerate(lines, start=1) if own == stage)
        for stage in (*STAGES, "data")
    }
    data = where.pop("data")
    return Script("".join(f"{line}\n" for line, _ in lines), where, data)


def _lacking_form(experiment: Experiment) -> str | None:
    training = experiment.training
    used: tuple[tuple[str, Iterable[Any], Iterable[Any]], ...] = (
        ("activation", (entry for entry, _ in experiment.activations), activations.BUILT_IN),
        ("loss", (losses.LOSSES[training.loss],), losses.BUILT_IN),
        ("optimizer", (optimizers.OPTIMIZERS[training.optimizer.name],), optimizers.BUILT_IN),
        ("penalty", (penalties.PENALTIES[training.regularization.kind],), penalties.BUILT_IN),
        ("schedule", (schedules.SCHEDULES[training.schedule.kind],), schedules.BUILT_IN),
    )
    for kind, entries, built_in in used:
        for entry in entries:
            if not computes_as_built_in(entry, built_in):
                return translate(
                    "Files", 'the {kind} "{name}" cannot be written as a script: choose another'
                ).format(kind=kind, name=entry.name)
    return None


def _block(text: str, stage: str = "") -> Block:
    return [(line, stage) for line in text.splitlines()]


def _fitted(blocks: list[Block]) -> Block:
    """The blocks one below the other, with as much air as `MOST_LINES` leave: empty lines between
    them, or none, or not even a line of its own for a single statement."""
    spaced = [line for block in blocks for line in [*block, ("", "")]][:-1]
    if _fits(spaced):
        return spaced
    tight = [(line, stage) for line, stage in spaced if line]
    return tight if _fits(tight) else _joined(tight)


def _fits(lines: Block) -> bool:
    return sum(stage != "data" for _, stage in lines) <= MOST_LINES


def _joined(lines: Block) -> Block:
    """What a `def` or a `for` rules stands in its line where it is one statement."""
    found: Block = []
    for (line, stage), (after, _) in zip(lines, [*lines[1:], ("", "")], strict=True):
        above = found[-1][0] if found else ""
        is_all = _indent(above) < _indent(line) > _indent(after) and not line.endswith(":")
        joined = f"{above} {line.strip()}"
        if above.endswith(":") and is_all and len(joined) <= WIDTH:
            found[-1] = joined, stage
        else:
            found.append((line, stage))
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


# -- block by block -------------------------------------------------------------------------------


def _code(experiment: Experiment, epochs: int) -> list[Block]:
    """All but the numbers."""
    clips = experiment.training.gradient_clip is not None
    return [
        _head(experiment, epochs),
        *_activations(experiment),
        _block(forms.FORWARD, "forward"),
        _block(_by_loss(forms.LOSSES, experiment), "loss"),
        _block(
            forms.DELTA.format(
                output=_by_loss(forms.DELTAS, experiment),
                back=forms.BACK if experiment.network.hidden else "",
            ),
            "delta",
        ),
        _block(forms.DW.format(penalty=_penalty(experiment)), "dW"),
        *([_block(forms.CLIP, "update")] if clips else []),
        _update(experiment),
        _block(forms.MIX),
        _block(forms.SHUFFLED),
        _train(experiment),
    ]


def _head(experiment: Experiment, epochs: int) -> Block:
    training, data = experiment.training, experiment.data
    problem = "Own points" if data.dataset == "custom" else DATASETS[data.dataset].label
    sizes = "-".join(map(str, experiment.sizes))
    settings: dict[str, Any] = {
        "L": len(experiment.activations),
        "epochs": epochs,
        "batch_size": training.batch_size,
        "seed": experiment.network.seed,
    }
    if not _schedule(experiment):
        settings["lr"] = training.learning_rate
    names = optimizers.OPTIMIZERS[training.optimizer.name].parameters
    more = {name: getattr(training.optimizer, name) for name in names if name != "convention"}
    if _penalty(experiment):
        more["rate"] = training.regularization.rate
    if training.gradient_clip is not None:
        more["bound"] = training.gradient_clip
    assigned = [
        f"{', '.join(values)} = {', '.join(map(repr, values.values()))}"
        for values in (settings, more)
        if values
    ]
    return _block("\n".join([forms.HEAD.format(problem=problem, sizes=sizes), *assigned]))


def _activations(experiment: Experiment) -> list[Block]:
    """A function for each activation, with the first α that it has."""
    alphas = _first_alphas(experiment)
    functions = [
        text.replace("{alpha}", repr(alphas[name]))
        for name, text in forms.ACTIVATIONS.items()
        if name in alphas
    ]
    if any("sigma(z)" in text for text in functions):
        functions.insert(0, forms.SIGMA)
    return [_block(text, "forward") for text in functions]


def _functions(experiment: Experiment) -> str:
    """Which activation each layer has."""
    first = _first_alphas(experiment)
    names = [
        entry.name if alpha == first[entry.name] else f"lambda z: {entry.name}(z, {alpha!r})"
        for entry, alpha in experiment.activations
    ]
    pairs = ", ".join(f"{layer}: {name}" for layer, name in enumerate(names, start=1))
    return wrapped(f"f = {{{pairs}}}")


def _first_alphas(experiment: Experiment) -> dict[str, float]:
    return {entry.name: alpha for entry, alpha in reversed(experiment.activations)}


def _by_loss(of: dict[Any, str], experiment: Experiment) -> str:
    loss, output = experiment.training.loss, experiment.network.output
    return of[loss, output] if (loss, output) in of else of[loss]


def _penalty(experiment: Experiment) -> str:
    regularization = experiment.training.regularization
    return forms.PENALTIES[regularization.kind] if regularization.rate else ""


def _schedule(experiment: Experiment) -> str:
    schedule = experiment.training.schedule
    return forms.SCHEDULES[schedule.kind].format(**vars(schedule))


def _update(experiment: Experiment) -> Block:
    optimizer, rules = experiment.training.optimizer, forms.OPTIMIZERS
    rule = rules.get(optimizer.name) or rules[optimizer.name, optimizer.convention]
    arguments = ", ".join(["w", "dw", "lr", *forms.MEMORIES[optimizer.name]])
    name = optimizers.OPTIMIZERS[optimizer.name].full_label(optimizer.convention)
    return _block(f"def update({arguments}):  # {name}\n    for l in w:\n{rule}", "update")


def _train(experiment: Experiment) -> Block:
    training = experiment.training
    clips = training.gradient_clip is not None
    memories = [name for name in forms.MEMORIES[training.optimizer.name] if name != "t"]
    counts = "t" in forms.MEMORIES[training.optimizer.name]
    kept = [f"{name}{w}" for name in memories for w in "Wb"]
    begin = [*kept, *"t" * counts], ["{}"] * len(kept) + ["0"] * counts
    has_test = experiment.data.n_train < experiment.data.size
    J = "J train {J(X, y)}" + (", test {J(X_test, y_test)}" if has_test else "")
    grown = ", ".join(["W", "b", *(name for name in kept if name[0] == "s")])
    size = f"sum(np.abs(w[l]).sum() for w in ({grown}) for l in w)"

    def update(w: str) -> str:
        more = [f"{name}{w}" for name in memories] + ["t"] * counts
        return f"            update({', '.join([w, f'g{w}', 'lr', *more])})"

    rate = _schedule(experiment)
    lines = [
        ("def train():", "", True),
        (f"    {' = '.join(map(', '.join, begin))}", "", kept),
        (f'    print(f"epoch 0: {J}")', "", True),
        ("    for epoch in range(epochs):", "", True),
        (f"        lr = {training.learning_rate!r}{rate}", "", rate),
        (f"        for rows in {forms.BATCHES}:", "", True),
        ("            Z, A, slope = forward(X[rows])", "forward", True),
        ("            d = delta(A, slope, y[rows])", "delta", True),
        (f"            gW, gb = {'clip(*dW(A, d))' if clips else 'dW(A, d)'}", "dW", True),
        ("            t += 1", "update", counts),
        (update("W"), "update", True),
        (update("b"), "update", True),
        (f"        if not np.isfinite(J(X, y) + {size}):", "", True),
        ('            return print(f"epoch {epoch + 1}: diverged")', "", True),
        (f'        print(f"epoch {{epoch + 1}}: {J}")', "", True),
    ]
    return [(line, stage) for line, stage, wanted in lines if wanted]
