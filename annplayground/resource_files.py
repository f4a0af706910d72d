"""Finds the files that come with the program: examples, icons, pictures.

A wheel carries `resources` inside the package; a checkout (and an editable install of it) has the
folder beside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_folder() -> Path:
    """The folder `resources`. Raises `FileNotFoundError` when the installation has lost it."""
    inside = _PACKAGE / "resources"
    if inside.is_dir():
        return inside
    beside = _PACKAGE.parent / "resources"
    # In site-packages a foreign folder could have that name: only a checkout has both.
    if beside.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file():
        return beside
    raise FileNotFoundError(
        f"the resources of annplayground are missing from {inside}: install it again"
    )


def resource_path(name: str) -> Path:
    """The path of one resource by its name below `resources`, such as "icons/play.svg".

    Raises `FileNotFoundError` when there is no such file or folder.
    """
    path = resource_folder() / name
    if not path.exists():
        raise FileNotFoundError(f"annplayground has no resource {name!r} in {resource_folder()}")
    return path
