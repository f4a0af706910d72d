"""The user's settings: what is remembered, and what of it can be used."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QPoint, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget

from annplayground.gui.main_window import MainWindow
from annplayground.gui.preferences.settings import Settings

STALE = {
    "engine": ["warp", "", ["numpy", "auto"], QPoint(1, 2), 3],
    "theme": ["foo", "DARK", QByteArray(b"\0\xff")],
    "notation": ["foo", "None"],
}

SPLITTERS = ("rows_splitter", "top_splitter", "bottom_splitter")


def store(key: str, value: object) -> None:
    settings = QSettings()
    settings.setValue(key, value)
    settings.sync()


@pytest.fixture
def open_window(qtbot):
    def open_one() -> MainWindow:
        window = MainWindow()
        qtbot.addWidget(window)
        window.resize(1440, 860)  # the screen of the tests is smaller: there would be pages
        window.show()
        return window

    return open_one


@pytest.mark.parametrize(("key", "value"), [(k, v) for k, values in STALE.items() for v in values])
def test_a_stale_choice_gives_way_to_the_default(qapp, key, value):
    store(key, value)
    assert Settings().choice(key, ("first", "second")) == "first"
    store(key, "second")
    assert Settings().choice(key, ("first", "second")) == "second"


def test_a_window_with_stale_settings_opens_as_a_new_one_and_writes_them_right(open_window):
    for key in STALE:
        store(key, "foo")
    store("geometry", QByteArray(b"garbage"))
    window = open_window()
    names = ("engine_auto", "theme_light", "notation_notes")
    assert [getattr(window.actions_, name).isChecked() for name in names] == [True] * 3
    window.actions_.theme_dark.trigger()
    window.actions_.engine_numpy.trigger()
    window.actions_.notation_partial.trigger()
    window.close()
    assert [QSettings().value(key) for key in STALE] == ["numpy", "dark", "partial"]
    assert QSettings().value("geometry") != QByteArray(b"garbage")


@pytest.mark.parametrize(
    "value", [QByteArray(b"garbage"), QByteArray(), "garbage", 7, ["a", "b"], QPoint(1, 1)]
)
def test_sizes_that_are_none_are_left_alone(open_window, value):
    store("geometry", value)
    for splitter in SPLITTERS:
        store(splitter, value)
    window = open_window()
    assert {splitter.objectName() for splitter in window.board.splitters} == set(SPLITTERS)
    assert window.width() >= window.minimumWidth()
    window.resize(1440, 860)  # on a smaller screen one of the rows is on another page
    assert all(sum(splitter.sizes()) > 0 for splitter in window.board.splitters)
    window.close()


def split_window(qtbot) -> tuple[QMainWindow, QSplitter]:
    """A window that is smaller than the screen of the tests, so that its splitter can be moved."""
    window, splitter = QMainWindow(), QSplitter()
    qtbot.addWidget(window)
    splitter.setObjectName("row")
    splitter.addWidget(QWidget())
    splitter.addWidget(QWidget())
    window.setCentralWidget(splitter)
    window.resize(600, 300)
    window.show()
    return window, splitter


def test_the_places_of_the_splitters_are_remembered(qtbot):
    first, moved = split_window(qtbot)
    usual = moved.sizes()
    moved.setSizes([100, 500])
    sizes = moved.sizes()
    assert sizes != usual
    Settings().save(first, [moved])
    second, splitter = split_window(qtbot)
    assert Settings().restore(second, [splitter])
    qtbot.waitUntil(lambda: splitter.sizes() == sizes)


def test_what_is_remembered_is_on_the_disk_when_the_window_has_closed(open_window):
    """Not only in the memory of the process, which may be killed then."""
    path = Path(QSettings().fileName())  # now: another QSettings would write what waits, too
    window = open_window()
    window.actions_.theme_dark.trigger()
    window.close()
    text = path.read_text()
    for key in ("theme=dark", "geometry", *SPLITTERS):
        assert f"\n{key}" in text


def test_to_end_a_window_asks_nothing_and_can_be_done_twice(open_window, qtbot):
    window = open_window()
    qtbot.waitUntil(lambda: window.controller.running)
    window.end()
    window.end()
    assert not window.controller.running
    assert QSettings().contains("geometry")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("name", ["annplayground/annplayground.conf", "annplayground.conf"])
def test_a_pipe_or_a_device_in_the_place_of_the_settings_is_not_opened(
    qapp, open_window, tmp_path, monkeypatch, name
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    place = Path(tmp_path, name)
    place.parent.mkdir(exist_ok=True)
    for make in (lambda: os.mkfifo(place), lambda: place.symlink_to("/dev/zero")):
        make()
        settings = Settings()
        sentence = f"Settings are neither read nor saved: {place} is not a regular file."
        assert settings.problem == sentence
        assert settings.choice("theme", ("light", "dark")) == "light"
        window = open_window()
        assert window.toast.text() == sentence
        window.actions_.theme_dark.trigger()
        window.close()
        place.unlink()
    assert Settings().problem is None
