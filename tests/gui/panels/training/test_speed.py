"""The speeds that one can choose."""

import pytest

from annplayground.gui.panels.training.speed import (
    FIRST_SPEED,
    SPEEDS,
    position_of,
    read_speed,
    speed_text,
    speed_words,
)


def test_the_speeds_go_from_below_one_epoch_a_second_to_no_limit():
    assert SPEEDS[0] < 1
    assert SPEEDS[-1] is None
    assert list(SPEEDS[:-1]) == sorted(SPEEDS[:-1])
    assert {1, 2, 5, 10, 30, 100, 300, 1000} <= set(SPEEDS)
    assert FIRST_SPEED == 30


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_speed_finds_its_position_and_is_remembered(speed):
    assert SPEEDS[position_of(speed)] == speed
    assert read_speed(speed_text(speed)) == speed


def test_any_other_speed_finds_the_nearest():
    assert SPEEDS[position_of(28.0)] == 30
    assert SPEEDS[position_of(1e9)] == 1000


@pytest.mark.parametrize("text", ["", "fast", "nan", "-30", "47", "1e400", "None", "30 epochs/s"])
def test_what_cannot_be_read_is_the_first_speed(text):
    assert read_speed(text) == 30


@pytest.mark.parametrize(
    ("speed", "reached", "words"),
    [
        (30, 0.0, "30 epochs/s"),
        (1, 0.0, "1 epoch/s"),
        (0.2, 0.0, "0.2 epochs/s"),
        (1000, 0.0, "1,000 epochs/s"),
        (1000, 246.0, "246 of 1,000 /s"),
        (None, 0.0, "max"),
        (None, 2868.4, "max 2,870 /s"),
    ],
)
def test_the_words_of_a_speed(speed, reached, words):
    assert speed_words(speed, reached) == words
