"""Points from CSV: every form that is understood, the scaling, and one sentence for the rest."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annplayground.core.experiment import Data
from annplayground.io.files import FileError
from annplayground.io.points_csv import MAX_ROWS, PointsFile, read_points

FOUR = ((1.0, 2.0, 0), (-1.5, 0.25, 1), (3.0, -4.0, 1), (0.0, 0.0, 0))


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "points.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, encoding: str = "utf-8") -> PointsFile:
    return read_points(write(folder, text, encoding))


def refuse(folder: Path, text: str) -> str:
    with pytest.raises(FileError) as caught:
        read(folder, text)
    sentence = str(caught.value)
    assert "points.csv" in sentence
    return sentence


@pytest.mark.parametrize(
    "text",
    [
        "1,2,0\n-1.5,0.25,1\n3,-4,1\n0,0,0\n",
        "x1,x2,label\n1,2,0\n-1.5,0.25,1\n3,-4,1\n0,0,0",
        "label,x2,x1\n0,2,1\n1,0.25,-1.5\n1,-4,3\n0,0,0",
        "id;X1;X2;Label\n7;1;2;0\n8;-1,5;0,25;1\n9;3;-4;1\n10;0;0;0",
        "x1\tx2\tlabel\r\n1\t2\t0\r\n-1.5\t.25\t1\r\n3e0\t-4\t1\r\n0\t0\t0\r\n",
        "width, height, kind\n1, 2, blue\n-1.5, 0.25, red\n3, -4, red\n0, 0, blue",
        '"x1","x2","label"\n"1","2","-1"\n"-1.5","0.25","1"\n3,-4,1\n0,0,-1',
        "# from the lab\n\n1,2,1.0\n \n-1.5,0.25,2\n3,-4,2.0\n# the last\n0,0,1\n\n",
        "1,2,a\r-1.5,0.25,b\r3,-4,b\r0,0,a",
    ],
    ids=["plain", "header", "order", "semicolon", "tab", "names", "quoted", "comments", "cr"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_form_gives_the_same_points(tmp_path, text, encoding):
    found = read(tmp_path, text, encoding)
    assert found.points == FOUR
    assert found.note is None


def test_labels_are_ordered_as_numbers_or_by_the_alphabet(tmp_path):
    numbers = read(tmp_path, "0,0,10\n1,1,9\n2,2,-1\n3,3,9.0")
    assert numbers.labels == ("-1", "9", "10")
    assert [label for _, _, label in numbers.points] == [2, 1, 0, 1]
    words = read(tmp_path, "0,0,zebra\n1,1,ant\n2,2,Bee\n3,3,ant")
    assert words.labels == ("Bee", "ant", "zebra")
    mixed = read(tmp_path, "0,0,10\n1,1,9\n2,2,x\n3,3,x")
    assert mixed.labels == ("10", "9", "x")


def test_the_points_fit_into_an_experiment(tmp_path):
    Data(dataset="custom", points=read(tmp_path, "0,0,a\n1,1,b\n2,600,b\n3,3,c").points)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at least 4 points"),
        ("x1,x2,label\n", "at least 4 points"),
        ("1,2,0\n1,2,1\n", "number of points is 2"),
        ("1,2,0\n1,2,1\n1,2\n1,2,0", "line 3: x1, x2 and label are needed"),
        ("1,2,0\n1,2,1\n\n1,2,0,9", "line 4: x1, x2 and label are needed"),
        ("1 2 0\n1 2 1\n1 2 0\n1 2 1", "separated by comma"),
        ("1,2,0\n1,two,1\n", "line 2, column x2: 'two' is not a finite number"),
        ("x1,x2,label\n1,2,0\n,2,1", "line 3, column x1: an empty cell"),
        ("nan,2,0\n1,2,1", "line 1, column x1: 'nan'"),
        ("1,2,0\n1,inf,1", "line 2, column x2: 'inf'"),
        ("1,-Infinity,0", "line 1, column x2: '-Infinity'"),
        ("1,1e999,0", "line 1, column x2: '1e999'"),
        ("1,1e101,0", "line 1, column x2: 1e101 is too large"),
        ("1,1_000,0", "line 1, column x2: '1_000'"),
        ("1,2,\n", "1 row has no label (in line 1: an empty cell)"),
        ("1,2,nan\n", "1 row has no label (in line 1: 'nan')"),
        ("1,2,a\n1,2,a\n1,2,a\n1,2,a", "there is 1"),
        ("1,2,0.1\n1,2,0.2\n1,2,0.3\n1,2,0.4", "there are 4"),
        ("a,b,c,d\n1,2,0,0", "header must name the columns x1, x2 and label"),
        ('1,2,"a\n', "line 1"),
        ("1,2,a\0\n", "not a text file"),
        ("1,2,0\n" * 5001, "more than 5000 points"),
        ("1,2,0\n" * 400_000, "larger than 2 MB"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_what_is_refused_names_line_and_column(tmp_path, text, words):
    assert words in refuse(tmp_path, text)


def test_the_limit_of_rows_is_exact(tmp_path):
    text = "1,2,0\n" * (MAX_ROWS - 1) + "1,2,1\n"
    assert len(read(tmp_path, text).points) == MAX_ROWS


def test_utf16_as_spreadsheets_save_it_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(FileError, match="UTF-8"):
        read(tmp_path, "1,2,0\n", "utf-16")


# -- scaling --------------------------------------------------------------------------------------


def test_points_on_the_map_are_left_alone(tmp_path):
    assert read(tmp_path, "6,-6,0\n-6,6,1\n0,0,0\n1,1,1").note is None


def test_scaling_is_the_same_for_both_axes_and_the_note_says_how(tmp_path):
    found = read(tmp_path, "0,10,a\n100,10,b\n0,30,a\n100,30,b")
    assert found.points == ((-5.0, -1.0, 0), (5.0, -1.0, 1), (-5.0, 1.0, 0), (5.0, 1.0, 1))
    assert found.note is not None
    assert "x1 = (x1 in the file − 50) × 0.1" in found.note
    assert "x2 = (x2 in the file − 20) × 0.1" in found.note


def test_a_point_just_beyond_the_map_is_scaled(tmp_path):
    found = read(tmp_path, "6.01,0,0\n-6,1,1\n0,0,0\n1,1,1")
    assert found.note.startswith("The points reach beyond [−6, 6], so they are scaled")
    assert max(abs(value) for *point, _ in found.points for value in point) <= 5.0


def test_the_centre_has_few_digits_and_lies_in_the_middle(tmp_path):
    found = read(tmp_path, "10.05,0,a\n17.01,0,b\n12,1,a\n13,1,b")
    assert "x1 = (x1 in the file − 13.53) × " in found.note


def test_a_point_beyond_the_map_on_every_axis_at_once(tmp_path):
    """All points in one place: there is nothing to stretch, only to move."""
    found = read(tmp_path, "100,7,0\n100,7,1\n100,7,0\n100,7,1")
    assert {point[:2] for point in found.points} == {(0.0, 0.0)}


COORDINATE = st.floats(-1e100, 1e100, allow_nan=False) | st.floats(-1000, 1000)
RULE = r"x{} = \(x{} in the file ([−+]) (\S+)\) × ([^\s,]+?)[,.](?:\s|$)"


def apply_note(note: str, point: tuple[float, float]) -> tuple[float, ...]:
    """Do what the note says, as a student would with a calculator."""
    results = []
    for axis, value in enumerate(point, start=1):
        match = re.search(RULE.format(axis, axis), note)
        assert match, note
        sign = 1 if match[1] == "+" else -1
        results.append((value + sign * float(match[2])) * float(match[3]))
    return tuple(results)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=4, max_size=20))
def test_the_note_is_exactly_what_was_done(
    tmp_path_factory: pytest.TempPathFactory, points: list[tuple[float, float]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    lines = (f"{x1!r},{x2!r},{index % 2}" for index, (x1, x2) in enumerate(points))
    found = read(folder, "\n".join(lines))
    if found.note is None:
        assert [point[:2] for point in found.points] == points
        return
    for original, (x1, x2, _) in zip(points, found.points, strict=True):
        assert apply_note(found.note, original) == (x1, x2)
        assert max(abs(x1), abs(x2)) <= 5.0 + 1e-9
    spread = max(max(axis) - min(axis) for axis in zip(*points, strict=True))
    if spread > 1e-190:  # else there is nothing to stretch
        assert max(abs(value) for point in found.points for value in point[:2]) >= 4.95


@given(st.binary(max_size=300))
def test_whatever_the_bytes_the_answer_is_points_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes(content)
    try:
        read_points(path)
    except FileError as error:
        assert str(error).startswith(str(path))  # noqa: PT017
