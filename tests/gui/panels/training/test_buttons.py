"""The buttons of the toolbar, as they are painted."""

import pytest
from PySide6.QtGui import QAction, QIcon

from annplayground.gui.panels.training.buttons import ActionButton, PlayButton
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, Look, icon


@pytest.fixture
def action(qtbot, qapp):
    made = QAction("Step one mini-batch")
    made.setObjectName("step_batch")
    made.setToolTip("Train one mini-batch  (B)")
    made.setIcon(icon("play", "#1b2430"))
    return made


def test_the_text_is_short_and_stays_so(qtbot, action):
    button = ActionButton(action, "Batch")
    qtbot.addWidget(button)
    action.setText("Something else")
    action.setEnabled(False)
    assert button.text().strip() == "Batch"
    assert button.accessibleName() == "Something else"
    assert not button.isEnabled()


@pytest.mark.parametrize("look", [Look(), Look(colours=DARK), Look(size=PRESENTATION)])
@pytest.mark.parametrize("name", ["play", "pause"])
def test_play_is_a_round_accent_button_with_the_action_s_icon(qtbot, action, look, name):
    action.setIcon(icon(name, "#ff00ff"))
    button = PlayButton(action, "Play")
    qtbot.addWidget(button)
    button.set_look(look)
    image = button.grab().toImage()
    middle = image.height() // 2
    assert image.width() == image.height() >= 40
    assert image.pixelColor(5, middle).name() == look.colours.accent
    assert image.pixelColor(0, 0).name() != look.colours.accent
    row = {image.pixelColor(x, middle).name() for x in range(image.width())}
    assert look.colours.on_accent in row
    assert "#ff00ff" not in row
    # A pause has a gap in the middle, play has none.
    centre = image.pixelColor(image.width() // 2, middle).name()
    assert (centre == look.colours.on_accent) == (name == "play")


def test_a_checked_button_s_icon_stands_out(qtbot, action):
    action.setCheckable(True)
    button = ActionButton(action, "Present")
    qtbot.addWidget(button)
    button.set_look(Look())
    image = button.icon().pixmap(24, QIcon.Mode.Normal, QIcon.State.On).toImage()
    assert image.pixelColor(image.width() // 2, image.height() // 2).name() == "#ffffff"
