"""What the window opens and saves: the dialogs, and which reader a file needs."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from annplayground.core.experiment import Data, Experiment
from annplayground.io.experiment_file import read_experiment
from annplayground.io.points_csv import read_points

OPEN_FILTER = "Experiments and points (*.json *.csv *.tsv *.txt);;All files (*)"
SAVE_FILTER = "Experiment (*.json)"


def ask_open(parent: QWidget, folder: str, points_only: bool = False) -> Path | None:
    """Let the user choose a file to open; None if they do not."""
    title = "Open points" if points_only else "Open an experiment or points"
    wanted = "Points (*.csv *.tsv *.txt);;All files (*)" if points_only else OPEN_FILTER
    name, _ = QFileDialog.getOpenFileName(parent, title, folder, wanted)
    return Path(name) if name else None


def ask_save(parent: QWidget, folder: str) -> Path | None:
    """Let the user choose where to save; None if they do not."""
    start = str(Path(folder) / "experiment.json")
    name, _ = QFileDialog.getSaveFileName(parent, "Save the experiment", start, SAVE_FILTER)
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_suffix(".json")


def open_file(path: Path, experiment: Experiment) -> tuple[Experiment, str | None]:
    """Read an experiment, or points to put into `experiment`; with a note on what was changed.

    Raises `ValueError` (with one sentence) if the file cannot be used.
    """
    if path.suffix.lower() == ".json":
        return read_experiment(path), None
    points = read_points(path)
    return with_points(experiment, points.points), points.note


def with_points(
    experiment: Experiment, points: tuple[tuple[float, float, int], ...]
) -> Experiment:
    """The experiment on these points (x₁, x₂, class) instead of its dataset.

    Raises `ExperimentError` if they are too few.
    """
    data: Data = replace(experiment.data, dataset="custom", points=points)
    return experiment.with_data(data)
