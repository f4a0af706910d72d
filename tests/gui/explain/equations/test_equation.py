"""Typeset formulas: they come one after the other, whole, and once."""

import threading
import time

import pytest

from annplayground.gui.explain.equations import outlines
from annplayground.gui.explain.equations.equation import Equation
from annplayground.gui.explain.equations.latex import latex_of
from annplayground.gui.explain.equations.outlines import read_outline
from annplayground.gui.theme import DARK, Look


def test_formulas_are_typeset_one_after_the_other_and_once(monkeypatch):
    """Two at once read the font file at each other's places: tanh came out as black blocks."""
    inside, most, made = [], [], []

    def slow(latex, display):
        inside.append(latex)
        most.append(len(inside))
        threading.Event().wait(0.02)
        inside.remove(latex)
        made.append(latex)
        return latex

    monkeypatch.setattr(outlines, "_typeset", slow)
    setter = outlines._Typesetter()
    askers = [threading.Thread(target=setter.outline, args=(name, False)) for name in "abcab"]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    while any(setter.on_its_way(name, False) for name in "abc"):
        threading.Event().wait(0.01)
    assert (max(most), sorted(made)) == (1, ["a", "b", "c"])
    assert [setter.outline(name, False) for name in "abc"] == ["a", "b", "c"]


def test_an_outline_is_where_and_as_large_as_the_svg_says():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="10 -24 48 36">'
        '<path d="M 10 0 L 34 0 Q 34 -24 10 -24 Z " fill="black" />'
        '<rect x="10" y="6" width="48" height="6" /></svg>'
    )
    one = read_outline(svg)
    assert (one.width, one.ascent, one.descent) == (1.0, 0.5, 0.25)
    box = one.path.boundingRect()
    assert (box.left(), box.top()) == pytest.approx((0.0, -0.5))
    assert (box.right(), box.bottom()) == pytest.approx((1.0, 0.25))


def test_an_equation_stays_until_the_next_one_is_typeset(qtbot):
    equation = Equation("equation")
    qtbot.addWidget(equation)
    equation.show_latex(r"\frac{1}{2}", "1/2", Look())
    qtbot.waitUntil(lambda: equation.ready)
    height = equation.height()
    equation.show_latex("x", "x", Look())
    assert equation.typesetting or equation.ready
    qtbot.waitUntil(lambda: equation.ready)
    assert equation.height() < height
    equation.show_latex("x", "x", Look(DARK))  # in another colour nothing is typeset anew
    assert equation.ready


def test_what_is_typeset_while_it_is_asked_for_is_shown(qtbot, monkeypatch):
    """Between the question for an outline and the one whether it is on its way, it may come."""
    setter = outlines._Typesetter()

    def late(latex, display):
        found = setter.outline(latex, display)
        while setter.on_its_way(latex, display):
            time.sleep(0.001)
        return found

    monkeypatch.setattr("annplayground.gui.explain.equations.equation.outline_of", late)
    for name in ("on_its_way", "n_done"):
        other = getattr(setter, name)
        monkeypatch.setattr(f"annplayground.gui.explain.equations.equation.{name}", other)
    equation = Equation("equation")
    qtbot.addWidget(equation)
    equation.show_latex("y", "y", Look())
    qtbot.waitUntil(lambda: equation.ready)


def test_what_cannot_be_typeset_stays_in_plain_characters(qtbot):
    equation = Equation("equation")
    qtbot.addWidget(equation)
    equation.show_latex(r"\frac{", "half", Look())
    qtbot.waitUntil(lambda: not equation.typesetting)
    assert not equation.ready
    equation.grab()
    assert latex_of("你") is None


@pytest.mark.parametrize(
    ("symbol", "latex", "stacked"),
    [
        ("dJ/dW₁[1,2]", "dJ/dW_{1}[1{,}2]", r"\frac{dJ}{dW_{1}[1{,}2]}"),
        ("∂L/∂w_old", r"\partial L/\partial w_{\mathrm{old}}", None),
        ("f′(z₂[1])", r"f^{\prime}(z_{2}[1])", None),
        ("(√s′ + ε)", r"(\sqrt{s^{\prime}} + \varepsilon )", None),
        ("(1 − β₁ᵗ)", r"(1 -  \beta _{1}^{t})", None),
        ("mean of δ · x", r"\text{mean of } \delta  \cdot  x", None),
        ("3 more paths", r"3\ \text{more paths}", None),
        ("λ · sign w", r"\lambda  \cdot  \operatorname{sign}  w", None),
    ],
)
def test_symbols_in_latex(symbol, latex, stacked):
    assert latex_of(symbol) == latex
    if stacked:
        assert latex_of(symbol, stacked=True) == stacked
