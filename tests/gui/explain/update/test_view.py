"""One update in words and numbers: every equation is read back and holds, for all that can be
chosen; no row is lost."""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from equations import checked, number, value

from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.experiment import Experiment
from annplayground.core.numerals import read_number
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.explain.focus import Focus
from annplayground.gui.explain.staged import STAGES
from annplayground.gui.explain.update.text import digits_of_change
from annplayground.gui.explain.update.view import UpdateView, parameters
from annplayground.gui.sizes import DESK, presentation
from annplayground.gui.theme import Look
from tests.core.test_chain_rule import COMBINATIONS, make
from tests.toys import TOYS

HIGH = 6000  # pixels: room for all pages in one
CHOICES = list(product(OPTIMIZERS, ("none", "l1", "l2"), (None, 0.01, 1e3)))


def shown(qtbot, session, stage, focus=None, size=(620, HIGH), look=None):
    """The view at a stage of this session's next update."""
    view = UpdateView()
    qtbot.addWidget(view)
    view.set_look(look or Look())
    view.resize(*size)
    view.show()
    snapshot = observe(session.moment, 0, Status(), View(preview=True))
    view.stage = STAGES.index(stage)
    view.show_state(snapshot, focus or Focus())
    return view


def view_at(qtbot, stage, steps=3, **training):
    session = Session(Experiment.from_dict({"training": training}), "numpy")
    for _ in range(steps):
        session.step()
    return shown(qtbot, session, stage), session.preview()


def text(view):
    return view.sheet.written.text()


def result(view, name):
    """The number that stands under a symbol at the left of an equation."""
    lines = text(view).split("\n")
    index = next(k for k, line in enumerate(lines) if line.startswith(f"{name} = "))
    return read_number(lines[index + 1].split(" = ")[0])


@pytest.mark.parametrize(("optimizer", "penalty", "clip"), CHOICES)
@pytest.mark.parametrize("convention", ["ewa", "classical"])
def test_every_equation_holds_whatever_is_in_use(qtbot, optimizer, penalty, clip, convention):
    index = CHOICES.index((optimizer, penalty, clip)) + 50 * (convention == "ewa")
    rng = np.random.default_rng(index)
    session = make(COMBINATIONS[index % len(COMBINATIONS)], [(3, "tanh"), (2, "elu")], index)
    training = session.experiment.training
    session.adopt(
        replace(
            session.experiment,
            training=replace(
                training,
                learning_rate=float(rng.choice([0.001, 0.03, 0.5])),
                optimizer=replace(training.optimizer, name=optimizer, convention=convention),
                regularization=replace(training.regularization, kind=penalty, rate=0.01),
                gradient_clip=clip,
            ),
        )
    )
    for _ in range(rng.integers(0, 6)):
        session.step()
    sizes = session.experiment.sizes
    layer = int(rng.integers(1, len(sizes)))
    focus = Focus(layer, int(rng.integers(sizes[layer])), int(rng.integers(sizes[layer - 1])))
    averages = {"sgd": 0, "momentum": 1, "nesterov": 2, "rmsprop": 1, "adam": 4}[optimizer]
    view = shown(qtbot, session, "Update", focus)
    clipped = clip is not None and session.preview().terms.norm > clip
    assert checked(text(view)) == 1 + (penalty != "none") + clipped + averages
    assert ("The clip changes nothing" in text(view)) == (clip is not None and not clipped)
    one = session.preview().layers[layer - 1]
    here = focus.source, focus.unit
    assert result(view, "w_new") == pytest.approx(one.new_W[here], rel=5.1e-3)
    view = shown(qtbot, session, "∇W", focus)
    assert checked(text(view)) == (penalty != "none")
    assert number_in(text(view)) == pytest.approx(one.dW[here], rel=5.1e-3)


def number_in(told):
    """The gradient, which stands below its symbol or behind a colon."""
    behind = re.search(r"mini-batch: (.+)", told)
    return read_number(behind[1] if behind else told.split("\n")[3].split(" = ")[0])


@pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)
def test_it_holds_for_every_output_and_loss(qtbot, combination):
    session = make(combination, [(3, "tanh")])
    session.step()
    for focus in (Focus(1, 2, 1), Focus(2, 0, 2)):
        view = shown(qtbot, session, "Update", focus)
        assert checked(text(view)) == 2
        rows = [list(map(read_number, row[1:])) for row in view.table.rows]
        for (old, step, new, _), row in zip(rows, view.table.rows, strict=True):
            assert value(f"{row[1]} − ({row[2]})").meets(number(row[3])), row
            assert (old == new) == (step == 0)


def test_a_wrong_sign_would_be_noticed(qtbot):
    view, _ = view_at(qtbot, "Update", learning_rate=0.5)
    told = text(view)
    assert checked(told) == 1
    with pytest.raises(AssertionError):
        checked(re.sub(r"(= \(?−?[\d.]+\)?) − ", r"\1 + ", told))


def test_plain_descent_reads_as_in_the_notes(qtbot):
    view, _ = view_at(qtbot, "Update")
    assert "w_new = w_old − lr · dJ/dw_old\n" in text(view)
    assert "penalty" not in text(view)
    view.set_look(Look(notation="partial"))
    assert "w_new = w_old − η · ∂L/∂w_old\n" in text(view)


