"""What is open in the window: one Experiment, or two that are compared, and the file it belongs
to."""

from dataclasses import dataclass, replace
from pathlib import Path

from annplayground.core.edits import keeps_weights
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import SessionName, Snapshot
from annplayground.core.words import translate


@dataclass(eq=False)
class File:
    """What a document is called and what of it is on the disk: a thing of its own, not a value, so
    that whoever holds it sees when it has been saved.

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


def untitled(experiment: Experiment) -> File:
    """The file of an Experiment that came from nowhere."""
    return File(translate("Document", "untitled"), experiment)


@dataclass(frozen=True)
class Document:
    """Experiment A, Experiment B that it is compared with or None, and the file, which holds A."""

    a: Experiment
    b: Experiment | None
    file: File

    def get(self, name: SessionName) -> Experiment | None:
        """A or B by its name."""
        return self.a if name == "a" else self.b

    @property
    def experiments(self) -> dict[SessionName, Experiment | None]:
        """Both by their names."""
        return {"a": self.a, "b": self.b}

    def put(self, experiment: Experiment | None, name: SessionName) -> "Document":
        """The document with this one in its place; A is always there."""
        if name == "b":
            return replace(self, b=experiment)
        assert experiment is not None, "there is always an A"
        return replace(self, a=experiment)

    @property
    def swapped(self) -> "Document":
        """The document with A and B in each other's place; the same without B."""
        return self if self.b is None else replace(self, a=self.b, b=self.a)

    def as_seen(self, snapshot: Snapshot) -> "Document":
        """The document with the settings that the runs had at the moment of a snapshot."""
        b = self.b
        if b is not None and snapshot.other is not None:
            b = snapshot.other.experiment
        return replace(self, a=snapshot.experiment, b=b)

    def with_seed(self, seed: int) -> "Document":
        """The document with other first weights, also for a B that has the same as A."""
        b = self.b
        if b is not None and b.network.seed == self.a.network.seed:
            b = _with_seed(b, seed)
        return replace(self, a=_with_seed(self.a, seed), b=b)

    def begun_anew(self, before: "Document") -> list[SessionName]:
        """Which of them has not the weights that it had in the document before."""
        return [
            name
            for name, made in self.experiments.items()
            if made is not None
            and ((old := before.get(name)) is None or not keeps_weights(old, made))
        ]

    def has(self, place: tuple[int, ...], name: SessionName) -> bool:
        """Whether there is a weight (layer, i, j) or a bias (layer, j); layer 1 is the first after
        the inputs."""
        experiment = self.get(name)
        layer, *at = place
        shape = experiment.sizes[layer - 1 : layer + 1] if experiment is not None else ()
        wanted = shape[-len(at) :]  # (n_in, n_out) of a weight, (n_out,) of a bias
        return len(shape) == 2 and all(k < n for k, n in zip(at, wanted, strict=True))


def _with_seed(experiment: Experiment, seed: int) -> Experiment:
    return replace(experiment, network=replace(experiment.network, seed=seed))
