"""The ready-made experiments that come with the program."""

from dataclasses import dataclass
from pathlib import Path

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.resource_files import resource_path


@dataclass(frozen=True)
class Example:
    """One example: its title for the menu, its experiment file, and when the window stops it."""

    title: str
    path: Path
    rules: StopRules = NEVER


# By the name of the file. What is shown has been seen then, and does not go away by itself.
RULES = {"06-vanishing-gradient-sigmoid-6x8": StopRules(epoch=600)}


def list_examples() -> list[Example]:
    """All examples, in the order of their files' numbers."""
    paths = sorted(resource_path("examples").glob("*.json"))
    return [Example(_title(path.stem), path, RULES.get(path.stem, NEVER)) for path in paths]


def _title(stem: str) -> str:
    """'03-the-spiral' is called 'The spiral'."""
    words = stem.split("-")[1:]
    return " ".join(words).capitalize().replace("xor", "XOR").replace("Xor", "XOR")
