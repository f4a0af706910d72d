"""One update in words and numbers: what the equation says is what the table does."""

import math
import re

import numpy as np
import pytest

from annplayground.core.experiment import Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.explain.focus import Focus
from annplayground.gui.explain.update_view import STAGES, UpdateView
from annplayground.gui.text import read_number
from annplayground.gui.theme import Look


def view_at(qtbot, stage, **training):
    view = UpdateView()
    qtbot.addWidget(view)
    view.set_look(Look())
    session = Session(Experiment.from_dict({"training": training}), "numpy")
    session.train(3)
    view.show_state(observe(session.moment, 0, Status(), View(preview=True)), Focus())
    view.stage = STAGES.index(stage)
    view.refresh()
    return view, session.preview()


def words(view):
    return view._heading.text()


def number(text):
    """A number as it is written, and half a unit of its last digit."""
    value = read_number(text)
    power = max(math.floor(math.log10(abs(value))), -99) if value else 0
    return value, 0.5 * 10.0 ** (power - 2)  # three digits, or less where zeros are left out


def column(view, name):
    """The numbers of a column, and how far each may be off by rounding."""
    table = view.table
    titles = [table.horizontalHeaderItem(k).text() for k in range(table.columnCount())]
    cells = [table.item(r, titles.index(name)).text() for r in range(table.rowCount())]
    return np.array([number(cell) for cell in cells]).T


def test_the_mean_of_the_losses_is_called_the_data_loss(qtbot):
    view, preview = view_at(qtbot, "Loss J", regularization={"kind": "l2", "rate": 0.1})
    said = float(re.search(r"data loss is the mean of their losses: <b>(.+)</b>", words(view))[1])
    assert said == pytest.approx(float(preview.losses.mean()), rel=5e-3)


def test_a_penalty_is_part_of_the_gradient_and_said_to_be(qtbot):
    plain, _ = view_at(qtbot, "∇W")
    assert "penalty" not in words(plain)
    for kind, label in (("l1", "L1"), ("l2", "L2")):
        view, _ = view_at(qtbot, "∇W", regularization={"kind": kind, "rate": 0.25})
        assert f"+ 0.25 · the slope of the {label} penalty, for a weight" in words(view)


@pytest.mark.parametrize("bound", [None, 1e-3, 1e3])
def test_the_equation_of_the_update_holds_row_by_row(qtbot, bound):
    given = {} if bound is None else {"gradient_clip": bound}
    view, _ = view_at(qtbot, "Update", learning_rate=0.5, **given)
    s, s_off = 1.0, 0.0
    if bound == 1e-3:
        s, s_off = number(
            re.search(r"s = 0\.001 / \S+ = ([\d.]+(?: × 10[⁻⁰-⁹]+)?)", words(view))[1]
        )
        assert s < 1.0
        assert "w_old − lr · s · dJ/dW" in words(view)
    else:
        assert "w_old − lr · dJ/dW" in words(view)
    (g, g_off), (step, step_off) = column(view, "dJ/dW"), column(view, "step")
    off = step_off + 0.5 * (s * g_off + s_off * (np.abs(g) + g_off))
    assert np.all(np.abs(step - 0.5 * s * g) <= 1.001 * off)
    (old, old_off), (new, new_off) = column(view, "w_old"), column(view, "w_new")
    assert np.all(np.abs(new - (old - step)) <= 1.001 * (old_off + step_off + new_off))
