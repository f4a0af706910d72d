"""Files dropped on the window: what opens, and what is refused in a sentence."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from sampled import sampled

from annplayground.core.experiment import Experiment
from annplayground.gui.main_window import MainWindow
from annplayground.io.experiment_file import write_experiment

COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
TABLE = "x1,x2,label\n1,1,a\n2,2,a\n-1,-1,b\n-2,-2,b\n"
PLACES = ("data_card", "boundary_map", "loss_chart", "gradient_chart", "network_diagram")


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def drop(target, *urls, text=None):
    """Drag over a widget, or over the window as the desktop does, and let go where that is
    allowed; whether it was."""
    content = QMimeData()
    if urls:
        content.setUrls(list(urls))
    if text is not None:
        content.setText(text)
    enter = QDragEnterEvent(QPoint(5, 5), COPY | Qt.DropAction.MoveAction, content, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), COPY, content, LEFT, NONE))
    return enter.isAccepted()


def drop_and_wait(qtbot, window, target, *urls, text=None):
    """Drop, and wait until what was dropped is read and used or refused."""
    taken = drop(target, *urls, text=text)
    qtbot.waitUntil(lambda: not window.files.reading.busy)
    return taken


def file_of(path):
    return QUrl.fromLocalFile(str(path))


def table(folder, suffix):
    path = folder / f"points{suffix}"
    separator = "\t" if suffix == ".tsv" else ","
    path.write_text(TABLE.replace(",", separator))
    return path


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt"])
def test_dropped_points_open(qtbot, window, tmp_path, suffix):
    path = table(tmp_path, suffix)
    assert drop_and_wait(qtbot, window, window, file_of(path))
    assert len(window.controller.experiment.data.points) == 4
    assert path.read_text()  # nothing was moved away
    assert window.windowTitle() == f"points{suffix}[*] — annplayground"


def test_a_dropped_experiment_opens_as_by_open(qtbot, window, tmp_path):
    path = tmp_path / "moons.json"
    made = Experiment.from_dict({"data": {"dataset": "moons"}})
    write_experiment(path, made)
    assert drop_and_wait(qtbot, window, window, file_of(path))
    assert window.controller.experiment == made
    assert window.controller.document.file.path == path


@pytest.mark.parametrize("place", sampled([*PLACES, "the desktop", "every child"], "every child"))
def test_it_can_be_dropped_anywhere(qtbot, window, tmp_path, place):
    url = file_of(table(tmp_path, ".csv"))
    if place == "the desktop":
        targets = [window.windowHandle()]
    elif place == "every child":
        targets = [w for w in window.findChildren(QWidget) if w.isVisible() and not w.isWindow()]
        assert any(isinstance(w, QLineEdit) for w in targets)
    else:
        targets = [window.findChild(QWidget, place)]
    for target in targets:
        window.controller.edit(Experiment())
        assert drop_and_wait(qtbot, window, target, url)
        assert window.controller.experiment.data.dataset == "custom", target


def test_from_the_desktop_a_number_field_does_not_take_the_name(qtbot, window, tmp_path):
    """File managers send the path as a text as well, which fields like to take."""
    url, target = file_of(table(tmp_path, ".csv")), window.windowHandle()
    assert drop_and_wait(qtbot, window, target, url, text="/some/path")
    assert window.controller.experiment.data.dataset == "custom"


@pytest.mark.parametrize(
    ("urls", "text", "sentence"),
    [
        (["file:///a.csv", "file:///b.csv"], None, "2 files"),
        (["https://example.org/a.csv"], None, "on this computer"),
        ([], "hello", "Only a file"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(window, urls, text, sentence):
    before = window.controller.experiment
    assert not drop(window, *map(QUrl, urls), text=text)
    assert sentence in window.toast.text()
    assert window.controller.experiment == before


def test_a_file_that_cannot_be_used_is_told_as_by_open(qtbot, window, tmp_path):
    before = window.controller.experiment
    for content in (tmp_path, tmp_path / "gone.csv"):
        assert drop_and_wait(qtbot, window, window, file_of(content))
        assert str(content) in window.toast.text()
    assert window.controller.experiment == before
