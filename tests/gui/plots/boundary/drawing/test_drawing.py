"""Points drawn by hand on the card: by mouse, by keys, and together with an undo."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from annplayground.core.experiment import Data, Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import Look, style_sheet

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
POINTS = ((-2.0, 0.0, 0), (-3.0, 1.0, 0), (2.0, 0.0, 1), (3.0, 1.0, 1))


@pytest.fixture(autouse=True)
def shown(card):
    show(card, Experiment())


def show(card, experiment, run=0):
    snapshot = observe(Session(experiment).moment, run, Status(), View(boundary=64))
    card.show_snapshot(snapshot)
    return snapshot


def custom(points):
    return Experiment().with_data(Data(dataset="custom", points=tuple(points)))


def button(card, name):
    found = card.findChild(QAbstractButton, name)
    assert found is not None
    return found


def place(card, x1, x2):
    return card.map.frame.to_pixel(x1, x2).toPoint()


def drawn(card):
    (points,) = card.map.points
    return [
        (round(x1, 1), round(x2, 1), int(label))
        for (x1, x2), label in zip(points.X, points.labels, strict=True)
    ]


def test_clicks_add_points_of_the_chosen_class(card, qtbot):
    card.set_drawing(True)
    assert card.drawing
    assert button(card, "draw_class_0").isVisible()
    assert not button(card, "show_train").isVisible()
    with qtbot.waitSignal(card.pointsDrawn) as first:
        qtbot.mouseClick(card.map.viewport(), LEFT, pos=place(card, -2.0, 1.0))
    qtbot.mouseClick(button(card, "draw_class_2"), LEFT)
    with qtbot.waitSignal(card.pointsDrawn) as second:
        qtbot.mouseClick(card.map.viewport(), LEFT, pos=place(card, 3.0, 1.0))
    assert len(first.args[0]) == 1
    assert [label for _, _, label in second.args[0]] == [0, 2]
    assert second.args[0][1][:2] == pytest.approx((3.0, 1.0), abs=0.05)
    assert len(drawn(card)) == 2


def test_drawn_points_are_seen_at_once(card, qtbot):
    card.set_drawing(True)
    qtbot.keyClick(card.map, Qt.Key.Key_2)
    at = place(card, 2.0, 2.0)
    qtbot.mousePress(card.map.viewport(), LEFT, pos=at)
    assert len(drawn(card)) == 1  # before the release
    qtbot.mouseRelease(card.map.viewport(), LEFT, pos=at)
    qtbot.mouseMove(card.map.viewport(), QPoint(1, 1))
    seen, blue = card.map.grab().toImage().pixelColor(at), QColor("#0072b2")
    assert abs(seen.red() - blue.red()) < 10
    assert abs(seen.blue() - blue.blue()) < 10


def test_a_drag_leaves_a_trail_and_is_told_once(card, qtbot):
    card.set_drawing(True)
    told = []
    card.pointsDrawn.connect(told.append)
    qtbot.mousePress(card.map.viewport(), LEFT, pos=place(card, -3.0, 0.0))
    for step in range(1, 13):
        qtbot.mouseMove(card.map.viewport(), place(card, -3.0 + 0.25 * step, 0.0))
    assert told == []
    qtbot.mouseRelease(card.map.viewport(), LEFT, pos=place(card, 0.0, 0.0))
    assert len(told) == 1
    assert 6 <= len(told[0]) <= 10


def test_keys_choose_the_class_before_the_window_takes_them(card, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    card.setParent(window)
    taken = []
    shortcut = QShortcut(QKeySequence("3"), window)
    shortcut.activated.connect(lambda: taken.append("3"))
    with qtbot.waitExposed(window):
        window.show()
    card.show()
    window.activateWindow()
    card.map.setFocus()
    qtbot.waitUntil(card.map.hasFocus)
    qtbot.keyClick(card.map, Qt.Key.Key_3)
    assert taken == ["3"]
    card.set_drawing(True)
    qtbot.keyClick(card.map, Qt.Key.Key_3)
    assert taken == ["3"]
    assert button(card, "draw_class_2").isChecked()
    button(card, "draw_clear").setFocus()
    qtbot.keyClick(button(card, "draw_clear"), Qt.Key.Key_1)
    assert button(card, "draw_class_0").isChecked()
    card.setParent(None)


def test_points_can_be_drawn_by_keys_alone(card, qtbot):
    card.set_drawing(True)
    assert card.map.hasFocus()
    for _ in range(2):
        qtbot.keyClick(card.map, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClick(card.map, Qt.Key.Key_Return)
    assert drawn(card) == [(1.0, 0.0, 0), (2.0, 0.0, 0)]
    qtbot.keyClick(card.map, Qt.Key.Key_Delete)
    assert drawn(card) == [(1.0, 0.0, 0)]


def test_right_click_removes_the_nearest(card, qtbot):
    show(card, custom(POINTS), run=1)
    card.set_drawing(True)
    with qtbot.waitSignal(card.pointsDrawn) as told:
        qtbot.mouseClick(card.map.viewport(), RIGHT, pos=place(card, 2.2, 0.1))
    assert told.args[0] == (POINTS[0], POINTS[1], POINTS[3])
    with qtbot.assertNotEmitted(card.pointsDrawn):
        qtbot.mouseClick(card.map.viewport(), RIGHT, pos=place(card, 0.0, -5.0))


def test_drawing_goes_on_from_own_points_and_from_nothing_else(card):
    card.set_drawing(True)
    assert drawn(card) == []
    card.set_drawing(False)
    show(card, custom(POINTS), run=1)
    card.set_drawing(True)
    assert drawn(card) == list(POINTS)


def test_clear_and_done(card, qtbot):
    show(card, custom(POINTS), run=1)
    card.set_drawing(True)
    with qtbot.waitSignal(card.pointsDrawn) as told:
        qtbot.mouseClick(button(card, "draw_clear"), LEFT)
    assert told.args[0] == ()
    with qtbot.waitSignal(card.drawingFinished):
        qtbot.mouseClick(button(card, "draw_done"), LEFT)
    assert not card.drawing
    assert not button(card, "draw_done").isVisible()
    assert button(card, "show_train").isVisible()
    assert len(card.map.points[0].X) == 2  # the training set of the run again


def test_leaving_from_outside_is_not_told_back(card, qtbot):
    card.set_drawing(True)
    with qtbot.assertNotEmitted(card.drawingFinished):
        card.set_drawing(False)


def test_the_hint_says_what_is_missing(card, qtbot):
    card.set_drawing(True)
    assert "4 points of 2 classes" in card.map.note[0]
    for x1, x2, label in POINTS:
        button(card, f"draw_class_{label}").click()
        qtbot.mouseClick(card.map.viewport(), LEFT, pos=place(card, x1, x2))
    assert card.map.note == ()
    assert card.findChild(QLabel, "boundary_card_subtitle").text() == "4 points"


def test_an_undo_is_seen_while_drawing(card, qtbot):
    show(card, custom(POINTS), run=1)
    card.set_drawing(True)
    qtbot.mouseClick(card.map.viewport(), LEFT, pos=place(card, 0.0, 4.0))
    show(card, custom(POINTS), run=1)  # comes late: not an undo
    assert len(drawn(card)) == 5
    show(card, custom([*POINTS, (*card.hand.sketch.points[-1],)]), run=2)
    assert len(drawn(card)) == 5
    show(card, custom(POINTS), run=3)
    assert len(drawn(card)) == 4


def test_another_data_set_ends_the_drawing(card, qtbot):
    card.set_drawing(True)
    show(card, Experiment())
    assert card.drawing
    with qtbot.waitSignal(card.drawingFinished):
        show(card, Experiment().with_data(Data(dataset="moons")), run=1)
    assert not card.drawing


def test_while_drawing_there_is_no_probe_and_no_matrix(card, qtbot):
    button(card, "confusion").click()
    assert card.wants_confusion
    card.set_drawing(True)
    assert not card.wants_confusion
    with qtbot.assertNotEmitted(card.probeChanged):
        qtbot.mouseMove(card.map.viewport(), place(card, 1.0, 1.0))
    assert card.map.readout == []
    card.set_drawing(False)
    assert card.wants_confusion


def test_the_map_of_another_data_set_is_not_shown_under_the_drawing(card, qtbot):
    card.set_drawing(True)
    image = card.map.grab().toImage()
    corners = {image.pixelColor(place(card, x1, 5.0)).rgb() for x1 in (-5.0, -2.0, 2.0, 5.0)}
    assert len(corners) == 1
    snapshot = show(card, custom(POINTS), run=1)
    card.show_snapshot(replace(snapshot, batch=0))
    image = card.map.grab().toImage()
    corners = {image.pixelColor(place(card, x1, 5.0)).rgb() for x1 in (-5.0, -2.0, 2.0, 5.0)}
    assert len(corners) > 1


@pytest.mark.parametrize("width", [330, 900])
def test_in_presentation_the_buttons_fit(card, qtbot, width):
    card.setStyleSheet(style_sheet(Look(size=PRESENTATION)))
    card.set_look(Look(size=PRESENTATION))
    card.set_drawing(True)
    card.resize(width, 620)
    names = ("draw_class_0", "draw_class_1", "draw_class_2", "draw_clear", "draw_done")
    buttons = [button(card, name) for name in names]
    one_row = width == 900
    qtbot.waitUntil(lambda: (buttons[-1].y() < buttons[0].geometry().bottom()) == one_row)
    for control in buttons:
        corner = control.mapTo(card, QPoint(control.width(), control.height()))
        assert card.rect().contains(corner)
        assert control.accessibleName()
        assert control.toolTip()
    assert card.width() == width
