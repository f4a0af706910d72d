"""The ready-made experiments that come with the program."""

from dataclasses import dataclass
from pathlib import Path

from annplayground.resource_files import resource_path


@dataclass(frozen=True)
class Example:
    """One example: its title for the menu and its experiment file."""

    title: str
    path: Path


def list_examples() -> list[Example]:
    """All examples, in the order of their files' numbers."""
    paths = sorted(resource_path("examples").glob("*.json"))
    return [Example(_title(path.stem), path) for path in paths]


def _title(stem: str) -> str:
    """'03-the-spiral' is called 'The spiral'."""
    words = stem.split("-")[1:]
    return " ".join(words).capitalize().replace("xor", "XOR").replace("Xor", "XOR")
