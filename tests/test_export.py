"""`annplayground export`: what it writes, and one sentence for all that can go wrong."""

import ast
import json
import os
import subprocess
import sys

import pytest

from annplayground import Experiment
from annplayground.cli import main
from annplayground.io.export.numpy_script import numpy_script
from tests.test_cli import fails_with_one_sentence
from tests.toys import TOYS


def test_it_writes_the_script(circle, tmp_path, capsys):
    out = tmp_path / "f.py"
    assert main(["export", str(circle), "--to", "numpy", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == numpy_script(Experiment(), epochs=100).text
    assert capsys.readouterr() == ("", "")


def test_the_number_of_epochs_may_be_chosen(circle, tmp_path):
    out = tmp_path / "f.py"
    arguments = ["export", str(circle), "--to", "numpy", "--out", str(out), "--epochs", "7"]
    assert main(arguments) == 0
    done = subprocess.run([sys.executable, str(out)], capture_output=True, text=True, check=True)
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        f"epoch {k}" for k in range(8)
    ]


def test_a_table_is_exported_too(tmp_path):
    table, out = tmp_path / "points.csv", tmp_path / "f.py"
    table.write_text("x1,x2,label\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n")
    assert main(["export", str(table), "--to", "numpy", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith("# Own points, 2-4-2-1:")
    ast.parse(out.read_text(encoding="utf-8"))


def test_it_never_imports_qt(circle, tmp_path, environment):
    code = f"""
import sys
from annplayground.cli import main
assert main(["export", {str(circle)!r}, "--to", "numpy", "--out", {str(tmp_path / "f.py")!r}]) == 0
assert not {{name.split(".")[0] for name in sys.modules}} & {{"PySide6", "pyqtgraph", "numba"}}
"""
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


def test_an_unknown_form_names_those_that_there_are(circle, tmp_path, capsys):
    words = fails_with_one_sentence(
        capsys, "export", circle, "--to", "pascal", "--out", tmp_path / "f.py"
    )
    assert "there is no form 'pascal' to export to: choose numpy" in words


def test_a_missing_file_is_named(tmp_path, capsys):
    missing = tmp_path / "missing.json"
    words = fails_with_one_sentence(
        capsys, "export", missing, "--to", "numpy", "--out", tmp_path / "f.py"
    )
    assert str(missing) in words
    assert not (tmp_path / "f.py").exists()


def test_a_bad_experiment_is_refused(tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text('{"network": {"output": "softmx"}}')
    words = fails_with_one_sentence(
        capsys, "export", path, "--to", "numpy", "--out", tmp_path / "f.py"
    )
    assert "did you mean 'softmax'" in words


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "the following arguments are required: FILE, --to, --out"),
        (["--to", "numpy"], "the following arguments are required: FILE, --out"),
    ],
)
def test_what_is_missing_is_told(arguments, words, capsys):
    assert words in fails_with_one_sentence(capsys, "export", *arguments)


def test_the_script_takes_no_place_of_another_kind_of_file(circle, capsys):
    before = circle.read_text()
    words = fails_with_one_sentence(capsys, "export", circle, "--to", "numpy", "--out", circle)
    assert "must end in .py" in words
    assert circle.read_text() == before


def test_a_folder_that_does_not_exist(circle, tmp_path, capsys):
    out = tmp_path / "nowhere" / "f.py"
    words = fails_with_one_sentence(capsys, "export", circle, "--to", "numpy", "--out", out)
    assert "there is no folder" in words


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write anywhere"
)
def test_a_folder_that_is_read_only(circle, tmp_path, capsys):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    words = fails_with_one_sentence(
        capsys, "export", circle, "--to", "numpy", "--out", folder / "f.py"
    )
    assert "read-only" in words


def test_what_cannot_be_written_as_a_script_is_told(tmp_path, capsys, monkeypatch):
    toy = next(toy for toy in TOYS if toy.kind == "activation")
    toy.register(monkeypatch)
    path = tmp_path / "toy.json"
    path.write_text(json.dumps(toy.chosen().to_dict()))
    words = fails_with_one_sentence(
        capsys, "export", path, "--to", "numpy", "--out", tmp_path / "f.py"
    )
    assert 'the activation "toy" cannot be written as a script' in words
    assert not (tmp_path / "f.py").exists()
