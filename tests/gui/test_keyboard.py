"""Wheel, focus and keys of every input of the real window, by wheel, click and key."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from wheel import turn_wheel

from annplayground.core.choices.optimizers import OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import ScheduleChoice
from annplayground.core.experiment import Experiment, HiddenLayer, Network, Training
from annplayground.gui.commands.keyboard import inputs_in, share_input
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.layout.layouts import CARDS
from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait

KEY = Qt.Key
# With these, what only some experiments show is shown as well.
RICH = Experiment(
    network=Network(hidden=(HiddenLayer(4, "leaky_relu", 0.1), HiddenLayer(3, "elu", 1.0))),
    training=Training(
        optimizer=OptimizerChoice("adam"),
        schedule=ScheduleChoice("step"),
        regularization=Regularization("l2", 0.01),
        gradient_clip=1.0,
    ),
)


@pytest.fixture
def window(qtbot):
    """The window with everything that is built only when it is asked for."""
    made = MainWindow(RICH, remember=False)
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    with qtbot.waitSignal(made.controller.snapshotReady), qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.deferred_startup.finish()
    for name in CATALOGUE:
        made.explain.view(name)
    yield made
    made.close()


def wheel(widget, notches=1):
    turn_wheel(widget, widget.rect().center(), notches)


def value_of(field):
    """What a field holds."""
    if isinstance(field, QComboBox):
        return field.currentIndex(), field.currentText()
    if isinstance(field, QLineEdit):
        return field.text()
    return field.currentIndex() if isinstance(field, QTabBar) else field.value()


def whole_fields(window):
    """Every input, without the lines that belong to spin boxes and lists."""
    owners = QAbstractSpinBox | QComboBox
    found = [f for f in inputs_in(window) if not isinstance(f.parentWidget(), owners)]
    assert {f.objectName() for f in found} > {
        *("noise", "train_fraction", "n_samples", "speed", "loss_smoothing", "loss", "optimizer"),
        *("learning_rate", "batch_size", "regularization", "regularization_rate", "init_scale"),
        "init_bias",
        *("layers_count", "layer_1_units", "layer_1_alpha", "layer_10_alpha", "parameter_value"),
        *("stop_epoch", "schedule_kind", "gradient_clip", "descent_landscape", "descent_rate"),
    }
    return found


def names(widgets):
    return [w.objectName() for w in widgets]


def open_popup_of(window, field):
    """Show the popup that a field lives in, where it is one; returns the field's own window."""
    home = field.window()
    if home is not window:
        home.show()
    return home


def focus(qtbot, field):
    field.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(field.hasFocus)


def seen_fields(window, kind=QWidget):
    return [f for f in whole_fields(window) if f.isVisible() and isinstance(f, kind)]


# -- the wheel ------------------------------------------------------------------------------


def test_the_wheel_over_an_unfocused_input_changes_nothing(window):
    window.setFocus()
    before, fields = window.controller.experiment, list(inputs_in(window))
    assert len(fields) > 60
    values = [value_of(f) for f in fields]
    for field in fields:
        for notches in (1, -1, -1):
            wheel(field, notches)
    changed = [f for f, value in zip(fields, values, strict=True) if value_of(f) != value]
    assert names(changed) == []
    assert window.controller.experiment == before


def test_no_input_takes_the_focus_by_the_wheel(window):
    wheeled = [
        field
        for field in inputs_in(window)
        if field.focusPolicy().value & Qt.FocusPolicy.WheelFocus.value & ~StrongFocus
    ]
    assert names(wheeled) == []


StrongFocus = Qt.FocusPolicy.StrongFocus.value


def test_the_wheel_changes_the_field_with_the_focus(qtbot, window):
    train_and_wait(window, 2)  # the timeline has somewhere to go
    for field in whole_fields(window):
        home = open_popup_of(window, field)
        if not field.isVisible() or not field.isEnabled():
            home.close() if home is not window else None
            continue
        before = value_of(field)
        focus(qtbot, field)
        wheel(field, -1)
        if value_of(field) == before:
            wheel(field, 1)
        assert value_of(field) != before, field.objectName()
        if home is not window:
            home.close()


def test_the_wheel_goes_on_to_what_scrolls(qtbot):
    area, inside, field = QScrollArea(), QWidget(), QSpinBox()
    layout = QVBoxLayout(inside)
    layout.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
    inside.setMinimumHeight(2000)
    area.setWidget(inside)
    qtbot.addWidget(area)
    share_input(area)
    field.setValue(5)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    area.setFocus()
    place = QPointF(field.mapTo(area, field.rect().center()))
    QTest.wheelEvent(area.windowHandle(), place, QPoint(0, -120))
    assert field.value() == 5
    assert area.verticalScrollBar().value() > 0


# -- keys -----------------------------------------------------------------------------------


def typed(qtbot, window, text):
    """Type into whatever has the focus, as a keyboard does."""
    for character in text:
        qtbot.keyClick(window.focusWidget() or window, character)


def is_alone(window, name):
    return window.board.shown == (name,)


