"""The ready-made experiments that come with the program."""

from dataclasses import dataclass
from pathlib import Path

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.resource_files import resource_path


@dataclass(frozen=True)
class Example:
    """One example: its title for the menu, the name of its experiment file, and when the window
    stops it: what is shown has been seen then, and does not go away by itself."""

    title: str
    name: str
    rules: StopRules = NEVER

    @property
    def path(self) -> Path:
        """Its experiment file."""
        return resource_path(f"examples/{self.name}.json")


EXAMPLES = (
    Example("First steps circle", "01-first-steps-circle"),
    Example("XOR", "02-xor"),
    Example("Spiral", "03-spiral"),
    Example("Three classes softmax", "04-three-classes-softmax"),
    Example("Regression hill", "05-regression-hill"),
    Example(
        "Vanishing gradient sigmoid 6x8", "06-vanishing-gradient-sigmoid-6x8", StopRules(epoch=600)
    ),
    Example("Dying ReLU", "07-dying-relu"),
    Example("Whiteboard 2-2-1", "08-whiteboard-2-2-1"),
)
