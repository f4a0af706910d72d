"""Drawn points: the list, and how it keeps step with the Experiment."""

import pytest

from annplayground.gui.plots.boundary.drawing.sketch import Sketch


def dab(sketch, x1, x2, label=0):
    sketch.draw(x1, x2, label)
    return sketch.hand_over()


def test_a_drag_leaves_points_at_a_distance():
    sketch = Sketch()
    drawn = [sketch.draw(step * 0.2, 0.0, 1) for step in range(6)]
    assert drawn == [True, False, True, False, True, False]
    assert sketch.hand_over() == ((0.0, 0.0, 1), (0.4, 0.0, 1), (0.8, 0.0, 1))


def test_a_new_dab_may_be_close_to_the_last():
    sketch = Sketch()
    dab(sketch, 0.0, 0.0)
    dab(sketch, 0.05, 0.0)
    assert len(sketch.points) == 2


def test_erase_takes_the_nearest_within_reach():
    sketch = Sketch()
    dab(sketch, 0.0, 0.0)
    dab(sketch, 1.0, 0.0)
    assert sketch.erase(0.8, 0.1)
    assert sketch.points == ((0.0, 0.0, 0),)
    assert not sketch.erase(3.0, 3.0)


def test_it_says_what_is_missing():
    sketch = Sketch()
    assert "4 points of 2 classes" in sketch.missing[0]
    dab(sketch, 0.0, 0.0)
    assert "1 point of 1 class." in sketch.missing[0]
    for x in (1.0, 2.0, 3.0):
        dab(sketch, x, 0.0)
    assert "4 points of 1 class." in sketch.missing[0]
    dab(sketch, 4.0, 0.0, label=2)
    assert sketch.missing == ()


def test_late_snapshots_do_not_take_back_newer_points():
    sketch = Sketch()
    start = ((1.0, 1.0, 0),)
    sketch.start(start)
    first = dab(sketch, 2.0, 2.0)
    second = dab(sketch, 3.0, 3.0)
    for late in (start, first, first, second):
        assert not sketch.follow(late)
        assert sketch.points == second


@pytest.mark.parametrize("seen", [True, False])
def test_an_undo_is_followed(seen):
    sketch = Sketch()
    first = dab(sketch, 2.0, 2.0)
    second = dab(sketch, 3.0, 3.0)
    if seen:
        assert not sketch.follow(first)
    assert not sketch.follow(second)
    assert sketch.follow(first)
    assert sketch.points == first


def test_the_same_points_are_not_drawn_again():
    sketch = Sketch()
    dab(sketch, 0.0, 0.0)
    shown = sketch.as_points()
    assert sketch.as_points() is shown
    dab(sketch, 1.0, 0.0)
    assert sketch.as_points() is not shown
    assert sketch.as_points().labels.tolist() == [0.0, 0.0]