def test_a_number_then_enter_then_a_digit_is_a_shortcut(qtbot, window):
    rate = window.findChild(QComboBox, "learning_rate")
    qtbot.mouseClick(rate.lineEdit(), Qt.MouseButton.LeftButton)
    rate.lineEdit().selectAll()
    typed(qtbot, window, "0.07")
    qtbot.keyClick(window.focusWidget(), KEY.Key_Return)
    typed(qtbot, window, "5")
    assert window.controller.experiment.training.learning_rate == 0.07
    assert rate.currentText() == "0.07"
    assert is_alone(window, "gradient")


TEXTS = {"stop_test_loss": "0.5", "batch_size": "7", "optimizer_beta": "0.5"}


def number_fields(window):
    boxes = seen_fields(window, QAbstractSpinBox)
    return boxes + [f for f in seen_fields(window, QComboBox) if f.isEditable()]


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter])
def test_enter_takes_the_value_and_gives_the_focus_back(qtbot, window, key):
    fields = number_fields(window)
    assert len(fields) >= 7
    for field in fields:
        before = window.controller.experiment
        focus(qtbot, field)
        line = field.lineEdit()
        line.selectAll()
        typed(qtbot, window, "2" if not line.text().startswith("2") else "3")
        assert window.controller.experiment == before, field.objectName()  # not yet
        qtbot.keyClick(window.focusWidget(), key)
        assert not field.hasFocus(), field.objectName()
        assert window.controller.experiment != before, field.objectName()
        typed(qtbot, window, "4")
        assert is_alone(window, "loss"), field.objectName()
        typed(qtbot, window, "0")


def test_escape_restores_the_value_and_gives_the_focus_back(qtbot, window):
    before = window.controller.experiment
    typed(qtbot, window, "1")
    typed(qtbot, window, "0")
    for field in number_fields(window):
        held = value_of(field), field.lineEdit().text()
        focus(qtbot, field)
        field.lineEdit().selectAll()
        typed(qtbot, window, "9")
        qtbot.keyClick(window.focusWidget(), KEY.Key_Escape)
        assert not field.hasFocus(), field.objectName()
        assert (value_of(field), field.lineEdit().text()) == held, field.objectName()
    assert window.controller.experiment == before


def test_escape_in_a_field_leaves_the_field_only(qtbot, window):
    typed(qtbot, window, "2")
    count = window.findChild(QSpinBox, "layers_count")
    focus(qtbot, count)
    qtbot.keyClick(count, KEY.Key_Escape)
    assert is_alone(window, "network")
    qtbot.keyClick(window.focusWidget(), KEY.Key_Escape)
    assert window.board.shown == CARDS


def test_enter_and_escape_give_the_focus_of_sliders_and_lists_back(qtbot, window):
    fields = [
        *seen_fields(window, QAbstractSlider),
        *(f for f in seen_fields(window, QComboBox) if not f.isEditable()),
    ]
    assert len(fields) >= 8
    before = window.controller.experiment
    for field in fields:
        for key in (KEY.Key_Return, KEY.Key_Escape):
            focus(qtbot, field)
            qtbot.keyClick(field, key)
            assert window.focusWidget() is window, field.objectName()
    assert window.controller.experiment == before


def test_what_means_nothing_in_a_field_is_a_shortcut(qtbot, window):
    actions = window.actions_
    shortcuts = {"b": actions.step_batch, "n": actions.new_start, "r": actions.reset}
    for field in seen_fields(window):
        before = value_of(field)
        focus(qtbot, field)
        for key, action in shortcuts.items():
            with qtbot.waitSignal(action.triggered):
                typed(qtbot, window, key)
        with qtbot.waitSignal(actions.play.triggered):
            typed(qtbot, window, " ")
        window.controller.play(False)
        assert value_of(field) == before, field.objectName()
        assert field.hasFocus(), field.objectName()


def test_an_exponent_is_typed_and_not_a_step(qtbot, window):
    rate = window.findChild(QComboBox, "learning_rate")
    focus(qtbot, rate)
    rate.lineEdit().selectAll()
    with qtbot.assertNotEmitted(window.actions_.step_epoch.triggered):
        typed(qtbot, window, "1e-3")
    assert rate.currentText() == "1e-3"
    count = window.findChild(QSpinBox, "layers_count")
    focus(qtbot, count)
    with qtbot.waitSignal(window.actions_.step_epoch.triggered):
        typed(qtbot, window, "e")


def test_digits_move_panels_also_from_a_slider(qtbot, window):
    slider = window.findChild(QAbstractSlider, "noise")
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton)
    assert slider.hasFocus()
    before = slider.value()
    qtbot.keyClick(slider, KEY.Key_Right)
    assert slider.value() == before + 1
    typed(qtbot, window, "3")
    assert is_alone(window, "boundary")


