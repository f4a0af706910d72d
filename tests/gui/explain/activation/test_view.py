"""The activations in equations: every line on screen is evaluated, typeset or in numbers."""

import math
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from arithmetic import assert_holds
from paging import parts_page_by_page, settle
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from sampled import sampled

from annplayground.core.choices.activations import ACTIVATIONS, softmax
from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.explain.activation.gallery import Gallery
from annplayground.gui.explain.activation.table import FEW_WORDS
from annplayground.gui.explain.activation.view import ActivationView
from annplayground.gui.explain.activation.words import DERIVATION, RELU_CODE, lines, softmax_lines
from annplayground.gui.explain.focus import Focus
from annplayground.gui.main_window import MainWindow
from annplayground.gui.text import read_number
from annplayground.gui.theme import Look
from annplayground.gui.waiting import train_and_wait

ZS = [-400.0, -8.91, -1.25, -1e-4, 0.0, 0.5, 2.64, 30.0, 400.0]
NOTES = ("sigmoid", "tanh", "relu", "leaky_relu")
THREE = Experiment().with_data(replace(Experiment().data, dataset="blobs3"))
LEAKY = Experiment(
    network=Network(
        (HiddenLayer(4, "leaky_relu"), HiddenLayer(3, "tanh"), HiddenLayer(2, "leaky_relu"))
    )
)


def plain(label):
    return unescape(re.sub("<.*?>", "", label.text().replace("<br>", "\n")))


# -- the equations --------------------------------------------------------------------------------


def side(text, z):
    """The value of one side of an equation in plain characters."""
    code = text.replace("−", "-").replace("²", "**2").replace("·", "*").replace("^", "**")
    return eval(code, {"z": z, "e": math.e})


def value_of_latex(latex, z):
    """The value of the few commands that are used in a derivation."""
    code = latex.replace(r"\left", "").replace(r"\right", "").replace(r"\cdot", "*")
    while r"\frac" in code:
        start = code.rindex(r"\frac")
        top, after = braces(code, start + 5)
        bottom, after = braces(code, after)
        code = f"{code[:start]}(({top})/({bottom})){code[after:]}"
    code = code.replace("^{-z}", "**(-z)").replace("^2", "**2")
    return eval(code, {"z": z, "e": math.e})


def braces(text, at):
    depth = 0
    for end in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if not depth:
            return text[at + 1 : end], end + 1
    raise ValueError(text)


@pytest.mark.parametrize("z", [-3.0, -0.4, 0.0, 1.7])
def test_every_line_of_the_derivation_is_the_slope_of_sigmoid(z):
    s = 1 / (1 + math.exp(-z))
    for line in DERIVATION[2:]:
        assert side(line.text.removeprefix("= "), z) == pytest.approx((1 - s) * s)
        assert value_of_latex(line.latex.removeprefix("= "), z) == pytest.approx((1 - s) * s)
    last = lines(ACTIVATIONS["sigmoid"], z, 0.0, "notes")[2 + len(DERIVATION)]
    assert last.text == "σ′(z) = (1 − s) · s"
    u, v, du, dv = 1.0, 1 + math.exp(-z), 0.0, -math.exp(-z)
    assert (v * du - u * dv) / v**2 == pytest.approx((1 - s) * s)


@pytest.mark.parametrize("z", ZS)
@pytest.mark.parametrize("name", [n for n in ACTIVATIONS if n != "softmax"])
def test_the_numbers_are_those_of_the_function(name, z):
    entry = ACTIVATIONS[name]
    alpha = 0.2 if name == "leaky_relu" else entry.alpha or 0.0
    own = lines(entry, z, alpha, "notes")[: 2 if name == "sigmoid" else None]  # no derivation
    told = {line.numbers.split(" = ")[0]: line.numbers for line in own}
    a = entry.f(np.array([z]), alpha)
    slope = float(entry.slope(np.array([z]), a, alpha)[0])
    results = [read_number(text.rpartition(" = ")[2]) for text in told.values()]
    assert any(
        r == pytest.approx(float(a[0]), rel=6e-3, abs=1e-300) for r in results if r is not None
    )
    assert any(r == pytest.approx(slope, rel=6e-3, abs=1e-300) for r in results if r is not None)
    for text in told.values():
        if text.count(" = ") > 1 or "·" in text or "max" in text:
            assert_holds(text)


