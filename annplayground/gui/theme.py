"""Colours and the style sheet: the look of everything, light or dark, desk or projector.

Every widget gets a `Look` through its `set_look(look)` and takes all colours and sizes from it.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from annplayground.core.choices.notations import written
from annplayground.core.words import translate
from annplayground.gui.painting import painting
from annplayground.gui.sizes import DESK, Size
from annplayground.resource_files import resource_path


@dataclass(frozen=True)
class Colours:
    """One palette; tests/gui/test_contrast.py lists which colour stands on which ground."""

    window: str
    card: str
    border: str  # of cards: decoration
    edge: str  # of fields: what shows where one can type
    control: str
    control_hover: str
    ink: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    second: str  # B, where A has the accent
    second_pale: str  # its test set: a curve
    good: str
    warning: str
    bad: str
    bad_soft: str
    grid: str
    neutral: str  # the middle of the map's colours
    positive: str  # weights, and the map's positive end
    negative: str


LIGHT = Colours(
    window="#f5f7fa",
    card="#ffffff",
    border="#dbe2ea",
    edge="#7d8896",
    control="#edf1f5",
    control_hover="#e0e7ee",
    ink="#1b2430",
    muted="#3b4552",
    accent="#084a90",
    on_accent="#ffffff",
    accent_soft="#e3eefa",
    second="#6a2590",
    second_pale="#a86bcc",
    good="#07603c",
    warning="#8a3f06",
    bad="#980f0f",
    bad_soft="#fdecec",
    grid="#e4e9ef",
    neutral="#f4f4f4",
    positive="#1686d2",
    negative="#be6c42",
)
DARK = Colours(
    window="#10151c",
    card="#18202a",
    border="#2c3743",
    edge="#7f8e9e",
    control="#25303c",
    control_hover="#314050",
    ink="#f0f4f8",
    muted="#ccd6e0",
    accent="#8ec5fa",
    on_accent="#0c1219",
    accent_soft="#1d3247",
    second="#d9b8fb",
    second_pale="#a57fd0",
    good="#4cc38a",
    warning="#f5a623",
    bad="#ffb0b0",
    bad_soft="#3d2024",
    grid="#2a343f",
    neutral="#2f2f2f",
    positive="#35b5f9",
    negative="#e99869",
)


@dataclass(frozen=True)
class Look:
    """How to draw: the palette, the sizes and the notation of derivatives."""

    colours: Colours = LIGHT
    size: Size = DESK
    notation: str = "notes"  # "notes": dJ/dW, lr; "partial": ∂L/∂W, η

    @property
    def dark(self) -> bool:
        """Whether this is the dark palette."""
        return self.colours is DARK

    @property
    def presenting(self) -> bool:
        """Whether this is for a projector: then what nobody uses from afar is left out."""
        return self.size.presenting

    def font(self, points: int | None = None, bold: bool = False) -> QFont:
        """The application's font in a size of this look (text size if not given)."""
        font = QFont()
        font.setPointSize(points or self.size.text)
        font.setBold(bold)
        return font

    def colour(self, name: str, alpha: int = 255) -> QColor:
        """A colour of the palette by its field name."""
        return _colour(getattr(self.colours, name), alpha)

    def written(self, text: str, **values: str) -> str:
        """A text in the chosen notation, where it has tokens such as {J}; with values for its other
        names."""
        return written(text, self.notation, **values)


@cache
def _colour(code: str, alpha: int) -> QColor:
    """A colour that is asked for in every frame; to change it, copy it."""
    colour = QColor(code)
    colour.setAlpha(alpha)
    return colour


@dataclass(frozen=True)
class ClassStyle:
    """How one class looks: colour by name and marker, so that colour never stands alone."""

    name: str
    colour: str
    symbol: str  # pyqtgraph's name: o circle, s square, t1 triangle


# Class 1 of two is the positive one: blue, as positive weights are.
CLASS_STYLES = (
    ClassStyle(translate("Colours", "vermilion"), "#d55e00", "s"),
    ClassStyle(translate("Colours", "blue"), "#0072b2", "o"),
    ClassStyle(translate("Colours", "green"), "#009e73", "t1"),
)

