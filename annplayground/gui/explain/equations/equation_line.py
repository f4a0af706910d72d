"""A typeset equation, and the same with this network's numbers below it."""

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from annplayground.gui.explain.equations.equation import Equation
from annplayground.gui.explain.equations.in_numbers import Line
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Words


class EquationLine(QWidget):
    """One part of a column; attributes: `equation` and `numbers`, its two lines."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.equation = Equation(name)
        self.numbers = Words()
        self.numbers.setObjectName(f"{name}_numbers")
        self.numbers.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.equation)
        layout.addWidget(self.numbers)

    def show_line(self, look: Look, line: Line) -> None:
        """Without numbers there is one line."""
        self.equation.show_latex(latex_symbol(look, line.latex), look.written(line.text), look)
        self.numbers.setText(line.numbers)
        self.numbers.setVisible(bool(line.numbers))


def latex_symbol(look: Look, latex: str) -> str:
    """A formula of the notes in the chosen notation: braces are its own, so it has no tokens."""
    if look.notation == "notes":
        return latex
    return latex.replace("{dJ}{d", r"{\partial L}{\partial ").replace("lr", r"\eta")