def test_sinh_and_cosh_make_tanh():
    told = [line.numbers for line in lines(ACTIVATIONS["tanh"], 1.2, 0.0, "notes")]
    assert told[2] == "sinh(z) = (e^1.2 − e^(−1.2)) / 2 = 1.51"
    assert told[3] == "cosh(z) = (e^1.2 + e^(−1.2)) / 2 = 1.81"
    assert told[4] == "tanh(1.2) = 1.51 / 1.81 = 0.834"


@pytest.mark.parametrize("notation", ["notes", "partial"])
def test_the_leak_has_the_symbol_of_the_notation(notation):
    line = lines(ACTIVATIONS["leaky_relu"], -2.0, 0.5, notation)[-1]
    symbol = {"notes": "a", "partial": "α"}[notation]
    assert f"({symbol}z, z) = max({symbol}z, z)" in line.text
    assert line.numbers == "max(0.5·(−2), −2) = −1"


def test_a_leak_above_one_is_no_maximum():
    line = lines(ACTIVATIONS["leaky_relu"], -2.0, 3.0, "notes")[-1]
    assert "max" not in line.text + line.latex + line.numbers
    assert lines(ACTIVATIONS["leaky_relu"], -2.0, 3.0, "notes")[0].numbers == "f(−2) = −6"


@pytest.mark.parametrize("logits", [[2.0, 1.0, 0.1], [-1.5, 3.0], [5.0, 5.5, -2.0, 0.0]])
def test_softmax_in_numbers(logits):
    *each, output = softmax_lines(logits)
    p = softmax(np.array(logits))
    for k, line in enumerate(each):
        assert_holds(line.numbers)
        assert read_number(line.numbers.rpartition(" = ")[2]) == pytest.approx(p[k], rel=6e-3)
    values, best = re.fullmatch(r"max\((.*)\) = (.*)", output.numbers).groups()
    assert len(values.split(", ")) == len(logits)
    assert best.endswith(f"class {p.argmax() + 1}")
    assert read_number(best.partition(":")[0]) == pytest.approx(p.max(), rel=6e-3)


# -- the view -------------------------------------------------------------------------------------


@pytest.fixture
def look_at(qtbot):
    def make(experiment, layer=1, epochs=5):
        session = Session(experiment, engine="numpy")
        session.train(epochs)
        view = ActivationView()
        qtbot.addWidget(view)
        view.set_look(Look())
        view.resize(600, 640)
        view.show()
        snapshot = observe(session.moment, 0, Status(), View(diagnosis=True))
        view.show_state(snapshot, Focus(layer))
        return view, snapshot, session

    return make


def numbers(view):
    return [p.numbers.text() for p in view._column.parts if hasattr(p, "numbers")]


@pytest.mark.parametrize("name", NOTES)
def test_the_live_point_is_that_of_the_unit_in_focus(look_at, name):
    view, _, session = look_at(Experiment())
    view.buttons[name].click()
    z = float(session.explain(session.train_set.X[0], session.train_set.y[0])[0].z[0])
    entry = ACTIVATIONS[name]
    (mark,) = view._graph.marks
    assert mark.x == pytest.approx(z)
    assert mark.y == pytest.approx(float(entry.f(np.array([z]), entry.alpha or 0.0)[0]))
    assert "z is of unit 1 of layer 1" in plain(view._here)
    told = re.search(r" at z = (\S+)$", plain(view._heading))
    assert read_number(told[1]) == pytest.approx(z, rel=6e-3)
    told = [line.numbers for line in lines(entry, z, entry.alpha or 0.0, "notes")]
    assert sorted(numbers(view)) == sorted(told)


