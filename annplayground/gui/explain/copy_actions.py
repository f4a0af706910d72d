"""The ways to copy an explanation: two entries of the menus, and Ctrl+C."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from annplayground.core.words import translate

KEY = ("Ctrl+C", translate("Explain", "Copy the explanation, after a click into it"))

FORMS = {"text": translate("Explain", "text"), "latex": "LaTeX"}


class Shown(Protocol):
    """The card whose explanation is copied."""

    current: QWidget

    @property
    def title(self) -> str: ...


class CopyActions(QObject):
    """Ctrl+C counts only where the card has the focus: elsewhere a field or a table is copied.

    Attributes: `actions`. Signals: `noticeRequested(str)`, one sentence on what was copied.
    """

    noticeRequested = Signal(str)

    def __init__(self, card: QWidget, shown: Shown) -> None:
        super().__init__(card)
        self._shown = shown
        self.actions: list[QAction] = []
        for kind, title in FORMS.items():
            action = QAction(translate("Explain", "Copy as {title}").format(title=title), card)
            action.setObjectName(f"copy_explanation_{kind}")
            action.setToolTip(
                translate(
                    "Explain", "Put the whole explanation on the clipboard as {title}"
                ).format(title=title)
            )
            action.triggered.connect(partial(self.copy, kind))
            self.actions.append(action)
        card.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), card)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(partial(self.copy, "text"))

    def copy(self, kind: str, *_: object) -> None:
        """Put what is shown on the clipboard, as "text" or as "latex"."""
        from annplayground.gui.explain.copying import as_latex, as_text  # most never copy

        view = self._shown.current
        QGuiApplication.clipboard().setText(as_text(view) if kind == "text" else as_latex(view))
        self.noticeRequested.emit(
            translate("Explain", "{title} is copied as {form}.").format(
                title=self._shown.title, form=FORMS[kind]
            )
        )
