"""All points train: the window says so where a figure of the test set stood."""

import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QSlider, QToolButton, QWidget

from annplayground.core.experiment import Data, Experiment
from annplayground.core.samples import NO_TEST_SET
from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait

XOR = ((0.0, 0.0, 0), (0.0, 1.0, 1), (1.0, 0.0, 1), (1.0, 1.0, 0))


@pytest.fixture
def window(qtbot):
    made = MainWindow(Experiment(), remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.resize(1600, 900)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def open_table(qtbot, window, folder: Path, text: str, monkeypatch) -> None:
    path = folder / "xor.csv"
    path.write_text(text)
    monkeypatch.setattr("annplayground.gui.document.files.ask_open", lambda *_: path)
    with qtbot.waitSignal(window.files.reading.fileRead):
        window.actions_.open.trigger()


def settled(qtbot, window, n_test: int):
    """The snapshot of a run with so many test samples, shown by all cards."""

    def arrived() -> bool:
        snapshot = window.controller.snapshot
        return snapshot is not None and len(snapshot.test_set) == n_test

    qtbot.waitUntil(arrived)
    return window.controller.snapshot


def test_a_truth_table_from_a_file(qtbot, window, tmp_path, monkeypatch):
    open_table(qtbot, window, tmp_path, "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n1,1,NA", monkeypatch)
    assert window.toast.isVisible()
    assert "1 row has no label (in line 6: 'NA')" in window.toast.text()
    assert "all of them train" in window.toast.text()
    snapshot = settled(qtbot, window, 0)
    assert len(snapshot.train_set) == 4
    assert window.findChild(QLabel, "train_fraction_value").text() == "all"
    score = window.findChild(QLabel, "boundary_card_subtitle")
    assert "train" in score.text()
    assert "nan" not in score.text()
    assert NO_TEST_SET in score.toolTip()
    assert "–" in score.toolTip()

    test = window.findChild(QAbstractButton, "show_test")
    assert not test.isEnabled()
    assert test.toolTip() == NO_TEST_SET
    window.findChild(QToolButton, "confusion").click()
    matrix = window.boundary.findChild(QWidget, "confusion_table").matrix
    qtbot.waitUntil(lambda: matrix.counts is not None)
    assert matrix.counts.sum() == 0
    assert NO_TEST_SET in matrix.toolTip()
    window.findChild(QAbstractButton, "confusion_train").click()
    assert matrix.counts.sum() == 4
    assert NO_TEST_SET not in matrix.toolTip()

    assert [curve.name for curve in window.loss.chart.curves] == ["train"]


def test_with_a_test_set_all_is_as_ever(qtbot, window):
    settled(qtbot, window, 250)
    assert window.findChild(QAbstractButton, "show_test").isEnabled()
    assert NO_TEST_SET not in window.findChild(QLabel, "boundary_card_subtitle").toolTip()
    assert [curve.name for curve in window.loss.chart.curves] == ["train", "test"]


def test_the_last_step_of_the_slider_is_all(qtbot, window):
    slider = window.findChild(QSlider, "train_fraction")
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert window.controller.experiment.data.train_fraction == 1.0
    assert window.findChild(QLabel, "train_fraction_value").text() == "all"
    assert "no test set" in slider.toolTip()
    assert math.isnan(settled(qtbot, window, 0).losses.test)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert window.controller.experiment.data.train_fraction == 0.99
    settled(qtbot, window, 5)


def test_a_drawing_trains_on_all_until_it_has_ten_points(qtbot, window):
    """Then, and with another dataset, the usual share comes back."""
    window.files.use_points(XOR)
    assert window.controller.experiment.data.train_fraction == 1.0
    more = tuple((k / 4, 2.0, k % 2) for k in range(6))
    window.files.use_points((*XOR, *more[:5]))
    assert window.controller.experiment.data.train_fraction == 1.0
    window.files.use_points((*XOR, *more))
    assert window.controller.experiment.data.train_fraction == 0.5
    window.files.use_points(XOR)
    window.data.tiles.tiles["xor"].click()
    assert window.controller.experiment.data.dataset == "xor"
    assert window.controller.experiment.data.train_fraction == 0.5
    window.data.tiles.tiles["custom"].click()
    assert window.controller.experiment.data.points == XOR
    assert window.controller.experiment.data.train_fraction == 1.0


def test_a_rule_that_is_never_met_is_told(qtbot, window):
    button = window.findChild(QToolButton, "stop_rules")
    check = window.findChild(QAbstractButton, "stop_at_test_loss")
    check.click()
    assert NO_TEST_SET not in button.toolTip()
    window.files.use_points(XOR)
    for name in ("stop_at_test_loss", "stop_at_test_accuracy", "stop_test_loss"):
        widget = window.findChild(QWidget, name)
        assert not widget.isEnabled()
        assert widget.toolTip() == NO_TEST_SET
    assert NO_TEST_SET in button.toolTip()
    window.controller.edit(Experiment(Data("xor")))
    assert check.isEnabled()
    assert NO_TEST_SET not in button.toolTip()


def test_training_goes_on_without_a_warning(qtbot, window):
    window.files.use_points(XOR)
    window.findChild(QToolButton, "confusion").click()
    window.findChild(QAbstractButton, "show_test").setChecked(True)
    train_and_wait(window, 30)
    snapshot = settled(qtbot, window, 0)
    assert snapshot.epoch == 30
    assert np.isnan(snapshot.curves.newest("test_loss"))
    for theme in ("dark", "light"):
        window.set_theme(theme)
        window.set_presentation(theme == "dark")
        window.grab()