def test_a_change_is_seen_in_the_digits(qtbot):
    view, _ = view_at(qtbot, "Update", learning_rate=1e-5)
    lines = text(view).split("\n")
    numbers = lines[lines.index("w_new = w_old − lr · dJ/dw_old") + 1]
    assert numbers.split(" = ")[0] != numbers.split(" = ")[1].split(" − ")[0].strip("()")
    assert digits_of_change(0.5, 0.5) == 3
    assert digits_of_change(0.5, 0.49999) > 5


def test_the_mean_of_the_losses_is_called_the_data_loss(qtbot):
    view, preview = view_at(qtbot, "Loss J", regularization={"kind": "l2", "rate": 0.1})
    said = read_number(re.search(r"data loss is the mean of their losses: (.+)", text(view))[1])
    assert said == pytest.approx(float(preview.losses.mean()), rel=5e-3)


def test_a_new_penalty_and_a_new_optimizer_are_told_too(qtbot, monkeypatch):
    for kind in ("penalty", "optimizer"):
        toy = next(toy for toy in TOYS if toy.kind == kind)
        toy.register(monkeypatch)
        session = Session(toy.chosen(), engine="numpy")
        session.step()
        view = shown(qtbot, session, "Update")
        assert toy.entry.label in text(view)
        assert checked(text(view)) >= 1


# -- what is not changed ------------------------------------------------------------------------


def dead(**training):
    session = make(("xor", "sigmoid", "cross_entropy"), [(2, "relu")])
    none = replace(session.experiment.training.regularization, kind="none")
    changed = replace(session.experiment.training, regularization=none, **training)
    session.adopt(replace(session.experiment, training=changed))
    session.set_bias(1, 0, -100.0)
    return session


@pytest.mark.parametrize("stage", ["∇W", "Update"])
def test_a_weight_that_is_not_changed_is_told_why(qtbot, stage):
    still = "W₁[1,1] is not changed: dJ/dW₁[1,1] = 0 because f′(z₁[1]) = 0 for all 10 examples."
    units = "dJ/dW = 0 because f′ = 0 for all 10 examples: unit 1 of layer 1."
    told = text(shown(qtbot, dead(), stage))
    assert still in told
    assert units in told
    told = text(shown(qtbot, dead(), stage, Focus(1, 1, 0)))
    assert "not changed" not in told
    assert units in told
    told = text(shown(qtbot, dead(), stage, Focus(2, 0, 0)))
    assert "W₂[1,1] is not changed: dJ/dW₂[1,1] = 0 because what the weight is" in told


def test_one_example_is_not_called_all(qtbot):
    told = text(shown(qtbot, dead(batch_size=1), "Update"))
    assert "f′(z₁[1]) = 0 for the one example." in told
    assert "f′ = 0 for the one example: unit 1 of layer 1." in told
    assert "all 1" not in told


def test_what_moves_a_weight_without_a_gradient_is_told(qtbot):
    session = dead()
    penalty = replace(session.experiment.training.regularization, kind="l2", rate=0.1)
    training = replace(session.experiment.training, regularization=penalty)
    session.adopt(replace(session.experiment, training=training))
    told = text(shown(qtbot, session, "Update"))
    assert "what changes W₁[1,1] is the penalty." in told
    session = make(("xor", "sigmoid", "cross_entropy"), [(2, "relu")])
    training = dead().experiment.training
    momentum = replace(training, optimizer=replace(training.optimizer, name="momentum"))
    session.adopt(replace(session.experiment, training=momentum))
    for _ in range(3):
        session.step()
    session.set_bias(1, 0, -100.0)
    view = shown(qtbot, session, "Update", Focus(1, 0, 0))
    moved = float(np.abs(session.preview().layers[0].step_W[0, 0])) > 0.0
    assert ("what changes W₁[1,1] is the optimizer's average." in text(view)) == moved


# -- pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    ("size", "sizes"),
    [((424, 230), DESK), ((600, 560), DESK), ((590, 470), presentation(720))],
    ids=["low", "desk", "projector"],
)
def test_every_row_is_shown_on_some_page_and_none_is_cut(qtbot, stage, size, sizes):
    session = make(("blobs3", "softmax", "mse"), [(8, "tanh"), (8, "tanh")])
    view = shown(qtbot, session, stage, Focus(2, 1, 1), size, Look(size=sizes))
    cells: set[tuple[str, str]] = set()
    for page in range(view.pager.count):
        assert view.pager.page == page
        view.grab()
        if view.table.isVisible():
            cells |= read_table(view.table)
        if view.sheet.written.isVisible():
            assert view.sheet.written.sizeHint().height() <= view.sheet.written.height()
        view.pager.turn()
    expected = {(row[0], text) for row in view.table.rows for text in row[1:]}
    assert cells == expected
    if stage == "Update":
        told = view.sheet.written.whole_text + "\n".join(map(" ".join, view.table.rows))
        for row in parameters(view.snapshot, view.snapshot.preview, view.focus):
            assert row.name in told
        assert told.count("b → ") == 8


def read_table(table):
    """(name, text) of the cells, each of which has room for what it says."""
    wide = table.fontMetrics().horizontalAdvance
    height = table.horizontalHeader().height() + 2
    found = set()
    for r in range(table.rowCount()):
        height += table.rowHeight(r)
        for c in range(1, table.columnCount()):
            told = table.item(r, c).text()
            assert wide(told) + 6 <= table.columnWidth(c), told
            found.add((table.item(r, 0).text(), told))
    assert height <= table.height()
    assert sum(map(table.columnWidth, range(table.columnCount()))) <= table.width()
    return found
