"""The verdicts on a descent are about where it goes, checked by following it much further."""

import numpy as np
import pytest

from annplayground.core.descent import LANDSCAPES, descend, fate
from annplayground.gui.explain.descent_view import MOST_STEPS, DescentView
from annplayground.gui.theme import Look


@pytest.fixture
def view(qtbot):
    made = DescentView()
    qtbot.addWidget(made)
    made.set_look(Look())
    made.resize(900, 300)
    made.show()
    return made


def follow(view, name, decibels, beta, steps=MOST_STEPS):
    """The verdict after so many steps, with α = 10^(decibels / 10)."""
    view.landscape.setCurrentIndex(view.landscape.findData(name))
    view.rate.setValue(decibels)
    view.beta.setValue(beta)
    view.reset_button.click()
    for _ in range(steps):
        view.step_button.click()
    return view._verdict.text()


CASES = [(name, d, beta) for name in LANDSCAPES for d in (-30, -10, -4, 0, 3, 5, 8)
         for beta in (0, 50, 90)]  # fmt: skip


def test_every_verdict_is_true(view):
    seen = set()
    for name, decibels, beta in CASES:
        words = follow(view, name, decibels, beta)
        entry, rate = LANDSCAPES[name], view.learning_rate
        path = descend(entry, view._start, rate, beta / 100, 20_000)
        late = np.abs([entry.slope(float(x)) for x in path[-2000:]])
        case = (name, decibels, beta, words)
        if "Arrived" in words:
            assert len(path) == 20_001, case
            assert late.max() < 1e-3, case
            after = int(words.split("after ")[1].split()[0])
            slopes = np.abs([entry.slope(float(x)) for x in path[after:]])
            assert slopes.max() < 1e-3, case
            seen.add("arrived")
        elif "diverges" in words:
            assert len(path) < 20_001, case
            seen.add("diverges")
        elif "never settles" in words:
            assert late.max() > 1e-2, case
            seen.add("never")
        elif "Slow" in words and "arrives" not in words:
            assert np.abs(path[-1] - path[-2]) < np.abs(path[4000] - path[3999]), case
        elif "arrives after" in words:
            assert late.max() < 1e-3, case
            seen.add("slow")
        elif "Too small" in words:
            assert np.count_nonzero(np.diff(np.sign(np.diff(path[:4000])))) <= 2, case
            seen.add("small")
        else:
            assert words.splitlines()[-1].startswith("Step"), case
    assert seen == {"arrived", "diverges", "never", "slow", "small"}


def test_it_is_not_said_to_have_arrived_in_passing(view):
    """With momentum it runs through the valley: f′ = 0 there, and it goes on."""
    end = fate(LANDSCAPES["bowl"], -3.2, view.learning_rate, 0.9)
    for steps in range(2, 60):
        words = follow(view, "bowl", -10, 90, steps)
        assert ("Arrived" in words) == (steps >= end.step)


def test_under_momentum_the_rule_names_v(view):
    assert "x_new = x − α v" in follow(view, "bowl", -10, 50, 0)
    assert "x_new = x − α f′(x)" in follow(view, "bowl", -10, 0, 0)


def test_a_steeper_bowl_is_called_one(view):
    names = [view.landscape.itemText(k) for k in range(view.landscape.count())]
    assert "Ravine" not in names
    assert "Steep bowl" in names
