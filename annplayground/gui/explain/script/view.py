"""The experiment as a NumPy script that a class can read, with the lines of each stage lit."""

from collections.abc import Collection, Mapping
from math import ceil
from typing import Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.script.code_text import CodeText
from annplayground.gui.explain.staged import StagedView
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Words

# What the script calls the stages, in their order.
KEYS = ("forward", "loss", "delta", "dW", "update")


class Script(Protocol):
    """A text, the numbers of its lines (from 1 on) that do each stage, and of those with data."""

    @property
    def text(self) -> str: ...
    @property
    def stages(self) -> Mapping[str, Collection[int]]: ...
    @property
    def data(self) -> Collection[int]: ...


class ScriptView(StagedView):
    """The script and what can be done with it.

    Signals: `scriptRequested(Experiment)`, answered by `show_script` or `show_refusal`;
    `copyRequested(text)` and `saveRequested(text)`.
    """

    name = "script"

    scriptRequested = Signal(object)
    copyRequested = Signal(str)
    saveRequested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of: Experiment | None = None  # what the script is of
        self._script: Script | None = None
        self._refusal = ""
        self._shown_stage = -1
        self._heading = Words()
        self._heading.setObjectName("script_heading")
        self._heading.setWordWrap(True)
        self.code = CodeText("script_text", translate("Script", "The experiment as a NumPy script"))
        self.pages = self.pager = Pager("script_pager")
        self.copy = self._button(
            "copy",
            translate("Script", "Copy"),
            translate("Script", "Copy the whole script, with all numbers"),
        )
        self.save = self._button(
            "save",
            translate("Script", "Save…"),
            translate("Script", "Save the whole script as a Python file"),
        )
        self.numbers = self._button(
            "numbers",
            translate("Script", "Numbers"),
            translate("Script", "Unfold the samples and first weights"),
        )
        self.numbers.setCheckable(True)
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._save)
        self.numbers.toggled.connect(self._unfold)
        bar = self.code.verticalScrollBar()
        bar.rangeChanged.connect(self._count_pages)
        bar.valueChanged.connect(self._see_page)
        self.pages.pageChanged.connect(self._turn)

    @staticmethod
    def _button(name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"script_{name}")
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        return button

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self.next, 0, Qt.AlignmentFlag.AlignTop)
        for button in (self.copy, self.save, self.numbers):
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(self.pages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.code, 1)
        layout.addLayout(bottom)

    # -- what is shown ----------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self.code.set_look(look)
        super().set_look(look)

    def draw(self, snapshot: Snapshot) -> None:
        """Ask for a script if the experiment is another one, and light the present stage."""
        if self._of != snapshot.experiment:
            self._of = snapshot.experiment
            self.scriptRequested.emit(self._of)
        self.show_next()
        self._heading.setText(self._words)
        self._light()

    @property
    def _words(self) -> str:
        if self._refusal:
            return f"{self._refusal[:1].upper()}{self._refusal[1:]}."
        if self.playing:
            return translate("Script", "Freeze the network to see which lines do its next update.")
        return self.steps

    def show_script(self, script: Script) -> None:
        """Show this script of the experiment."""
        self._show(script, "")

    def show_refusal(self, sentence: str) -> None:
        """Say why the experiment has none."""
        self._show(None, sentence)

    def _show(self, script: Script | None, refusal: str) -> None:
        self._script, self._refusal = script, refusal
        self._shown_stage = -1
        place = self.code.verticalScrollBar().value()
        self.code.show_code(script.text if script else "", script.data if script else ())
        self.code.verticalScrollBar().setValue(place)
        for button in (self.copy, self.save, self.numbers, self.next):
            button.setEnabled(script is not None)

    def _light(self) -> None:
        """Light what does this stage; when it is another one, let it be seen."""
        stage = -1 if self.playing or self._script is None else self.stage
        if stage == self._shown_stage:
            return
        turned = self._shown_stage >= 0
        self._shown_stage = stage
        lines = self._script.stages[KEYS[stage]] if self._script and stage >= 0 else ()
        self.code.light(lines)
        if turned:
            self.code.show_lit()

    # -- buttons and pages ------------------------------------------------------------------

    @Slot()
    def _copy(self) -> None:
        if self._script is not None:
            self.copyRequested.emit(self._script.text)

    @Slot()
    def _save(self) -> None:
        if self._script is not None:
            self.saveRequested.emit(self._script.text)

    @Slot(bool)
    def _unfold(self, on: bool) -> None:
        self.code.fold(not on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height has other pages."""
        super().resizeEvent(event)
        self._count_pages()

    @property
    def _page(self) -> int:
        """By how many pixels a page is turned: what one cuts at its end is whole on the next."""
        line = self.code.fontMetrics().lineSpacing()
        return max(self.code.verticalScrollBar().pageStep() - line, 1)

    @Slot()
    def _count_pages(self) -> None:
        self.pages.set_count(1 + ceil(self.code.verticalScrollBar().maximum() / self._page))
        self._see_page()

    @Slot()
    def _see_page(self) -> None:
        bar = self.code.verticalScrollBar()
        at_end = 0 < bar.maximum() == bar.value()
        self.pages.see(self.pages.count - 1 if at_end else bar.value() // self._page)

    @Slot()
    def _turn(self) -> None:
        self.code.verticalScrollBar().setValue(self.pages.page * self._page)
