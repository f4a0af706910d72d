"""Colours made from others: dark enough to read, thinned with the background, a ground for text."""

from functools import lru_cache

from PySide6.QtGui import QColor

from annplayground.gui.theme import Colours, Look


@lru_cache(maxsize=64)
def _readable(rgb: int, background: int, dark: bool) -> int:
    colour, ground = QColor.fromRgba(rgb), QColor.fromRgba(background)
    while contrast(colour, ground) < 7.0:
        lightness = colour.lightnessF() + (0.02 if dark else -0.02)
        if not 0.0 < lightness < 1.0:
            break
        hue, saturation = max(colour.hslHueF(), 0.0), colour.hslSaturationF()
        colour = QColor.fromHslF(hue, saturation, lightness)
    return colour.rgba()


def readable(colour: QColor, look: Look) -> QColor:
    """The colour, darker (in the dark theme lighter) until text in it has a contrast of 7:1."""
    background = look.colour("card").rgba()
    return QColor.fromRgba(_readable(colour.rgba(), background, look.dark))


def cell(look: Look, name: str, share: float) -> QColor:
    """The ground of a cell of a table: the more of a colour of the palette, the larger its share
    (0 … 1), but never so much that text in ink has less contrast than 7:1."""
    part = share * _most(look.colours, name)
    return mixed(QColor(getattr(look.colours, name)), QColor(look.colours.control), part)


@lru_cache(maxsize=16)
def _most(colours: Colours, name: str) -> float:
    """How much of a colour a cell takes at most."""
    ink, ground, colour = (
        QColor(code) for code in (colours.ink, colours.control, getattr(colours, name))
    )
    fitting = (k / 100 for k in range(60, 0, -1))
    return next((k for k in fitting if contrast(ink, mixed(colour, ground, k)) >= 7.0), 0.0)


def contrast(a: QColor, b: QColor) -> float:
    """The contrast of two colours as WCAG counts it, 1 … 21."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """A colour thinned with its background: opaque, so that lines may overlap."""
    parts = zip(colour.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(share * a + (1.0 - share) * b) for a, b in parts))
