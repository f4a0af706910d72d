"""What the window opens and saves, the dialogs for it, and the title that says what is open."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from annplayground.core.checks import ExperimentError
from annplayground.core.engines.stopping import NEVER
from annplayground.core.experiment import CustomPoint, Experiment
from annplayground.core.words import translate
from annplayground.gui.document.document import Document, File, untitled
from annplayground.gui.document.reading import FileContent, FileReading
from annplayground.io.examples import Example
from annplayground.io.experiment_file import read_experiment, write_experiment
from annplayground.io.files import write_text
from annplayground.io.formats import TABLES, with_points

_TABLES = " ".join(f"*{suffix}" for suffix in TABLES)
POINTS_FILTER = translate("Document", "Points ({tables});;All files (*)").format(tables=_TABLES)
OPEN_FILTER = translate(
    "Document", "Experiments and points (*.json {tables});;All files (*)"
).format(tables=_TABLES)


@dataclass(frozen=True)
class Kind:
    """A kind of file that is saved: the title of the dialog, its filter, its suffix, and whether a
    file that exists gets something more instead of being replaced."""

    title: str
    filter: str
    suffix: str
    extends: bool = False


EXPERIMENT = Kind(
    translate("Document", "Save the experiment"),
    translate("Document", "Experiment (*.json)"),
    ".json",
)
SCRIPT = Kind(
    translate("Document", "Save the script"), translate("Document", "Python (*.py)"), ".py"
)


class FileDesk(QObject):
    """Opens and saves for the window, and remembers the folder.

    Signals: `fileOpened(Experiment, File, StopRules)`; `pointsDrawn(Experiment)`, the same one on
    own points; `fileSaved(File)`, what the present Experiment belongs to from now on; and
    `noticeRequested(str)`, one sentence on what was done or went wrong.
    """

    fileOpened = Signal(object, object, object)
    pointsDrawn = Signal(object)
    fileSaved = Signal(object)
    noticeRequested = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._folder = QDir.homePath()  # Path.home() fails for a user without a home
        experiment = Experiment()
        self._document = Document(experiment, None, untitled(experiment))
        # One for each, so that all who hold it know what is on the disk.
        self._files: dict[Path | str, File] = {}
        self.reading = FileReading(self)
        self.reading.fileRead.connect(self._use)

    @Slot(object)
    def show_document(self, document: Document) -> None:
        """Take what is open: A is what is saved, and what opened points are put into. The title
        says which file it belongs to."""
        self._document = document
        name = document.file.name.replace("[*]", "[*][*]")  # Qt's mark, and its way to escape it
        self._window.setWindowTitle(
            translate("Document", "{name}[*] — annplayground").format(name=name)
        )
        self._window.setWindowModified(document.file.lacks(document.a))

    def file_at(self, path: Path, experiment: Experiment) -> File:
        """What an Experiment belongs to that was just read from this file, or written into it."""
        file = self._files.setdefault(path.absolute(), File(path.name, experiment))
        file.path = path if is_experiment_file(path) else None
        file.saved = experiment
        return file

    def open_example(self, example: Example) -> None:
        """Open an example, which belongs to a name and to no file that could be written: Space
        trains it."""
        experiment = read_experiment(example.path)
        file = self._files.setdefault(example.name, File(example.title, experiment))
        self.fileOpened.emit(experiment, file, example.rules)

    def came_from(self, path: Path) -> None:
        """The present Experiment was read from this file before there was a window."""
        self._folder = str(path.parent)
        self.fileSaved.emit(self.file_at(path, self._document.a))

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
            self.reading.read(path, self._document.a)

    @Slot(object)
    def _use(self, content: FileContent) -> None:
        """A file is read."""
        if content.experiment is None:
            self.noticeRequested.emit(content.note)
        elif (
            content.asked_with is not self._document.a
        ):  # changed meanwhile, which must not be lost
            self.reading.read(content.path, self._document.a)
        else:
            file = self.file_at(content.path, content.experiment)
            self.fileOpened.emit(content.experiment, file, NEVER)
            self.noticeRequested.emit(
                content.note
                or translate("Document", "{name} is open.").format(name=content.path.name)
            )

    @Slot()
    def save(self) -> None:
        """Save the Experiment into its file, or let the user choose one if it has none."""
        self.keep(self._document.file, self._document.a)

    @Slot()
    def save_as(self) -> None:
        """Let the user choose where, and save the Experiment."""
        file = self._document.file
        self._write(self._ask(file), file, self._document.a)

    @Slot()
    def save_other_as(self) -> None:
        """Let the user choose where, and save B, which the file of A does not hold."""
        other, file = self._document.b, self._document.file
        if other is not None:
            beside = file.path or Path(self._folder) / f"experiment{EXPERIMENT.suffix}"
            beside = beside.with_stem(f"{beside.stem}-b")
            of_b = File(translate("Document", "B of {name}").format(name=file.name), other, beside)
            if self._write(self._ask(of_b), of_b, other):
                self.show_document(self._document)  # it may have been A's own file

    def keep(self, file: File, experiment: Experiment) -> bool:
        """Save an Experiment into the file that it belongs to; False: the user chose none, or it
        could not be written, which was told."""
        return self._write(file.path or self._ask(file), file, experiment)

    def _ask(self, file: File, kind: Kind = EXPERIMENT) -> Path | None:
        """Let the user choose where to save, beside the file and under its name."""
        folder = file.path.parent if file.path else Path(self._folder)
        name = file.path.stem if file.path else "experiment"
        suffix = file.path.suffix if file.path and kind is EXPERIMENT else kind.suffix
        return ask_save(self._window, str(folder / f"{name}{suffix}"), kind)

    def _write(self, path: Path | None, file: File, experiment: Experiment) -> bool:
        if path is None:
            return False
        self._folder = str(path.parent)
        try:
            write_experiment(path, experiment)
        except ValueError as error:
            self.noticeRequested.emit(str(error))
            return False
        now = self.file_at(path, experiment)
        if file.path is None:  # nothing else holds what it was
            file.saved = experiment
        told = translate("Document", "{name} is saved.")
        if file is self._document.file:
            if self._document.b is not None:
                told = translate("Document", "A is saved in {name}. B is not: File → Save B as…")
            self.fileSaved.emit(now)
        self.noticeRequested.emit(told.format(name=path.name))
        return True

    @Slot(str)
    def save_script(self, text: str) -> None:
        """Let the user choose where, and save the text of a script."""
        path = self._ask(self._document.file, SCRIPT)
        if path is None:
            return
        self._folder = str(path.parent)
        try:
            write_text(path, text)
        except ValueError as error:
            self.noticeRequested.emit(str(error))
        else:
            self.noticeRequested.emit(
                translate("Document", "{name} is saved.").format(name=path.name)
            )

    @Slot(object)
    def use_points(self, points: tuple[CustomPoint, ...]) -> None:
        """Train on points drawn by hand, as soon as they are enough."""
        # While they are too few, the drawing itself says what is missing.
        with suppress(ExperimentError):
            self.pointsDrawn.emit(with_points(self._document.a, points))


def ask_open(parent: QWidget, folder: str, wanted: str) -> Path | None:
    """Let the user choose a file to open; None if they do not."""
    name, _ = QFileDialog.getOpenFileName(parent, translate("Document", "Open"), folder, wanted)
    return Path(name) if name else None


def ask_save(parent: QWidget, start: str, kind: Kind = EXPERIMENT) -> Path | None:
    """Let the user choose where to save, beginning at the file `start`; None if they do not.

    What is given back is what they were asked about: no suffix is added afterwards.
    """
    while True:
        dialog = QFileDialog(parent, kind.title, start, kind.filter)
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
        path = with_suffix(Path(chosen[0]), kind.suffix)
        if kind.extends or not path.exists() or may_replace(parent, path, kind):
            return path
        start = str(path)


def may_replace(parent: QWidget, path: Path, kind: Kind) -> bool:
    """Whether the user wants this file to be written over."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        kind.title,
        translate("Document", "{name} exists already in {folder}. Shall it be replaced?").format(
            name=path.name, folder=path.parent
        ),
        buttons.Yes | buttons.No,
        parent,
    )
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setObjectName("replace_question")
    box.button(buttons.Yes).setText(translate("Document", "Replace"))
    box.button(buttons.No).setText(translate("Document", "Another name…"))
    box.setDefaultButton(buttons.No)
    answer = box.exec()
    box.deleteLater()
    return answer == buttons.Yes


def with_suffix(path: Path, suffix: str = EXPERIMENT.suffix) -> Path:
    """The name under which a file is written, so that it can be opened again."""
    named = path.suffix.lower() == suffix
    return path if named else path.with_name(f"{path.name}{suffix}")


def is_experiment_file(path: Path) -> bool:
    """Whether it is opened as an experiment; anything else holds points."""
    return path.suffix.lower() == EXPERIMENT.suffix
