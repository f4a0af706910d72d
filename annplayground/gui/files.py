"""What the window opens and saves: the dialogs, and which reader a file needs."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from annplayground.core.checks import ExperimentError
from annplayground.core.experiment import CustomPoint, Experiment
from annplayground.io.experiment_file import read_experiment, write_experiment

POINTS_FILTER = "Points (*.csv *.tsv *.txt);;All files (*)"
OPEN_FILTER = "Experiments and points (*.json *.csv *.tsv *.txt);;All files (*)"
SAVE_FILTER = "Experiment (*.json)"


class FileDesk(QObject):
    """Opens and saves for the window, and remembers the folder.

    Signals: `opened(Experiment)`, and `told(str)`, one sentence on what was done or went wrong.
    """

    opened = Signal(object)
    told = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._folder = QDir.homePath()  # Path.home() fails for a user without a home
        self._experiment = Experiment()

    @Slot(object)
    def show_experiment(self, experiment: Experiment) -> None:
        """Take the present Experiment: what is saved, and what opened points are put into."""
        self._experiment = experiment

    @Slot()
    def open(self) -> None:
        """Let the user choose an experiment or points, and open it."""
        self.open_path(ask_open(self._window, self._folder, OPEN_FILTER))

    @Slot()
    def open_points(self) -> None:
        """Let the user choose points, and open them."""
        self.open_path(ask_open(self._window, self._folder, POINTS_FILTER))

    def open_path(self, path: Path | None) -> None:
        """Open a file (None: the user chose none); nothing changes if it cannot be used."""
        if path is None:
            return
        self._folder = str(path.parent)
        try:
            experiment, note = read(path, self._experiment)
        except ValueError as error:
            self.told.emit(str(error))
            return
        self.opened.emit(experiment)
        self.told.emit(note or f"{path.name} is open.")

    @Slot()
    def save(self) -> None:
        """Let the user choose where, and save the Experiment."""
        path = ask_save(self._window, self._folder)
        if path is None:
            return
        self._folder = str(path.parent)
        try:
            write_experiment(path, self._experiment)
        except ValueError as error:
            self.told.emit(str(error))
        else:
            self.told.emit(f"{path.name} is saved.")

    @Slot(object)
    def use_points(self, points: tuple[CustomPoint, ...]) -> None:
        """Train on points drawn by hand, as soon as they are enough."""
        # While they are too few, the drawing itself says what is missing.
        with suppress(ExperimentError):
            self.opened.emit(with_points(self._experiment, points))


def ask_open(parent: QWidget, folder: str, wanted: str) -> Path | None:
    """Let the user choose a file to open; None if they do not."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open", folder, wanted)
    return Path(name) if name else None


def ask_save(parent: QWidget, folder: str) -> Path | None:
    """Let the user choose where to save; None if they do not."""
    start = str(Path(folder) / "experiment.json")
    name, _ = QFileDialog.getSaveFileName(parent, "Save the experiment", start, SAVE_FILTER)
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_suffix(".json")


def read(path: Path, experiment: Experiment) -> tuple[Experiment, str | None]:
    """Read an experiment, or points to put into `experiment`; with a note on what was changed.

    Raises `ValueError` (with one sentence) if the file cannot be used.
    """
    if path.suffix.lower() == ".json":
        return read_experiment(path), None
    from annplayground.io.points_csv import read_points  # here: the start needs no CSV reader

    points = read_points(path)
    return with_points(experiment, points.points), points.note


def with_points(experiment: Experiment, points: tuple[CustomPoint, ...]) -> Experiment:
    """The experiment on these points instead of its dataset.

    Raises `ExperimentError` if they are too few.
    """
    return experiment.with_data(replace(experiment.data, dataset="custom", points=points))