_VIRIDIS = ((68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (180, 205, 40))


def layer_colour(layer: int, n_layers: int, look: Look) -> QColor:
    """The colour that a layer (1 … n_layers) keeps everywhere: along viridis, input to output.

    Each theme leaves out the end that would not stand out from the card by 3:1.
    """
    low = 0.4 if look.dark else 0.0
    high = 1.0 if look.dark else 0.55
    share = low + (high - low) * ((layer - 1) / max(n_layers - 1, 1))
    stops = np.linspace(0.0, 1.0, len(_VIRIDIS))
    red, green, blue = (np.interp(share, stops, channel) for channel in zip(*_VIRIDIS, strict=True))
    return QColor(int(red), int(green), int(blue))


@cache
def _icons() -> Path:
    """Their folder."""
    return resource_path("icons")


@lru_cache(maxsize=128)
def icon(name: str, colour: str, size: int = 24) -> QIcon:
    """An icon from resources/icons, drawn in one colour, for a side of up to `size`."""
    size = max(size, 24)
    source = (_icons() / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("#1b2430", colour).encode()))
    pixmap = QPixmap(size * 2, size * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painting(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, size * 2, size * 2))
    pixmap.setDevicePixelRatio(2.0)
    return QIcon(pixmap)


def palette(look: Look) -> QPalette:
    """The Qt palette of a look, for the Fusion style."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "window"),
        (roles.Base, "card"),
        (roles.AlternateBase, "control"),
        (roles.Button, "control"),
        (roles.ToolTipBase, "ink"),
        (roles.ToolTipText, "card"),
        (roles.WindowText, "ink"),
        (roles.Text, "ink"),
        (roles.ButtonText, "ink"),
        (roles.PlaceholderText, "muted"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "on_accent"),
        (roles.Link, "accent"),
        (roles.Mid, "border"),
    ):
        made.setColor(role, look.colour(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, look.colour("muted", 150))
    return made


def _picture(name: str, look: Look) -> str:
    """The file of a small picture in the look's colour: a style sheet takes no other."""
    return resource_path(f"icons/{name}-{'dark' if look.dark else 'light'}.svg").as_posix()


