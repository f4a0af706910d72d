"""An explanation copied as text or LaTeX: whole, in order, and such as LaTeX takes."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.gui.explain.activation.words import DERIVATION
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.explain.copying import as_latex, as_text, latex_text, plain
from annplayground.gui.explain.equations.equation import Equation
from annplayground.gui.main_window import MainWindow
from annplayground.gui.text import read_number
from annplayground.gui.waiting import train_and_wait


@pytest.fixture
def window(qtbot):
    made = MainWindow(Experiment(), remember=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    train_and_wait(made, 5)
    made.activateWindow()
    yield made
    made.close()


def copied():
    return QGuiApplication.clipboard().text()


def balanced(latex):
    depth = 0
    for sign in re.sub(r"\\.", "", latex):  # a brace behind a backslash is no brace
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0, latex
    return depth == 0


@pytest.mark.parametrize("name", CATALOGUE)
def test_all_that_is_seen_is_copied(qtbot, window, name):
    window.explain.show_view(name)
    view = window.explain.current
    qtbot.waitUntil(lambda: not view.typesetting and len(as_text(view)) > 20)
    text, latex = as_text(view), as_latex(view)
    for label in view.findChildren(QLabel):
        if label.isVisible() and label.text().strip() and label.buddy() is None:
            shown = plain(label.text()) if "<" in label.text() else label.text()
            assert shown.strip() in text, label.objectName()
    for equation in view.findChildren(Equation):
        if equation.isVisible():
            assert equation.accessibleName() in text
            assert equation.latex in latex
    assert latex.isascii()
    assert balanced(latex)


def test_what_is_on_another_page_is_copied_too(window):
    window.explain.show_view("activation")
    view = window.explain.current
    view.buttons["sigmoid"].click()
    text, latex = as_text(view), as_latex(view)
    places = [text.index(line.text) for line in DERIVATION]
    assert places == sorted(places)
    for line in DERIVATION:
        assert f"\\[ {line.latex} \\]" in latex


def test_the_histograms_of_all_layers_are_copied(qtbot):
    deep = Experiment(network=Network(tuple(HiddenLayer(4, "tanh") for _ in range(9))))
    made = MainWindow(deep, remember=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    made.explain.show_view("histograms")
    train_and_wait(made, 2)
    view = made.explain.current
    qtbot.waitUntil(lambda: view.pager.count > 1)
    lines = as_text(view).splitlines()
    for k, (W, _) in enumerate(view.snapshot.parameters, start=1):
        name = "Output" if k == 10 else f"Layer {k}"
        told = [line for line in lines if line.startswith(f"{name}: std ")]
        assert len(told) == 2  # of the activations and of the weights
        assert read_number(told[1].rpartition(" ")[2]) == pytest.approx(W.std(), rel=6e-3)
    made.close()


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("σ′(1.2) = 0.178", r"\ensuremath{\sigma}\ensuremath{'}(1.2) = 0.178"),
        (
            "w_new = 50 % · x₁²",
            r"w\_new = 50 \% \ensuremath{\cdot} x\ensuremath{_{1}}\ensuremath{^{2}}",
        ),
        ("10⁻¹²", r"10\ensuremath{^{-12}}"),
        ("{a} ~ b^c", r"\{a\} \textasciitilde{} b\textasciicircum{}c"),
    ],
)
def test_signs_that_text_does_not_know_stand_in_formulas(text, latex):
    assert latex_text(text) == latex


@pytest.mark.parametrize(("kind", "write"), [("text", as_text), ("latex", as_latex)])
def test_by_the_menu(window, kind, write):
    window.explain.show_view("neuron")
    action = window.findChild(QAction, f"copy_explanation_{kind}")
    assert any(
        action in menu.actions()
        for menu in window.menuBar().findChildren(type(window.explain._menu))
    )
    action.trigger()
    assert copied() == write(window.explain.current)
    assert "Neuron is copied" in window.toast.text()


def test_by_the_keyboard_where_the_explanation_has_the_focus(qtbot, window):
    window.explain.show_view("neuron")
    QGuiApplication.clipboard().setText("before")
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied() == "before"
    qtbot.mouseClick(window.explain, Qt.MouseButton.LeftButton)
    focused = QApplication.focusWidget()
    assert window.explain is focused or window.explain.isAncestorOf(focused)
    qtbot.keyClick(focused, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied() == as_text(window.explain.current)


def test_a_field_in_it_copies_what_is_marked_there(qtbot, window):
    window.explain.show_view("descent")
    line = window.explain.current.start.findChild(QLineEdit)
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied() == line.text()
