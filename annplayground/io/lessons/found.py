"""Where lessons are found: those that come with the program, the user's own, and a folder's."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from annplayground.core.lesson import KINDS, Lesson
from annplayground.core.words import translate
from annplayground.io.files import FileError
from annplayground.io.lessons.reader import read_lesson
from annplayground.resource_files import resource_path

SUFFIX = ".toml"


def built_in() -> list[Path]:
    """The files of the lessons that come with the program, in the order of their names."""
    return _in_folder(resource_path("lessons"))


def user_folder() -> Path:
    """The folder `lessons` in the user's data folder; it need not exist."""
    home = Path.home()
    if sys.platform == "win32":
        data = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        data = home / "Library" / "Application Support"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return data / "annplayground" / "lessons"


def own(folder: Path | None = None) -> list[Path]:
    """The files of a lecturer's own lessons: in the user's folder, and in another one if it is
    given, which must exist. Raises `FileError`."""
    found = _in_folder(user_folder())
    if folder is not None:
        if not folder.is_dir():
            raise FileError(
                translate("Lessons", "{folder} is no folder of lessons").format(folder=folder)
            )
        found += _in_folder(folder)
    return found


def read_all(paths: Iterable[Path]) -> tuple[list[Lesson], list[str]]:
    """The lessons in these files, kind by kind in the order of their numbers, and a sentence for
    each file that cannot be read."""
    lessons, problems = [], []
    for path in paths:
        try:
            lessons.append(read_lesson(path))
        except FileError as error:
            problems.append(str(error))
    return in_order(lessons), problems


def in_order(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Lessons, the failure gallery, examples; each in the order of their numbers."""
    return sorted(lessons, key=lambda one: (KINDS.index(one.kind), one.number, one.name))


def _in_folder(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except OSError:  # it is not there, or not to be read
        return []