def style_sheet(look: Look) -> str:
    """The style sheet of the whole window. Widgets choose a style by the property `role`:
    card, title, subtitle, caption, chip (checkable), plain, remedy, danger."""
    c, s = look.colours, look.size
    thin, ring, groove, handle = (round(k) for k in (s.thin, s.line, 2 * s.line, 7 * s.line))
    return f"""
    QWidget {{ color: {c.ink}; font-size: {s.text}pt; }}
    QMainWindow, QDialog {{ background: {c.window}; }}
    QToolTip {{ background: {c.ink}; color: {c.card}; border: none; padding: 6px; }}
    *[role="card"] {{ background: {c.card}; border: 1px solid {c.border}; border-radius: 10px; }}
    *[role="toolbar"] {{ background: {c.card}; border-bottom: 1px solid {c.border}; }}
    *[role="timeline"] {{ background: {c.card}; border-top: 1px solid {c.border}; }}
    QLabel {{ background: transparent; }}
    QLabel[role="title"] {{ font-size: {s.title}pt; font-weight: 600; }}
    QLabel[role="letter_a"], QLabel[role="letter_b"] {{
        font-size: {s.epoch}pt; font-weight: 600; color: {c.accent}; }}
    QLabel[role="letter_b"] {{ color: {c.second}; }}
    QLabel[role="subtitle"], QLabel[role="caption"] {{ color: {c.muted}; }}
    QLabel[role="epoch"] {{ font-size: {s.epoch}pt; font-weight: 600; }}
    QPushButton, QToolButton {{
        background: {c.control}; border: 1px solid transparent; border-radius: {s.radius}px;
        padding: 3px 10px; min-height: {s.control - 8}px; }}
    QToolButton {{ padding: 3px 6px; }}
    QPushButton:hover, QToolButton:hover {{ background: {c.control_hover}; }}
    QPushButton:checked, QToolButton:checked {{
        background: {c.accent}; color: {c.on_accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {c.muted}; background: {c.control}; }}
    *[role="chip"] {{ border-radius: {(s.control - 4) // 2}px; padding: 2px 8px;
        min-height: {s.control - 10}px; }}
    *[role="verdict"] {{ background: {c.accent_soft}; border-bottom: 1px solid {c.border}; }}
    QLabel[role="difference"] {{ background: {c.accent_soft}; border: 1px solid {c.edge};
        border-radius: {s.radius}px; padding: 1px 6px; }}
    *[role="finding"] {{ background: {c.control}; border-radius: {s.radius}px; }}
    *[role="remedy"] {{ background: {c.card}; border-color: {c.edge}; }}
    *[role="finding_worst"] {{ background: {c.bad_soft}; border: 1px solid {c.bad};
        border-radius: {s.radius}px; }}
    *[role="palette"] {{ background: {c.card}; border: {ring}px solid {c.accent};
        border-radius: 10px; }}
    *[role="chosen"] {{ background: {c.accent_soft}; border-radius: {s.radius}px; }}
    *[role="toast"] {{ background: {c.ink}; color: {c.card}; border-radius: 10px;
        padding: 10px 16px; }}
    *[role="key"] {{ background: {c.control}; border-radius: 4px; padding: 2px 6px; }}
    *[role="plain"] {{ background: transparent; padding: 2px 4px; }}
    *[role="plain"]:hover {{ background: {c.control}; }}
    *[role="pager"] {{ background: transparent; padding: 0px 8px; min-height: {s.text + 10}px; }}
    *[role="danger"] {{ background: {c.bad}; color: {c.card}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QComboBox, QAbstractSpinBox, QLineEdit {{
        background: {c.card}; border: {thin}px solid {c.edge}; border-radius: {s.radius}px;
        padding: {ring + 1 - thin}px {ring + 5 - thin}px; min-height: {s.control - 8}px;
        selection-background-color: {c.accent}; selection-color: {c.on_accent};
        placeholder-text-color: {c.muted}; }}
    QComboBox:focus, QAbstractSpinBox:focus, QLineEdit:focus {{
        border: {ring}px solid {c.accent}; padding: 1px 5px; }}
    *[role="inline"] {{ background: transparent; border: {ring}px solid transparent;
        border-radius: 4px; padding: 0px; min-height: 0px; }}
    *[role="inline"]:hover {{ border-color: {c.border}; }}
    *[role="inline"]:focus {{ border-color: {c.accent}; background: {c.card}; padding: 0px; }}
    QComboBox:disabled, QAbstractSpinBox:disabled {{ color: {c.muted}; }}
    QComboBox::drop-down {{ border: none; width: {s.control * 2 // 3}px; }}
    QComboBox::down-arrow {{ image: url("{_picture("arrow-down", look)}"); width: {s.text + 2}px;
        height: {s.text + 2}px; }}
    QComboBox QAbstractItemView {{ background: {c.card}; border: 1px solid {c.border};
        selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
    QMenu {{ background: {c.card}; border: 1px solid {c.border}; padding: 4px; }}
    QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {c.accent_soft}; }}
    QMenu::item:disabled {{ color: {c.muted}; }}
    QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px 8px; }}
    QSlider {{ min-height: {handle + 10}px; padding: 0px {2 * ring}px; }}
    QSlider::groove:horizontal {{ height: {groove}px; background: {c.edge};
        border-radius: {groove // 2}px; }}
    QSlider::sub-page:horizontal {{ background: {c.accent}; border-radius: {groove // 2}px; }}
    QSlider::handle:horizontal {{ background: {c.accent}; width: {handle}px; height: {handle}px;
        margin: -{(handle - groove) // 2}px 0; border-radius: {handle // 2}px; border: none; }}
    QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {{
        background: {c.border}; }}
    QCheckBox {{ spacing: 6px; background: transparent;
        min-height: {s.control - 6}px; padding: 0px {3 * ring}px; }}
    QCheckBox::indicator {{ width: {s.text + 4}px; height: {s.text + 4}px;
        border: {thin}px solid {c.muted}; border-radius: 4px; background: {c.card}; }}
    QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
        image: url("{_picture("check", look)}"); }}
    QCheckBox::indicator:disabled {{ border-color: {c.border}; }}
    QTableWidget {{ background: transparent; border: none; }}
    QHeaderView {{ background: transparent; border: none; }}
    QHeaderView::section {{ background: {c.control}; border: none; }}
    QSplitter::handle {{ background: transparent; }}
    QSplitter::handle:hover {{ background: {c.border}; }}
    QStatusBar {{ background: {c.window}; color: {c.muted}; }}
    QScrollArea {{ background: transparent; border: none; }}
    """
