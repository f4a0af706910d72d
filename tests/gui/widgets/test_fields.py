"""A number half typed stays when the program gives its field another value, and Esc drops it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from annplayground.gui.main_window import MainWindow


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.resize(1440, 860)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


def others(experiment):
    """An Experiment in which every number that has a field in the window is another."""
    network = experiment.network
    hidden = tuple(replace(layer, units=layer.units + 1) for layer in network.hidden)
    training = replace(experiment.training, learning_rate=0.3, batch_size=20)
    changed = replace(network, hidden=hidden[:1], init_scale=2.0)
    return replace(experiment, network=changed, training=training)


def ready(window, name):
    """A field with the focus, ready to be typed over, and its line."""
    field = window.findChild(QWidget, name)
    field.setFocus()
    field.lineEdit().selectAll()
    return field, field.lineEdit()


FIELDS = {
    "learning_rate": ("0.0", "0.3"),
    "batch_size": ("1", "20"),
    "layer_1_units": ("7", "5"),
    "layers_count": ("4", "1 hidden layer"),
    "init_scale": ("3.", "× 2.00"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_half_typed_outlives_another_edit_and_esc_shows_that(qtbot, window, name):
    typed, new = FIELDS[name]
    field, line = ready(window, name)
    qtbot.keyClicks(field, typed)
    changed = others(window.controller.experiment)
    window.controller.edit(changed)
    assert line.text().removeprefix("× ").split(" ")[0] == typed
    assert field.hasFocus()
    assert window.controller.experiment == changed
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert line.text() == new
    assert not field.hasFocus()


@pytest.mark.parametrize("name", ["learning_rate", "layer_1_units"])
def test_what_is_typed_is_taken_by_enter_after_another_edit(qtbot, window, name):
    # As the field said before: a change all the same, for by now the Experiment says another.
    before = window.controller.experiment
    field, line = ready(window, name)
    typed = line.text()
    qtbot.keyClicks(field, "9")
    window.controller.edit(others(before))
    line.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    after = window.controller.experiment
    assert after.training.batch_size == 20
    if name == "learning_rate":
        assert after.training.learning_rate == before.training.learning_rate
    else:
        assert after.network.hidden[0].units == before.network.hidden[0].units
