"""The buttons of the training toolbar: round Play, and the others with an icon and a short text."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QActionEvent, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from annplayground.gui.painting import painting
from annplayground.gui.theme import Look


def text_style(shown: bool) -> Qt.ToolButtonStyle:
    """The style of a button with an icon and a text, or with its icon only."""
    style = Qt.ToolButtonStyle
    return style.ToolButtonTextBesideIcon if shown else style.ToolButtonIconOnly


class ActionButton(QToolButton):
    """Triggers an action; shows its icon and, where there is room, a text shorter than its own."""

    def __init__(self, action: QAction, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._short = text
        self._look = Look()
        self.setObjectName(f"{action.objectName()}_button")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setDefaultAction(action)
        self._dress()

    def show_text(self, shown: bool) -> None:
        """With its text or as an icon only."""
        self.setToolButtonStyle(text_style(shown))

    def set_look(self, look: Look) -> None:
        """Icons of the height of the text, in the text's colour."""
        self._look = look
        self.setIconSize(QSize(look.size.icon, look.size.icon))
        self._dress()

    def sizeHint(self) -> QSize:
        """Without the empty end that QToolButton adds to a text."""
        cut = 8 if self.toolButtonStyle() is not Qt.ToolButtonStyle.ToolButtonIconOnly else 0
        return super().sizeHint() - QSize(cut, 0)

    def actionEvent(self, event: QActionEvent) -> None:
        """Keep the short text when the action changes."""
        super().actionEvent(event)
        self._dress()

    def _dress(self) -> None:
        action = self.defaultAction()
        if action is not None:
            # QToolButton leaves hardly a gap after the icon, and too much behind the text.
            self.setText(f" {self._short}")
            self.setAccessibleName(action.text())
            if action.isCheckable():
                self._dress_checked(action)

    def _dress_checked(self, action: QAction) -> None:
        """The icon while it is pressed, on the accent."""
        icon, side = QIcon(action.icon()), max(48, 2 * self._look.size.icon)
        icon.addPixmap(self._on_accent(side), QIcon.Mode.Normal, QIcon.State.On)
        self.setIcon(icon)

    def _on_accent(self, side: int) -> QPixmap:
        """The action's icon in the colour that stands out from the accent."""
        pixmap = self.defaultAction().icon().pixmap(QSize(side, side), self.devicePixelRatioF())
        if not pixmap.isNull():
            with painting(pixmap) as painter:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
                painter.fillRect(pixmap.rect(), self._look.colour("on_accent"))
        return pixmap


class PlayButton(ActionButton):
    """The round accent button."""

    def __init__(self, action: QAction, text: str, parent: QWidget | None = None) -> None:
        super().__init__(action, text, parent)
        self.setProperty("role", "round")

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self.setFixedSize(look.size.play, look.size.play)
        self.update()

    def _dress_checked(self, action: QAction) -> None:
        """It paints its icon itself."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """A disc with the action's icon, whatever the icon's own colour."""
        with painting(self) as painter:
            look, side = self._look, self.width()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            disc = look.colour("accent")
            if self.isDown() or self.underMouse():
                disc = disc.lighter(115) if look.dark else disc.darker(115)
            painter.setBrush(disc)
            painter.drawEllipse(QRectF(1, 1, side - 2, side - 2))
            icon = round(side * 0.55)
            painter.drawPixmap((side - icon) // 2, (side - icon) // 2, self._on_accent(icon))
