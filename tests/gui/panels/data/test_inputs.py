"""The chips of the inputs."""

import pytest
from PySide6.QtCore import Qt

from annplayground.core.choices.features import FEATURES
from annplayground.gui.panels.data.inputs import InputChips


@pytest.fixture
def inputs(qtbot):
    made = InputChips()
    qtbot.addWidget(made)
    made.show_features(("x1", "x2"))
    return made


@pytest.mark.parametrize("name", list(FEATURES))
def test_each_chip_by_key(qtbot, inputs, name):
    with qtbot.waitSignal(inputs.featuresChosen) as chosen:
        qtbot.keyClick(inputs.chips[name], Qt.Key.Key_Space)
    before = {"x1", "x2"}
    assert set(chosen.args[0]) == before ^ {name}
    assert inputs.chips[name].text() == FEATURES[name].label


def test_a_refusal_leaves_all_as_it_was(qtbot, inputs):
    inputs.show_features(("sin_x2",))
    with qtbot.waitSignal(inputs.noticeRequested), qtbot.assertNotEmitted(inputs.featuresChosen):
        qtbot.keyClick(inputs.chips["sin_x2"], Qt.Key.Key_Space)
    assert [name for name, chip in inputs.chips.items() if chip.isChecked()] == ["sin_x2"]
