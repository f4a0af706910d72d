"""The marks on the timeline: what they say, and where a click and the keys go."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Mark
from annplayground.gui.main_window import MainWindow
from annplayground.gui.theme import Look
from annplayground.gui.timeline.marks import Group, grouped, said
from annplayground.gui.timeline.track import Track
from annplayground.gui.waiting import train_and_wait

A = Experiment()
LOOK = Look()
LEFT, NONE, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), Qt.KeyboardModifier.AltModifier


def with_rate(rate):
    return changed(A, "training.learning_rate", rate)


def setting(epoch, before=0.03, after=0.1):
    return Mark("settings", epoch, (with_rate(before), with_rate(after)))


# -- which stand together, and what they say -------------------------------------------------------


def test_near_ones_of_a_kind_stand_together_and_others_do_not():
    best = Mark("best_test", 13, loss=0.1)
    marks = [setting(10), setting(14), best, setting(17), setting(40)]
    groups = grouped(marks, lambda epoch: epoch, 6)
    assert [[m.epoch for m in g.marks] for g in groups] == [[10, 14], [13], [17], [40]]
    assert [g.epoch for g in groups] == [10, 13, 17, 40]


def test_each_kind_says_what_happened():
    texts = [
        said(Group((mark,), 0.0), LOOK)
        for mark in (
            setting(1340),
            Mark("best_test", 12, loss=0.02131),
            Mark("divergence", 7, cause="learning rate 200 too large (J is no longer finite)"),
            Mark("began", 212, cause="The network is stuck", finding="stuck"),
            Mark("ended", 300, cause="The network is stuck", finding="stuck", exact=False),
        )
    ]
    assert texts == [
        "epoch 1,340: learning rate 0.03 → 0.1",
        "epoch 12: lowest J on the test set, 0.0213",
        "epoch 7: diverged, learning rate 200 too large (J is no longer finite)",
        "epoch 212, began: The network is stuck",
        "≈ epoch 300, ended: The network is stuck",
    ]
    best = Group((Mark("best_test", 12, loss=0.5),), 0.0)
    assert "lowest L on" in said(best, Look(notation="partial"))


def test_all_settings_of_one_change_are_told_and_of_many_how_many_more():
    both = changed(with_rate(0.1), "training.batch_size", 50)
    lines = said(Group((Mark("settings", 3, (A, both)),), 0.0), LOOK).splitlines()
    assert lines == ["epoch 3: learning rate 0.03 → 0.1", "epoch 3: batch 10 → 50"]
    many = Group(tuple(setting(k) for k in range(40)), 0.0)
    assert said(many, LOOK).splitlines()[-1] == "and 28 more"


@pytest.mark.parametrize("kind", ["settings", "best_test", "divergence", "began", "ended"])
def test_each_is_drawn_where_it_can_be_clicked(qtbot, kind):
    track = Track()
    qtbot.addWidget(track)
    track.set_look(LOOK)
    track.resize(400, track.height())
    track.show_epoch(100, 100)
    bare = track.grab().toImage()
    track.show_marks((Mark(kind, 50, (A, with_rate(1)) if kind == "settings" else None, 0.1, "x"),))
    marked = track.grab().toImage()
    places = [
        QPointF(x + 0.5, y + 0.5)
        for x in range(marked.width())
        for y in range(marked.height())
        if marked.pixel(x, y) != bare.pixel(x, y)
    ]
    assert len(places) > 20
    assert all(track.group_at(place) is not None for place in places)
    assert track.group_at(QPointF(track.pixel(80), places[0].y())) is None


# -- in a window ----------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot):
    """A run whose learning rate was changed at epochs 20 and 50."""
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    for epochs, rate in ((20, 0.1), (50, 0.2)):
        train_and_wait(made, epochs)
        made.controller.edit(with_rate(rate))
    train_and_wait(made, 80)
    made.setFocus()
    yield made
    made.close()


def epochs(window, kind="settings"):
    return [m.epoch for m in window.timeline.track.marks if m.kind == kind]


def shown(qtbot, window, epoch):
    qtbot.waitUntil(lambda: window.controller.snapshot.epoch == epoch)


def mark_place(track, epoch):
    return QPoint(round(track.pixel(epoch)), round(track._mark_level))


def test_a_click_on_a_mark_goes_there(qtbot, window):
    assert epochs(window) == [20, 50]
    track = window.timeline.track
    # A little beside its middle: there another epoch would be meant.
    QTest.mouseClick(track, LEFT, NONE, mark_place(track, 20) + QPoint(3, 0))
    shown(qtbot, window, 20)
    assert window.controller.snapshot.experiment.training.learning_rate == 0.1
    assert epochs(window) == [20, 50]  # those of the whole run


def test_the_keys_go_from_mark_to_mark(qtbot, window):
    for mark in reversed(window.timeline.track.marks):
        QTest.keyClick(window, Qt.Key.Key_PageUp, ALT)
        shown(qtbot, window, mark.epoch)
    QTest.keyClick(window, Qt.Key.Key_PageUp, ALT)
    assert window.controller.looking.epoch == window.timeline.track.marks[0].epoch
    QTest.keyClick(window, Qt.Key.Key_PageDown, ALT)
    shown(qtbot, window, window.timeline.track.marks[1].epoch)


def test_marks_are_told_to_who_does_not_see_them(window):
    text = window.timeline.track.accessibleDescription()
    assert "epoch 20: learning rate 0.03 → 0.1" in text


def test_what_a_fork_has_dropped_is_marked_no_more(qtbot, window):
    window.timeline.seek(30)
    shown(qtbot, window, 30)
    QTest.keyClick(window, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: window.controller.snapshot.live_epoch is None)
    assert epochs(window) == [20]
    window.actions_.undo.trigger()
    qtbot.waitUntil(lambda: epochs(window) == [20, 50])


def test_the_best_test_epoch_is_the_one_with_the_lowest_loss(window):
    low = window.controller.snapshot.curves.channel("test_loss")[1]
    best = int(low.argmin())
    assert epochs(window, "best_test") == ([best] if best < 80 else [])


def test_other_settings_are_said_in_a_presentation_too(qtbot, window):
    window.set_presentation(True)
    window.timeline.seek(10)
    shown(qtbot, window, 10)
    QApplication.processEvents()
    assert window.timeline._then.isVisible()
    assert window.timeline._then.text() in ("other settings then", "other settings")


# -- of two runs -----------------------------------------------------------------------------------


def test_marks_of_b_stand_for_themselves_and_say_so(qtbot, window):
    snapshot = window.controller.snapshot
    other = replace(snapshot, marks=(setting(2, 0.3, 1.0),))
    track = window.timeline.track
    window.timeline.show_snapshot(replace(snapshot, marks=(setting(2),), other=other))
    settings = [group for group in track.groups() if group.kind == "settings"]
    assert {group.who: group.epoch for group in settings} == {"A": 2, "B": 2}
    told = track.accessibleDescription().splitlines()
    assert "A, epoch 2: learning rate 0.03 → 0.1" in told
    assert "B, epoch 2: learning rate 0.3 → 1" in told
    track.grab()
    window.timeline.show_snapshot(replace(snapshot, marks=(setting(2),)))
    assert {group.who for group in track.groups()} == {""}
