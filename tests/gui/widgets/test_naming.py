"""Names: every action and input of the window has one of its own, and says what it is."""

import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenuBar,
    QWidget,
)

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.main_window import MainWindow
from annplayground.gui.panels.network.layout import Weight
from annplayground.gui.process.reports import ErrorReports
from annplayground.gui.waiting import train_and_wait
from annplayground.gui.widgets.toast import Toast

# Several findings, each with a remedy.
VANISHING = Experiment(
    Data("rings"), Network(tuple(HiddenLayer(8, "sigmoid") for _ in range(6))), Training()
)
INPUTS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
)
# Parts of these are made by Qt and belong to the input itself.
WHOLE = (QAbstractSpinBox, QComboBox, QAbstractScrollArea)


@pytest.fixture
def window(qtbot, monkeypatch, tmp_path):
    """With everything open that is made on first use."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = MainWindow(VANISHING, remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.show()
    train_and_wait(made, 1)
    for name in CATALOGUE:
        made.explain.show_view(name)
    made.stage.show_all()
    made.boundary.set_drawing(True)
    for name in ("confusion", "stop_rules", "optimizer_parameters"):
        made.findChild(QAbstractButton, name).click()
    diagram = made.network._diagram
    diagram._edit(Weight(1, 0, 0), diagram.weight_point(Weight(1, 0, 0)))
    made.helping.show_keys()
    reports = ErrorReports(made)
    reports.report(ValueError, ValueError("planted"), None)
    reports.show_waiting()
    yield made
    for popup in made.findChildren(QWidget):
        if popup.isWindow():
            popup.close()
    made.close()


def made_by_qt(thing) -> bool:
    """A part of another input, or of Qt's menu bar; a line between entries."""
    if isinstance(thing, QAction):
        folded = not thing.parent().objectName() and isinstance(thing.parent().parent(), QMenuBar)
        return bool(thing.isSeparator() or folded)
    if thing.objectName().startswith("qt_"):
        return True
    parent = thing.parent()
    while parent is not None and not isinstance(parent, WHOLE):
        parent = parent.parent()
    return parent is not None


def named_things(window) -> list[QAction | QWidget]:
    inputs = [widget for widget in window.findChildren(QWidget) if isinstance(widget, INPUTS)]
    return [t for t in [*window.findChildren(QAction), *inputs] if not made_by_qt(t)]


def test_every_action_and_input_has_a_name_of_its_own(window):
    things = named_things(window)
    names = Counter(thing.objectName() for thing in things)
    known = ("play", "update_next", "help_close", "error_report_ok", "parameter_value")
    assert [name for name in known if names[name] != 1] == []
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


def names_in(window) -> Counter[str]:
    """How often each name occurs, of every action and widget that has one."""
    every = [window, *window.findChildren(QAction), *window.findChildren(QWidget)]
    return Counter(
        name for name in (thing.objectName() for thing in every) if name and name[:3] != "qt_"
    )


def test_no_name_occurs_twice_at_all_and_every_one_is_in_snake_case(window):
    names = names_in(window)
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []
    assert {f"explanation_{name}" for name in CATALOGUE} <= names.keys()


def test_a_name_that_occurs_twice_is_found(window):
    window.explain.view("descent").run_button.setObjectName("play")
    assert [name for name, count in names_in(window).items() if count > 1] == ["play"]


def test_whatever_takes_the_focus_has_a_name_and_says_what_it_is(window):
    silent = [
        (type(widget).__name__, widget.objectName())
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not made_by_qt(widget)
        if not (widget.objectName() and (widget.accessibleName() or widget.windowTitle()))
    ]
    assert silent == []


def test_every_explanation_says_which_one_it_is(window):
    for name, entry in CATALOGUE.items():
        assert window.explain.view(name).accessibleName() == entry.title


def test_every_action_and_input_says_what_it_is(window):
    silent = [
        thing.objectName()
        for thing in named_things(window)
        if not (thing.text() if isinstance(thing, QAction) else thing.accessibleName())
    ]
    assert silent == []


def test_the_toast_is_read_out_as_what_it_says(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    toast = Toast(parent)
    for sentence in ("a < b & c > d is read whole.", "<b>Bold</b> is read as it is."):
        toast.say(sentence)
        assert toast.accessibleName() == sentence
        assert toast.text() == sentence
    assert QApplication.activeModalWidget() is None
