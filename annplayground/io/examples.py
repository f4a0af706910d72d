"""The ready-made experiments that come with the program."""

from dataclasses import dataclass
from pathlib import Path

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.words import translate
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


# In the order of the lecture notes: by hand, problems that are harder and harder, what goes wrong,
# other outputs.
EXAMPLES = (
    Example(translate("Example", "By hand: two inputs, two units"), "08-whiteboard-2-2-1"),
    Example(translate("Example", "A first network: inside a circle"), "01-first-steps-circle"),
    Example(translate("Example", "XOR: what no straight line can part"), "02-xor"),
    Example(translate("Example", "Two spirals: a hard problem"), "03-spiral"),
    Example(
        translate("Example", "Sigmoid in six layers: the gradient vanishes"),
        "06-vanishing-gradient-sigmoid-6x8",
        StopRules(epoch=600),
    ),
    Example(translate("Example", "Softmax: three classes"), "04-three-classes-softmax"),
    Example(translate("Example", "ReLU: units that die"), "07-dying-relu"),
    Example(translate("Example", "Regression: a hill instead of classes"), "05-regression-hill"),
)
