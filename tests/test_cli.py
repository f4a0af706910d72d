"""The command line: one sentence for all that can go wrong, and nothing loaded in vain."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import annplayground
from annplayground.cli import main
from annplayground.gui.layout.layouts import CARDS, EXPLANATIONS


def fails_with_one_sentence(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """Run it, check the manner of failing, and return the sentence."""
    assert main([str(argument) for argument in arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("annplayground: ")
    assert printed.err.count("\n") == 1
    return printed.err


def test_train_and_help_never_import_qt(circle, tmp_path, environment):
    code = f"""
import sys
from annplayground.cli import main
from annplayground.gui.layout.layouts import CARDS, EXPLANATIONS
for arguments in (
    ["train", {str(circle)!r}, "--epochs", "2", "--json"],
    ["train", {str(circle)!r}, "--epochs", "2", "--history", {str(tmp_path / "h.csv")!r}],
):
    assert main(arguments) == 0
for arguments in (["--help"], ["--version"], ["train", "--help"], ["render", "--help"]):
    try:
        main(arguments)
    except SystemExit as exit:
        assert not exit.code
loaded = {{name.split(".")[0] for name in sys.modules}}
assert not loaded & {{"PySide6", "shiboken6", "pyqtgraph"}}, loaded
"""
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


def test_version_and_help_do_not_even_wait_for_numpy(environment):
    code = """
import sys
from annplayground.cli import main
from annplayground.gui.layout.layouts import CARDS, EXPLANATIONS
try:
    main(["--version"])
except SystemExit:
    pass
assert "numpy" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"annplayground {annplayground.__version__}\n"


# -- what can go wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("{", "not valid JSON: line 1, column 2"),
        ('{"data": {"noise": NaN}}', "NaN"),
        ('{"data": {"noise": -Infinity}}', "-Infinity"),
        ('{"data": {"noise": 1e999}}', "1e999 is too large"),
        ('{"data": {"seed": ' + "9" * 5000 + "}}", "too many digits"),
        ('{"data": {}, "data": {}}', "'data' stands twice"),
        ('{"dta": {}}', "'dta' is not a key"),
        ('{"data": {"dataset": "circel"}}', "did you mean 'circle'"),
        ("[1, 2]", "JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        (" " * 4_000_001, "larger than 4 MB"),
        ('{"network": {"hidden": 5}}', "hidden"),
    ],
    ids=lambda value: value[:24] if len(value) < 200 else value[:12] + "…",
)
@pytest.mark.parametrize("command", [["train", "--epochs", "1"], []], ids=["train", "window"])
def test_a_bad_file_is_one_sentence(tmp_path, capsys, command, content, words):
    path = tmp_path / "bad.json"
    path.write_text(content)
    assert words in fails_with_one_sentence(capsys, *command[:1], path, *command[1:])


def test_files_that_cannot_be_read(tmp_path, capsys):
    missing = tmp_path / "missing.json"
    train = ("--epochs", "1")
    assert "does not exist" in fails_with_one_sentence(capsys, "train", missing, *train)
    assert "is a folder" in fails_with_one_sentence(capsys, "train", tmp_path, *train)
    assert "is a folder" in fails_with_one_sentence(capsys, tmp_path)
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in fails_with_one_sentence(capsys, "train", binary, *train)
    assert "cannot be read" in fails_with_one_sentence(capsys, "a\0b.json")


@pytest.mark.parametrize("epochs", ["-1", "1.5", "many", "", "1_000", "9" * 30])
def test_bad_epochs(circle, capsys, epochs):
    assert "whole number" in fails_with_one_sentence(capsys, "train", circle, f"--epochs={epochs}")


def test_missing_and_unknown_arguments(circle, capsys):
    assert "--epochs" in fails_with_one_sentence(capsys, "train", circle)
    assert "FILE" in fails_with_one_sentence(capsys, "train", "--epochs", "3")
    assert "--out" in fails_with_one_sentence(capsys, "render", circle)
    assert "--sav" in fails_with_one_sentence(
        capsys, "train", circle, "--epochs", "3", "--sav", "x"
    )
    assert "--colour" in fails_with_one_sentence(capsys, "--colour", "red")


