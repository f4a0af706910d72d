"""The experiment that is shown as a NumPy script: written when the explanation asks for it, copied
and saved."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.gui.document.files import FileDesk
from annplayground.gui.process.late import late
from annplayground.gui.text import counted
from annplayground.io.export.refusal import ExportError

if TYPE_CHECKING:
    from annplayground.io.export import numpy_script
else:
    numpy_script = late("annplayground.io.export.numpy_script")


class Scripts(QObject):
    """Answers the card of explanations. Signals: `noticeRequested(str)`, one sentence on what was
    done."""

    noticeRequested = Signal(str)

    # The rooms of the cards are known to the main window alone.
    def __init__(self, explain: Any, files: FileDesk) -> None:
        super().__init__(files)
        self._explain = explain
        explain.scriptRequested.connect(self._write)
        explain.copyRequested.connect(self._copy)
        explain.saveRequested.connect(files.save_script)

    @Slot(object)
    def _write(self, experiment: Experiment) -> None:
        view = self._explain.view("script")
        try:
            view.show_script(numpy_script.numpy_script(experiment))
        except ExportError as error:
            view.show_refusal(str(error))

    @Slot(str)
    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.noticeRequested.emit(
            translate("Document", "{lines} of Python are copied.").format(
                lines=counted(text.count(chr(10)), "line")
            )
        )
