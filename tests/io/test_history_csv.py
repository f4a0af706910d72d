"""The history file: columns, rows, and numbers that read back as they were."""

import csv
from pathlib import Path

import pytest

from annplayground.io.files import FileError
from annplayground.io.history_csv import open_history

NAN, INF = float("nan"), float("inf")


def read(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_rows_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    with open_history(path, ["train_loss", "layer1.gradient_norm"]) as write_row:
        write_row(0, [0.7, NAN])
        write_row(1, [0.1 + 0.2, 1e-300])
        write_row(2, [INF, 3])
        assert not path.exists()  # it gets its name when it is complete
    assert read(path) == [
        ["epoch", "train_loss", "layer1.gradient_norm"],
        ["0", "0.7", ""],
        ["1", "0.30000000000000004", "1e-300"],
        ["2", "inf", "3.0"],
    ]


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with open_history(tmp_path / "h.csv", ["a"]) as write_row:
            write_row(0, [1.0])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no folder"), open_history(tmp_path / "no" / "h", []):
        pass
