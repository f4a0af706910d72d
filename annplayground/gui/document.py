"""What the Experiment in the window is called, which file it belongs to, and what that holds."""

from dataclasses import dataclass
from pathlib import Path

from annplayground.core.experiment import Experiment


@dataclass(eq=False)
class Document:
    """A thing of its own, not a value: whoever holds it sees when it has been saved.

    `saved` is the Experiment on the disk, or as it was opened from something that is no experiment
    file (a table, an example, the start of the program); `path` is None there.
    """

    name: str
    saved: Experiment
    path: Path | None = None

    def lacks(self, experiment: Experiment) -> bool:
        """Whether the Experiment would be lost with the window: what a file of it would say is not
        what was saved."""
        return experiment != self.saved and experiment.to_dict() != self.saved.to_dict()


def untitled(experiment: Experiment) -> Document:
    """The document of an Experiment that came from nowhere."""
    return Document("untitled", experiment)
