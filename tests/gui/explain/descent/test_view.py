"""The verdicts on a descent are about where it goes, checked by following it much further."""

import itertools
import re

import numpy as np
import pytest
from arithmetic import assert_holds
from paging import parts_page_by_page
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from test_contrast import contrast

from annplayground.core.descent import LANDSCAPES, descend, fate
from annplayground.gui.explain.descent.view import MOST_STEPS, NOISY, DescentView
from annplayground.gui.main_window import MainWindow
from annplayground.gui.text import read_number
from annplayground.gui.theme import DARK, LIGHT, Look
from annplayground.gui.waiting import train_and_wait


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


@pytest.mark.slow
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


def last(view):
    """The lines about the newest step."""
    return view.findChild(QLabel, "descent_numbers").text().split("<br>")


def test_the_last_step_in_numbers_is_the_step_that_was_taken(view):
    for name, decibels, beta in itertools.product(LANDSCAPES, (-20, -10, -3), (0, 50, 90)):
        entry = LANDSCAPES[name]
        for steps in (1, 2, 7):
            follow(view, name, decibels, beta, steps)
            *mean, move = last(view)
            assert_holds(move)
            path, rate = view.path, view.learning_rate
            x, new = path[-2:]
            assert read_number(move.split(" − ")[0]) == pytest.approx(x, rel=5e-3)
            assert read_number(move.rpartition(" = ")[2]) == pytest.approx(new, rel=5e-3, abs=1e-12)
            v = 0.0
            for point in path[:-1]:
                v = beta / 100 * v + (1 - beta / 100) * entry.slope(float(point))
            assert x - rate * v == pytest.approx(new)
            assert len(mean) == (beta > 0)
            for text in mean:
                assert_holds(text)
                assert read_number(text.rpartition(" = ")[2]) == pytest.approx(v, rel=5e-3)


def test_the_step_of_the_notes(view):
    """The bowl from −2.59 with α = 0.1: −2.59 − 0.1·(−2.59) = −2.33."""
    view.start.setValue(-2.59)
    view.step_button.click()
    assert last(view) == ["−2.59 − 0.1·(−2.59) = −2.33"]
    view.reset_button.click()
    assert not view.findChild(QLabel, "descent_numbers").isVisible()


def test_the_start_is_chosen_by_keyboard(qtbot, view):
    view.start.setFocus()
    view.start.selectAll()
    qtbot.keyClicks(view.start, "1.5")
    qtbot.keyClick(view.start, Qt.Key.Key_Return)
    assert view.path.tolist() == [1.5]
    qtbot.keyClick(view.start, Qt.Key.Key_Up)
    assert view.path[0] == pytest.approx(1.6)
    view.graph.clicked.emit(0.123456)
    assert view.start.value() == view.path[0] == 0.12  # what is written is what is calculated with


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_slopes_are_written_as_they_are(view, name):
    entry = LANDSCAPES[name]
    view.landscape.setCurrentIndex(view.landscape.findData(name))
    f, slope = view._verdict.text().split("<br>")[0].split(", ")
    for x in (-1.3, 0.4, 2.1):
        for text, value in ((f, entry.f(np.array([x]))[0]), (slope, entry.slope(x))):
            code = re.sub(r"(\d) ?x", r"\1*x", text.partition(" = ")[2])
            for sign, python in (("−", "-"), ("²", "**2"), ("³", "**3"), ("⁴", "**4")):
                code = code.replace(sign, python)
            assert eval(code, {"x": x}) == pytest.approx(value), text


def test_the_average_is_an_equation_over_its_chart(view):
    for beta in (0, 50, 90, 99):
        view.beta.setValue(beta)
        numbers, about = view._mean.numbers.text().split("<br>")
        assert_holds(numbers)
        v = 0.0
        for value in NOISY:
            v = beta / 100 * v + (1 - beta / 100) * value
        assert numbers.startswith("v(99) = ")
        assert read_number(numbers.rpartition(" = ")[2]) == pytest.approx(v, rel=5e-3)
        steps = round(1 / (1 - beta / 100))
        assert about.endswith(f"about {steps} step{'s' * (steps != 1)}")
    assert view._mean.equation.accessibleName() == "v(t) = β · v(t−1) + (1 − β) · δ(t)"
    assert view._mean.y() < view._average.y()
    assert view._mean.parentWidget() is view._average.parentWidget()


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_both_series_stand_out_from_the_ground(view, colours):
    look = Look(colours)
    view.set_look(look)
    view.refresh()
    assert [curve.label for curve in view._average.curves] == ["δ", "v"]
    for curve in view._average.curves:
        assert contrast(look.colour(curve.colour), look.colour("card")) >= 3


@pytest.mark.parametrize("present", [False, True])
@pytest.mark.parametrize("size", [(800, 512), (1280, 720), (1920, 1080)])
def test_every_page_is_whole(qtbot, size, present):
    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    window.set_presentation(present)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    window.explain.show_view("descent")
    train_and_wait(window, 1)
    shown = window.explain.current
    for beta in (0, 50):
        shown.beta.setValue(beta)
        for _ in range(3):
            shown.step_button.click()
        qtbot.waitUntil(lambda: shown._mean.equation.ready and shown._rule.equation.ready)
        parts = parts_page_by_page(qtbot, window, shown, shown._column)
        assert parts == shown._column.parts
        if (
            size[1] >= 720 and not present
        ):  # there the last step and the verdict are seen without the wheel
            bar = shown._words.verticalScrollBar()
            qtbot.waitUntil(lambda bar=bar: bar.maximum() == 0, timeout=5000)
    window.close()
