"""An explanation as text or LaTeX: whatever it writes, from top to bottom and on all its pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from PySide6.QtWidgets import (
    QLayout,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QWidget,
)

from annplayground.gui.explain.equations.equation import Equation
from annplayground.gui.explain.equations.latex import (
    LEVEL_OF_LOWERED,
    LEVEL_OF_RAISED,
    LOWERED,
    RAISED,
    SIGNS,
)
from annplayground.gui.explain.paging.paged_column import PagedColumn
from annplayground.gui.widgets.labels import Label, Words

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile("[<]br[>]")
_ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_PLAIN = {"–": "--", "…": r"\dots{}", "“": "``", "”": "''", "’": "'", "\xa0": "~", "▸": "", "✓": ""}
_INDEX = re.compile(f"([{RAISED}]+)|([{LOWERED}]+)|(.)", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """Some lines of an explanation; `latex` of an equation that is typeset."""

    text: str
    latex: str = ""


def as_text(view: QWidget) -> str:
    """All that an explanation writes, in plain characters."""
    return "\n".join(piece.text for piece in _pieces(view)) + "\n"


def as_latex(view: QWidget) -> str:
    """The same for LaTeX: equations are displayed, everything else is a paragraph of text."""
    parts = []
    for piece in _pieces(view):
        if piece.latex:
            parts.append(f"\\[ {piece.latex} \\]")
        else:
            parts += [latex_text(line) for line in piece.text.split("\n") if line]
    return "\n\n".join(parts) + "\n"


def latex_text(text: str) -> str:
    """A line of text in ASCII: signs that LaTeX knows in formulas only stand in such."""
    return "".join(_signs(text))


def _signs(text: str) -> Iterator[str]:
    for raised, lowered, sign in _INDEX.findall(text):
        if raised:
            yield rf"\ensuremath{{^{{{raised.translate(LEVEL_OF_RAISED)}}}}}"
        elif lowered:
            yield rf"\ensuremath{{_{{{lowered.translate(LEVEL_OF_LOWERED)}}}}}"
        elif sign in SIGNS:
            yield rf"\ensuremath{{{SIGNS[sign]}}}"
        elif sign in "&%$#_{}":
            yield f"\\{sign}"
        else:
            plain = _ESCAPED.get(sign) or _PLAIN.get(sign, sign)
            yield plain if plain.isascii() else "?"


# -- from top to bottom -------------------------------------------------------------------------


def _pieces(widget: QWidget) -> Iterator[Piece]:
    """What a widget and those in it write; what is on another page too."""
    if isinstance(widget, PagedColumn):
        for part in widget.parts:
            yield from _pieces(part)
        return
    own = _own(widget)
    if own is not None:
        if own.text.strip():
            yield own
    elif isinstance(widget, QStackedWidget) and (front := widget.currentWidget()) is not None:
        yield from _pieces(front)
    elif isinstance(widget, QScrollArea) and (inside := widget.widget()) is not None:
        yield from _pieces(inside)
    elif (layout := widget.layout()) is not None:
        yield from _in_layout(layout)
    else:  # it lays its children out by itself
        for child in widget.children():
            if isinstance(child, QWidget) and not child.isHidden():
                yield from _pieces(child)


def _in_layout(layout: QLayout) -> Iterator[Piece]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            yield from _in_layout(inner)
        elif widget is not None and not widget.isHidden():
            yield from _pieces(widget)


def _own(widget: QWidget) -> Piece | None:
    """What the widget itself writes; None of one that only holds others."""
    whole = getattr(widget, "whole_text", None)
    if isinstance(whole, str):
        return Piece(whole)
    if isinstance(widget, Equation):
        return Piece(widget.accessibleName(), widget.latex)
    if isinstance(widget, Label | Words):
        return Piece(plain(widget.text()) if "<" in widget.text() else unescape(widget.text()))
    if isinstance(widget, QPlainTextEdit):
        return Piece(widget.toPlainText())
    if isinstance(widget, QTableWidget):
        return Piece("\n".join(_rows(widget)))
    return None


def plain(html: str) -> str:
    """The characters of the HTML of a label, with usual spaces."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", html))).replace("\xa0", " ")


def _rows(table: QTableWidget) -> Iterator[str]:
    for row in range(table.rowCount()):
        items = (table.item(row, column) for column in range(table.columnCount()))
        yield "\t".join(item.text() if item is not None else "" for item in items)