def test_the_derivation_is_there_line_by_line(look_at):
    view, *_ = look_at(Experiment())
    view.buttons["sigmoid"].click()
    texts = [p.equation.accessibleName() for p in view._column.parts if hasattr(p, "equation")]
    where = texts.index(DERIVATION[0].text)
    assert texts[where : where + len(DERIVATION)] == [line.text for line in DERIVATION]
    assert texts[where + len(DERIVATION)] == "σ′(z) = (1 − s) · s"
    assert "σ(0) = 1 / (1 + e^0) = 0.5" in texts
    assert any(text.startswith("σ(−∞)") and text.endswith("= 0") for text in texts)
    assert any(text.startswith("σ(+∞)") and text.endswith("= 1") for text in texts)
    assert view._graph.isVisible()


def test_relu_is_the_code_of_the_notes(look_at):
    view, *_ = look_at(Experiment())
    view.buttons["relu"].click()
    told = plain(view._code).replace("\xa0", " ")
    assert told.startswith(RELU_CODE.replace("\xa0", " "))
    program = "\n".join(told.splitlines()[:4]).replace("zero", "0")
    program = program.replace("\n    ", "\n    result = ")
    for pair in told.splitlines()[4].split(", "):
        given, expected = map(read_number, pair.split(" → "))
        names = {"input": given}
        exec(program, names)
        assert names["result"] == expected


def test_softmax_has_this_networks_numbers(look_at):
    view, _, session = look_at(THREE, layer=3)
    one = session.explain(session.train_set.X[0], session.train_set.y[0])[-1]
    expected = [line.numbers for line in softmax_lines(one.z.tolist())]
    assert numbers(view)[: len(expected)] == expected
    np.testing.assert_allclose(view._bars.p, one.a)
    shares = [line.rpartition(" = ")[2] for line in view._bars.whole_text.splitlines()]
    assert [row.rpartition(" = ")[2] for row in expected[:3]] == shares  # read the same
    assert "invented" not in plain(view._here)
    other, *_ = look_at(Experiment())
    other.buttons["softmax"].click()
    assert "these are invented" in plain(other._here)


def test_the_slider_sets_the_leak_of_the_layer_in_focus(qtbot, look_at):
    view, *_ = look_at(LEAKY)
    edits = []
    view.experimentEdited.connect(edits.append)
    view._leak_row.slider.setValue(20)
    assert [layer.alpha for layer in edits[-1].network.hidden] == [0.2, None, 0.01]
    assert "a = 0.2" in plain(view._facts)
    view._leak_row.all_layers.click()
    assert [layer.alpha for layer in edits[-1].network.hidden] == [0.2, None, 0.2]
    view._leak_row.slider.setValue(50)
    assert [layer.alpha for layer in edits[-1].network.hidden] == [0.5, None, 0.5]


def test_where_the_layer_has_another_activation_the_slider_changes_the_picture_only(look_at):
    view, *_ = look_at(LEAKY, layer=2)
    edits = []
    view.experimentEdited.connect(edits.append)
    view.buttons["leaky_relu"].click()
    view._leak_row.slider.setValue(30)
    assert edits == []
    assert view._graph.curves[0].f(np.array([-2.0]))[0] == pytest.approx(-0.6)
    assert "Layer 2 itself has tanh." in plain(view._here)


