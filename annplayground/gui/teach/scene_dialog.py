"""Asks what a scene is called and what it says, before it is saved."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label


class SceneDialog(QDialog):
    """Three lines: the title, the sentence for the back row, and notes for the lecturer."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self.setObjectName("scene_dialog")
        self.setWindowTitle(translate("Lessons", "Save as scene"))
        self.title = self._line("scene_title", translate("Lessons", "Title"))
        self.caption = self._line(
            "scene_sentence", translate("Lessons", "One sentence for the back row")
        )
        self.notes = self._line("scene_notes", translate("Lessons", "Notes for the lecturer"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(look.size.pad)
        for line in (self.title, self.caption, self.notes):
            label = Label(line.accessibleName())
            label.setBuddy(line)
            column.addWidget(label)
            column.addWidget(line)
        buttons = QDialogButtonBox()
        save = buttons.addButton(
            translate("Lessons", "Save…"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        save.setObjectName("scene_save")
        self._cancel(buttons)
        self._save = save
        save.setEnabled(False)
        for needed in (self.title, self.caption):
            needed.textChanged.connect(self._allow)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        width = look.size.text * 40
        self.setMinimumWidth(min(width, parent.width() * 19 // 20))

    @staticmethod
    def _cancel(buttons: QDialogButtonBox) -> None:
        cancel = buttons.addButton(
            translate("Lessons", "Cancel"), QDialogButtonBox.ButtonRole.RejectRole
        )
        cancel.setObjectName("scene_cancel")

    def _line(self, name: str, label: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(label)
        return line

    def _allow(self) -> None:
        """A scene needs a name and a sentence."""
        self._save.setEnabled(bool(self.title.text().strip() and self.caption.text().strip()))
