"""`annplayground lessons`: the list, the check, and what is no lesson."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annplayground import cli
from annplayground.io.lessons import found

TRUE = """
title = "Mine"
[[scenes]]
caption = "{J} falls."
[[claims]]
measure = "train_loss"
after = 3
is = "below"
value = 5
seeds = 2
[[claims]]
measure = "train_loss"
after = 3
is = "above"
value = 5e-7
seeds = 2
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(found, "user_folder", lambda: tmp_path)
    path = tmp_path / "mine.toml"
    path.write_text(TRUE, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture, *arguments: str) -> tuple[int, str, str]:
    status = cli.main(["lessons", *arguments])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_all_lessons_are_listed_the_users_own_among_them(mine: Path, capsys) -> None:
    status, out, err = run(capsys)
    assert (status, err) == (0, "")
    names = [line.partition(":")[0] for line in out.splitlines()]
    assert set(names) == {path.stem for path in (*found.built_in(), mine)}
    assert "mine: Mine (1 scene, 2 claims)" in out.splitlines()


def test_one_lesson_is_told_with_its_claims(mine: Path, capsys) -> None:
    for which in ("mine", str(mine)):
        status, out, _ = run(capsys, which)
        assert status == 0
        assert "1. J falls." in out
        assert "After 3 epochs, J on the training set is below 5." in out
    listed = json.loads(run(capsys, "mine", "--json")[1])["lessons"]
    assert [one["name"] for one in listed] == ["mine"]


def test_a_true_lesson_is_checked(mine: Path, capsys) -> None:
    status, out, err = run(capsys, "mine", "--check")
    assert (status, err) == (0, "")
    assert out.count("holds: ") == 2
    assert "Measured: as shown 0." in out
    assert out.endswith("All of 2 claims hold.\n")


def test_a_failed_claim_is_named_and_is_status_1(mine: Path, capsys) -> None:
    mine.write_text(TRUE.replace("value = 5\n", "value = 0.1\n"), encoding="utf-8")
    status, out, _ = run(capsys, str(mine), "--check")
    assert status == 1
    assert "FAILS: After 3 epochs, J on the training set is below 0.1." in out
    assert "1 of 2 claims failed:\n  mine, claim 1: After 3 epochs" in out
    status, out, _ = run(capsys, str(mine), "--check", "--json", "--seeds", "7:3")
    told = json.loads(out)
    assert (status, told["holds"]) == (1, False)
    first, second = told["lessons"][0]["claims"]
    assert (first["holds"], second["holds"]) == (False, True)
    assert [one["seed"] for one in first["runs"]] == [7, 8, 9]
    assert first["shown"]["value"] == second["shown"]["value"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["main"], "there is no lesson 'main': did you mean 'mine'?"),
        (["none.toml"], "none.toml cannot be read: it does not exist"),
        (["--check", "--seeds", "7"], "'7' is no row of seeds such as 1000:10"),
        (["--check", "--seeds", "7:0"], "'7:0' is no row of seeds"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(
    mine: Path, arguments: list[str], reason: str, capsys
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert reason in err


def test_a_damaged_file_is_told_by_its_line(mine: Path, capsys) -> None:
    mine.write_text(TRUE.replace("is =", "isn = "), encoding="utf-8")
    status, out, err = run(capsys, str(mine), "--check")
    assert (status, out) == (2, "")
    assert f"{mine}: line 5: claims 1 has no is" in err
    status, out, err = run(capsys)  # the others are listed all the same
    assert status == 2
    assert "10-vanishing-gradient" in out
    assert str(mine) in err


def test_no_qt_is_loaded(mine: Path, environment: dict[str, str]) -> None:
    code = (
        "import sys; from annplayground import cli; "
        f"status = cli.main(['lessons', '--check', {str(mine)!r}]); "
        "bad = [name for name in sys.modules if name.startswith(('PySide6', 'pyqtgraph'))]; "
        "sys.exit(repr(bad) if bad else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
