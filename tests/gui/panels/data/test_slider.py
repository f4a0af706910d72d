"""The labelled slider: values, not positions."""

import pytest

from annplayground.gui.panels.data.slider import LabelledSlider, SliderSpec

SPEC = SliderSpec("size", "Size", "How large", [10, 20, 50, 100], "{:.0f} px".format)


@pytest.fixture
def slider(qtbot):
    made = LabelledSlider(SPEC)
    qtbot.addWidget(made)
    return made


def test_a_move_tells_and_shows_the_value(qtbot, slider):
    with qtbot.waitSignal(slider.valueEdited) as edited:
        slider.slider.setValue(2)
    assert edited.args == [50.0]
    assert slider._value.text() == "50 px"


def test_a_value_between_the_steps_is_shown_as_it_is(qtbot, slider):
    with qtbot.assertNotEmitted(slider.valueEdited):
        slider.show_value(47)
    assert slider._value.text() == "47 px"
    assert slider.slider.value() == 2


@pytest.mark.parametrize("stacked", [False, True])
def test_name_slider_and_value_do_not_overlap(qtbot, slider, stacked):
    slider.show_value(100)
    slider.set_stacked(stacked)
    slider.show()
    slider.resize(184, slider.sizeHint().height())
    parts = [slider._name.geometry(), slider.slider.geometry(), slider._value.geometry()]
    assert not any(a.intersects(b) for a in parts for b in parts if a is not b)
    assert all(slider.rect().contains(part) for part in parts)
    assert (parts[1].width() == 184) == stacked


def test_what_is_switched_off_says_why(slider):
    slider.set_usable("not now")
    assert not slider.slider.isEnabled()
    assert slider.slider.toolTip() == "not now"
    slider.set_usable("")
    assert slider.slider.isEnabled()
    assert slider.slider.toolTip() == "How large"


def test_one_line_is_whole_where_the_height_was_too_small_for_two(qtbot, slider):
    """The height stays, so that Qt tells of no other size."""
    slider.set_stacked(True)
    slider.show()
    slider.resize(184, slider.minimumSizeHint().height())
    slider.set_stacked(False)
    assert slider.slider.height() == slider.height()
