"""The toast: in the middle at the bottom, and whole, whenever its sentence came."""

from PySide6.QtWidgets import QWidget

from annplayground.gui.theme import Look, style_sheet
from annplayground.gui.widgets.toast import Toast

SENTENCE = "Settings are neither read nor saved: /home/somebody/.config/x.conf is no regular file. "


def test_a_sentence_said_before_the_window_is_shown_stands_in_its_middle(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(style_sheet(Look()))
    toast = Toast(window)
    toast.say(SENTENCE * 2)
    window.resize(1000, 500)
    with qtbot.waitExposed(window):
        window.show()
    assert abs(toast.geometry().center().x() - 500) <= 1
    assert window.height() - 40 <= toast.geometry().bottom() < window.height()
    assert toast.height() >= toast.heightForWidth(toast.width())
