"""The wheel and the source archive: built, installed into an empty environment, and used there.

Nothing is downloaded: the new environment borrows the dependencies of the one that runs the tests.
"""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(source archive, wheel); the wheel is built from what the source archive holds."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (archive,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return archive, wheel


@pytest.fixture(scope="module")
def python(archives: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment into which the wheel is installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    made = scripts / ("python.exe" if os.name == "nt" else "python")
    run(made, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(archives[1]))
    where = 'import sysconfig; print(sysconfig.get_paths()["purelib"])'
    packages = Path(run(made, "-c", where).stdout.strip())
    borrowed = sysconfig.get_paths()["purelib"]
    (packages / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    return made


def run(python: Path, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess:
    """Run it away from the checkout, as a user would."""
    hidden = {"PYTHONPATH", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [str(python), *arguments],
        cwd=folder or python.parent,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_the_wheel_holds_the_package_and_its_resources(archives: tuple[Path, Path]) -> None:
    names = set(zipfile.ZipFile(archives[1]).namelist())
    for name in (
        "cli.py",
        "py.typed",
        "resources/icons/play.svg",
        "resources/examples/02-xor.json",
        "resources/lessons/10-vanishing-gradient.toml",
    ):
        assert f"annplayground/{name}" in names
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"annplayground"}
    assert not any("screenshots" in name for name in names)


def test_the_source_archive_holds_what_the_tests_need(archives: tuple[Path, Path]) -> None:
    with tarfile.open(archives[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in ("LICENSE", "README.md", "resources/icons/play.svg", "tests/conftest.py"):
        assert name in names
    assert not any(".venv" in name or "__pycache__" in name for name in names)


def test_the_installed_package_is_the_wheel_and_finds_its_resources(python: Path) -> None:
    code = (
        "import annplayground; from annplayground.resource_files import resource_path; "
        "print(annplayground.__file__); print(resource_path('icons/play.svg'))"
    )
    package, icon = run(python, "-c", code).stdout.splitlines()
    environment = python.parent.parent
    assert Path(package).is_relative_to(environment)
    assert Path(icon).is_relative_to(environment)


def test_the_command_of_the_wheel_renders_the_window(python: Path, tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    command = python.with_name("annplayground" + (".exe" if os.name == "nt" else ""))
    options = ["--epochs", "20", "--size", "1600x900", "--out", "picture.png"]
    run(command, "render", *options, folder=tmp_path)
    picture = QImage(str(tmp_path / "picture.png"))
    assert (picture.width(), picture.height()) == (1600, 900)
    colours = {picture.pixel(x, y) for x in range(0, 1600, 7) for y in range(0, 900, 7)}
    assert len(colours) > 100  # the maps and the curves are there
