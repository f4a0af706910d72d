"""The card with a run: what it draws, what it asks for, and what its controls change."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QLabel

from annplayground.core.experiment import Data, Experiment, Network
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Divergence, Status, View
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.text import number
from annplayground.gui.theme import DARK, LIGHT, Look, style_sheet

PAUSED, PLAYING = Status(), Status(playing=True)


def snap(card, session, status=PAUSED, run=0):
    view = View(boundary=card.resolution, confusion=card.wants_confusion, classes=True)
    return observe(session.moment, run, status, view)


def show(card, session, status=PAUSED, run=0):
    snapshot = snap(card, session, status, run)
    card.show_snapshot(snapshot)
    return snapshot


def trained(epochs=0, **data):
    session = Session(Experiment().with_data(Data(**data)))
    session.train(epochs)
    return session


def box(card, name):
    found = card.findChild(QAbstractButton, name)
    assert found is not None
    return found


def pixel(card, x1, x2):
    at = card.map.frame.to_pixel(x1, x2).toPoint()
    return card.map.grab().toImage().pixelColor(at)


def subtitle(card):
    return card.findChild(QLabel, "boundary_card_subtitle").text()


def sets(card):
    return [(points.test, len(points.X)) for points in card.map.points]


def test_the_map_shows_the_classes_where_the_network_says_them(card):
    session = trained(60)
    snapshot = show(card, session)
    box(card, "show_train").click()
    for x1, x2 in ((0.2, 0.3), (5.0, 5.0), (-5.0, 4.0), (-0.5, 0.5)):
        blue = snapshot.predict(np.array([[x1, x2]]))[0, 0] > 0.5
        seen = pixel(card, x1, x2)
        assert (seen.blue() > seen.red()) == blue


def test_the_boundary_is_drawn_as_a_dark_line(card):
    session = Session(replace(Experiment(), network=Network(hidden=())))
    session.set_weight(1, 0, 0, 2.0)
    session.set_weight(1, 1, 0, 0.0)
    session.set_bias(1, 0, -2.0)  # p = 0.5 where x1 = 1
    show(card, session)
    box(card, "show_train").click()
    at = card.map.frame.to_pixel(1.0, 2.0).toPoint()
    image = card.map.grab().toImage()
    darkest = min(image.pixelColor(at + QPoint(d, 0)).lightness() for d in (-2, -1, 0, 1, 2))
    assert darkest < 90 < image.pixelColor(at + QPoint(-12, 0)).lightness()


def test_training_and_test_points_can_be_shown_and_hidden(card, qtbot):
    session = trained()
    show(card, session)
    n_train, n_test = len(session.train_set), len(session.test_set)
    assert sets(card) == [(False, n_train)]
    qtbot.mouseClick(box(card, "show_test"), Qt.MouseButton.LeftButton)
    assert sets(card) == [(True, n_test), (False, n_train)]
    qtbot.keyClick(box(card, "show_train"), Qt.Key.Key_Space)
    assert sets(card) == [(True, n_test)]


def test_points_have_the_colour_of_their_class_and_test_points_are_hollow(card):
    session = trained(train_fraction=0.9, n_samples=60)
    show(card, session)
    (x1, x2), label = session.train_set.X[-1], int(session.train_set.labels[-1])
    box(card, "show_test").click()
    card.map.set_wrong(())
    expected = QColor(("#d55e00", "#0072b2")[label])
    seen = pixel(card, x1, x2)
    assert abs(seen.red() - expected.red()) < 12
    assert abs(seen.blue() - expected.blue()) < 12
    box(card, "show_train").click()
    card.map.set_wrong(())
    assert pixel(card, *session.test_set.X[-1]).lightness() > 240


def test_discretise_shows_the_winner_only(card, qtbot):
    session = trained(3)
    show(card, session)
    box(card, "show_train").click()

    def colours():
        image = card.map.grab(card.map.frame.square.toRect().adjusted(12, 12, -12, -12)).toImage()
        return {
            image.pixelColor(x, y).rgb()
            for x in range(0, image.width(), 9)
            for y in range(0, image.height(), 9)
        }

    blended = len(colours())
    qtbot.mouseClick(box(card, "discretise"), Qt.MouseButton.LeftButton)
    assert len(colours()) < blended / 3


def test_nothing_is_drawn_again_that_has_not_changed(card, monkeypatch):
    session = trained(2)
    snapshot = show(card, session)
    done = []
    monkeypatch.setattr(card.map, "set_map", lambda *_: done.append("map"))
    monkeypatch.setattr(card.map, "set_points", lambda *_: done.append("points"))
    card.show_snapshot(replace(snapshot, status=PLAYING))
    assert done == []
    session.train(1)
    show(card, session)
    assert done == ["map"]
    show(card, trained(dataset="xor"), run=1)
    assert done == ["map", "map", "points"]


def test_wrong_points_are_marked_exactly(card):
    session = trained(4)
    snapshot = show(card, session)
    (wrong,) = card.map.wrong
    assert 1 - wrong.mean() == pytest.approx(snapshot.accuracies.train)


def test_the_mini_batch_is_ringed_while_stepping(card):
    session = trained()
    show(card, session)
    assert len(card.map.ringed) == 0
    for _ in range(session.batches_per_epoch):
        session.step()
        show(card, session)
        expected = session.train_set.X[session.last_batch]
        assert np.array_equal(card.map.ringed, expected)
    assert session.batch == 0  # the last step of an epoch is ringed as well
    show(card, session)
    assert len(card.map.ringed) == 10
    session.step()
    show(card, session, PLAYING)
    assert len(card.map.ringed) == 0


def test_a_whole_epoch_is_not_ringed(card):
    session = trained()
    show(card, session)
    session.train(1)
    show(card, session)
    assert len(card.map.ringed) == 0


def test_rings_are_seen(card):
    session = trained()
    show(card, session)
    before = card.map.grab().toImage()
    session.step()
    snapshot = snap(card, session)
    card.show_snapshot(replace(snapshot, boundary=None))
    card.map.set_wrong(())
    assert card.map.grab().toImage() != before


def test_accuracies_stand_in_the_subtitle(card):
    session = trained(5)
    snapshot = show(card, session)
    train, test = snapshot.accuracies.train, snapshot.accuracies.test
    assert subtitle(card) == f"train {100 * train:.1f} %  test {100 * test:.1f} %"


def test_a_narrow_card_says_less_and_nothing_is_cut(card, qtbot):
    card.setStyleSheet(style_sheet(Look()))
    session = trained(5)
    show(card, session)
    for width in (300, 330, 460, 700):
        card.resize(width, 400)
        for name, font in (
            ("boundary_card_subtitle", Look().font()),
            ("boundary_card_title", Look().font(Look().size.title, bold=True)),
        ):
            label, metrics = card.findChild(QLabel, name), QFontMetricsF(font)
            qtbot.waitUntil(
                lambda label=label, metrics=metrics: (
                    metrics.horizontalAdvance(label.text()) <= label.width()
                )
            )
        assert "test" in subtitle(card)


def test_a_regression_has_a_colour_bar_its_loss_and_no_classes(card):
    session = trained(3, dataset="hill")
    snapshot = show(card, session)
    assert card.map.frame.bar is not None
    assert subtitle(card).startswith(f"J train {number(snapshot.losses.train)}")
    assert not box(card, "discretise").isEnabled()
    assert box(card, "confusion").isHidden()
    show(card, trained(), run=1)
    assert card.map.frame.bar is None
    assert box(card, "discretise").isEnabled()
    assert not box(card, "confusion").isHidden()


def test_the_notation_is_that_of_the_look(card):
    card.set_look(Look(notation="partial"))
    show(card, trained(3, dataset="plane"))
    assert subtitle(card).startswith("L train")


@pytest.mark.parametrize(("size", "upright"), [((460, 560), False), ((700, 400), True)])
def test_the_colour_bar_lies_where_there_is_room(card, size, upright):
    card.resize(*size)
    show(card, trained(dataset="plane"))
    bar = card.map.frame.bar
    assert (bar.height() > bar.width()) == upright
    image = card.map.grab().toImage()
    reach = (
        QPoint(0, -int(bar.height() / 2) + 6) if upright else QPoint(int(bar.width() / 2) - 6, 0)
    )
    high = image.pixelColor(bar.center().toPoint() + reach)
    low = image.pixelColor(bar.center().toPoint() - reach)
    assert high.blue() > high.red()
    assert low.red() > low.blue()


@pytest.mark.parametrize("size", [(300, 360), (330, 400), (700, 360), (1200, 900)])
@pytest.mark.parametrize("dataset", ["circle", "plane"])
def test_the_map_is_a_square_inside_the_card(card, size, dataset):
    card.resize(*size)
    show(card, trained(dataset=dataset))
    frame = card.map.frame
    assert frame.square.width() == frame.square.height()
    assert card.map.rect().contains(frame.square.toRect())
    assert frame.square.width() > 0.6 * min(size)
    if frame.bar is not None:
        assert card.map.rect().contains(frame.bar.toRect())
        assert not frame.bar.intersects(frame.square)


def test_resolution_follows_the_size_and_is_zero_while_hidden(card, qtbot):
    small = card.resolution
    assert 64 <= small <= 160
    assert small % 16 == 0
    with qtbot.waitSignal(card.viewChanged):
        card.resize(1000, 1000)
    assert card.resolution == 160
    with qtbot.waitSignal(card.viewChanged):
        card.hide()
    assert card.resolution == 0
    with qtbot.waitSignal(card.viewChanged):
        card.show()
    assert card.resolution == 160


def test_a_hidden_card_catches_up_when_it_is_shown(card):
    card.hide()
    session = trained(2)
    card.show_snapshot(observe(session.moment, 0, PAUSED, View(boundary=64)))
    assert sets(card) == []
    card.show()
    assert sets(card) == [(False, len(session.train_set))]


@pytest.mark.parametrize("dataset", ["circle", "blobs3"])
def test_the_probe_reads_what_is_under_the_pointer(card, qtbot, dataset):
    session = trained(5, dataset=dataset)
    snapshot = show(card, session)
    at = card.map.frame.to_pixel(1.5, -2.0).toPoint()
    with qtbot.waitSignal(card.probeChanged) as probed:
        qtbot.mouseMove(card.map.viewport(), at)
    x1, x2 = probed.args[0]
    assert (x1, x2) == pytest.approx((1.5, -2.0), abs=0.05)
    p = snapshot.predict(np.array([[x1, x2]]))[0]
    shown = card.map.readout
    assert len(shown) == (2 if dataset == "circle" else 4)
    if 0.01 < p[0] < 0.99:
        assert f"{p[0]:.2f}" in shown[0].text
    with qtbot.waitSignal(card.probeChanged) as probed:
        qtbot.mouseMove(card.map.viewport(), QPoint(1, 1))
    assert probed.args[0] is None
    assert card.map.readout == []


def test_the_readout_follows_the_training(card, qtbot):
    session = trained()
    show(card, session)
    qtbot.mouseMove(card.map.viewport(), card.map.frame.to_pixel(0.0, 0.0).toPoint())
    before = card.map.readout[0].text
    session.train(30)
    show(card, session, PLAYING)
    assert card.map.readout[0].text != before


def test_arrow_keys_move_the_probe(card, qtbot):
    show(card, trained())
    card.map.setFocus()
    seen = []
    card.probeChanged.connect(seen.append)
    qtbot.keyClick(card.map, Qt.Key.Key_Right)
    qtbot.keyClick(card.map, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(card.map, Qt.Key.Key_Left)
    assert seen == [(0.1, 0.0), (0.1, 1.0), (0.0, 1.0)]
    for _ in range(8):
        qtbot.keyClick(card.map, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert card.map.place == (0.0, -6.0)
    assert card.map.readout[-1].text == "x₁ 0.00   x₂ −6.00"


def test_the_cross_hair_is_drawn(card, qtbot):
    show(card, trained())
    box(card, "show_train").click()
    qtbot.mouseMove(card.map.viewport(), card.map.frame.to_pixel(-5.0, -5.0).toPoint())
    at = card.map.frame.to_pixel(-5.0, -5.0).toPoint()
    image = card.map.grab().toImage()
    column = [image.pixelColor(at + QPoint(0, -d)).lightness() for d in range(30, 90)]
    assert min(column) < 130 < max(column)


def test_a_divergence_is_told_calmly(card):
    snapshot = show(card, trained())
    assert card.map.note == ()
    before = card.map.grab().toImage()
    divergence = Divergence(12, "learning rate 10 too large")
    card.show_snapshot(replace(snapshot, divergence=divergence))
    whole = card.map.note[0]
    assert whole == (
        "Diverged at epoch 12: learning rate 10 too large. Shown: the last finite weights."
    )
    after = card.map.grab().toImage()
    assert after != before
    top = card.map.frame.square.toRect().adjusted(0, 0, 0, -card.map.height() // 2)
    assert after.copy(top) == before.copy(top)


def test_confusion_is_asked_for_and_shown(card, qtbot):
    session = trained(10)
    show(card, session)
    button = box(card, "confusion")
    with qtbot.waitSignal(card.viewChanged):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert card.wants_confusion
    snapshot = show(card, session)
    matrix = card._stage.table.matrix
    assert np.array_equal(matrix.counts, snapshot.confusion[1])
    qtbot.mouseClick(box(card, "confusion_train"), Qt.MouseButton.LeftButton)
    assert np.array_equal(matrix.counts, snapshot.confusion[0])
    qtbot.keyClick(box(card, "confusion_test"), Qt.Key.Key_Space)
    assert np.array_equal(matrix.counts, snapshot.confusion[1])
    show(card, trained(dataset="plane"), run=1)
    assert not card.wants_confusion
    show(card, session, run=2)
    assert card.wants_confusion
    card.hide()
    assert not card.wants_confusion


def test_confusion_cells_are_shaded_by_their_share(card):
    session = trained(60)
    show(card, session)
    box(card, "confusion").click()
    snapshot = show(card, session)
    table = snapshot.confusion[1]
    assert table[0, 0] > table[0, 1]
    matrix = card._stage.table.matrix
    image = matrix.grab().toImage()
    right = image.pixelColor(int(matrix.width() * 0.95), int(matrix.height() * 0.92))
    wrong = image.pixelColor(int(matrix.width() * 0.95), int(matrix.height() * 0.42))
    assert right.lightness() < wrong.lightness()


@pytest.mark.parametrize("size", [(300, 360), (460, 500), (900, 400)])
def test_the_confusion_matrix_stays_inside_the_card(card, size):
    card.setStyleSheet(style_sheet(Look()))
    card.resize(*size)
    show(card, trained(dataset="blobs3"))
    box(card, "confusion").click()
    table = card._stage.table
    assert card._stage.rect().contains(table.geometry())
    beside = table.geometry().left() > card.map.geometry().right()
    assert beside == (size[0] == 900)


def test_presentation_folds_the_check_boxes_and_enlarges_the_rest(card):
    session = trained()
    show(card, session)
    desk = card.map.frame.square
    assert box(card, "show_train").isVisible()
    card.set_look(Look(size=PRESENTATION))
    assert not box(card, "show_train").isVisible()
    assert card.map.frame.square.left() > desk.left()  # larger numbers at the axis
    card.set_look(Look())
    assert box(card, "show_train").isVisible()


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_theme_is_taken_at_once(card, colours):
    session = trained()
    show(card, session)
    box(card, "show_train").click()
    card.set_look(Look(colours))
    corner = card.map.grab().toImage().pixelColor(card.map.frame.square.topLeft().toPoint())
    assert abs(corner.lightness() - QColor(colours.card).lightness()) < 90
    # As good as level, but of the class that is not hatched.
    blank = replace(snap(card, session), boundary=np.full((64, 64, 1), 0.5001, dtype=np.float32))
    card.show_snapshot(blank)
    seen = pixel(card, 3.0, 3.0)
    assert abs(seen.lightness() - QColor(colours.neutral).lightness()) < 8


def test_every_control_can_be_found_named_and_reached(card):
    for name in ("show_train", "show_test", "discretise", "confusion"):
        control = box(card, name)
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() != Qt.FocusPolicy.NoFocus
