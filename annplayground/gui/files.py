"""What the window opens and saves, the dialogs for it, and the title that says what is open."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from annplayground.core.checks import ExperimentError
from annplayground.core.experiment import CustomPoint, Experiment
from annplayground.gui.document import Document, untitled
from annplayground.gui.reading import FileContent, FileReading
from annplayground.io.examples import Example
from annplayground.io.experiment_file import write_experiment
from annplayground.io.formats import TABLES, with_points

_TABLES = " ".join(f"*{suffix}" for suffix in TABLES)
POINTS_FILTER = f"Points ({_TABLES});;All files (*)"
OPEN_FILTER = f"Experiments and points (*.json {_TABLES});;All files (*)"
SAVE_FILTER = "Experiment (*.json)"


class FileDesk(QObject):
    """Opens and saves for the window, and remembers the folder.

    Signals: `opened(Experiment, Document)`; `drawn(Experiment)`, the same one on own points;
    `saved(Document)`, what the present Experiment belongs to from now on; and `told(str)`, one
    sentence on what was done or went wrong.
    """

    opened = Signal(object, object)
    drawn = Signal(object)
    saved = Signal(object)
    told = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._folder = QDir.homePath()  # Path.home() fails for a user without a home
        self._experiment = Experiment()
        self._document = untitled(self._experiment)
        # One for each file, so that all who hold it know what is on the disk.
        self._documents: dict[Path | str, Document] = {}
        self.reading = FileReading(self)
        self.reading.fileRead.connect(self._use)

    @Slot(object)
    def show_experiment(self, experiment: Experiment) -> None:
        """Take the present Experiment: what is saved, and what opened points are put into."""
        self._experiment = experiment
        self._window.setWindowModified(self._document.lacks(experiment))

    @Slot(object)
    def show_document(self, document: Document) -> None:
        """Take what the present Experiment belongs to, and let the title say it."""
        self._document = document
        name = document.name.replace("[*]", "[*][*]")  # Qt's mark, and its way to escape it
        self._window.setWindowTitle(f"{name}[*] — annplayground")
        self._window.setWindowModified(document.lacks(self._experiment))

    def document_at(self, path: Path, experiment: Experiment) -> Document:
        """What an Experiment belongs to that was just read from this file, or written into it."""
        document = self._documents.setdefault(path.absolute(), Document(path.name, experiment))
        document.path = path if is_experiment_file(path) else None
        document.saved = experiment
        return document

    def document_of(self, example: Example, experiment: Experiment) -> Document:
        """What an example belongs to: a name, and no file that could be written."""
        return self._documents.setdefault(example.name, Document(example.title, experiment))

    def came_from(self, path: Path) -> None:
        """The present Experiment was read from this file before there was a window."""
        self._folder = str(path.parent)
        self.saved.emit(self.document_at(path, self._experiment))

    @Slot()
    def open(self) -> None:
        """Let the user choose an experiment or points, and open it."""
        self.open_path(ask_open(self._window, self._folder, OPEN_FILTER))

    @Slot()
    def open_points(self) -> None:
        """Let the user choose points, and open them."""
        self.open_path(ask_open(self._window, self._folder, POINTS_FILTER))

    def open_path(self, path: Path | None) -> None:
        """Open a file (None: the user chose none) as soon as it is read; nothing changes if it
        cannot be used."""
        if path is not None:
            self._folder = str(path.parent)
            self.reading.read(path, self._experiment)

    @Slot(object)
    def _use(self, content: FileContent) -> None:
        """A file is read."""
        if content.experiment is None:
            self.told.emit(content.note)
        elif (
            content.asked_with is not self._experiment
        ):  # changed meanwhile, which must not be lost
            self.reading.read(content.path, self._experiment)
        else:
            document = self.document_at(content.path, content.experiment)
            self.opened.emit(content.experiment, document)
            self.told.emit(content.note or f"{content.path.name} is open.")

    @Slot()
    def save(self) -> None:
        """Save the Experiment into its file, or let the user choose one if it has none."""
        self.keep(self._document, self._experiment)

    @Slot()
    def save_as(self) -> None:
        """Let the user choose where, and save the Experiment."""
        self._write(self._ask(self._document), self._document, self._experiment)

    def keep(self, document: Document, experiment: Experiment) -> bool:
        """Save an Experiment into the file of its document; False: the user chose none, or it could
        not be written, which was told."""
        return self._write(document.path or self._ask(document), document, experiment)

    def _ask(self, document: Document) -> Path | None:
        """Let the user choose where to save."""
        folder = document.path.parent if document.path else Path(self._folder)
        name = document.path.name if document.path else "experiment.json"
        return ask_save(self._window, str(folder / name))

    def _write(self, path: Path | None, document: Document, experiment: Experiment) -> bool:
        if path is None:
            return False
        self._folder = str(path.parent)
        try:
            write_experiment(path, experiment)
        except ValueError as error:
            self.told.emit(str(error))
            return False
        now = self.document_at(path, experiment)
        if document.path is None:  # nothing else holds what it was
            document.saved = experiment
        if document is self._document:
            self.saved.emit(now)
        self.told.emit(f"{path.name} is saved.")
        return True

    @Slot(object)
    def use_points(self, points: tuple[CustomPoint, ...]) -> None:
        """Train on points drawn by hand, as soon as they are enough."""
        # While they are too few, the drawing itself says what is missing.
        with suppress(ExperimentError):
            self.drawn.emit(with_points(self._experiment, points))


def ask_open(parent: QWidget, folder: str, wanted: str) -> Path | None:
    """Let the user choose a file to open; None if they do not."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open", folder, wanted)
    return Path(name) if name else None


def ask_save(parent: QWidget, start: str) -> Path | None:
    """Let the user choose where to save, beginning at the file `start`; None if they do not.

    What is given back is what they were asked about: no suffix is added afterwards.
    """
    while True:
        dialog = QFileDialog(parent, "Save the experiment", start, SAVE_FILTER)
        dialog.setObjectName("save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(start)
        # It would ask about the name as it was typed.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        if not chosen:
            return None
        path = with_suffix(Path(chosen[0]))
        if not path.exists() or may_replace(parent, path):
            return path
        start = str(path)


def may_replace(parent: QWidget, path: Path) -> bool:
    """Whether the user wants this file to be written over."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        "Save the experiment",
        f"{path.name} exists already in {path.parent}. Shall it be replaced?",
        buttons.Yes | buttons.No,
        parent,
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setObjectName("replace_question")
    box.button(buttons.Yes).setText("Replace")
    box.button(buttons.No).setText("Another name…")
    box.setDefaultButton(buttons.No)
    answer = box.exec()
    box.deleteLater()
    return answer == buttons.Yes


def with_suffix(path: Path) -> Path:
    """The name under which an experiment is written, so that it can be opened again."""
    return path if is_experiment_file(path) else path.with_name(f"{path.name}.json")


def is_experiment_file(path: Path) -> bool:
    """Whether it is opened as an experiment; anything else holds points."""
    return path.suffix.lower() == ".json"