@pytest.mark.parametrize("word", ["sweeps", "lesson", "tran"])
def test_a_word_that_is_no_command_is_told_the_commands(capsys, word):
    assert "train, render, export, sweep and lessons" in fails_with_one_sentence(capsys, word)
    assert "train, render, export, sweep and lessons" in fails_with_one_sentence(
        capsys, word, "some.json"
    )


def test_a_folder_of_lessons_reaches_the_window_and_a_missing_one_is_refused(
    tmp_path, capsys, monkeypatch
):
    seen = []
    monkeypatch.setattr("annplayground.app.run_window", lambda *given: seen.append(given[-1]) or 0)
    assert main(["--lessons", str(tmp_path)]) == 0
    assert seen == [tmp_path]
    assert main(["--lessons", str(tmp_path / "none")]) == 2
    assert "no folder of lessons" in capsys.readouterr().err
    assert len(seen) == 1


def test_a_file_may_be_called_like_a_command(circle, capsys, monkeypatch):
    monkeypatch.chdir(circle.parent)
    circle.rename("train")
    assert main(["train", "train", "--epochs", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["epoch"] == 1


def test_a_history_that_cannot_be_written(circle, tmp_path, capsys):
    options = ("train", circle, "--epochs", "1", "--history")
    folder = fails_with_one_sentence(capsys, *options, tmp_path)
    assert "is a folder" in folder
    assert "no folder" in fails_with_one_sentence(capsys, *options, tmp_path / "no" / "h.csv")
    assert "no folder" in fails_with_one_sentence(capsys, *options, circle / "h.csv")


@pytest.mark.parametrize(
    "size", ["1600", "0x900", "1600x", "axb", "99999x900", "-5x5", "1600x9000"]
)
def test_bad_sizes(capsys, tmp_path, size):
    out = tmp_path / "p.png"
    assert "--size" in fails_with_one_sentence(capsys, "render", "--out", out, f"--size={size}")


def test_bad_pictures(capsys, tmp_path):
    assert ".png" in fails_with_one_sentence(capsys, "render", "--out", tmp_path / "p.jpg")
    assert "no folder" in fails_with_one_sentence(
        capsys, "render", "--out", tmp_path / "no" / "p.png"
    )
    assert "--theme" in fails_with_one_sentence(
        capsys, "render", "--out", tmp_path / "p.png", "--theme", "blue"
    )


@pytest.mark.parametrize(
    ("option", "name", "kind", "nearest", "names"),
    [
        ("--explain", "chian", "explanation", "chain", EXPLANATIONS),
        ("--explain", "going-on", "explanation", "going_on", EXPLANATIONS),
        ("--alone", "Gradients", "panel", "gradient", CARDS),
        ("--alone", "", "panel", "", CARDS),
        ("--alone", "x" * 500, "panel", "", CARDS),
    ],
)
def test_an_unknown_name_is_told_all_that_there_are(
    capsys, tmp_path, option, name, kind, nearest, names
):
    out = tmp_path / "p.png"
    sentence = fails_with_one_sentence(capsys, "render", option, name, "--out", out)
    assert f"there is no {kind} {name[:40]!r}: there are {nearest}" in sentence
    told = sentence.partition("there are ")[2].partition(" (see")[0].split(", ")
    assert sorted(told) == sorted(names)
    assert len(sentence) < 400
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--alone data --alone loss --alone network", "3 are asked for: data, loss and network"),
        ("--explain chain --alone data --alone loss", "asked for: data, loss and explain"),
    ],
)
def test_more_than_two_panels_are_refused(capsys, tmp_path, options, words):
    out = tmp_path / "p.png"
    sentence = fails_with_one_sentence(capsys, "render", *options.split(), "--out", out)
    assert "two panels stand side by side at most" in sentence
    assert words in sentence


def test_the_help_lists_the_names(capsys):
    with pytest.raises(SystemExit):
        main(["render", "--help"])
    told = capsys.readouterr().out
    assert [name for name in (*CARDS, *EXPLANATIONS) if name not in told] == []
