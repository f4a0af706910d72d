"""The resources: found from anywhere, complete, and each one sound."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from annplayground import resource_files
from annplayground.io.examples import EXAMPLES
from annplayground.io.experiment_file import read_experiment
from annplayground.resource_files import resource_folder, resource_path

# Those that belong to one theme, such as check-dark, are drawn by the style sheet as they are.
ICONS = sorted(
    path
    for path in resource_path("icons").glob("*.svg")
    if not path.stem.endswith(("-dark", "-light")) and path.stem != "annplayground"
)


def test_a_missing_resource_is_named():
    with pytest.raises(FileNotFoundError, match=r"icons/none\.svg"):
        resource_path("icons/none.svg")


def test_the_package_comes_before_the_checkout(tmp_path, monkeypatch):
    package = tmp_path / "annplayground"
    for folder in (package, package / "resources", tmp_path / "resources"):
        folder.mkdir()
    monkeypatch.setattr(resource_files, "_PACKAGE", package)
    assert resource_folder() == package / "resources"


def test_a_foreign_folder_beside_the_package_is_not_taken(tmp_path, monkeypatch):
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(resource_files, "_PACKAGE", tmp_path / "annplayground")
    with pytest.raises(FileNotFoundError, match="install it again"):
        resource_folder()
    (tmp_path / "pyproject.toml").touch()
    assert resource_folder() == tmp_path / "resources"


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_icons_are_24_by_24_and_take_the_colour_of_the_theme(path: Path):
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.get("viewBox") == "0 0 24 24"
    colours = {
        value
        for element in root.iter()
        for name, value in element.items()
        if name in {"fill", "stroke"} and value != "none"
    }
    assert colours == {"#1b2430"}


def test_there_are_eight_examples_and_all_can_be_read():
    assert len(EXAMPLES) == 8
    for example in EXAMPLES:
        read_experiment(example.path)


def test_every_example_file_is_in_the_menu_once_with_a_title():
    files = sorted(path.stem for path in resource_path("examples").glob("*.json"))
    assert sorted(example.name for example in EXAMPLES) == files
    assert len({example.title for example in EXAMPLES}) == len(EXAMPLES)