def test_undo_goes_to_the_window_unless_something_is_typed(qtbot, window):
    count = window.findChild(QSpinBox, "layers_count")
    window.actions_.undo.setEnabled(True)
    focus(qtbot, count)
    with qtbot.waitSignal(window.actions_.undo.triggered):
        qtbot.keyClick(count, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    typed(qtbot, window, "5")
    window.actions_.undo.setEnabled(True)
    with qtbot.assertNotEmitted(window.actions_.undo.triggered):
        qtbot.keyClick(count, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)


# -- lists ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["learning_rate", "loss", "optimizer", "regularization"])
def test_after_a_choice_the_focus_goes_back(qtbot, window, name):
    combo = window.findChild(QComboBox, name)
    focus(qtbot, combo)
    before = combo.currentText()
    combo.showPopup()
    view = combo.view()
    qtbot.waitUntil(view.isVisible)
    qtbot.keyClick(view, KEY.Key_Up if combo.currentIndex() else KEY.Key_Down)
    qtbot.keyClick(view, KEY.Key_Return)
    qtbot.waitUntil(lambda: window.focusWidget() is window)
    qtbot.waitUntil(lambda: combo.currentText() != before)
    qtbot.waitUntil(lambda: not view.isVisible())
    window.activateWindow()  # without a screen, no window gets active by itself
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window)
    with qtbot.waitSignal(window.actions_.play.triggered):
        typed(qtbot, window, " ")


# -- buttons --------------------------------------------------------------------------------


def test_no_button_takes_the_focus_by_a_click(qtbot, window):
    buttons = window.findChildren(QAbstractButton)
    policies = {b.focusPolicy() for b in buttons}
    assert policies <= {Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.NoFocus}
    tile = window.data.tiles.findChildren(QAbstractButton)[1]
    window.setFocus()
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is window


def test_space_after_less_at_no_layers_plays(qtbot, window):
    less = window.findChild(QAbstractButton, "layers_less")
    count = window.findChild(QSpinBox, "layers_count")
    while less.isEnabled():
        qtbot.mouseClick(less, Qt.MouseButton.LeftButton)
    assert count.value() == 0
    with qtbot.waitSignal(window.actions_.play.triggered):
        typed(qtbot, window, " ")
    assert count.lineEdit().text().startswith("0")


def test_space_and_enter_press_a_button_reached_by_tab(qtbot, window):
    chip = window.findChild(QAbstractButton, "feature_x1_squared") or next(
        iter(window.data.inputs.chips.values())
    )
    for key in (KEY.Key_Space, KEY.Key_Return):
        focus(qtbot, chip)
        before = chip.isChecked()
        with qtbot.assertNotEmitted(window.actions_.play.triggered):
            qtbot.keyClick(chip, key)
        assert chip.isChecked() != before


def test_at_the_start_space_plays_and_nothing_is_marked(qtbot, window):
    assert window.focusWidget() is window


def test_tab_goes_as_the_eye_does(window):
    """Through the toolbar and then card by card, each in one piece."""
    places = [window.training, *window.cards]
    order = []
    widget = window.nextInFocusChain()
    while widget is not window:
        if widget.isVisible() and widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value:
            order += [n for n, place in enumerate(places) if place.isAncestorOf(widget)]
        widget = widget.nextInFocusChain()
    assert order == sorted(order)
    assert set(order) == set(range(len(places)))


# -- popups ---------------------------------------------------------------------------------


def test_a_field_of_a_popup_gives_the_focus_back_too(qtbot, window):
    window.training.fields.popup.show_below(window.training)
    popup = window.training.fields.popup
    box = popup.findChild(QAbstractSpinBox, "gradient_clip")
    focus(qtbot, box)
    box.lineEdit().selectAll()
    for character in "2b":
        qtbot.keyClick(box, character)
    qtbot.keyClick(box, KEY.Key_Return)
    assert window.controller.experiment.training.gradient_clip == 2.0
    assert popup.isVisible()
    assert not box.hasFocus()
    focus(qtbot, box)
    qtbot.keyClick(box, "7")
    qtbot.keyClick(box, KEY.Key_Escape)
    assert not popup.isVisible()
    assert window.controller.experiment.training.gradient_clip == 2.0


def test_enter_sets_a_weight_and_escape_does_not(qtbot, window):
    from annplayground.gui.panels.network.controls.editor import ValueEditor
    from annplayground.gui.panels.network.layout import Weight

    editor = window.findChild(ValueEditor)
    box = editor.findChild(QAbstractSpinBox, "parameter_value")
    for key, told in ((KEY.Key_Escape, []), (KEY.Key_Return, [2.0])):
        values = []
        editor.valueChosen.connect(lambda target, value, values=values: values.append(value))
        editor.edit(Weight(1, 0, 0), "w", 0.5, window.pos())
        qtbot.waitUntil(box.hasFocus)
        qtbot.keyClick(box, "2")
        qtbot.keyClick(box, key)
        assert values == told
        assert not editor.isVisible()


def test_no_menu_takes_the_key_of_an_action(window):
    """Qt would do neither."""
    keys = {k.toString() for a in window.findChildren(QAction) for k in a.shortcuts()}
    menus = [a.text() for a in window.menuBar().actions()]
    taken = [f"Alt+{text[text.index('&') + 1].upper()}" for text in menus]
    assert keys.isdisjoint(taken)
    assert len(set(taken)) == len(menus) > 5
