"""The notation is one everywhere: after switching, no symbol of the notes is left on screen."""

import re

import pytest
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QWidget
from said import said_by

from annplayground.core.choices.metrics import METRICS
from annplayground.core.choices.notations import NOTATIONS, Symbolic, tokens, written
from annplayground.core.experiment import Experiment
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.explain.staged import STAGES
from annplayground.gui.main_window import MainWindow
from annplayground.gui.panels.network.legend import legend
from annplayground.gui.theme import Look
from annplayground.gui.waiting import train_and_wait

# J, a derivative dJ/dW or ∂J/∂W, lr, and a token that nobody has read.
OF_THE_NOTES = re.compile(
    r"std A|(?<![A-Za-z])[d∂]?J(?![A-Za-z])|(?<![A-Za-z])lr(?![A-Za-z])|\{\w+\}"
)
ITSELF = ("notation_notes", "notation_partial")
SMALL = Experiment.from_dict({"network": {"hidden": [{"units": 2, "activation": "tanh"}]}})
ILL = {
    "network": {"hidden": [{"units": 8, "activation": "sigmoid"}] * 4},
    "training": {
        "learning_rate": 0.5,
        "optimizer": {"name": "momentum", "convention": "classical"},
        "regularization": {"kind": "l2", "rate": 0.001},
        "schedule": {"kind": "step"},
        "gradient_clip": 0.001,
    },
}


def left_over(window, painted):
    """(what says it, the text) of all that still has a symbol of the notes."""
    sayers = (window, *window.findChildren(QWidget), *window.findChildren(QAction))
    said = [(s.objectName() or type(s).__name__, text) for s in sayers for text in said_by(s)
            if s.objectName() not in ITSELF]  # fmt: skip
    painted.clear()
    window.grab()
    said += [("painted", text) for text in painted]
    return sorted({(who, text) for who, text in said if text and OF_THE_NOTES.search(text)})


@pytest.fixture
def painted(monkeypatch):
    """The texts that are painted while it is in use."""
    texts, draw = [], QPainter.drawText

    def record(painter, *given):
        texts.extend(one for one in given if isinstance(one, str))
        return draw(painter, *given)

    monkeypatch.setattr(QPainter, "drawText", record)
    return texts


@pytest.fixture
def window(qtbot):
    made = MainWindow(Experiment.from_dict(ILL), remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def is_shown(window, name):
    view = window.explain.current
    return view.name == name and view.snapshot is not None and all(
        getattr(view.snapshot, want, True) is not None for want in view.wants)  # fmt: skip


@pytest.mark.slow
def test_after_switching_no_symbol_of_the_notes_is_left(qtbot, window, painted):
    train_and_wait(window, 30)
    found = set()
    for name in CATALOGUE:
        window.explain.show_view(name)
        qtbot.waitUntil(lambda name=name: is_shown(window, name))
        for where in faces(window, name):
            window.set_notation("partial")
            found |= {f"{where}: {who}: {text}" for who, text in left_over(window, painted)}
            window.set_notation("notes")
    assert not found, "\n".join(sorted(found))


def faces(window, name):
    """All that an explanation can show, one after the other."""
    view = window.explain.current
    yield name
    if name == "update":
        for stage in range(1, len(STAGES)):
            view.advance()
            yield f"stage {stage}"
    if name == "chain":
        view.whole_layer.click()
        yield "whole layer"


def test_numbers_on_the_network_and_every_metric_are_in_the_notation(qtbot, painted):
    small = MainWindow(SMALL, remember=False, engine="numpy")
    qtbot.addWidget(small)
    small.resize(1600, 1000)
    with qtbot.waitExposed(small):
        small.show()
    train_and_wait(small, 3)
    small.set_notation("partial")
    found = set()
    for way in ("forward", "backward"):
        small.network.choose_numbers(way)
        found |= set(left_over(small, painted))
        assert any("Example 1" in text for text in painted) or way == "backward"
    for name in METRICS:
        small.gradient.set_metric(name)
        found |= set(left_over(small, painted))
    assert not found
    small.close()


def test_the_leak_has_the_name_of_the_notation(window):
    """Of the notes it is a: the rest of them has an α of its own, the rate of plain descent."""

    def said():
        network = window.network
        sayers = [*network.findChildren(QWidget), *network.findChildren(QAction)]
        texts = [text for sayer in sayers for text in said_by(sayer) if text]
        return [*texts, *(words for _, words in legend(window.appearance.look))]

    symbols = {"notes": ("a", "α"), "partial": ("α", "{leak}")}
    for notation, (own, other) in symbols.items():
        window.set_notation(notation)
        texts = said()
        assert f"Layer 1: {own} of the activation" in texts
        assert any(f"f(z) = z for z > 0, {own}(eᶻ − 1) otherwise" in text for text in texts)
        assert any(f"Leaky ReLU with {own} = 0" in text for text in texts)
        assert not [text for text in texts if other in text and other != "a"]


def test_the_notes_write_their_own_symbols(window, painted):
    assert any(text == "Loss J" for _, text in left_over(window, painted))


# -- texts with tokens ----------------------------------------------------------------------------


def test_a_text_with_tokens_reads_as_in_the_notes_and_in_any_notation():
    text = Symbolic("{d}{J}/{d}W · {lr}, JSON and {this}")
    assert text == "dJ/dW · lr, JSON and {this}"
    assert written(text, "partial") == "∂L/∂W · η, JSON and {this}"
    assert Look(notation="partial").written("{J} = {value}", value="{J}") == "L = {J}"
    assert written("so: {rule}", "partial", rule=Symbolic("w − {lr}")) == "so: w − η"


def test_texts_are_composed_by_their_tokens():
    whole = Symbolic(f"{tokens(Symbolic('{J}'))} and {tokens('no more')}")
    assert written(whole, "partial") == "L and no more"


def test_every_notation_reads_every_token():
    assert len({frozenset(entry.symbols) for entry in NOTATIONS.values()}) == 1
