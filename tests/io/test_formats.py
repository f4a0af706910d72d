"""Which reader a file gets, and what becomes of a table."""

import json
from pathlib import Path

import pytest

from annplayground.core.experiment import Data, Experiment, Network
from annplayground.io.files import FileError
from annplayground.io.formats import FEW_NOTE, READERS, read_file

XOR = "x1,x2,label\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"
TEN = "x1,x2,label\n" + "".join(f"{k},0,{k % 2}\n" for k in range(-5, 5))


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", ["p.csv", "p.tsv", "p.txt", "P.CSV", "p.data", "points", "p.v1.2"])
def test_a_table_goes_into_the_experiment_given(tmp_path: Path, name: str) -> None:
    before = Experiment(Data(train_fraction=0.7), Network(seed=9))
    experiment, note = read_file(write(tmp_path / name, TEN), before)
    assert experiment.network.seed == 9
    assert experiment.data.dataset == "custom"
    assert experiment.data.train_fraction == 0.7
    assert note is None


@pytest.mark.parametrize("name", ["e.json", "E.JSON", "e", "spiral v1.2"])
def test_an_experiment_is_as_its_file_says(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, json.dumps({"data": {"dataset": "xor"}}))
    assert read_file(path, Experiment(network=Network(seed=9)))[0] == Experiment(Data("xor"))


@pytest.mark.parametrize("name", ["e.json", "E.JSON"])
def test_what_is_called_an_experiment_is_told_what_it_lacks_as_one(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(FileError, match="an experiment is a JSON object"):
        read_file(write(tmp_path / name, "[1, 2]"))


def test_a_truth_table_trains_on_all_its_rows_and_says_so(tmp_path: Path) -> None:
    experiment, note = read_file(write(tmp_path / "xor.csv", XOR))
    assert experiment.data.train_fraction == 1.0
    assert experiment.data.n_train == 4
    assert note == FEW_NOTE


def test_the_notes_stand_together(tmp_path: Path) -> None:
    _, note = read_file(write(tmp_path / "xor.csv", XOR + "9,9,NA\n40,0,1\n"))
    for part in ("1 row has no label", "scaled", FEW_NOTE):
        assert part in note


def test_a_file_with_few_points_keeps_its_share(tmp_path: Path) -> None:
    made, _ = read_file(write(tmp_path / "xor.csv", XOR))
    d = made.to_dict()
    d["data"]["train_fraction"] = 0.5
    assert read_file(write(tmp_path / "e.json", json.dumps(d)))[0].data.train_fraction == 0.5


@pytest.mark.parametrize("name", ["book.xlsx", "book.xls", "book.ods", "book"])
def test_a_workbook_is_refused_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04[Content_Types].xml xl/workbook.xml")
    with pytest.raises(FileError, match=r"spreadsheet workbook.* save it as CSV UTF-8"):
        read_file(path)


@pytest.mark.parametrize("suffix", [*READERS, "", ".xyz"])
def test_what_is_not_there_is_told(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(FileError, match="does not exist"):
        read_file(tmp_path / f"none{suffix}")