def test_all_five_side_by_side_with_the_same_z(qtbot, look_at):
    view, _, session = look_at(Experiment())
    view.table_button.click()
    assert [part.objectName() for part in view._column.parts] == ["activation_table"]
    z = float(session.explain(session.train_set.X[0], session.train_set.y[0])[0].z[0])
    columns = view._table.columns
    assert [c.x() for c in columns] == sorted({c.x() for c in columns})
    assert len({c.y() for c in columns}) == 1
    for specimen, name in zip(columns, FEW_WORDS, strict=True):
        words = plain(specimen.words).splitlines()
        assert words[0].startswith(ACTIVATIONS[name].label)
        value, slope = re.fullmatch(r"f (.*), f′ (.*)", words[-1]).groups()
        if name == "softmax":
            p = softmax(np.array([2.0, 1.0, 0.1]))[0]
            expected = p, p * (1 - p)
        else:
            entry = ACTIVATIONS[name]
            a = entry.f(np.array([z]), entry.alpha or 0.0)
            expected = a[0], entry.slope(np.array([z]), a, entry.alpha or 0.0)[0]
            assert set(specimen.graph.rain) <= set(view.snapshot.diagnosis.z[0].ravel())
        assert read_number(value) == pytest.approx(expected[0], rel=6e-3)
        assert read_number(slope) == pytest.approx(expected[1], rel=6e-3)
    qtbot.waitUntil(lambda: all(c.equation.ready for c in columns))
    assert len({c.words.mapTo(view, QPoint()).y() for c in columns}) == 1  # the words stand level
    assert "f(z) = max(az, z)" in columns[-1].equation.accessibleName()
    view.buttons["tanh"].click()
    assert not view.table_button.isChecked()


def test_the_gallery_is_one_row_where_there_is_room_and_even_rows_elsewhere(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    gallery = Gallery(parent)
    parent.show()
    rows = []
    for width in (602, 420, 200):
        gallery.resize(width, 80)
        gallery.layout().activate()
        tops = [button.y() for button in gallery.buttons.values()]
        rows.append([tops.count(top) for top in sorted(set(tops))])
    assert rows[0] == [len(ACTIVATIONS)]
    assert max(rows[1]) - min(rows[1]) <= 1
    assert len(rows[2]) > len(rows[1]) == 2


def opened(qtbot, experiment, size, present):
    window = MainWindow(experiment, remember=False)
    qtbot.addWidget(window)
    window.set_presentation(present)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    window.explain.show_view("activation")
    train_and_wait(window, 3)
    return window, window.explain.current


@pytest.mark.parametrize("present", [False, True])
@pytest.mark.parametrize("size", sampled([(800, 512), (1280, 720)]))
def test_every_page_is_whole(qtbot, size, present):
    window, view = opened(qtbot, LEAKY, size, present)
    for name in (*NOTES, "softmax"):
        view._choose(name)
        told = [part for part in view._column.parts if hasattr(part, "equation")]
        qtbot.waitUntil(lambda told=told: all(part.equation.ready for part in told))
        parts = parts_page_by_page(qtbot, window, view, view._column)
        assert parts == view._column.parts
    view.table_button.click()
    settle(qtbot, view._column)
    assert parts_page_by_page(qtbot, window, view, view._column) == view._column.parts
    window.close()


def test_in_presentation_the_table_has_the_whole_board(qtbot):
    window, view = opened(qtbot, Experiment(), (1280, 720), True)
    view.table_button.click()
    assert window.board.shown == ("explain",)
    assert [part.objectName() for part in view._column.parts] == ["activation_table"]
    settle(qtbot, view._column)
    specimens = view._table.columns
    qtbot.waitUntil(lambda: all(one.equation.ready for one in specimens))
    for specimen in specimens:  # the last line of each is seen
        bottom = specimen.words.mapTo(view, specimen.words.rect().bottomLeft()).y()
        assert bottom <= view.height()
        assert specimen.words.height() >= specimen.words.heightForWidth(specimen.words.width())
    view.table_button.click()
    assert window.board.shown == ("network", "explain")
    window.close()


def test_the_leak_reaches_the_network_and_is_one_step_of_undo(qtbot):
    window, view = opened(qtbot, LEAKY, (1280, 720), False)
    for value in (5, 20, 30):
        view._leak_row.slider.setValue(value)
    assert window.controller.experiment.network.hidden[0].alpha == 0.3
    qtbot.waitUntil(lambda: window.controller.snapshot.experiment.network.hidden[0].alpha == 0.3)
    window.actions_.undo.trigger()
    assert window.controller.experiment.network.hidden[0].alpha == 0.01
    window.close()
