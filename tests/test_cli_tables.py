"""A table on the command line, where an experiment may stand: the notes go to stderr."""

import json
from pathlib import Path

import pytest

from annplayground import cli

XOR = "label,x1,x2\n0,0,0\n1,0,1\n1,1,0\n0,1,1\n?,1,1\n"
NOTES = ("1 row has no label (in line 6: '?')", "Fewer than 10 points")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text(XOR)
    return path


def test_train_on_a_table(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = tmp_path / "h.csv"
    options = ["train", str(table), "--epochs", "10", "--json", "--history", str(history)]
    assert cli.main(options) == 0
    printed = capsys.readouterr()
    result = json.loads(printed.out)
    assert result["epoch"] == 10
    assert result["test_loss"] is None
    assert result["test_accuracy"] is None
    assert result["train_loss"] > 0
    for note in NOTES:
        assert note in printed.err
    rows = [line.split(",") for line in history.read_text().splitlines()]
    assert rows[0][:5] == ["epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy"]
    assert all(row[2] == row[4] == "" and row[1] and row[3] for row in rows[1:])


def test_the_sentence_says_that_there_is_no_test_set(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["train", str(table), "--epochs", "3"]) == 0
    out = capsys.readouterr().out
    assert "no test set" in out
    assert "nan" not in out


def test_a_table_that_cannot_be_told_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("a,b,c,d\n1,2,0,0\n")
    assert cli.main(["train", str(path), "--epochs", "3"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "bad.csv, line 1: the header must name" in printed.err


def test_render_a_table(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp
) -> None:
    out = tmp_path / "p.png"
    assert cli.main(["render", str(table), "--epochs", "5", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    told = capsys.readouterr().err
    assert all(note in told for note in NOTES)


def test_the_window_gets_the_points_and_the_note(
    table: Path, monkeypatch: pytest.MonkeyPatch, qapp
) -> None:
    import annplayground.app

    opened = []
    monkeypatch.setattr(annplayground.app, "run_window", lambda *args: opened.append(args) or 0)
    assert cli.main([str(table)]) == 0
    experiment, _, path, note, _ = opened[0]
    assert path == table
    assert experiment.data.points == ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))
    assert experiment.data.train_fraction == 1
    assert all(part in note for part in NOTES)


def test_the_window_tells_the_note(qapp, qtbot) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from annplayground.app import run_window
    from annplayground.gui.main_window import MainWindow

    told = []

    def look_and_close() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow):
                told.append((window.toast.isVisible(), window.toast.text()))
                window.close()

    QTimer.singleShot(300, look_and_close)
    assert run_window(note="One row is left out.") == 0
    assert told == [(True, "One row is left out.")]
