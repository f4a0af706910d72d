"""Tables as people have them: each is read as it was meant, or refused in one sentence that says
where and what would do; whatever was guessed or left out is in the note."""

from pathlib import Path

import pytest

from annplayground.io.files import FileError
from annplayground.io.points_csv import PointsFile, read_points

SIX = ((1, 2, 0), (2, 3, 1), (3, 1, 0), (0, 1, 1), (-1, 2, 0), (-2, -3, 1))


def table(header: str, row: str, separator: str = ",", **words: str) -> str:
    """A header and the six points, each as `row` with x1, x2 and label filled in."""
    names = {"0": "0", "1": "1", **words}
    lines = [
        row.format(n=n, x1=x1, x2=x2, label=names[str(k)]) for n, (x1, x2, k) in enumerate(SIX)
    ]
    return "\n".join([*([header] if header else []), *lines]).replace(",", separator)


def read(folder: Path, content: str | bytes, name: str = "points.csv") -> PointsFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_points(path)


AB = {"0": "a", "1": "b"}
XYL, LXY, IXYL = "{x1},{x2},{label}", "{label},{x1},{x2}", "{n},{x1},{x2},{label}"
FLOAT = "{x1}.0,{x2}.0,{label}.0"

# Each: the table, and what the note says (None: nothing has to be said). All are the six points.
RIGHT: dict[str, tuple[str | bytes, str | None]] = {
    "pandas without names": (table("0,1,2", FLOAT), "says which column is the label: the last"),
    "pandas, whole labels": (table("0,1,2", "{x1}.0,{x2}.0,{label}"), "the last, '2', is taken"),
    "pandas, words": (table("0,1,2", XYL, **AB), None),
    "pandas index, no names": (table(",0,1,2", IXYL), "the last, '2', is taken"),
    "pandas index, names": (table(",x1,x2,label", IXYL), None),
    "pandas index, other names": (table(",len,wid,kind", IXYL, **AB), None),
    "pandas index, read again": (table("Unnamed: 0,x1,x2,label", IXYL), None),
    "x2 before x1": (table("x2,x1,y", "{x2},{x1},{label}"), None),
    "label first": (table("label,x1,x2", LXY), None),
    "label first, other names": (table("label,len,wid", LXY), None),
    "class first": (table("Class,len,wid", LXY), None),
    "target between": (table("len,target,wid", "{x1},{label},{x2}"), None),
    "y is the label": (table("x1,x2,y", XYL), None),
    "x and y are coordinates": (table("x,y,label", XYL), None),
    "y before x": (table("y,x,class", "{x2},{x1},{label}"), None),
    "x, y and something": (table("x,y,z", XYL), None),
    "counted from 0": (table("x0,x1,y", XYL), None),
    "counted from 0, turned": (table("y,x1,x0", "{label},{x2},{x1}"), None),
    "features turned": (table("f2,f1,label", "{x2},{x1},{label}"), None),
    "capitals and blanks": (table(" X 1 , X_2 , LABEL ", XYL), None),
    "subscripts": (table("x₁,x₂,label", XYL), None),
    "units": (table("x2 [cm],x1 (cm),label", "{x2},{x1},{label}"), None),
    "only x1 is named": (table("wid,x1,label", "{x2},{x1},{label}"), None),
    "one column of words": (table("sort,len,wid", LXY, **AB), None),
    "a truth table's last": (table("A,B,bought", XYL), "the last, 'bought', is taken"),
    "more columns right": (table("x1,x2,label,id", "{x1},{x2},{label},{n}"), None),
    "a number first": (table("id,x1,x2,label", IXYL), None),
    "a name among them": (table("who,len,wid,label", "n{n},{x1},{x2},{label}"), "Not read: who."),
    "a third coordinate": (table("x1,x2,x3,label", "{x1},{x2},9,{label}"), "Not read: x3."),
    "# is a name": (table("#,x1,x2,label", IXYL), None),
    "savetxt": (table("# label,x1,x2", LXY), None),
    "savetxt, blanks in it": (table("# label x1 x2", LXY), None),
    "a comment in words": (table("# columns: label x1 x2", LXY), None),
    "a comment that names nothing": (table("# measured, on a, Monday", XYL), None),
    "points behind a #": (
        table("x1,x2,label", XYL) + "\n#9,9,1\n#8,8,0",
        "Left out as comments: 2 with #, the first in line 8.",
    ),
    "an apostrophe in a comment": (table("# it's \"so, and", XYL), None),
    "trailing commas": (table("", "{x1},{x2},{label},"), None),
    "trailing commas, header": (table("x1,x2,label,,", "{x1},{x2},{label},,"), None),
    "trailing commas, header without": (table("x1,x2,label", "{x1},{x2},{label},"), None),
    "empty rows of a spreadsheet": (table("x1,x2,label", XYL) + "\n,,\n,,\n", None),
    "blank lines": (table("x1,x2,label", XYL).replace("\n", "\n\n"), None),
    "CRLF": (table("x1,x2,label", XYL).replace("\n", "\r\n"), None),
    "sep line": ("sep=;\r\n" + table("x1,x2,label", XYL, ";"), None),
    "sep line of commas": ('"sep=,"\n' + table("x1,x2,label", XYL), None),
    "decimal commas": (table("x1;x2;label", "{x1},0;{x2},00;{label}"), None),
    "decimal commas, no header": (table("", "{x1},0;{x2},0;{label},0"), None),
    "decimal commas beside tabs": (table("", "{x1},0\t{x2},0\t{label}"), None),
    "bars": (table("x1,x2,label", XYL, "|"), None),
    "tabs": (table("x1,x2,label", XYL, "\t"), None),
    "semicolons in quotes": (table('"len; cm","wid; cm",kind', XYL), None),
    "commas in quotes": (table('"x1, cm";"x2, cm";label', "{x1};{x2};{label}"), None),
    "units after commas, turned": (table('"x2, cm","x1, cm",label', "{x2},{x1},{label}"), None),
    "a line of units": ("x1,x2,label\ncm,cm,\n" + table("", XYL), "1 row has no label (in line 2"),
    "all in quotes": (table('"x1","x2","label"', '"{x1}","{x2}","{label}"'), None),
    "names in single quotes": (table("'x1','x2','label'", XYL), None),
    "a title": ("Series 7\n\n" + table("x1;x2;label", "{x1};{x2};{label}"), "title: 'Series 7'"),
    "a padded title": ("Series 7,,\n" + table("x1,x2,label", XYL), "Line 1 is read as a title"),
    "a title and no names": ("Points\n" + table("", XYL), "Line 1 is read as a title"),
    "a byte order mark": (b"\xef\xbb\xbf" + table("label,x1,x2", LXY).encode(), None),
    "Windows-1252": (table("Länge;Höhe;Art", "{x1};{x2};{label}", **AB).encode("cp1252"), "1252"),
    "words with blanks": (table("", XYL, **{"0": "dark blue", "1": "pale red"}), None),
    "booleans": (table("x1,x2,label", XYL, **{"0": "False", "1": "True"}), None),
    "yes and no": (table("x1,x2,label", XYL, **{"0": "n", "1": "y"}), None),
    "plus and minus": (table("x1,x2,label", XYL, **{"0": "+", "1": "-"}), None),
    "minus one": (table("x1,x2,label", XYL, **{"0": "-1", "1": "+1"}), None),
    "a real minus sign": (table("x1,x2,label", XYL).replace("-", "−"), None),
    "exponents": (table("x1,x2,label", "{x1}e0,{x2}E+00,{label}"), None),
    "codes with zeros": (table("x1,x2,label", XYL, **{"0": "01", "1": "02"}), None),
    "dates as classes": (table("x1,x2,label", XYL, **{"0": "2026-01-01", "1": "2026-02-01"}), None),
    "2^53 and one more": (
        table("x1,x2,label", XYL, **{"0": str(2**53), "1": str(2**53 + 1)}),
        None,
    ),
    "very long numbers": (table("", XYL, **{"0": "1000000000001", "1": "1000000000002"}), None),
    "three decimals everywhere": (
        table("x1;x2;label", "{x1}.000;{x2};{label}").replace("0.000", "1.000"),
        "1.000 is read as 1, not as 1000.",
    ),
    "decimals show the point": (
        table("x1;x2;label", "{x1}.000;{x2}.00;{label}").replace("0.000", "0.0"),
        None,
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_table_is_read_as_it_was_meant(tmp_path: Path, name: str) -> None:
    content, words = RIGHT[name]
    found = read(tmp_path, content)
    expected = SIX
    if name == "three decimals everywhere":  # 0.000 cannot be thousands and would tell the point
        expected = tuple((1 if x1 == 0 else x1, x2, k) for x1, x2, k in SIX)
    assert found.points == expected
    if words is None:
        assert found.note is None
    else:
        assert found.note is not None
        assert words in found.note


MISSING = (
    "", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None", "none", "?", "-",
    ".", "--", "NaT", "#VALUE!",
    '""', " ",
)  # fmt: skip


@pytest.mark.parametrize("word", MISSING)
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_missing_label_is_left_out_counted_and_told(
    tmp_path: Path, word: str, separator: str
) -> None:
    lines = table("x1,x2,label", XYL, separator).split("\n")
    lines[3] = f"3,1,{word}".replace(",", separator)
    found = read(tmp_path, "\n".join(lines))
    assert found.points == (*SIX[:2], *SIX[3:])
    assert found.labels == ("0", "1")
    shown = repr(word.strip()) if word.strip(' "') else "an empty cell"
    assert found.note == f"1 row has no label (in line 4: {shown}) and is left out."


def test_several_missing_labels_name_the_first_line(tmp_path: Path) -> None:
    found = read(tmp_path, table("x1,x2,label", XYL) + "\n5,5,NA\n4,4,?\n,,NA")
    assert found.points == SIX
    assert found.note == ("3 rows have no label (the first in line 8: 'NA') and are left out.")


@pytest.mark.parametrize("spelling", ["1", "1.0", "1e0", "1.00", "10e-1", "+1"])
def test_one_number_is_one_class(tmp_path: Path, spelling: str) -> None:
    found = read(tmp_path, table("x1,x2,label", XYL) + f"\n5,5,{spelling}")
    assert found.labels == ("0", "1")
    assert found.points[-1] == (5, 5, 1)


HEADER = "the header must name the columns x1, x2 and label"
CELLS = "x1, x2 and label are needed"
# Each: the table, and what the sentence says of the place and of what would do.
REFUSED: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "a header or a point": (table("0,1,2", XYL), ("line 1", "header or a point", "x1, x2 and")),
    "other numbers above": (table("3,5,7", FLOAT), ("line 1", "may be a header or a point")),
    "numbers above words": (table("3,5,7", XYL, **AB), ("line 1", "may be a header or a point")),
    "years and label": (table("2019,2020,label", XYL), ("line 1", "may be a header or a point")),
    "four numbers above": (table("0,1,2,3", "{x1}.0,{x2}.0,{label},{n}"), ("line 1", HEADER)),
    "names that say nothing": (table("a,b,c,d", IXYL), ("line 1", HEADER, "a, b, c, d")),
    "the label under a strange name first": (
        "art,len,wid\n0,0.1,1\n1,0.5,2\n0,0.2,1\n1,0.7,2\n0,0.1,2",
        ("line 1", HEADER, "art, len, wid"),
    ),
    "two labels": (table("label,x1,x2,label", "{label},{x1},{x2},0"), ("line 1", "label stands")),
    "class and target": (table("class,a,b,target", "0,{x1},{x2},{label}"), ("could both be",)),
    "x1 twice": (table("x1,x1,label", XYL), ("line 1", HEADER, "x1 stands there 2 times")),
    "three coordinates": (table("a,b,c,label", IXYL), ("line 1", HEADER, "which two")),
    "an id and one coordinate": (table("id,len,label", XYL), ("line 1", HEADER, "which two")),
    "x1, x2 and two others": (table("x1,x2,a,b", "{x1},{x2},{label},1"), ("line 1", HEADER)),
    "two columns": ("x,label\n1,0\n2,1\n3,0\n4,1", ("line 1", CELLS, "number of cells is 2")),
    "one column": ("1\n2\n3\n4\n", ("line 1", CELLS, "number of cells is 1")),
    "four columns": (table("", "{x1},{x2},{label},{n}"), ("line 1", CELLS, "cells is 4")),
    "a header too short": (table("x1,x2,label", IXYL), ("line 2", "number of cells is 4")),
    "a row too long": (table("x1,x2,label", XYL) + "\n1,2,0,5", ("line 8", "cells is 4")),
    "a row too short": (table("x1,x2,label", XYL) + "\n1,2", ("line 8", "cells is 2")),
    "a sum below": (table("x1,x2,label", XYL) + "\nTotal", ("line 8", "cells is 1")),
    "a line of units": ("x1,x2,label\ncm,cm,1\n" + table("", XYL), ("line 2, column x1: 'cm'",)),
    "an ARFF file": (
        "@relation r\n@attribute c numeric\n@attribute a numeric\n@attribute b numeric\n@data\n"
        + table("", LXY),
        ("line 1", CELLS, "cells is 1"),
    ),
    "a number above": ("7\n" + table("x1,x2,label", XYL), ("line 1", CELLS)),
    "a comment in another order": (
        table("# label then x1 and x2", XYL),
        ("line 1", "comment", "without the #"),
    ),
    "spaces": (table("x1,x2,label", XYL, " "), ("line 1", "spaces", "comma, semicolon or tab")),
    "spaces in R": ('"x1" "x2" "label"\n"1" 1 2 "a"', ("line 1", "spaces")),
    "sep line of spaces": ("sep= \n" + table("x1,x2,label", XYL, " "), ("line 2", "spaces")),
    "a number is missing": (
        table("x1,x2,label", XYL) + "\n,2,0",
        ("line 8, column x1", "an empty cell is not a finite number", "take the row out"),
    ),
    "NA for a number": (table("x1,x2,label", XYL) + "\n1,NA,0", ("line 8, column x2: 'NA'",)),
    "the file's own name": (table("len,wid,kind", XYL) + "\n1,?,0", ("line 8, column wid: '?'",)),
    "no number in any row": (table("", "NA,NA,{label}"), ("line 1, column x1: 'NA'",)),
    "inf": (table("x1,x2,label", XYL) + "\n1,inf,0", ("line 8, column x2: 'inf'",)),
    "a date": (table("x1,x2,label", "2026-01-0{n},{x2},{label}"), ("line 2, column x1",)),
    "thousands": (
        "x1;x2;label\n950;2;0\n1.200;3;1\n1.500;1;0\n800;1;1",
        ("line 3, column x1", "1.200 may be 1.2 or 1200", "without a mark between thousands"),
    ),
    "thousands with commas": (
        "x1;x2;label\n950;2;0\n1,200;3;1\n1,500;1;0\n800;1;1",
        ("line 3, column x1", "1,200 may be 1.2 or 1200"),
    ),
    "thousands in quotes": (
        'x1,x2,label\n"1,200",2,0\n' + table("", XYL),
        ("line 2, column x1: '1,200'", "without a mark between thousands"),
    ),
    "both marks": ("1.234,5;2;0\n1;2;1", ("line 1, column x1: '1.234,5'",)),
    "an apostrophe": ("1'200;2;0\n1;2;1", ('line 1, column x1: "1\'200"',)),
    "a percentage": ("x1,x2,label\n5 %,2,0", ("line 2, column x1: '5 %'",)),
    "an underscore": ("x1,x2,label\n1_000,2,0", ("line 2, column x1: '1_000'",)),
    "zeros before a number": (
        table("x1,x2,label", XYL) + "\n1,2,01",
        ("line 8, column label", "'01' and '1' are the same number", "write them alike"),
    ),
    "classes differ by case": (
        table("x1,x2,label", XYL, **{"0": "Red", "1": "red"}),
        ("line 3, column label", "'red' and 'Red' differ only by case", "write them alike"),
    ),
    "classes differ by blanks": (
        table("x1,x2,label", XYL, **{"0": "dark  red", "1": "dark red"}),
        ("line 3, column label", "differ only by case or blanks"),
    ),
    "true and TRUE": (table("", XYL, **{"0": "TRUE", "1": "True"}), ("line 2", "differ only")),
    "one class": (table("", XYL, **{"0": "a", "1": "a"}), ("column label", "but there is 1")),
    "one class and missing ones": (
        table("x1,x2,label", XYL, **{"0": "a", "1": "NA"}) + "\n1,1,a",
        ("column label", "but there is 1", "3 rows have no label (the first in line 3: 'NA')"),
    ),
    "all labels are missing": (
        table("x1,x2,label", "{x1},{x2},?"),
        ("number of points is 0", "6 rows have no label (the first in line 2: '?')"),
    ),
    "too many classes": (table("", "{x1},{x2},{n}"), ("column label", "there are 6")),
    "a class beyond numbers": (table("", XYL) + "\n1,1,inf", ("line 7, column label: inf",)),
    "a class too long": (table("", XYL) + "\n1,1,1e99999999", ("line 7, column label",)),
    "a workbook": (b"PK\x03\x04rest", ("spreadsheet workbook", "save it as CSV")),
    "an old workbook": (b"\xd0\xcf\x11\xe0rest", ("spreadsheet workbook", "save it as CSV")),
    "UTF-16": (table("x1,x2,label", XYL).encode("utf-16"), ("UTF-16", "save it as CSV UTF-8")),
    "UTF-16 without a mark": (table("", XYL).encode("utf-16-le"), ("not a text", "CSV UTF-8")),
    "no encoding": (b"\x81\x8d\xff", ("not a text in UTF-8 (byte 1)", "save it as CSV UTF-8")),
    "an experiment": ('{"data": {"dataset": "xor"}}', ("line 1", "ends in .json")),
    "an open quote": (table("x1,x2,label", XYL) + '\n1,2,"0', ("line 8", "close every quote")),
    "a web page": ("<html>\n<body>no</body>\n</html>", ("line 1", CELLS)),
    "names only": ("x1,x2,label\n", ("at least 4 points", "number of points is 0")),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_told_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, words = REFUSED[name]
    with pytest.raises(FileError) as caught:
        read(tmp_path, content)
    sentence = str(caught.value)
    assert sentence.startswith(str(tmp_path / "points.csv"))
    assert "\n" not in sentence
    for word in words:
        assert word in sentence


def test_a_read_note_has_every_part(tmp_path: Path) -> None:
    found = read(tmp_path, "Lab\nA;B;C\n100;1.500;0\n0;2.500;1\n0;3.500;NA\n50;3.500;1\n9;1.500;0")
    assert found.note is not None
    for part in ("title: 'Lab'", "'C'", "1 row has no label (in line 5", "1.500 is read", "scaled"):
        assert part in found.note


def test_a_y_in_the_first_row_is_a_class_beside_n(tmp_path: Path) -> None:
    found = read(tmp_path, "1,2,y\n2,3,n\n3,1,n\n0,1,n")
    assert found.labels == ("n", "y")
    assert found.points[0] == (1, 2, 1)


def test_a_zero_before_the_point_tells_that_it_is_a_decimal_point(tmp_path: Path) -> None:
    found = read(tmp_path, "x1;x2;label\n0.500;2;0\n1.200;3;1\n3;1;0\n2;1;1")
    assert [x1 for x1, *_ in found.points] == [0.5, 1.2, 3, 2]
    assert found.note is None
