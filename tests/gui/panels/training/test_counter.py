"""The epoch counter and the notice, as they are painted."""

import pytest
from PySide6.QtGui import QImage

from annplayground.gui.panels.training.counter import EpochCounter, Notice
from annplayground.gui.theme import Look


@pytest.fixture
def counter(qtbot):
    made = EpochCounter()
    qtbot.addWidget(made)
    made.set_look(Look())
    made.resize(made.sizeHint())
    return made


def picture(widget):
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.mark.parametrize(
    ("epoch", "text"),
    [(0, "000,000"), (369, "000,369"), (123456, "123,456"), (1234567, "1,234,567")],
)
def test_digits_are_grouped(counter, epoch, text):
    counter.show_epoch(epoch)
    assert counter.text() == text
    assert counter.accessibleName() == f"Epoch {epoch:,}"


def test_only_another_number_of_digits_needs_another_width(counter):
    assert not counter.show_epoch(999_999)
    width = counter.sizeHint().width()
    assert counter.show_epoch(1_000_000)
    assert counter.sizeHint().width() > width


def test_no_digit_moves_the_others(counter):
    counter.show_epoch(111_118)
    before = picture(counter)
    counter.show_epoch(111_111)
    after = picture(counter)
    same = before.width() * 5 // 7
    assert before.copy(0, 0, same, before.height()) == after.copy(0, 0, same, before.height())
    assert before != after


def test_leading_zeros_are_pale(counter):
    counter.show_epoch(8)
    image = picture(counter)
    ink = Look().colours.ink

    def has_ink(start, end):
        columns = range(int(image.width() * start), int(image.width() * end))
        return any(
            image.pixelColor(x, y).name() == ink for x in columns for y in range(image.height())
        )

    assert not has_ink(0, 0.8)
    assert has_ink(0.85, 1)


def test_a_notice_takes_the_longest_wording_that_fits(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    notice.say(("Stopped at epoch 1,000 because of a rule", "Stopped"), "accent")
    notice.resize(600, 20)
    wide = picture(notice).copy(200, 0, 200, 20)
    notice.resize(90, 20)
    narrow = picture(notice)
    background = wide.pixelColor(wide.width() - 1, 0)

    def painted(image):
        return any(
            image.pixelColor(x, y) != background
            for x in range(image.width())
            for y in range(image.height())
        )

    assert painted(wide)
    assert painted(narrow)
    assert not painted(narrow.copy(85, 0, 5, 20))
    assert notice.text() == notice.toolTip() == "Stopped at epoch 1,000 because of a rule"
    notice.say((), "accent")
    assert not painted(picture(notice))
